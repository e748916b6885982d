"""The ways in which programs count positions in a text, and what a position means in each.

The standard counts code points of the plain text as it stands. NVivo for Windows counts UTF-16 units with every line break as
two, whatever the file holds, and leaves a byte order mark out.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import merge
from itertools import accumulate
from typing import Final

from fieldnotes.base.span import Span

_BROAD = re.compile("[\U00010000-\U0010ffff]")
_LONE_BREAK = re.compile(r"\r(?!\n)|(?<!\r)\n")
_PAIR = re.compile(r"\r\n")


class Breaks(StrEnum):
    """How a line break is counted."""

    AS_THEY_STAND = "as they stand"
    TWO = "as two"
    ONE = "as one"


@dataclass(frozen=True, slots=True)
class Convention:
    """One way of counting.

    Attributes:
        utf16: whether a character beyond U+FFFF counts as two.
        breaks: how a line break counts.
        mark: whether a byte order mark at the beginning counts.
    """

    utf16: bool = False
    breaks: Breaks = Breaks.AS_THEY_STAND
    mark: bool = False

    @property
    def sentence(self) -> str:
        """What is counted, in words."""
        units = "UTF-16 units" if self.utf16 else "characters (code points)"
        breaks = "" if self.breaks is Breaks.AS_THEY_STAND else f", every line break {self.breaks}"
        return f"{units}{breaks}{', the byte order mark too' if self.mark else ''}"


STANDARD: Final = Convention()
NVIVO: Final = Convention(utf16=True, breaks=Breaks.TWO)


@dataclass(frozen=True, slots=True)
class Features:
    """What a text has that conventions count differently."""

    broad: bool
    lone_breaks: bool
    pairs: bool
    mark: bool

    @classmethod
    def of(cls, text: str, *, mark: bool) -> "Features":
        """Of a text without its byte order mark; ``mark``: whether it had one."""
        return cls(
            not text.isascii() and _BROAD.search(text) is not None,
            _LONE_BREAK.search(text) is not None,
            "\r\n" in text,
            mark,
        )

    def __or__(self, other: "Features") -> "Features":
        return Features(
            self.broad or other.broad,
            self.lone_breaks or other.lone_breaks,
            self.pairs or other.pairs,
            self.mark or other.mark,
        )


def plausible(features: Features, nvivo: Sequence[Convention] = ()) -> list[Convention]:
    """The conventions that differ on texts with these features, the standard's first; ``nvivo`` before it."""
    breaks = [Breaks.AS_THEY_STAND]
    if features.lone_breaks:
        breaks.append(Breaks.TWO)
    if features.pairs:
        breaks.append(Breaks.ONE)
    every = [
        Convention(utf16=utf16, breaks=one, mark=mark)
        for mark in ((False, True) if features.mark else (False,))
        for utf16 in ((False, True) if features.broad else (False,))
        for one in breaks
    ]
    return list(dict.fromkeys((*(simplified(one, features) for one in nvivo), *every)))


def simplified(convention: Convention, features: Features) -> Convention:
    """The same counting on texts with these features, named as simply as can be."""
    breaks = convention.breaks
    if (breaks is Breaks.TWO and not features.lone_breaks) or (breaks is Breaks.ONE and not features.pairs):
        breaks = Breaks.AS_THEY_STAND
    return Convention(
        utf16=convention.utf16 and features.broad, breaks=breaks, mark=convention.mark and features.mark
    )


class Positions:
    """Positions of one text in one convention.

    Args:
        text: without its byte order mark.
        convention: how positions are counted.
        mark: whether the text had a byte order mark.
    """

    def __init__(self, text: str, convention: Convention, *, mark: bool) -> None:
        uneven: list[tuple[int, int]] = []
        if convention.utf16 and not text.isascii():
            uneven = [(found.start(), 1) for found in _BROAD.finditer(text)]
        if convention.breaks is Breaks.TWO:
            uneven = list(merge(uneven, ((found.start(), 1) for found in _LONE_BREAK.finditer(text))))
        elif convention.breaks is Breaks.ONE:
            uneven = list(merge(uneven, ((found.start() + 1, -1) for found in _PAIR.finditer(text))))
        self._first = 1 if convention.mark and mark else 0
        self._at = [at for at, _ in uneven]
        self._extra = [0, *accumulate(extra for _, extra in uneven)]
        self._behind = [at + 1 + extra for at, extra in zip(self._at, self._extra[1:], strict=True)]
        self._length = len(text)

    def index(self, position: int) -> tuple[int, bool]:
        """The index in code points, and whether the position falls between two characters and not inside one."""
        position = max(0, position - self._first)
        before = bisect_right(self._behind, position)
        index = position - self._extra[before]
        inside = before < len(self._at) and index > self._at[before]
        return (self._at[before] if inside else index), not inside

    def span(self, start: int | None, end: int | None) -> Span | None:
        """The span between two positions; ``None`` if it is none, or ends beyond the text."""
        if start is None or end is None or start < 0 or end <= start:
            return None
        first, _ = self.index(start)
        last, exact = self.index(end)
        if not exact:
            last += 1
        return Span(first, last) if first < last <= self._length else None
