"""Text as it is stored, made from the bytes of a file; whatever was changed is told."""

from dataclasses import dataclass

MAX_IMPORT_BYTES = 20 * 1024 * 1024
"""Bytes of the largest file that is imported; a caller reads no more than one byte beyond it."""

MAX_LINE = 2_000
"""Code points of the longest line stored; longer ones make an editor slow at every key press."""


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change that normalising made, or one thing it found and left.

    Attributes:
        kind: a word for programs, such as ``line-endings``.
        count: how often.
        first_line: line of the file where it was first met, counted from 1.
        sentence: for people.
    """

    kind: str
    count: int
    first_line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """Text ready to be stored, and what was changed on the way.

    Attributes:
        text: LF line ends, NFC, no line over :data:`MAX_LINE`, no control character but LF and tab.
        changes: empty if the file held exactly this text.
    """

    text: str
    changes: tuple[Change, ...]


def normalise(raw: bytes) -> Normalised:
    """The text of a file as it is stored.

    Raises:
        WrongUseError: if the file is empty, over :data:`MAX_IMPORT_BYTES`, or not text.
        DamagedError: if its UTF-8 is malformed.
    """
    raise NotImplementedError
