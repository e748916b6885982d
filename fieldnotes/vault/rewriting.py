"""Writing the key file anew, in place, with the slots that are in use and all others made afresh."""

import secrets
from collections.abc import Collection
from dataclasses import replace

from fieldnotes.vault.kdf import SALT_BYTES
from fieldnotes.vault.keyblock import KeyBlock, build
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.slots import passphrase_keys, seal_for_passphrase, unused


def next_generation(block: KeyBlock, in_use: Collection[int], key: VaultKey) -> bytes:
    """The block that follows ``block``: same header but for the generation, same slots where they are in use."""
    header = replace(block.header, generation=block.header.generation + 1)
    slots = tuple(slot if place in in_use else unused() for place, slot in enumerate(block.slots))
    return build(header, slots, (key,))


def with_passphrase(
    block: KeyBlock, in_use: Collection[int], place: int, key: VaultKey, passphrase: Passphrase
) -> bytes:
    """The block that follows ``block`` with another passphrase in slot ``place``, under a fresh salt.

    Only a passphrase slot is bound to the salt, so the recovery slot stays as it is.

    Raises:
        RefusedError: if memory is short for one Argon2id run.
    """
    header = replace(
        block.header, generation=block.header.generation + 1, salt=secrets.token_bytes(SALT_BYTES)
    )
    slots = [slot if other in in_use else unused() for other, slot in enumerate(block.slots)]
    slots[place] = seal_for_passphrase(key, passphrase_keys(passphrase, header), header, place)
    return build(header, tuple(slots), (key,))
