"""One row of text on the screen: margin on the left, coded words underlined, selection, cursor.

The margin stands on the left because no terminal agrees with another on the width of Burmese: whatever were drawn to
the right of script text would stand askew.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual._cells import cell_len
from textual.strip import Strip

from fieldnotes.text.visible import visible
from fieldnotes.tui.editor.findings import Found
from fieldnotes.tui.editor.marks import Mark, Marks

_KEY_CELLS = 4
"""Cells a factor key takes in the margin, with the space after it."""


class RowStyles(NamedTuple):
    """The styles a row is drawn with."""

    base: Style
    margin: Style
    coded: Style
    overlap: Style
    selection: Style
    cursor: Style
    roles: dict[str, Style]
    finding: Style


class Row(NamedTuple):
    """Everything that decides how one row looks; equal rows are drawn once.

    Attributes:
        line: the whole line of text.
        start: column at which this row of it begins.
        end: column at which it ends, or the line's length for its last row.
        marks: the coded parts of the line.
        selected: columns of the line that are selected.
        cursor: columns under the cursor.
        margin: cells of the margin.
        width: cells of the whole row.
        tab_width: cells between tab stops.
        found: parts of the line that could tell who somebody is.
    """

    line: str
    start: int
    end: int
    marks: Marks
    selected: tuple[int, int] | None
    cursor: tuple[int, int] | None
    margin: int
    width: int
    tab_width: int
    found: tuple[Found, ...] = ()


def paint(row: Row, styles: RowStyles) -> Strip:
    """Draw a row."""
    segments = [*_margin(row, styles), *_words(row, styles)]
    strip = Strip(segments).adjust_cell_length(row.width, styles.base)
    return strip.apply_style(styles.base)


def margin_text(marks: Iterable[Mark], start: int, end: int, cells: int, *, last: bool) -> list[str]:
    """What the margin says beside columns ``start`` to ``end``: the keys of codings that begin there, else a bar.

    Args:
        marks: the coded parts of the line.
        start: column at which the row begins.
        end: column at which it ends.
        cells: cells to fill; one stays free before the text.
        last: whether the row is the last of its line.

    Returns:
        Factor keys, perhaps with a count of those that found no room; or one bar, doubled where codings overlap.
    """
    # An empty line within a passage has a mark of no length.
    here = [mark for mark in marks if (mark.start < end and mark.end > start) or start == end]
    begin = [mark for mark in marks if mark.begins and start <= mark.start and (mark.start < end or last)]
    if not begin:
        return ["│" if len(here) == 1 else "║"] if here else []
    keys = [mark.key + ("*" if mark.changed else "") for mark in begin]
    room = max(1, cells // _KEY_CELLS)
    if len(keys) > room:
        keys = [*keys[: room - 1 or 1], f"+{len(keys) - (room - 1 or 1)}"]
    return keys


def _margin(row: Row, styles: RowStyles) -> list[Segment]:
    words = margin_text(row.marks, row.start, row.end, row.margin, last=row.end == len(row.line))
    used = sum(len(word) for word in words) + max(0, len(words) - 1)
    segments = [Segment(" " * max(0, row.margin - 1 - used), styles.margin)]
    for index, word in enumerate(words):
        if index:
            segments.append(Segment(" ", styles.margin))
        segments.append(Segment(word, styles.margin + styles.roles.get(word[0], Style.null())))
    # The last cell before the text: there is room for it beside any keys, and the sign is read without colour.
    told = any(row.start <= one.start < row.end for one in row.found)
    segments.append(Segment("!", styles.margin + styles.finding) if told else Segment(" ", styles.margin))
    return segments


def _words(row: Row, styles: RowStyles) -> Iterator[Segment]:
    shown = visible(row.line[row.start : row.end])
    if row.end == len(row.line):
        shown += " "
    layers = [
        *((mark.start, mark.end, styles.coded) for mark in row.marks),
        *((start, end, styles.overlap) for start, end in _overlaps(row.marks)),
        *((one.start, one.end, styles.finding) for one in row.found),
        *(
            (*columns, style)
            for columns, style in ((row.selected, styles.selection), (row.cursor, styles.cursor))
            if columns
        ),
    ]
    beyond = row.start + len(shown)
    inside = [(max(start, row.start), min(end, beyond), style) for start, end, style in layers]
    inside = [layer for layer in inside if layer[0] < layer[1]]
    cuts = sorted({row.start, beyond, *(start for start, _, _ in inside), *(end for _, end, _ in inside)})
    cells = 0
    for start, end in pairwise(cuts):
        piece = _tabs_expanded(shown[start - row.start : end - row.start], cells, row.tab_width)
        cells += cell_len(piece)
        covering = [style for first, last, style in inside if first <= start and end <= last]
        yield Segment(piece, Style.combine([Style.null(), *covering]))


def _tabs_expanded(piece: str, cells: int, tab_width: int) -> str:
    if "\t" not in piece:
        return piece
    result = ""
    for character in piece:
        if character == "\t":
            character = " " * (tab_width - (cells + cell_len(result)) % tab_width)  # noqa: PLW2901 - a tab is what it covers
        result += character
    return result


def _overlaps(marks: Marks) -> list[tuple[int, int]]:
    """Columns that belong to two codings or more."""
    found: list[tuple[int, int]] = []
    reached = 0
    for mark in marks:
        if mark.start < reached:
            found.append((mark.start, min(reached, mark.end)))
        reached = max(reached, mark.end)
    return found
