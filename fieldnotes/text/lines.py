"""Splitting lines that are too long to edit: at sentence ends, else at spaces, else between syllables."""

import re
from collections.abc import Iterable, Iterator

from fieldnotes.text.sentences import sentence_breaks
from fieldnotes.text.syllables import is_boundary, previous_boundary

MAX_LINE = 2_000
"""Code points of the longest line stored: one line of 60,000 costs an editor 200 ms at every key press."""

_LOOK_AHEAD = 64
"""Code points read beyond the limit, to see whether a full stop there is followed by a space."""

_TOO_LONG = re.compile(rf"[^\n]{{{MAX_LINE + 1},}}")
_SPACES = re.compile(r"[^\S\n]+")


def split_long_lines(text: str) -> tuple[str, int, int]:
    """The text with line breaks put into lines over :data:`MAX_LINE`; nothing else is changed.

    Returns:
        The text, how many lines were split, and where the first of them began (-1 if there was none).
    """
    first = _TOO_LONG.search(text)
    if first is None:
        return text, 0, -1
    result, count = _TOO_LONG.subn(lambda line: "\n".join(_pieces(line[0])), text)
    return result, count, first.start()


def _pieces(line: str) -> Iterator[str]:
    start = 0
    while len(line) - start > MAX_LINE:
        cut = _cut(line, start)
        yield line[start:cut]
        start = cut
    yield line[start:]


def _cut(line: str, start: int) -> int:
    """The best place, after ``start`` and at most :data:`MAX_LINE` beyond it, to end a line."""
    limit = start + MAX_LINE
    seen = min(len(line), limit + _LOOK_AHEAD)
    spaces = (found.end() for found in _SPACES.finditer(line, start, seen))
    for places in (sentence_breaks(line, start, seen), spaces):
        cut = _last_boundary(line, (place for place in places if place <= limit))
        if cut is not None:
            return cut
    cut = limit if is_boundary(line, limit) else previous_boundary(line, limit)
    # A "syllable" of 2,000 code points is no writing, and left whole it would freeze the editor.
    return cut if cut > start else limit


def _last_boundary(line: str, places: Iterable[int]) -> int | None:
    for place in sorted(places, reverse=True):
        if is_boundary(line, place):
            return place
    return None
