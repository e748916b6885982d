"""A sheet along the lower edge, as wide as the screen: nothing is drawn to the right of script text."""

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.places import Place

Answer = TypeVar("Answer")


class Sheet(ModalScreen[Answer | None], Generic[Answer], inherit_bindings=False):
    """Asks one thing; Esc answers ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.EVERYWHERE)]

    def __init__(self, title: str, hint: str = "Esc leaves this as it is.") -> None:
        super().__init__()
        self._question = title
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Title, what is asked, a hint at the keys."""
        with Vertical(classes="sheet"):
            yield Static(self._question, classes="sheet-title", markup=False)
            yield from self.body()
            yield Static(self._hint, classes="sheet-hint", markup=False)

    def body(self) -> ComposeResult:
        """What is asked."""
        yield from ()

    def tell(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence in place of the hint, also where the sheet is not drawn yet."""
        self._hint = ("! " if wrong else "") + sentence
        for line in self.query(".sheet-hint").results(Static):
            line.update(self._hint)

    def go_out(self) -> bool:
        """Esc: leave without an answer."""
        self.dismiss(None)
        return True
