"""Text as it is stored, made from the bytes of a file; whatever was changed is told."""

from dataclasses import dataclass

from fieldnotes.text.decoding import MAX_IMPORT_BYTES, decode
from fieldnotes.text.errors import EmptyTextError
from fieldnotes.text.steps import STEPS, Change

__all__ = ["MAX_IMPORT_BYTES", "Change", "Normalised", "normalise", "normalise_text"]


@dataclass(frozen=True, slots=True)
class Normalised:
    """Text ready to be stored, and what was changed on the way.

    Attributes:
        text: LF line ends, NFC, no line over 2,000 code points, no control character but LF and tab.
        changes: what was changed, in the order it was done; of kind ``zawgyi`` what was found and left.
    """

    text: str
    changes: tuple[Change, ...]


def normalise(raw: bytes) -> Normalised:
    """The text of a file as it is stored. Doing it twice changes nothing more.

    Raises:
        EmptyTextError: if it holds nothing but blanks.
        TooLargeError: if it is over :data:`MAX_IMPORT_BYTES`.
        NotTextError: if it is binary, in UTF-16, or piles marks on a letter as no writing does.
        MalformedTextError: if its UTF-8 is malformed, with the offset of the byte.
    """
    result = normalise_text(decode(raw))
    if not result.text.strip():
        raise EmptyTextError
    return result


def normalise_text(text: str) -> Normalised:
    """The same for characters that come from elsewhere, such as the clipboard; may be empty.

    Unpaired surrogates and NULs, which cannot occur in a file that is accepted, are shown as pictures here.

    Raises:
        NotTextError: if marks are piled on a letter as no writing does.
    """
    changes: list[Change] = []
    for step in STEPS:
        text, change = step(text)
        if change is not None:
            changes.append(change)
    return Normalised(text, tuple(changes))
