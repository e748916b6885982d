"""Small things said the same way on every screen."""

from collections.abc import Collection, Sequence
from enum import StrEnum


def counted(number: int, thing: str) -> str:
    """A number with its noun: ``1 case``, ``2 cases``."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def consent_letters(given: Collection[StrEnum], purposes: Sequence[StrEnum]) -> str:
    """The first letter of each purpose consented to, a dot for each that was not: ``SC··``."""
    return "".join(purpose.value[0].upper() if purpose in given else "·" for purpose in purposes)
