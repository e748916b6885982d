"""The text as rows on the screen: Textual's wrapped document, without its costs at length."""

from typing import TYPE_CHECKING, cast

from textual.document._document import DocumentBase, Location
from textual.document._wrapped_document import WrappedDocument

from fieldnotes.tui.editor.breaking import break_line
from fieldnotes.tui.editor.counts import Counts

if TYPE_CHECKING:
    from textual.document._wrapped_document import LineIndex, SectionOffset, VerticalOffset


class LineOfRow:
    """Textual's list that says for each row on the screen which line it belongs to, and which part of it it is."""

    def __init__(self, rows: Counts) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.total

    def __getitem__(self, row: int) -> tuple[int, int]:
        if row < 0:
            row += len(self)
        if not 0 <= row < len(self):
            raise IndexError(row)
        line = self._rows.find(row)
        return line, row - self._rows.before(line)


class RowsOfLine:
    """Textual's list that says for each line which rows of the screen show it."""

    def __init__(self, rows: Counts) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, line: int) -> range:
        if line < 0:
            line += len(self)
        if not 0 <= line < len(self):
            raise IndexError(line)
        return range(self._rows.before(line), self._rows.before(line + 1))


class NoteWrap(WrappedDocument):
    """A wrapped view that knows its height; an edit touches the lines it changes, and no other."""

    def __init__(self, document: DocumentBase, width: int = 0, tab_width: int = 4) -> None:
        self._wrapped_for: tuple[int, int] | None = None
        super().__init__(document, width, tab_width)

    @property
    def height(self) -> int:
        """Rows of the whole text."""
        return self._rows.total

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Break every line anew, unless it was done for this width already."""
        self._width = width
        self._tab_width = tab_width or self._tab_width
        if self._wrapped_for == (width, self._tab_width):
            return
        self._wrap_offsets = [break_line(line, width, self._tab_width) for line in self.document.lines]
        self._wrapped_for = (width, self._tab_width)
        self._number_rows()

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Break anew the lines an edit touched; see the base class."""
        last_old, last_new = len(self._wrap_offsets) - 1, self.document.line_count - 1
        top = min(start[0], old_end[0], last_old, last_new)
        old_bottom = min(max(start[0], old_end[0]), last_old)
        new_bottom = min(max(start[0], new_end[0]), last_new)
        broken = [
            break_line(line, self._width, self._tab_width)
            for line in self.document.lines[top : new_bottom + 1]
        ]
        self._wrap_offsets[top : old_bottom + 1] = broken
        self._rows.replace(top, old_bottom + 1, [len(offsets) + 1 for offsets in broken])

    def get_tab_widths(self, line_index: int) -> list[int]:
        """Tabs are expanded when a row is drawn; none are kept."""
        del line_index
        return []

    def _number_rows(self) -> None:
        self._rows = Counts(len(offsets) + 1 for offsets in self._wrap_offsets)
        # Read by Textual's own methods, and only by index.
        self._offset_to_line_info = cast("list[tuple[LineIndex, SectionOffset]]", LineOfRow(self._rows))
        self._line_index_to_offsets = cast("list[list[VerticalOffset]]", RowsOfLine(self._rows))
