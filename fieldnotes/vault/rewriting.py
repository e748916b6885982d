"""Writing the key file anew, in place, with the slots that are in use and all others made afresh."""

from collections.abc import Collection
from dataclasses import replace

from fieldnotes.vault.keyblock import KeyBlock, build
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.slots import unused


def next_generation(block: KeyBlock, in_use: Collection[int], key: VaultKey) -> bytes:
    """The block that follows ``block``: same header but for the generation, same slots where they are in use."""
    header = replace(block.header, generation=block.header.generation + 1)
    slots = tuple(slot if place in in_use else unused() for place, slot in enumerate(block.slots))
    return build(header, slots, (key,))
