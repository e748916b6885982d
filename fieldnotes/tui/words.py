"""Small things said the same way on every screen."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum


def counted(number: int, thing: str) -> str:
    """A number with its noun: ``1 case``, ``2 cases``."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def days_ago(day: str, today: date) -> str:
    """How long ago a day was: ``today``, ``yesterday``, ``12 days ago``; as it stands where it is no day.

    Args:
        day: ``YYYY-MM-DD``.
        today: by the clock of this machine.
    """
    try:
        days = (today - date.fromisoformat(day)).days
    except ValueError:
        return day
    if days < 0:
        return f"on {day}, later than this machine's clock says it is"
    return ("today", "yesterday")[days] if days < 2 else f"{days:,} days ago"


def consent_letters(given: Collection[StrEnum], purposes: Sequence[StrEnum]) -> str:
    """The first letter of each purpose consented to, a dot for each that was not: ``SC··``."""
    return "".join(purpose.value[0].upper() if purpose in given else "·" for purpose in purposes)
