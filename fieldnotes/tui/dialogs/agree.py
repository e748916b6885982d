"""A question that is answered by typing words out, so that no single key can do what cannot be undone."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Key
from textual.widgets import Input, Static

from fieldnotes.tui.dialogs.sheet import Sheet


class Agree(Sheet[bool]):
    """Names what will happen and asks for words.

    Args:
        title: the question.
        lines: what will happen, and what will not, a sentence each.
        words: what must be typed; upper and lower case are the same.
        does: what it does, in a few words.
    """

    def __init__(self, title: str, lines: Sequence[str], words: str, does: str) -> None:
        super().__init__(title, f"type {words} and press Enter: {does}   Esc leaves everything as it is")
        self._lines = tuple(lines)
        self._words = words

    def body(self) -> ComposeResult:
        """The sentences, which scroll, and the line to type in."""
        with VerticalScroll(classes="agree-lines", can_focus=False):
            for line in self._lines:
                yield Static(line, classes="sheet-line", markup=False)
        yield Input(compact=True, placeholder=self._words)

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Input).focus()

    def on_key(self, event: Key) -> None:
        """The arrows scroll the sentences while typing stays in the line."""
        lines = self.query_one(VerticalScroll)
        if event.key == "down":
            lines.scroll_down(animate=False)
        elif event.key == "up":
            lines.scroll_up(animate=False)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if " ".join(event.value.split()).casefold() == self._words.casefold():
            self.dismiss(True)
        else:
            event.input.value = ""
            self.tell(f"Nothing was done. Type {self._words} to go on, or press Esc.", wrong=True)
