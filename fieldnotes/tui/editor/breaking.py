"""Where a line of text is broken to fit the screen: at spaces, else between syllables.

Terminals disagree on the width of Burmese: some give a spacing mark (Unicode category Mc) a cell of its own, some none. Lines
are broken for the widest of them, so that no terminal runs over its right edge.
"""

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate

from textual._cells import cell_len
from textual._wrap import compute_wrap_offsets

from fieldnotes.text.syllables import is_boundary, next_boundary, previous_boundary
from fieldnotes.text.visible import visible

_BLANKS = re.compile(r"\s+")

_SPACING_MARKS = re.compile(
    "["
    + "".join(
        chr(code)
        for block in (range(0x1000, 0x10A0), range(0xA9E0, 0xAA00), range(0xAA60, 0xAA80))
        for code in block
        if unicodedata.category(chr(code)) == "Mc"
    )
    + "]"
)


def most_cells(text: str) -> int:
    """The most cells that any terminal takes for ``text``: spacing marks of the Myanmar blocks count one each."""
    return cell_len(text) + len(_SPACING_MARKS.findall(text))


def break_line(line: str, width: int, tab_width: int) -> list[int]:
    """Offsets at which ``line`` is broken so that no part is wider than ``width`` cells in any terminal.

    Control characters count as the pictures that are drawn for them (:func:`fieldnotes.text.visible.visible`).
    A space that ends a part may stand one cell beyond it, where the cursor rests. Most lines are plain Latin text and
    take the first two ways, which cost nothing per character.
    """
    if not width:
        return []
    if "\t" in line:
        return compute_wrap_offsets(visible(line), width, tab_width)
    if line.isascii():
        return [] if len(line) <= width else _break_ascii(line, width)
    line = visible(line)
    if 2 * len(line) <= width or most_cells(line) <= width:
        return []
    return _break_any(line, width)


def _break_ascii(line: str, width: int) -> list[int]:
    breaks: list[int] = []
    start = 0
    while len(line) - start > width:
        space = line.rfind(" ", start, start + width + 1)
        start = space + 1 if space >= start else start + width
        if start < len(line):
            breaks.append(start)
    return breaks


def _break_any(line: str, width: int) -> list[int]:
    cells = list(accumulate(map(_CELLS.__getitem__, line), initial=0))
    blanks = [found.span() for found in _BLANKS.finditer(line)]
    blanks_begin = [start for start, _ in blanks]
    breaks: list[int] = []
    start = 0
    while cells[-1] - cells[start] > width:
        fits = bisect_right(cells, cells[start] + width) - 1
        at = _after_blank(line, start, fits, blanks, blanks_begin) or _after_syllable(line, start, fits)
        if at >= len(line):
            break
        breaks.append(at)
        start = at
    return breaks


def _after_blank(
    line: str, start: int, fits: int, blanks: list[tuple[int, int]], blanks_begin: list[int]
) -> int | None:
    """The last place after blanks where a row from ``start`` may end whose words reach to ``fits`` at most.

    One blank may stand beyond the edge.
    """
    place = bisect_right(blanks_begin, fits) - 1
    if place < 0:
        return None
    at = min(blanks[place][1], fits + 1)
    if not is_boundary(line, at):
        at = previous_boundary(line, at)  # a mark after a blank belongs to the blank
    return at if at > start else None


def _after_syllable(line: str, start: int, fits: int) -> int:
    at = previous_boundary(line, fits + 1)
    return at if at > start else next_boundary(line, start)


class _Cells(dict[str, int]):
    """The most cells that any terminal takes for a character, worked out when it is first met."""

    def __missing__(self, char: str) -> int:
        cells = self[char] = most_cells(char) + (char == _EMOJI_SELECTOR)
        return cells


_EMOJI_SELECTOR = "\ufe0f"
"""Has a symbol drawn as a picture, two cells wide where it was one."""

_CELLS = _Cells()
