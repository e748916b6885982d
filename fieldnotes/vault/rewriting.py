"""Writing the key file anew, in place, with the slots that are in use and all others made afresh."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from fieldnotes.vault.kdf import SALT_BYTES
from fieldnotes.vault.keyblock import SLOTS, Header, KeyBlock, build
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.slots import PassphraseKeys, seal_for_passphrase, seal_for_recovery, unused
from fieldnotes.vault.sqlcipher import Connection


def next_generation(block: KeyBlock, in_use: Collection[int], key: VaultKey) -> bytes:
    """The block that follows ``block``: same header but for the generation, same slots where they are in use."""
    header = replace(block.header, generation=block.header.generation + 1)
    slots = tuple(slot if place in in_use else unused() for place, slot in enumerate(block.slots))
    return build(header, slots, (key,), block.anchor)


def fresh_header(block: KeyBlock, kdf_id: int | None = None) -> Header:
    """The header that follows ``block``'s, with a fresh salt, and another cost where one is given."""
    return replace(
        block.header,
        generation=block.header.generation + 1,
        salt=secrets.token_bytes(SALT_BYTES),
        kdf_id=block.header.kdf_id if kdf_id is None else kdf_id,
    )


def with_vault_key(
    block: KeyBlock,
    places: Mapping[str, int],
    vault_keys: tuple[VaultKey, ...],
    keys: PassphraseKeys,
    recovery: bytes,
) -> bytes:
    """A block that holds the first of ``vault_keys``, for a passphrase and for the recovery words.

    Args:
        block: gives the anchor, and a header as :func:`fresh_header` makes it.
        places: slots by kind.
        vault_keys: authenticate the block; the first is sealed in it.
        keys: of the passphrase.
        recovery: the public key that the words' key pair has, 32 bytes.
    """
    header = block.header
    slots = [unused() for _ in range(SLOTS)]
    slots[places["passphrase"]] = seal_for_passphrase(vault_keys[0], keys, header, places["passphrase"])
    public = X25519PublicKey.from_public_bytes(recovery)
    slots[places["recovery"]] = seal_for_recovery(vault_keys[0], public, header.vault_id, places["recovery"])
    return build(header, tuple(slots), vault_keys, block.anchor)


def slots_in_use(connection: Connection) -> Mapping[str, int]:
    """The places of the slots that are in use, by kind; the key file itself hides them."""
    rows = connection.execute("SELECT kind, place FROM key_slot").fetchall()
    return {str(row[0]): int(row[1]) for row in rows}


def with_passphrase(
    block: KeyBlock, header: Header, places: Mapping[str, int], key: VaultKey, keys: PassphraseKeys
) -> bytes:
    """The block that follows ``block`` with another passphrase, under ``header`` as :func:`fresh_header` gives it.

    Only a passphrase slot is bound to the salt, so the recovery slot stays as it is.
    """
    slots = [slot if place in places.values() else unused() for place, slot in enumerate(block.slots)]
    slots[places["passphrase"]] = seal_for_passphrase(key, keys, header, places["passphrase"])
    return build(header, tuple(slots), (key,), block.anchor)
