"""How the application can end."""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """Why it ends."""

    QUIT = "quit"
    LOCK = "lock"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Ending:
    """An end.

    Attributes:
        way: why.
        code: exit code, as documented for the command line.
        words: what the user is told once the terminal is clean; never note text.
    """

    way: Way
    code: int = 0
    words: str = ""
