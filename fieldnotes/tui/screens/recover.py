"""Getting back in: the recovery words, then a new passphrase twice."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widgets import Input

from fieldnotes.tui.endings import Ending, Way
from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.choosing import ChoosingPage, of_backups

if TYPE_CHECKING:
    from fieldnotes.tui.keys.action import Action
    from fieldnotes.tui.session import Session
    from fieldnotes.vault.backups import BackupReport
    from fieldnotes.vault.recovery import RecoveryWords

    Recovered = tuple[Session, BackupReport]

RECOVERED = "The vault opens with the new passphrase now, and with the recovery words as before."

_WORDS = 12
_BACK = "Esc goes back to the lock screen; nothing is changed then."


class RecoverPage(ChoosingPage):
    """Leads through the recovery step by step; nothing changes before the second passphrase was typed.

    Whoever sits down where the words were just typed could choose a passphrase. So this screen locks by itself as an
    open vault does, and leaving it replaces the process, which takes the words out of the memory.
    """

    PLACE = Place.LOCK
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.LOCK, Place.SECRETS)]

    def __init__(self) -> None:
        super().__init__()
        self._words: RecoveryWords | None = None

    @property
    def holds_secrets(self) -> bool:
        """The words are, and then a passphrase."""
        return True

    def on_mount(self) -> None:
        """The first step: the words."""
        self.head("locked", "recovery words")
        self.fieldnotes.idle.begin()
        self._ask_words()

    def offers(self, action: "Action") -> bool:
        """Out and lock work here too, although nothing is open."""
        if action.id in {"recover", "restore-backup"}:
            return False
        return action.id in {"out", "lock"} or super().offers(action)

    def go_out(self) -> bool:
        """Esc: back to the lock screen, with nothing of the words left in this process."""
        if self.busy:
            self.tell("One moment: the new passphrase is being set.")
        else:
            self.fieldnotes.leave(Ending(Way.LOCK))
        return True

    def failed(self, sentence: str) -> None:
        """Nothing was changed: begin again."""
        self._ask_words()
        self.tell(sentence, wrong=True)

    def _ask_words(self) -> None:
        self._words = None
        self.forget_choice()
        self.ask(
            "Open with the recovery words",
            f"Type all twelve in order, with spaces; they stay hidden. {_BACK}",
            secret=True,
        )

    @on(Input.Changed, "#typed")
    def _count(self, event: Input.Changed) -> None:
        """Hidden words are easily lost count of."""
        if self._words is None and event.value:
            self.tell(f"Word {len(event.value.split())} of {_WORDS}")

    @on(Input.Submitted, "#typed")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value
        event.input.value = ""
        if self.choosing:
            self.typed_choice(typed)
        elif self._words is None:
            self._words_typed(typed)

    def _words_typed(self, typed: str) -> None:
        from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - not before words were typed

        with self.fieldnotes.telling():
            self._words = RecoveryWords.parse(typed)
            self.choose(
                "Choose a new passphrase",
                f"Six or more words that nobody would guess, in place of the old passphrase. {_BACK}",
                self._begin,
            )

    def _begin(self, typed: str) -> None:
        words, share = self._words, self.share_path
        if words is not None:
            self.wait("Opening, and encrypting the vault again…")
            self.in_background(lambda: self._recover(words, typed, share), self._recovered)

    def _recover(self, words: "RecoveryWords", typed: str, share: str) -> "Recovered":
        """Away from the screen, which stays alive during the key derivation."""
        from fieldnotes.tui.session import Session  # noqa: PLC0415 - the store is not loaded before this
        from fieldnotes.vault.backups import replace_all  # noqa: PLC0415 - as above

        session = Session.recover(self.fieldnotes.folder, words, typed, share)
        return session, replace_all(session.vault)

    def _recovered(self, recovered: "Recovered") -> None:
        self._words = None
        session, report = recovered
        self.fieldnotes.unlocked(session, RECOVERED, *of_backups(report))
