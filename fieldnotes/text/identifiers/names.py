"""Names from a list that the user keeps."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from fieldnotes.base.span import Span
from fieldnotes.text.identifiers.finding import Finding, Kind
from fieldnotes.text.syllables import is_boundary


def find_names(text: str, names: Iterable[str]) -> Iterator[Finding]:
    """Every place where one of ``names`` stands: whole words in scripts that part them, whole syllables in Burmese.

    Case and the width of blanks do not matter. Empty names are passed over.
    """
    wanted = sorted({_normal(name) for name in names} - {""}, key=len, reverse=True)
    if not wanted:
        return
    choices = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in wanted)
    for found in re.finditer(rf"(?:{choices})", text, re.IGNORECASE):
        if _starts_word(text, found.start()) and _ends_word(text, found.end()):
            yield Finding(Kind.NAME, Span(found.start(), found.end()))


def _normal(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def _starts_word(text: str, at: int) -> bool:
    return is_boundary(text, at) and not (at and _one_word(text[at - 1], text[at]))


def _ends_word(text: str, at: int) -> bool:
    return is_boundary(text, at) and not (at < len(text) and _one_word(text[at - 1], text[at]))


def _one_word(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word; Burmese parts no words, so there a syllable must do."""
    return (
        left.isalnum()
        and right.isalnum()
        and not ("\u1000" <= left <= "\u109f" or "\u1000" <= right <= "\u109f")
    )
