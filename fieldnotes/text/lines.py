"""Splitting lines that are too long to edit: at sentence ends, else at spaces, else between syllables."""

import re
from collections.abc import Iterable, Iterator

from fieldnotes.text.sentences import sentence_breaks
from fieldnotes.text.syllables import is_boundary, previous_boundary

MAX_LINE = 2_000
"""Code points of the longest line stored: one line of 60,000 costs an editor 200 ms at every key press."""

_LOOK_AHEAD = 64
"""Code points read beyond the limit, to see whether a full stop there is followed by a space."""

_REACHES = (200, MAX_LINE)
"""How far back from the limit to look: first as far as a sentence is long, since the last place is wanted."""

_TOO_LONG = re.compile(rf"[^\n]{{{MAX_LINE + 1},}}")
_SPACES = re.compile(r"[^\S\n]+")


def split_long_lines(text: str) -> tuple[str, list[int]]:
    """The text with line breaks put into lines over :data:`MAX_LINE`; nothing else is changed.

    Returns:
        The text, and where the lines that were split began.
    """
    starts = [line.start() for line in _TOO_LONG.finditer(text)]
    if not starts:
        return text, starts
    return _TOO_LONG.sub(lambda line: "\n".join(_pieces(line[0])), text), starts


def _pieces(line: str) -> Iterator[str]:
    start = 0
    while len(line) - start > MAX_LINE:
        cut = start + _cut(line[start : start + MAX_LINE + _LOOK_AHEAD])
        yield line[start:cut]
        start = cut
    yield line[start:]


def _cut(window: str) -> int:
    """The best place, at most :data:`MAX_LINE` into what is left of a line, to end it; all that is looked at is given."""
    for places in (sentence_breaks, _after_spaces):
        for reach in _REACHES:
            found = (place for place in places(window, MAX_LINE - reach, len(window)) if place <= MAX_LINE)
            cut = _last_boundary(window, found)
            if cut is not None:
                return cut
    cut = MAX_LINE if is_boundary(window, MAX_LINE) else previous_boundary(window, MAX_LINE)
    # A "syllable" of 2,000 code points is no writing, and left whole it would freeze the editor.
    return cut or MAX_LINE


def _after_spaces(line: str, start: int, end: int) -> Iterator[int]:
    return (found.end() for found in _SPACES.finditer(line, start, end))


def _last_boundary(line: str, places: Iterable[int]) -> int | None:
    for place in sorted(places, reverse=True):
        if is_boundary(line, place):
            return place
    return None
