"""The text as rows on the screen: Textual's wrapped document, without its costs at length."""

from textual.document._document import DocumentBase, Location
from textual.document._wrapped_document import WrappedDocument

from fieldnotes.tui.editor.breaking import break_line


class NoteWrap(WrappedDocument):
    """A wrapped view that knows its height and, while typing stays within the rows of a line, touches that line only."""

    def __init__(self, document: DocumentBase, width: int = 0, tab_width: int = 4) -> None:
        self._wrapped_for: tuple[int, int] | None = None
        super().__init__(document, width, tab_width)

    @property
    def height(self) -> int:
        """Rows of the whole text."""
        return len(self._offset_to_line_info)

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
        before = self._wrap_offsets[top : old_bottom + 1]
        self._wrap_offsets[top : old_bottom + 1] = broken
        if [len(offsets) for offsets in before] != [len(offsets) for offsets in broken]:
            self._number_rows()

    def get_tab_widths(self, line_index: int) -> list[int]:
        """Tabs are expanded when a row is drawn; none are kept."""
        del line_index
        return []

    def _number_rows(self) -> None:
        self._offset_to_line_info = [
            (line, section)
            for line, offsets in enumerate(self._wrap_offsets)
            for section in range(len(offsets) + 1)
        ]
        rows: list[list[int]] = []
        row = 0
        for offsets in self._wrap_offsets:
            below = row + len(offsets) + 1
            rows.append(list(range(row, below)))
            row = below
        self._line_index_to_offsets = rows
