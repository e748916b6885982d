"""The lock screen. It loads nothing but itself; the store is loaded once a passphrase has been typed."""

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Center, Middle, Vertical
from textual.widgets import Input, Static

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page

if TYPE_CHECKING:
    from fieldnotes.tui.session import Session


class LockPage(Page):
    """Asks for the passphrase."""

    PLACE = Place.LOCK
    BINDINGS: ClassVar[list[BindingType]] = []

    def body(self) -> ComposeResult:
        """The vault's folder, the passphrase, and what came of it."""
        with Middle(), Center(), Vertical(classes="card"):
            yield Static("fieldnotes is locked", classes="card-title")
            yield Static(f"Vault {self.fieldnotes.folder.name}", classes="card-line", markup=False)
            yield Input(password=True, placeholder="passphrase", id="passphrase")
            yield Static("", id="answer", classes="card-line", markup=False)

    def on_mount(self) -> None:
        """Ready to type."""
        self.head("locked")
        self.query_one(Input).focus()

    def pressed(self) -> None:
        """The answer stays until the next one."""

    def tell(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence under the passphrase."""
        answer = self.query_one("#answer", Static)
        answer.set_class(wrong, "-wrong")
        answer.update(("! " if wrong else "") + sentence)

    @on(Input.Submitted, "#passphrase")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value
        event.input.value = ""
        if not typed:
            self.tell("Type the passphrase and press Enter.")
            return
        event.input.disabled = True
        self.tell("Opening…")
        self._open(typed)

    @work(thread=True, exclusive=True, exit_on_error=True)
    def _open(self, typed: str) -> None:
        """Derive the key away from the screen, which stays alive meanwhile."""
        from fieldnotes.tui.session import Session  # noqa: PLC0415 - the store is not loaded before a passphrase was typed

        try:
            session = Session.open(self.fieldnotes.folder, typed)
        except FieldnotesError as error:
            self.app.call_from_thread(self._refused, str(error))
        else:
            self.app.call_from_thread(self._opened, session)

    def _opened(self, session: "Session") -> None:
        self.fieldnotes.unlocked(session)

    def _refused(self, sentence: str) -> None:
        self.tell(sentence, wrong=True)
        box = self.query_one(Input)
        box.disabled = False
        box.focus()
