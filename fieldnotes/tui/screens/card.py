"""A card in the middle of an otherwise empty screen: what is asked while no vault is open."""

from textual.widgets import Input, Static

from fieldnotes.tui.screens.page import Page


class CardPage(Page):
    """A screen with a card: ``#answer`` tells, and :meth:`ask` fills ``#step``, ``#told`` and ``#typed``."""

    def pressed(self) -> None:
        """The answer stays until the next one."""

    def tell(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence at the end of the card."""
        answer = self.query_one("#answer", Static)
        answer.set_class(wrong, "-wrong")
        answer.update(("! " if wrong else "") + sentence)

    def ask(self, step: str, told: str, *, secret: bool = False) -> None:
        """Ask for one line.

        Args:
            step: what is asked for.
            told: what the user should know of it.
            secret: whether the line is hidden while it is typed.
        """
        self.query_one("#step", Static).update(step)
        self.query_one("#told", Static).update(told)
        self.tell("")
        box = self.query_one("#typed", Input)
        box.display = True
        box.disabled = False
        box.password = secret
        box.focus()
