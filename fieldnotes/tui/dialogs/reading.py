"""Something to read in full, such as all the codebook says of a factor."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from fieldnotes.tui.dialogs.sheet import Sheet


class Reading(Sheet[None]):
    """Shows a text; the arrows scroll, Esc or Enter leaves.

    Args:
        text: what to read.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "app.go_out", show=False)]

    def __init__(self, text: Text) -> None:
        super().__init__("", "↑ ↓ scroll   Esc leaves")
        self._text = text

    def body(self) -> ComposeResult:
        """The text."""
        with VerticalScroll(classes="reading"):
            yield Static(self._text)

    def on_mount(self) -> None:
        """Ready to scroll."""
        self.query_one(VerticalScroll).focus()
