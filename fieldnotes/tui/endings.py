"""How the application can end."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Way(StrEnum):
    """Why it ends."""

    QUIT = "quit"
    LOCK = "lock"
    MADE = "made"
    """A vault was just made: lock, and say on the lock screen that it is to be unlocked once."""
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Ending:
    """An end.

    Attributes:
        way: why.
        code: exit code, as documented for the command line.
        words: what the user is told once the terminal is clean; never note text.
        folder: the vault that was open last, which need not be the one the application began with.
    """

    way: Way
    code: int = 0
    words: str = ""
    folder: Path | None = None
