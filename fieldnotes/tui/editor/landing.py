"""Where the cursor may stand and what it moves by: syllables, words, speaker turns."""

from textual import events
from textual.document._document import Location, Selection
from textual.widgets import TextArea

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.text.sentences import sentence_at
from fieldnotes.text.syllables import next_boundary, previous_boundary
from fieldnotes.text.words import chosen_after, chosen_before, word_after, word_at, word_before
from fieldnotes.tui.editor.turns import turn_after, turn_before

_WORD, _SENTENCE = 2, 3
"""Clicks that choose a word, and a sentence."""


class Landing(TextArea, inherit_bindings=False):
    """Textual's editor, whose cursor never stands inside a syllable.

    No terminal agrees with another on the width of Burmese, and every way of moving that goes by cells or letters can land
    inside one: each is overridden here.
    """

    def get_cursor_left_location(self) -> Location:
        """One syllable or letter to the left."""
        row, column = self.cursor_location
        if column == 0:
            return super().get_cursor_left_location()
        return row, previous_boundary(self.document.get_line(row), column)

    def get_cursor_right_location(self) -> Location:
        """One syllable or letter to the right."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if column >= len(line):
            return super().get_cursor_right_location()
        return row, next_boundary(line, column)

    def get_cursor_up_location(self) -> Location:
        """The row above, never inside a syllable."""
        return self.outside_syllables(super().get_cursor_up_location())

    def get_cursor_down_location(self) -> Location:
        """The row below, never inside a syllable."""
        return self.outside_syllables(super().get_cursor_down_location())

    def get_target_document_location(self, event: events.MouseEvent) -> Location:
        """Where the mouse points, never inside a syllable."""
        return self.outside_syllables(super().get_target_document_location(event))

    def outside_syllables(self, location: Location) -> Location:
        """The nearest place at or before ``location`` where the cursor may stand."""
        row, column = location
        line = self.document.get_line(row)
        return row, previous_boundary(line, column + 1) if 0 < column < len(line) else column

    def action_text_start(self) -> None:
        """Go to the start of the text."""
        self.move_cursor((0, 0))

    def action_text_end(self) -> None:
        """Go to the end of the text."""
        self.move_cursor(self.document.end)

    def action_turn_up(self) -> None:
        """Go to the speaker turn before."""
        self._go_to_turn(turn_before(self.document.lines, self.cursor_location[0]))

    def action_turn_down(self) -> None:
        """Go to the next speaker turn."""
        self._go_to_turn(turn_after(self.document.lines, self.cursor_location[0]))

    def get_cursor_word_left_location(self) -> Location:
        """The start of the word or phrase on the left."""
        row, column = self.cursor_location
        if column == 0:
            return super().get_cursor_word_left_location()
        return row, word_before(self.document.get_line(row), column)

    def get_cursor_word_right_location(self) -> Location:
        """The end of the word or phrase on the right."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if column >= len(line):
            return super().get_cursor_word_right_location()
        return row, word_after(line, column)

    def action_delete_word_left(self) -> None:
        """Erase the selection, or the word on the left; in Myanmar script the syllable."""
        row, column = self.cursor_location
        if not self.selection.is_empty or column == 0:
            self.action_delete_left()
            return
        self._delete_via_keyboard((row, chosen_before(self.document.get_line(row), column)), (row, column))

    def action_delete_word_right(self) -> None:
        """Erase the selection, or the word on the right; in Myanmar script the syllable."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if not self.selection.is_empty or column >= len(line):
            self.action_delete_right()
            return
        self._delete_via_keyboard((row, column), (row, chosen_after(line, column)))

    def on_click(self, event: events.Click) -> None:
        """Two clicks choose the word, or the syllable in Myanmar script; three the sentence."""
        row, column = self.get_target_document_location(event)
        line = self.document.get_line(row)
        if event.chain == _WORD:
            start, end = word_at(line, column)
        elif event.chain == _SENTENCE:
            try:
                span = sentence_at(line, column)
            except AnswerIsNoError:
                return
            start, end = span.start, span.end
        else:
            return
        event.stop()
        self.selection = Selection((row, start), (row, end))

    def _go_to_turn(self, row: int | None) -> None:
        if row is not None:
            self.move_cursor((row, 0))
