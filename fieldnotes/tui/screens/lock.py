"""The lock screen. It loads nothing but itself; the store is loaded once a passphrase has been typed."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Center, Middle, Vertical
from textual.widgets import Input, Static

from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.card import CardPage

if TYPE_CHECKING:
    from fieldnotes.tui.session import Session


class LockPage(CardPage):
    """Asks for the passphrase; leads to the recovery words."""

    PLACE = Place.LOCK

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

    def action_recover(self) -> None:
        """Go to the recovery words, unless a passphrase is being tried."""
        from fieldnotes.tui.screens.recover import RecoverPage  # noqa: PLC0415 - not needed to unlock

        if not self.query_one(Input).disabled:
            self.fieldnotes.open_page(RecoverPage())

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
        self.in_background(lambda: self._open(typed), self._opened)

    def _open(self, typed: str) -> "Session":
        """Derive the key away from the screen, which stays alive meanwhile."""
        from fieldnotes.tui.session import Session  # noqa: PLC0415 - the store is not loaded before a passphrase was typed

        return Session.open(self.fieldnotes.folder, typed)

    def _opened(self, session: "Session") -> None:
        self.fieldnotes.unlocked(session)

    def failed(self, sentence: str) -> None:
        """Ask again."""
        self.tell(sentence, wrong=True)
        box = self.query_one(Input)
        box.disabled = False
        box.focus()
