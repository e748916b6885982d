"""The lock screen. It loads nothing but itself; the store is loaded once a passphrase has been typed."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widgets import Input

from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.card import CardPage

if TYPE_CHECKING:
    from fieldnotes.tui.session import Session
    from fieldnotes.vault.unfinished import UnfinishedError

JUST_MADE = "The vault is made and locked. Unlock it once now, before the first case: so you know that the passphrase opens it."


class LockPage(CardPage):
    """Asks for the passphrase; leads to the recovery words, and to restoring a backup."""

    PLACE = Place.LOCK
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.LOCK, Place.SECRETS)]

    def on_mount(self) -> None:
        """Ready to type."""
        self.head("locked")
        self.ask("fieldnotes is locked", f"Vault {self.fieldnotes.folder.name}", secret=True)
        self.query_one("#typed", Input).placeholder = "passphrase"
        if self.fieldnotes.just_made:
            self.tell(JUST_MADE)

    def action_recover(self) -> None:
        """Go to the recovery words, unless a passphrase is being tried."""
        from fieldnotes.tui.screens.recover import RecoverPage  # noqa: PLC0415 - not needed to unlock

        if not self.busy:
            self.fieldnotes.open_page(RecoverPage())

    def action_restore(self) -> None:
        """Make a vault of a backup."""
        from fieldnotes.tui.screens.restore import RestorePage  # noqa: PLC0415 - not needed to unlock

        if not self.busy:
            self.fieldnotes.open_page(RestorePage())

    @on(Input.Submitted, "#typed")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        typed, share = event.value, self.share_path
        event.input.value = ""
        if not typed:
            self.tell("Type the passphrase and press Enter.")
            return
        self.wait("Opening…")
        self.in_background(
            lambda: self._open(typed, share), lambda opened: self._opened(opened, typed, share)
        )

    def _open(self, typed: str, share: str) -> "Session | UnfinishedError":
        """Derive the key away from the screen, which stays alive meanwhile."""
        from fieldnotes.tui.session import Session  # noqa: PLC0415 - the store is not loaded before a passphrase was typed
        from fieldnotes.vault.unfinished import UnfinishedError  # noqa: PLC0415 - as above

        try:
            return Session.open(self.fieldnotes.folder, typed, share)
        except UnfinishedError as error:
            return error

    def _opened(self, opened: "Session | UnfinishedError", typed: str, share: str) -> None:
        if isinstance(opened, Exception):
            self._offer_to_discard(opened.problem, typed, share)
        else:
            self.fieldnotes.unlocked(opened)

    def failed(self, sentence: str) -> None:
        """Ask again."""
        self._ask_again()
        self.tell(sentence, wrong=True)

    def _ask_again(self) -> None:
        box = self.query_one("#typed", Input)
        box.disabled = False
        self.set_focus(box)

    # A creation that was cut off.

    def _offer_to_discard(self, problem: str, typed: str, share: str) -> None:
        from fieldnotes.tui.dialogs.confirm import Confirm  # noqa: PLC0415 - only where a creation was cut off

        self.failed(problem)
        lines = (problem, "No case could be stored in it, so removing it loses nothing.")

        def answered(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self.wait("Removing what was begun…")
                self.in_background(lambda: self._discard(typed, share), lambda _: self._create())

        self.fieldnotes.ask(
            Confirm("The creation of this vault was cut off", lines, "removes it and begins again"), answered
        )

    def _discard(self, typed: str, share: str) -> None:
        from fieldnotes.tui.session import share_at  # noqa: PLC0415 - only where a creation was cut off
        from fieldnotes.vault.discarding import discard  # noqa: PLC0415 - as above
        from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above

        discard(self.fieldnotes.folder, Passphrase(typed), share_at(share))

    def _create(self) -> None:
        from fieldnotes.tui.screens.create import CreatePage  # noqa: PLC0415 - only where there is no vault

        self.fieldnotes.open_page(CreatePage())
