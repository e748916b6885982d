"""What is read from a word processor's file."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldnotes.base.errors import DamagedError


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document.

    Attributes:
        text: one line a paragraph; breaks within a paragraph are line breaks too.
        left_out: sentences about what the file holds and the text does not.
    """

    text: str
    left_out: tuple[str, ...]


def told(left_out: Iterable[str]) -> tuple[str, ...]:
    """What was left out, a sentence each."""
    return tuple(f"{what} were left out." for what in sorted(set(left_out)))


def not_a_document() -> DamagedError:
    """What to say of a file whose text cannot be read."""
    return DamagedError(
        "The file is damaged: its text cannot be read.",
        "Open it in the program it came from and save it again.",
    )
