"""A backup made into a vault again: which one, where to, and what opens it."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widgets import Input

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.tui.endings import Ending, Way
from fieldnotes.tui.files import typed_path
from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.card import CardPage

if TYPE_CHECKING:
    from fieldnotes.tui.keys.action import Action
    from fieldnotes.tui.session import Session
    from fieldnotes.vault.recovery import RecoveryWords

_BACK = "Esc goes back; nothing is changed then."


class RestorePage(CardPage):
    """Asks for the backup's key file, a new folder, and a secret; then opens what was restored."""

    PLACE = Place.LOCK
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.LOCK, Place.SECRETS)]

    def __init__(self) -> None:
        super().__init__()
        self._backup: Path | None = None
        self._folder: Path | None = None
        self._with_words = False

    def on_mount(self) -> None:
        """The first step: the backup."""
        self.head("locked", "restore a backup")
        self.fieldnotes.idle.begin()
        self.ask(
            "Restore a backup",
            f"The path of its key file, such as /media/stick/vault-0003.key. The backup stays as it is. {_BACK}",
        )

    @property
    def holds_secrets(self) -> bool:
        """A secret is typed here, and what comes of it opens."""
        return True

    def offers(self, action: "Action") -> bool:
        """Out and lock work here too, although nothing is open; the words, once a secret is asked for."""
        if action.id in {"recover", "key-file"}:
            return self._folder is not None
        if action.id == "restore-backup":
            return False
        return action.id in {"out", "lock"} or super().offers(action)

    def go_out(self) -> bool:
        """Esc: back to where it began, with nothing of a secret left in this process."""
        if self.busy:
            self.tell("One moment: the backup is being restored.")
        else:
            self.fieldnotes.leave(Ending(Way.LOCK))
        return True

    def action_recover(self) -> None:
        """Give the recovery words in place of the passphrase, or the reverse."""
        if self._folder is not None and not self.busy:
            self._with_words = not self._with_words
            self._ask_secret()

    @on(Input.Submitted, "#typed")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value
        event.input.value = ""
        with self.fieldnotes.telling():
            if self._backup is None:
                self._named(typed_path(typed))
            elif self._folder is None:
                self._placed(typed_path(typed))
            elif typed:
                self._begin(self._backup, self._folder, typed)

    def _named(self, backup: Path) -> None:
        self._backup = backup
        self.ask(
            "A new folder for the vault",
            f"It must not exist yet, or be empty: nothing is ever overwritten. {_BACK}",
            value=str(_free_beside(self.fieldnotes.folder)),
        )

    def _placed(self, folder: Path) -> None:
        self._folder = folder
        self._ask_secret()

    def _ask_secret(self) -> None:
        if self._with_words:
            self.ask(
                "The recovery words",
                f"All twelve, in order. Ctrl+R: the passphrase instead. {_BACK}",
                secret=True,
            )
        else:
            self.ask(
                "The passphrase of the day the backup was made",
                f"Ctrl+R: the recovery words instead. {_BACK}",
                secret=True,
            )

    def _begin(self, backup: Path, folder: Path, typed: str) -> None:
        share = self.share_path
        words = None
        if self._with_words:
            from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - not before words were typed

            words = RecoveryWords.parse(typed)
        self.wait("Restoring: every page is checked…")
        self.in_background(lambda: _restored(backup, folder, typed, words, share), self._opened)

    def failed(self, sentence: str) -> None:
        """Nothing was restored: begin with the backup again."""
        self._backup = self._folder = None
        self.on_mount()
        self.tell(sentence, wrong=True)

    def _opened(self, session: "Session") -> None:
        from fieldnotes.vault.restoring import WHICH_SECRETS  # noqa: PLC0415 - loaded by the restore

        self.fieldnotes.folder = session.vault.folder
        self.fieldnotes.unlocked(session, f"Restored into {session.vault.folder}.", WHICH_SECRETS)


def _restored(backup: Path, folder: Path, typed: str, words: "RecoveryWords | None", share: str) -> "Session":
    """Away from the screen, which stays alive meanwhile."""
    from fieldnotes.tui.session import Session, share_at  # noqa: PLC0415 - loads the store
    from fieldnotes.vault.passphrases import Passphrase  # noqa: PLC0415 - as above
    from fieldnotes.vault.restoring import restore  # noqa: PLC0415 - as above

    passphrase = None if words is not None else Passphrase(typed)
    vault = restore(backup, folder, passphrase=passphrase, words=words, share=share_at(share))
    try:
        return Session(vault)
    except FieldnotesError:
        vault.close()
        raise


def _free_beside(folder: Path) -> Path:
    """A folder that can be restored into: ``folder`` where it is free, or one beside it."""
    names = [folder, folder.with_name(f"{folder.name}-restored")]
    names += [folder.with_name(f"{folder.name}-restored-{number}") for number in range(2, 100)]
    return next((name for name in names if not name.exists()), names[-1])
