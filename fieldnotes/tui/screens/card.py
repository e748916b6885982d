"""A card in the middle of an otherwise empty screen: what is asked while no vault is open, or while nothing else matters."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Center, Middle, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from fieldnotes.tui.screens.page import Page


class CardPage(Page):
    """A screen with a card: ``#answer`` tells, and :meth:`ask` fills ``#step``, ``#told`` and ``#typed``.

    Where a vault may need its key file on removable media, ``#share`` takes the path of it; it shows when asked for, or
    from the start where the settings name one.
    """

    AUTO_FOCUS = "#typed"
    """Nothing that shows what is typed takes the focus by itself: a passphrase may be on its way."""

    def body(self) -> ComposeResult:
        """The card, whose content follows the step."""
        with Middle(), Center(), Vertical(classes="card"):
            yield Static("", id="step", classes="card-title", markup=False)
            yield Static("", id="told", classes="card-line", markup=False)
            yield from self.above()
            yield from self.share_line()
            yield Input(password=True, id="typed")
            yield from self.below()
            yield Static("", id="answer", classes="card-line", markup=False)

    def share_line(self) -> Iterable[Widget]:
        """The line for the path of a key file."""
        known = self.fieldnotes.settings.key_file
        line = Input(known, id="share", placeholder="path of the key file, on its stick")
        line.display = bool(known)
        yield line

    def above(self) -> Iterable[Widget]:
        """What stands between what is told and the line to type in."""
        yield from ()

    def below(self) -> Iterable[Widget]:
        """What stands between the line to type in and the answer."""
        yield from ()

    def pressed(self) -> None:
        """The answer stays until the next one."""

    def tell(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence at the end of the card."""
        answer = self.query_one("#answer", Static)
        answer.set_class(wrong, "-wrong")
        answer.update(("! " if wrong else "") + sentence)

    def ask(self, step: str, told: str, *, secret: bool = False, value: str = "") -> None:
        """Ask for one line.

        Args:
            step: what is asked for.
            told: what the user should know of it.
            secret: whether the line is hidden while it is typed.
            value: what stands in the line already.
        """
        self.query_one("#step", Static).update(step)
        self.query_one("#told", Static).update(told)
        self.tell("")
        box = self.query_one("#typed", Input)
        box.display = True
        box.disabled = False
        box.password = secret
        box.value = value
        box.cursor_position = len(value)
        self.set_focus(box)

    def wait(self, sentence: str) -> None:
        """Nothing can be typed while something is worked out."""
        self.query_one("#typed", Input).disabled = True
        self.tell(sentence)

    # The key file on removable media.

    @property
    def share_path(self) -> str:
        """The path that was typed for the key file; empty for a vault without one."""
        line = self.query_one("#share", Input)
        return line.value.strip() if line.display else ""

    def action_key_file(self) -> None:
        """Show the line for the key file, or take it away again."""
        line = self.query_one("#share", Input)
        if self.busy:
            return
        line.display = not line.display
        if line.display:
            self.set_focus(line)
            self.tell("Type the path of the key file and press Enter; Ctrl+K leaves it out again.")
        else:
            line.value = ""
            self.tell("")
            self.set_focus(self.query_one("#typed"))

    @on(Input.Submitted, "#share")
    def _share_named(self, event: Input.Submitted) -> None:
        event.stop()
        self.tell("")
        self.set_focus(self.query_one("#typed"))
