"""Writing the key file anew, in place, with the slots that are in use and all others made afresh."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace

from fieldnotes.vault.kdf import SALT_BYTES
from fieldnotes.vault.keyblock import Header, KeyBlock, build
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.slots import PassphraseKeys, seal_for_passphrase, unused


def next_generation(block: KeyBlock, in_use: Collection[int], key: VaultKey) -> bytes:
    """The block that follows ``block``: same header but for the generation, same slots where they are in use."""
    header = replace(block.header, generation=block.header.generation + 1)
    slots = tuple(slot if place in in_use else unused() for place, slot in enumerate(block.slots))
    return build(header, slots, (key,))


def fresh_header(block: KeyBlock) -> Header:
    """The header that follows ``block``'s, with a fresh salt: for another passphrase."""
    return replace(block.header, generation=block.header.generation + 1, salt=secrets.token_bytes(SALT_BYTES))


def with_passphrase(
    block: KeyBlock, header: Header, places: Mapping[str, int], key: VaultKey, keys: PassphraseKeys
) -> bytes:
    """The block that follows ``block`` with another passphrase, under ``header`` as :func:`fresh_header` gives it.

    Only a passphrase slot is bound to the salt, so the recovery slot stays as it is.
    """
    slots = [slot if place in places.values() else unused() for place, slot in enumerate(block.slots)]
    slots[places["passphrase"]] = seal_for_passphrase(key, keys, header, places["passphrase"])
    return build(header, tuple(slots), (key,))
