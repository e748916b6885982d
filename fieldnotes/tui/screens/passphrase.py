"""Changing the passphrase of the open vault, and what became of its backups."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widgets import Input

from fieldnotes.tui.endings import Ending, Way
from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.choosing import ChoosingPage

if TYPE_CHECKING:
    from fieldnotes.tui.keys.action import Action
    from fieldnotes.vault.backups import BackupReport
    from fieldnotes.vault.vault import Vault

_HOLDS = "The new passphrase holds from now on; the recovery words stay good."


class PassphrasePage(ChoosingPage):
    """Asks for the passphrase in force, so that nobody who passes by changes it, then for the new one twice."""

    PLACE = Place.SECRETS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SECRETS)]

    def __init__(self) -> None:
        super().__init__()
        self._done = False

    @property
    def vault(self) -> "Vault":
        """Whose passphrase is changed."""
        return self.fieldnotes.opened.vault

    def change(self, typed: str, share: str) -> "BackupReport":
        """Change it, away from the screen."""
        return _change(self.vault, typed, share)

    def offers(self, action: "Action") -> bool:
        """No key file once it is done."""
        return super().offers(action) and not (self._done and action.id == "key-file")

    def on_mount(self) -> None:
        """The first step: who is asking."""
        self.head("Security", "passphrase")
        if self.vault.needs_share:
            self.query_one("#share").display = True
        self._ask_current()

    def _ask_current(self) -> None:
        self.forget_choice()
        needs_share = self.vault.needs_share
        self.ask(
            "The passphrase in force",
            "Asked again, so that nobody who passes by can change it."
            + (" This vault needs its key file as well: its path comes first." if needs_share else ""),
            secret=True,
        )
        if needs_share and not self.share_path:
            self.set_focus(self.query_one("#share"))

    @on(Input.Submitted, "#typed")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value
        event.input.value = ""
        if self.choosing:
            self.typed_choice(typed)
        elif self._done:
            self.fieldnotes.action_go_out()
        elif typed:
            self.wait("Checking…")
            vault, share = self.vault, self.share_path
            self.in_background(lambda: _check(vault, typed, share), lambda _: self._choose())

    def _choose(self) -> None:
        self.choose(
            "The new passphrase",
            "Six or more words that nobody would guess. The vault gets a new key and is encrypted again under it.",
            self._change,
        )

    def _change(self, typed: str) -> None:
        self.wait("Encrypting the vault again, then its backups. Locking is safe at any moment.")
        share = self.share_path
        self.in_background(lambda: self.change(typed, share), self._changed)

    def _changed(self, report: "BackupReport") -> None:
        self._done = True
        sentences = report.sentences()
        self.ask("The passphrase was changed", _HOLDS)
        self.query_one("#typed").display = False
        self.query_one("#share").display = False
        self.tell("\n".join((*(sentences or ("There were no backups.",)), "", "Esc goes back.")))
        self.set_focus(None)

    def failed(self, sentence: str) -> None:
        """Tell why; where the vault had to be closed, lock."""
        if self.vault.connection.closed:
            self.fieldnotes.leave(Ending(Way.FAULT, 3, sentence), saving=False)
            return
        self._ask_current()
        self.tell(sentence, wrong=True)


def _check(vault: "Vault", typed: str, share: str) -> None:
    from fieldnotes.tui.session import share_at  # noqa: PLC0415 - this screen loads without the store
    from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above

    vault.require_passphrase(Passphrase(typed), share_at(share))


def _change(vault: "Vault", typed: str, share: str) -> "BackupReport":
    from fieldnotes.tui.session import share_at  # noqa: PLC0415 - this screen loads without the store
    from fieldnotes.vault.changing import change_passphrase  # noqa: PLC0415 - as above
    from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above

    return change_passphrase(vault, Passphrase(typed), share=share_at(share))
