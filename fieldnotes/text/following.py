"""Normalising a text while following spans of it, so that a passage that comes with a text keeps its words.

Every step of normalising is told as pieces: where so many characters gave way to so many others. A bound that falls inside
a piece moves outward, since half a letter or half a line break cannot be kept.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from fieldnotes.base.span import Span
from fieldnotes.text import steps
from fieldnotes.text.lines import MAX_LINE
from fieldnotes.text.normalising import Normalised
from fieldnotes.text.visible import CONTROL, DIRECTION_CONTROL, visible

_HANGUL_VOWELS = range(0x1161, 0x1176)
_HANGUL_TRAILING = range(0x11A8, 0x11C3)


class Piece(NamedTuple):
    """The characters from ``start`` up to ``end`` gave way to ``length`` others; code points."""

    start: int
    end: int
    length: int


Pieces = Callable[[str, str], Iterable[Piece]]
"""From a text and what a step made of it, the pieces that changed, in order and apart from each other."""


def normalise_following(text: str, spans: Sequence[Span]) -> tuple[Normalised, list[Span | None]]:
    """The text as :func:`fieldnotes.text.normalising.normalise_text` makes it, and where each span lies in it.

    Args:
        text: as it came.
        spans: within ``text``, in any order.

    Returns:
        The normalised text, and for each span where its words are; ``None`` if none are left, as of a byte order mark.

    Raises:
        NotTextError: if marks are piled on a letter as no writing does.
    """
    changes: list[steps.Change] = []
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    for step in steps.STEPS:
        after, change = step(text)
        if change is not None:
            changes.append(change)
        if after is not text:
            moves = _Moves(list(_PIECES[step](text, after)))
            if moves.growth != len(after) - len(text):
                raise RuntimeError("normalising and following it disagree")
            starts, ends = [moves.start(at) for at in starts], [moves.end(at) for at in ends]
            text = after
    return Normalised(text, tuple(changes)), [
        Span(start, end) if start < end else None for start, end in zip(starts, ends, strict=True)
    ]


class _Moves:
    """Where bounds go when pieces of a text are replaced."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._starts = [piece.start for piece in pieces]
        self._ends = [piece.end for piece in pieces]
        growths = (piece.length - (piece.end - piece.start) for piece in pieces)
        self._shifts = [0, *accumulate(growths)]

    @property
    def growth(self) -> int:
        """By how much the text became longer."""
        return self._shifts[-1]

    def start(self, at: int) -> int:
        """Where a passage begins: after what was put in exactly there."""
        before = bisect_right(self._ends, at)
        if before < len(self._pieces) and self._starts[before] < at:
            at = self._starts[before]
        return at + self._shifts[before]

    def end(self, at: int) -> int:
        """Where a passage ends: before what was put in exactly there."""
        before = bisect_left(self._starts, at)
        if before and self._ends[before - 1] > at:
            at = self._ends[before - 1]
        return at + self._shifts[before]


def _where(pattern: re.Pattern[str], by: str | Callable[[str], str]) -> Pieces:
    def pieces(text: str, _after: str) -> Iterator[Piece]:
        for found in pattern.finditer(text):
            put = by if isinstance(by, str) else by(found[0])
            yield Piece(found.start(), found.end(), len(put))

    return pieces


def _composed(text: str, _after: str) -> Iterator[Piece]:
    """Stretches that NFC changes, each from one character that never joins what stands before it to the next."""
    begin = 0
    for at in (*_boundaries(text), len(text)):
        stretch = text[begin:at]
        if not unicodedata.is_normalized("NFC", stretch):
            yield Piece(begin, at, len(unicodedata.normalize("NFC", stretch)))
        begin = at


def _boundaries(text: str) -> Iterator[int]:
    return (
        at for at, character in enumerate(text) if at and (character.isascii() or _stands_apart(character))
    )


@cache
def _stands_apart(character: str) -> bool:
    """Whether normalising never joins the character with those before it (UAX 15, section 9.1)."""
    first = unicodedata.normalize("NFD", character)[0]
    return not (
        unicodedata.combining(character)
        or unicodedata.combining(first)
        or first in _joining()
        or character in _joining()
    )


@cache
def _joining() -> frozenset[str]:
    """Characters that stand second in a canonical composition."""
    pairs = (unicodedata.decomposition(chr(code)).split() for code in range(0x110000))
    seconds = {chr(int(pair[1], 16)) for pair in pairs if len(pair) == 2 and not pair[0].startswith("<")}
    return frozenset(seconds | {chr(code) for code in (*_HANGUL_VOWELS, *_HANGUL_TRAILING)})


def _line_breaks(text: str, after: str) -> Iterator[Piece]:
    """Where line breaks were put in; nothing else was changed."""
    made = iter(after.split("\n"))
    begin = 0
    for line in text.split("\n"):
        end = begin + len(line)
        at = begin + len(next(made))
        while len(line) > MAX_LINE and at < end:
            yield Piece(at, at, 1)
            at += len(next(made))
        begin = end + 1


_PIECES: Mapping[steps.Step, Pieces] = MappingProxyType(
    {
        steps.without_byte_order_marks: _where(steps.BYTE_ORDER_MARK, ""),
        steps.with_line_feeds: _where(steps.RETURNS, "\n"),
        steps.without_other_breaks: _where(steps.OTHER_BREAKS, "\n"),
        steps.with_visible_controls: _where(CONTROL, visible),
        steps.with_visible_direction: _where(DIRECTION_CONTROL, visible),
        steps.composed: _composed,
        steps.with_short_lines: _line_breaks,
    }
)
