"""The steps of normalising, in order. Each gives the text on and tells what it changed, if anything."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from fieldnotes.text.errors import NotTextError
from fieldnotes.text.lines import MAX_LINE, split_long_lines
from fieldnotes.text.visible import CONTROL, DIRECTION_CONTROL, visible
from fieldnotes.text.zawgyi import zawgyi_lines

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
BYTE_ORDER_MARK = re.compile("\ufeff")
RETURNS = re.compile(r"\r\n?")
OTHER_BREAKS = re.compile(r"[\v\f\x85\u2028\u2029]")
_PILE = 100
"""Marks on one letter that no writing has; UAX 15 calls 30 enough for every use. Ordering them costs the square."""


LINES_TOLD = 1_000
"""Line numbers kept for one kind of change; nobody reads more, and a large file has millions."""


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change that normalising made, or one thing it found and left.

    Attributes:
        kind: a word for programs, such as ``line-endings``.
        count: how often.
        lines: lines of the file where it was met, in order, counted from 1, at most :data:`LINES_TOLD`; every kind of
            line break counts.
        sentence: for people.
    """

    kind: str
    count: int
    lines: tuple[int, ...]
    sentence: str

    @property
    def first_line(self) -> int:
        """The first line where it was met."""
        return self.lines[0]


Step = Callable[[str], tuple[str, Change | None]]


def without_byte_order_marks(text: str) -> tuple[str, Change | None]:
    """U+FEFF goes, at the beginning and, as joining files leaves it, inside."""
    return _replaced(
        text,
        BYTE_ORDER_MARK,
        "",
        "byte-order-mark",
        "Byte order marks, invisible characters that some programs put at the beginning of a file, were removed.",
    )


def with_line_feeds(text: str) -> tuple[str, Change | None]:
    """CR LF and CR become LF."""
    return _replaced(
        text, RETURNS, "\n", "line-endings", "Line endings of another system were changed to line feeds."
    )


def without_other_breaks(text: str) -> tuple[str, Change | None]:
    """Vertical tab, form feed, U+0085, U+2028 and U+2029 become LF."""
    return _replaced(
        text,
        OTHER_BREAKS,
        "\n",
        "line-separators",
        "Page breaks and other separators became line breaks.",
    )


def with_visible_controls(text: str) -> tuple[str, Change | None]:
    """Control characters become pictures, so that none reaches a terminal."""
    return _replaced(
        text,
        CONTROL,
        visible,
        "control-characters",
        "Control characters, which could command a terminal, were replaced by pictures of them.",
    )


def with_visible_direction(text: str) -> tuple[str, Change | None]:
    """Embeddings, overrides and isolates become pictures."""
    return _replaced(
        text,
        DIRECTION_CONTROL,
        visible,
        "direction-controls",
        "Characters that turn the reading direction around were replaced by ␦, so that words show in the order they stand.",
    )


def composed(text: str) -> tuple[str, Change | None]:
    """Normalisation Form C (UAX 15), so that what looks the same is the same.

    Raises:
        NotTextError: if more than 100 marks are piled on a letter.
    """
    if text.isascii():
        return text, None
    _refuse_piles(text)
    result = unicodedata.normalize("NFC", text)
    if result == text:
        return text, None
    # A line break neither composes nor is composed, so lines correspond.
    differing = [
        number
        for number, (before, after) in enumerate(zip(text.split("\n"), result.split("\n"), strict=True), 1)
        if before != after
    ]
    sentence = "Letters and marks were put into their standard form (NFC); they look the same."
    return result, Change("composed", len(differing), tuple(differing[:LINES_TOLD]), sentence)


def with_zawgyi_told(text: str) -> tuple[str, Change | None]:
    """Paragraphs of Burmese in Zawgyi encoding are told, and left as they are."""
    lines = zawgyi_lines(text)
    if not lines:
        return text, None
    sentence = (
        "These paragraphs are Burmese in Zawgyi encoding. They were left as they are: they will not show or be found"
        " correctly until they are converted to Unicode."
    )
    return text, Change("zawgyi", len(lines), tuple(lines[:LINES_TOLD]), sentence)


def with_short_lines(text: str) -> tuple[str, Change | None]:
    """Lines over 2,000 code points are split."""
    result, starts = split_long_lines(text)
    if not starts:
        return text, None
    sentence = (
        f"Lines longer than {MAX_LINE:,} characters were split, at the end of a sentence where there was one."
    )
    return result, Change("long-lines", len(starts), _lines_of(text, starts), sentence)


STEPS: tuple[Step, ...] = (
    without_byte_order_marks,
    with_line_feeds,
    without_other_breaks,
    with_visible_controls,
    with_visible_direction,
    composed,
    with_zawgyi_told,
    with_short_lines,
)


def _replaced(
    text: str, pattern: re.Pattern[str], by: str | Callable[[str], str], kind: str, sentence: str
) -> tuple[str, Change | None]:
    places = [found.start() for found in islice(pattern.finditer(text), LINES_TOLD)]
    if not places:
        return text, None
    result, count = pattern.subn(by if isinstance(by, str) else lambda found: by(found[0]), text)
    return result, Change(kind, count, _lines_of(text, places), sentence)


def _lines_of(text: str, places: Sequence[int]) -> tuple[int, ...]:
    """The line numbers of places that are in order, each line once."""
    lines: list[int] = []
    line, read = 1, 0
    for place in islice(places, LINES_TOLD):
        line += sum(1 for _ in _BREAK.finditer(text, read, place))
        read = place
        if not lines or lines[-1] != line:
            lines.append(line)
    return tuple(lines)


def _refuse_piles(text: str) -> None:
    """Refuse before the standard library puts a long pile into order, which takes the square of its length.

    Of a pile twice as high as allowed, at least two neighbouring samples see a mark.
    """
    for at in range(0, len(text) - _PILE, _PILE):
        if unicodedata.combining(text[at]) and all(map(unicodedata.combining, text[at : at + _PILE])):
            raise NotTextError("it piles more marks on one letter than any writing does")
