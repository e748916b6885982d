"""A text in lines, with offsets in code points both ways, fast at any length.

Textual's own document splits at form feeds and other separators and counts from the start for every offset; stored
text has line feeds only, and its codings are counted in code points.
"""

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from operator import add
from typing import NamedTuple

from textual.document._document import Document, EditResult, Location

from fieldnotes.text.edits import Edit


class Change(NamedTuple):
    """An edit as offsets and as lines: what stood from ``top`` to ``bottom`` now ends at ``end``."""

    edit: Edit
    top: Location
    bottom: Location
    end: Location


Listener = Callable[[Change], None]


class NoteDocument(Document):
    """A text under edit.

    Args:
        text: the stored text; lines end in LF.
        listener: told of every edit once it is made, undo and redo included.
    """

    def __init__(self, text: str, listener: Listener | None = None) -> None:
        super().__init__("")
        self._newline = "\n"
        self._lines = text.split("\n")
        self._listener = listener
        self._starts: list[int] | None = None
        self._shift_after = 0
        self._shift = 0

    @property
    def length(self) -> int:
        """Code points in the text."""
        last = len(self._lines) - 1
        return self._start(last) + len(self._lines[last])

    def index_of(self, location: Location) -> int:
        """The offset of a location, in code points from the start of the text."""
        row, column = location
        return self._start(row) + column

    def location_of(self, index: int) -> Location:
        """The location of an offset; beyond the end, the end."""
        starts = self._starts_of_lines()
        below = self._shift_after + 1
        if self._shift and below < len(self._lines) and index >= starts[below] + self._shift:
            row = bisect_right(starts, index - self._shift, below, len(self._lines)) - 1
        else:
            row = (
                bisect_right(
                    starts, index, 0, min(below, len(self._lines)) if self._shift else len(self._lines)
                )
                - 1
            )
        row = max(0, row)
        return row, min(index - self._start(row), len(self._lines[row]))

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replace what lies between two locations; see the base class."""
        top, bottom = sorted((start, end))
        index = self.index_of(top)
        removed = self.get_text_range(top, bottom)
        first, last = top[0], min(bottom[0], len(self._lines) - 1)
        inserted = text.split("\n")
        destination = (first + len(inserted) - 1, len(inserted[-1]) + (top[1] if len(inserted) == 1 else 0))
        inserted[0] = self._lines[first][: top[1]] + inserted[0]
        inserted[-1] += self._lines[last][bottom[1] :] if bottom[0] <= last else ""
        self._lines[first : last + 1] = inserted
        self._account(first, same_line=first == last and len(inserted) == 1, growth=len(text) - len(removed))
        if self._listener is not None and (removed or text):
            self._listener(Change(Edit(index, removed, text), top, bottom, destination))
        return EditResult(destination, removed)

    def get_text_range(self, start: Location, end: Location) -> str:
        """The text between two locations."""
        top, bottom = sorted((start, end))
        if top[0] == bottom[0]:
            return self._lines[top[0]][top[1] : bottom[1]]
        lines = self._lines[top[0] : bottom[0] + 1]
        lines[0] = lines[0][top[1] :]
        if bottom[0] < len(self._lines):
            lines[-1] = lines[-1][: bottom[1]]
        return "\n".join(lines)

    def _starts_of_lines(self) -> list[int]:
        """Where each line began when they were last counted; lines below ``_shift_after`` stand ``_shift`` further on."""
        if self._starts is None:
            lengths = accumulate(map(len, self._lines), initial=0)
            self._starts = list(map(add, lengths, range(len(self._lines) + 1)))
            self._shift = 0
        return self._starts

    def _start(self, row: int) -> int:
        start = self._starts_of_lines()[row]
        return start + self._shift if row > self._shift_after else start

    def _account(self, row: int, *, same_line: bool, growth: int) -> None:
        """Keep the starts of lines true: typing in one line only shifts those below it."""
        if not same_line or self._starts is None:
            self._starts = None
        elif self._shift == 0 or self._shift_after == row:
            self._shift_after = row
            self._shift += growth
        else:
            self._starts = None
