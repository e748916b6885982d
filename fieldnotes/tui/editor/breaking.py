"""Where a line of text is broken to fit the screen: at spaces, else between syllables.

Terminals disagree on the width of Burmese: some give a spacing mark (Unicode category Mc) a cell of its own, some none. Lines
are broken for the widest of them, so that no terminal runs over its right edge.
"""

import re
import unicodedata

from textual._cells import cell_len
from textual._wrap import compute_wrap_offsets

from fieldnotes.text.syllables import next_boundary, previous_boundary

_WORD = re.compile(r"\S+\s*|\s+")

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

    A space that ends a part may stand one cell beyond it, where the cursor rests. Most lines are plain Latin text and
    take the first two ways, which cost nothing per character.
    """
    if not width:
        return []
    if "\t" in line:
        return compute_wrap_offsets(line, width, tab_width)
    if line.isascii():
        return [] if len(line) <= width else _break_ascii(line, width)
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
    breaks: list[int] = []
    used = 0
    for word in _WORD.finditer(line):
        whole = most_cells(word.group())
        visible = most_cells(word.group().rstrip())
        if used and used + visible > width:
            at = previous_boundary(line, word.start() + 1)  # a mark after a space belongs to the space
            if at > (breaks[-1] if breaks else 0):
                breaks.append(at)
                used = most_cells(line[at : word.start()])
        if used + visible <= width:
            used += whole
        else:
            used = _break_word(line, word, width, used, breaks)
    return breaks


def _break_word(line: str, word: re.Match[str], width: int, used: int, breaks: list[int]) -> int:
    """Break a word wider than what is left between syllables, never before it; the cells used on its last part.

    ``used`` is what a space before it takes to which its first mark belongs.
    """
    start, end = word.span()
    while start < end:
        following = min(max(next_boundary(line, start), start + 1), end)
        cells = most_cells(line[start:following])
        if start > word.start() and used + cells > width:
            breaks.append(start)
            used = 0
        used += cells
        start = following
    return used
