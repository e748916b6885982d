"""Panic: the word wipe and Enter destroy the vault; Esc cancels."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from fieldnotes.tui.dialogs.sheet import Sheet
from fieldnotes.tui.keys.myanmar import TO_LATIN, to_latin

WORD = "wipe"


class Panic(Sheet[bool]):
    """Asks for the word."""

    def __init__(self) -> None:
        super().__init__(
            "Destroy this vault for good?", f"type {WORD} and press Enter to destroy   Esc cancels"
        )

    def body(self) -> ComposeResult:
        """What goes, and the word."""
        yield Static(
            "Its keys are overwritten first, then everything in its folder goes. Nobody can undo this.",
            classes="sheet-line",
        )
        yield Input(compact=True, placeholder=WORD)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value.strip()
        if any(character in TO_LATIN for character in typed):
            typed = to_latin(typed)
        if typed.casefold() == WORD:
            self.dismiss(True)
        else:
            event.input.value = ""
