"""A question answered with y or n."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from fieldnotes.tui.dialogs.sheet import Sheet


class Confirm(Sheet[bool]):
    """Names what will happen and asks for it.

    Args:
        title: the question.
        lines: what will happen, a sentence each.
        yes: what ``y`` does, in a few words.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", show=False),
        Binding("n", "answer(False)", show=False),
    ]

    def __init__(self, title: str, lines: Sequence[str], yes: str) -> None:
        super().__init__(title, f"y {yes}   n or Esc leaves everything as it is")
        self._lines = tuple(lines)

    def body(self) -> ComposeResult:
        """The sentences."""
        for line in self._lines:
            yield Static(line, classes="sheet-line", markup=False)

    def action_answer(self, yes: bool) -> None:  # noqa: FBT001 - how Textual calls an action
        """Answer."""
        self.dismiss(yes)
