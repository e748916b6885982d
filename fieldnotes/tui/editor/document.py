"""A text in lines, with offsets in code points both ways, fast at any length.

Textual's own document splits at form feeds and other separators and counts from the start for every offset; stored
text has line feeds only, and its codings are counted in code points.
"""

from collections.abc import Callable
from typing import NamedTuple

from textual.document._document import Document, EditResult, Location

from fieldnotes.text.edits import Edit
from fieldnotes.tui.editor.counts import Counts


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
        self._lengths = Counts(len(line) + 1 for line in self._lines)

    @property
    def length(self) -> int:
        """Code points in the text."""
        return self._lengths.total - 1

    def index_of(self, location: Location) -> int:
        """The offset of a location, in code points from the start of the text."""
        row, column = location
        return self._lengths.before(row) + column

    def location_of(self, index: int) -> Location:
        """The location of an offset; beyond the end, the end."""
        row = self._lengths.find(index)
        return row, min(index - self._lengths.before(row), len(self._lines[row]))

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
        self._lengths.replace(first, last + 1, [len(line) + 1 for line in inserted])
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
