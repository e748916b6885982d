"""Where certain words stand, and texts and places once they have given way to others."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from fieldnotes.base.span import Span
from fieldnotes.casebook.searching import folded
from fieldnotes.text.identifiers.names import find_names

_AROUND: Final = 24
"""Code points looked at beside a change, more than the blanks within a name could be."""


class Words:
    """Words to be replaced: found as whole words, or whole syllables in Burmese, whatever their case and blanks.

    Args:
        words: one line.
    """

    def __init__(self, words: str) -> None:
        self.given = " ".join(words.split())
        self._tight = _tight(words)
        self._first = folded(self.given.split()[0])

    @property
    def reach(self) -> int:
        """How far around a change in a text they could stand."""
        return len(self.given) + _AROUND

    def find(self, text: str) -> list[Span]:
        """Every place where they stand as whole words."""
        if self._first not in folded(
            text
        ):  # most texts hold them nowhere, and asking so takes a tenth of the time
            return []
        return [finding.span for finding in find_names(text, (self.given,))]

    def held(self, text: str) -> int:
        """How often their letters stand in a text, also within longer words."""
        return _tight(text).count(self._tight)

    def same(self, other: str) -> bool:
        """Whether they are these words and no more."""
        return _tight(other) == self._tight


def _tight(text: str) -> str:
    return folded(" ".join(text.split()))


def put(text: str, spans: Sequence[Span], instead: str) -> str:
    """The text with ``instead`` at each of ``spans``, which are in order and do not overlap."""
    pieces: list[str] = []
    reached = 0
    for span in spans:
        pieces += (text[reached : span.start], instead)
        reached = span.end
    return "".join((*pieces, text[reached:]))


class Moved:
    """Where a passage stands after :func:`put`. It keeps its words; one that begins or ends within a replaced word takes in all of it.

    Args:
        spans: in order, without overlaps.
        length: of what was put there.
    """

    def __init__(self, spans: Sequence[Span], length: int) -> None:
        self._spans = spans
        self._length = length
        self._ends = [span.end for span in spans]
        self._growth = [0, *accumulate(length - len(span) for span in spans)]

    def __call__(self, start: int, length: int) -> tuple[int, int]:
        """Start and length afterwards; a lost passage, of length 0, stays lost."""
        now = self._at(start, end=False)
        return now, self._at(start + length, end=True) - now if length else 0

    def _at(self, place: int, *, end: bool) -> int:
        before = bisect_right(self._ends, place)
        growth = self._growth[before]
        if before < len(self._spans) and self._spans[before].start < place:
            return self._spans[before].start + growth + (self._length if end else 0)
        return place + growth
