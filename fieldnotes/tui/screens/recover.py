"""Getting back in: the recovery words, then a new passphrase twice."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Center, Middle, Vertical
from textual.widgets import Input, Static

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.tui.endings import Ending, Way
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.card import CardPage

if TYPE_CHECKING:
    from fieldnotes.tui.keys.action import Action
    from fieldnotes.tui.session import Session
    from fieldnotes.vault.recovery import RecoveryWords

RECOVERED = "The vault opens with the new passphrase now; copies of vault.key made earlier still open with the old one."

_WORDS = 12
_BACK = "Esc goes back to the lock screen; nothing is changed then."


class RecoverPage(CardPage):
    """Leads through the recovery step by step; nothing changes before the second passphrase was typed.

    Whoever sits down where the words were just typed could choose a passphrase. So this screen locks by itself as an
    open vault does, and leaving it replaces the process, which takes the words out of the memory.
    """

    PLACE = Place.LOCK
    BINDINGS: ClassVar[list[BindingType]] = []
    HOLDS_SECRETS = True

    def __init__(self) -> None:
        super().__init__()
        self._words: RecoveryWords | None = None
        self._first = ""

    def body(self) -> ComposeResult:
        """One card whose content follows the step."""
        with Middle(), Center(), Vertical(classes="card"):
            yield Static("", classes="card-title", id="step")
            yield Static("", classes="card-line", id="told", markup=False)
            yield Input(password=True, id="typed")
            yield Static("", id="answer", classes="card-line", markup=False)

    def on_mount(self) -> None:
        """The first step: the words."""
        self.head("locked", "recovery words")
        self.fieldnotes.idle.begin()
        self._ask_words()

    def offers(self, action: "Action") -> bool:
        """Out and lock work here too, although nothing is open."""
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
        self.ask(
            "Open with the recovery words",
            f"Type all twelve in order, with spaces; they stay hidden. {_BACK}",
            secret=True,
        )

    def _ask_passphrase(self) -> None:
        self._first = ""
        self.ask(
            "Choose a new passphrase",
            f"Six or more words that nobody would guess, in place of the old passphrase. {_BACK}",
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
        if self._words is None:
            self._words_typed(typed)
        elif not self._first:
            self._first_passphrase(typed)
        else:
            self._second_passphrase(self._words, typed)

    def _words_typed(self, typed: str) -> None:
        from fieldnotes.vault.recovery import RecoveryWords  # noqa: PLC0415 - not before words were typed

        try:
            self._words = RecoveryWords.parse(typed)
        except FieldnotesError as error:
            self.tell(str(error), wrong=True)
        else:
            self._ask_passphrase()

    def _first_passphrase(self, typed: str) -> None:
        from fieldnotes.vault.passphrases import advice  # noqa: PLC0415 - not before one is chosen

        against = advice(typed)
        if against is not None:
            self.tell(against, wrong=True)
            return
        self._first = typed
        self.ask(
            "The same passphrase again", f"So that a slip of a finger does not count. {_BACK}", secret=True
        )

    def _second_passphrase(self, words: "RecoveryWords", typed: str) -> None:
        if typed != self._first:
            self._ask_passphrase()
            self.tell("The two were not the same. Choose the passphrase again.", wrong=True)
            return
        self._first = ""
        self.query_one("#typed", Input).disabled = True
        self.tell("Opening…")
        self.in_background(lambda: self._recover(words, typed), self._recovered)

    def _recover(self, words: "RecoveryWords", typed: str) -> "Session":
        """Away from the screen, which stays alive during the key derivation."""
        from fieldnotes.tui.session import Session  # noqa: PLC0415 - the store is not loaded before this

        return Session.recover(self.fieldnotes.folder, words, typed)

    def _recovered(self, session: "Session") -> None:
        self._words = None
        self.fieldnotes.unlocked(session, RECOVERED)
