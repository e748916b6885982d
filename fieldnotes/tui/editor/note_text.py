"""The text of an interview: an editor in Interview, read-only in Coding, with coded words marked in both."""

import re
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.document._document import EditResult, Location, Selection
from textual.document._document_navigator import DocumentNavigator
from textual.document._edit import Edit as Replacement
from textual.strip import Strip

from fieldnotes.base.span import Span
from fieldnotes.text.syllables import next_boundary
from fieldnotes.tui.editor.abbreviating import type_expanding
from fieldnotes.tui.editor.document import Change, NoteDocument
from fieldnotes.tui.editor.findings import LineFindings
from fieldnotes.tui.editor.landing import Landing
from fieldnotes.tui.editor.marks import LineMarks, Source
from fieldnotes.tui.editor.painting import Row, RowStyles, paint
from fieldnotes.tui.editor.pasting import paste
from fieldnotes.tui.editor.turns import next_prefix
from fieldnotes.tui.editor.typed import NoHistory, Turn, Typed
from fieldnotes.tui.editor.wrapping import NoteWrap
from fieldnotes.tui.keys.bindings import bindings, rebind
from fieldnotes.tui.keys.places import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

MARGIN = 8
"""Cells of the margin: two factor keys, or one and a count."""


WIDE_MARGIN = 12
"""The same on a screen of :data:`WIDE` cells or more: three keys."""

WIDE = 100


class NoteText(Landing, inherit_bindings=False):
    """One text, written or coded.

    Textual's editor with the parts replaced that cost time in proportion to the whole text: its document, its
    wrapping, the search for matching brackets, and the drawing of rows.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.TEXT, Place.INTERVIEW)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "note--margin",
        "note--coded",
        "note--overlap",
        "note--driver",
        "note--obstacle",
        "note--other",
        "note--finding",
    }

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        self.typed = Typed()
        """Edits not saved yet."""
        self.marks = LineMarks(self.typed.edits)
        self.findings = LineFindings()
        self.abbreviations: Mapping[str, str] = {}
        self._undo: Turn | None = None
        self._redo: Turn | None = None
        self._following = False
        self._needle: re.Pattern[str] | None = None
        self.pasting = False
        """Whether a paste is being made ready."""
        self.holding = False
        """Whether moving the cursor extends the selection, as after ``v``."""
        super().__init__(id=id, highlight_cursor_line=False)
        self.history = NoHistory(0, 0.0, 0)
        self.cursor_blink = False

    @property
    def notes(self) -> NoteDocument:
        """The text, with offsets."""
        document = self.document
        if not isinstance(document, NoteDocument):
            raise TypeError(type(document).__name__)
        return document

    def open(
        self,
        text: str,
        coded: Source,
        *,
        at: int = 0,
        undo: Turn | None = None,
        redo: Turn | None = None,
    ) -> None:
        """Show another text, cursor at offset ``at``; ``coded`` knows its codings, ``undo`` and ``redo`` its history."""
        self.typed.clear()
        self._undo, self._redo = undo, redo
        self.marks.show(coded)
        self._set_document(text, None)
        self.move_cursor(self.notes.location_of(at), center=True)

    def show_codings(self) -> None:
        """Mark the codings as they are stored now."""
        self.marks.forget()
        self.refresh()

    def selected_span(self) -> Span | None:
        """The selection in code points of the text, or ``None`` where nothing is selected."""
        if self.selection.is_empty:
            return None
        start, end = sorted(self.selection)
        return Span(self.notes.index_of(start), self.notes.index_of(end))

    def select_span(self, span: Span) -> None:
        """Select ``span``, its end under the cursor, with a few lines around it in view."""
        document = self.notes
        self.selection = Selection(document.location_of(span.start), document.location_of(span.end))
        self.record_cursor_width()

    @property
    def percent(self) -> int:
        """How far down the text the cursor stands, in lines, 0 to 100."""
        below = self.document.line_count - 1
        return 100 * self.cursor_location[0] // below if below else 100

    @property
    def cursor_index(self) -> int:
        """The cursor's offset."""
        return self.notes.index_of(self.cursor_location)

    # What Textual's editor calls, without the costs at length.

    def _set_document(self, text: str, language: str | None) -> None:
        del language
        self.marks.forget()
        self.document = NoteDocument(text, self._edited)
        self.findings.begin(self.document.line_count)
        self.wrapped_document = NoteWrap(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._line_cache.clear()
        self.selection = Selection()
        self._rewrap_and_refresh_virtual_size()

    def _edited(self, change: Change) -> None:
        if not self._following:
            self.typed.add(change.edit)
        self.marks.forget()
        self.findings.edited(change.top, change.bottom, change.end)

    def _build_highlight_map(self) -> None:
        """Nothing: there is no syntax, and rows are kept by what they show."""

    def _rewrap_and_refresh_virtual_size(self) -> None:
        self.wrapped_document.wrap(self.wrap_width, tab_width=self.indent_width)
        self._refresh_size()

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """None: a bracket without its partner would be searched for through the whole text at every key."""
        del bracket, search_from
        return None

    @property
    def gutter_width(self) -> int:
        """Cells of the margin."""
        return WIDE_MARGIN if self.app.size.width >= WIDE else MARGIN

    def render_line(self, y: int) -> Strip:
        """Draw one row; rows that look the same are drawn once."""
        rows = self.wrapped_document._offset_to_line_info  # noqa: SLF001 - what Textual's own editor reads
        at = y + self.scroll_offset.y
        if at >= len(rows):
            return Strip.blank(self.size.width, self.rich_style)
        line_index, section = rows[at]
        line = self.document.get_line(line_index)
        offsets = [0, *self.wrapped_document.get_offsets(line_index), len(line)]
        row = Row(
            line,
            offsets[section],
            offsets[section + 1],
            self.marks.of(line_index, self.notes),
            self._selected_in(line_index, line),
            self._cursor_in(line_index, line),
            self.gutter_width,
            self.size.width,
            self.indent_width,
            self.findings.of(line_index),
        )
        strip = self._line_cache.get(row)
        if strip is None:
            strip = self._line_cache[row] = paint(row, self._row_styles())
        return strip

    def _row_styles(self) -> RowStyles:
        style = self.get_component_rich_style
        driver, obstacle, other = (style(f"note--{role}") for role in ("driver", "obstacle", "other"))
        return RowStyles(
            self.rich_style,
            style("note--margin"),
            style("note--coded", partial=True),
            style("note--overlap", partial=True),
            style("text-area--selection"),
            style("text-area--cursor"),
            {"d": driver, "o": obstacle, "s": obstacle, "u": other, "c": other},
            style("note--finding", partial=True),
        )

    def _selected_in(self, line_index: int, line: str) -> tuple[int, int] | None:
        top, bottom = sorted(self.selection)
        if top == bottom or not top[0] <= line_index <= bottom[0]:
            return None
        start = top[1] if line_index == top[0] else 0
        end = bottom[1] if line_index == bottom[0] else len(line) + 1
        return start, end

    def _cursor_in(self, line_index: int, line: str) -> tuple[int, int] | None:
        row, column = self.cursor_location
        if row != line_index or not self.has_focus:
            return None
        return column, max(next_boundary(line, column), column + 1)

    def search(self, words: str) -> bool:
        """Look for ``words`` from the cursor on and select them; whether they stand anywhere. Nothing is written."""
        self._needle = re.compile(re.escape(words), re.IGNORECASE) if words else None
        return self._find(forward=True)

    def action_search_next(self) -> None:
        """Go to the next place found."""
        self._find(forward=True)

    def action_search_previous(self) -> None:
        """Go to the place found before."""
        self._find(forward=False)

    def _find(self, *, forward: bool) -> bool:
        if self._needle is None:
            return False
        text = self.document.text
        start, end = (self.notes.index_of(location) for location in sorted(self.selection))
        found = self._needle.search(text, end) or self._needle.search(text)
        if not forward:
            places = list(self._needle.finditer(text, 0, start)) or list(self._needle.finditer(text))
            found = places[-1] if places else None
        if found is None:
            return False
        self.select_span(Span(found.start(), found.end()))
        return True

    # What is typed.

    async def _on_key(self, event: events.Key) -> None:
        """Printable keys type in Interview; every other key is a binding of the registry."""
        event.prevent_default()
        if self.read_only or self.pasting or not event.is_printable or event.character is None:
            return
        event.stop()
        type_expanding(self, event.character, self.abbreviations)

    async def _on_paste(self, event: events.Paste) -> None:
        """What the terminal pastes is brought to the form that is stored, as a file is; what was changed is told."""
        event.prevent_default()
        event.stop()
        self.paste(event.text)

    def action_paste(self) -> None:
        """Paste from the register of our own, in which a field for one line may have put anything."""
        self.paste(self.app.clipboard)

    def paste(self, text: str) -> None:
        """Put ``text`` in place of the selection; a long one is made ready on another thread while nothing else is typed."""
        if not self.read_only and text:
            paste(self, text)

    def _replace_via_keyboard(self, insert: str, start: Location, end: Location) -> EditResult | None:
        result = super()._replace_via_keyboard(insert, start, end)
        self.scroll_cursor_visible()
        return result

    def action_new_line(self) -> None:
        """Start a line; after a turn it begins with the other speaker, and a turn without words is cleared."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        prefix = next_prefix(line) if self.selection.is_empty and column == len(line) else ""
        if prefix is None:
            self._delete_via_keyboard((row, 0), (row, len(line)))
        else:
            type_expanding(self, "\n" + prefix, self.abbreviations)

    def action_copy(self) -> None:
        """Copy the selection, if there is one."""
        if not self.selection.is_empty:
            super().action_copy()

    def stop_selecting(self) -> bool:
        """Let go of a held or made selection; whether there was one."""
        had = self.holding or not self.selection.is_empty
        self.holding = False
        self.selection = Selection.cursor(self.cursor_location)
        return had

    def action_undo(self) -> None:
        """Undo the last step, of this session or of an earlier one."""
        self._turn(self._undo)

    def action_redo(self) -> None:
        """Do again what was undone last."""
        self._turn(self._redo)

    def _turn(self, turn: Turn | None) -> None:
        if turn is None:
            return
        edits = turn()
        if not edits:
            return
        self.typed.clear()
        self._following = True
        try:
            for edit in edits:
                start, end = self.notes.location_of(edit.start), self.notes.location_of(edit.end)
                self.edit(Replacement(edit.inserted, start, end, maintain_selection_offset=False))
        finally:
            self._following = False
        self.move_cursor(self.notes.location_of(edits[-1].start + len(edits[-1].inserted)))

    def write(self, *, on: bool) -> None:
        """Go between writing and coding: the keys change, the place stays."""
        self.read_only = not on
        self.stop_selecting()
        rebind(self, Place.TEXT, Place.INTERVIEW if on else Place.CODING)

    def action_start_selection(self) -> None:
        """Hold the selection's start here: from now on moving selects, until Esc or a coding."""
        self.holding = not self.holding

    def move_cursor(
        self,
        location: Location,
        select: bool = False,  # noqa: FBT001, FBT002 - Textual's signature
        center: bool = False,  # noqa: FBT001, FBT002 - as above
        record_width: bool = True,  # noqa: FBT001, FBT002 - as above
    ) -> None:
        """Move the cursor, never into a syllable, which a page up or down may meet; a selection that is held is extended."""
        super().move_cursor(self.outside_syllables(location), select or self.holding, center, record_width)
