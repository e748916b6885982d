"""Choosing a passphrase: how strong it is while it is typed, words drawn at random, and the same again."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual import on
from textual.widget import Widget
from textual.widgets import Input, Static

from fieldnotes.tui.screens.card import CardPage
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from textual.timer import Timer

    from fieldnotes.tui.keys.action import Action
    from fieldnotes.vault.backups import BackupReport

_BAR_CELLS = 20
_STRONGEST = 20.0
"""Powers of ten of guesses at which the bar is full."""

_SETTLED_SECONDS = 0.12
"""The estimate waits until the fingers rest this long: it takes longer than a key press on a long phrase."""

_AGAIN = "An empty line shows them again."


def of_backups(report: "BackupReport") -> tuple[str, ...]:
    """What became of the backups, short enough for the line above the keys."""
    told = []
    if report.replaced:
        told.append(f"{counted(len(report.replaced), 'backup')} made anew in place of the older ones.")
    if report.out_of_reach or report.failures:
        left = counted(len(report.out_of_reach), "backup")
        told.append(f"{left} could not be replaced and still opens with the old passphrase: see F4, Backups.")
    return tuple(told)


class ChoosingPage(CardPage):
    """A card on which a new passphrase is chosen: :meth:`choose` asks, :meth:`typed_choice` takes each line typed."""

    def __init__(self) -> None:
        super().__init__()
        self._then: Callable[[str], None] | None = None
        self._title, self._saying = "", ""
        self._first = ""
        self._drawn = False
        self._estimate: Timer | None = None

    def above(self) -> Iterable[Widget]:
        """Words that are shown once."""
        words = Static("", id="words", classes="words", markup=False)
        words.display = False
        yield words

    def below(self) -> Iterable[Widget]:
        """The strength of what is typed."""
        strength = Static("", id="strength", classes="card-line", markup=False)
        strength.display = False
        yield strength

    def offers(self, action: "Action") -> bool:
        """Words are drawn only while a passphrase is chosen."""
        return super().offers(action) and (action.id != "offer-words" or self.choosing)

    @property
    def choosing(self) -> bool:
        """Whether a passphrase is being chosen."""
        return self._then is not None

    def choose(self, title: str, told: str, then: Callable[[str], None]) -> None:
        """Ask for a new passphrase, twice; ``then`` gets it.

        Args:
            title: what it is for.
            told: a sentence on it.
            then: called with what was typed twice, or with the words drawn and typed back.
        """
        self._then, self._title, self._saying = then, title, told
        self._first, self._drawn = "", False
        self._hide_words()
        self.ask(title, f"{told} Ctrl+G offers words drawn at random.", secret=True)
        self._weigh("")

    def action_offer_words(self) -> None:
        """Draw words at random and show them."""
        if not self.choosing or self.busy:
            return
        from fieldnotes.vault.strength import word_passphrase  # noqa: PLC0415 - only where one is chosen

        self._first, self._drawn = word_passphrase(), True
        self._show_drawn()

    def typed_choice(self, typed: str) -> None:
        """A line was typed while :attr:`choosing`."""
        words = self.query_one("#words")
        if not self._first:
            self._first_time(typed)
        elif self._drawn and words.display:
            self._hide_words()
            self.ask("Type the words drawn for you", "In order, with one space between them.", secret=True)
        elif self._drawn and not typed:
            self._show_drawn()
        elif typed == self._first:
            self._chosen(typed)
        elif self._drawn:
            self.tell(f"Those are other words. {_AGAIN}", wrong=True)
        else:
            self._begin_again()

    def forget_choice(self) -> None:
        """Let go of what was typed so far."""
        self._first, self._then = "", None
        self._hide_words()
        self.query_one("#strength").display = False

    def show_words(self, words: Iterable[str], columns: int = 4) -> None:
        """Show numbered words that are shown only once."""
        numbered = [f"{number:>2} {word:<10}" for number, word in enumerate(words, start=1)]
        rows = [numbered[start : start + columns] for start in range(0, len(numbered), columns)]
        box = self.query_one("#words", Static)
        box.update("\n".join("  ".join(row).rstrip() for row in rows))
        box.display = True
        self.query_one("#strength").display = False

    def _hide_words(self) -> None:
        box = self.query_one("#words", Static)
        box.update("")
        box.display = False

    def _show_drawn(self) -> None:
        self.ask(
            "Words drawn for you, shown this once",
            "Learn them, or write them down until you know them. Ctrl+G draws others.",
        )
        self.show_words(self._first.split())
        self.tell("Press Enter once you have them, then type them.")

    def _first_time(self, typed: str) -> None:
        from fieldnotes.vault.passphrases import advice  # noqa: PLC0415 - not before one is chosen

        against = advice(typed)
        if against is not None:
            self._weigh("")
            self.tell(against, wrong=True)
            return
        self._first = typed
        self.query_one("#strength").display = False
        self.ask(
            "The same passphrase again", "So that a slip of a finger does not lock you out.", secret=True
        )

    def _begin_again(self) -> None:
        then = self._then
        if then is not None:
            self.choose(self._title, self._saying, then)
            self.tell("The two were not the same. Choose the passphrase again.", wrong=True)

    def _chosen(self, typed: str) -> None:
        then = self._then
        self.forget_choice()
        if then is not None:
            then(typed)

    # How strong it is.

    @on(Input.Changed, "#typed")
    def _keys_typed(self, event: Input.Changed) -> None:
        if not self.choosing or self._first:
            return
        if self._estimate is not None:
            self._estimate.stop()
        self._estimate = self.set_timer(_SETTLED_SECONDS, lambda: self._weigh(event.input.value))

    def _weigh(self, typed: str) -> None:
        line = self.query_one("#strength", Static)
        line.display = self.choosing and not self._first
        if not line.display:
            return
        if not typed:
            line.update(f"[{'·' * _BAR_CELLS}]")
            return
        from fieldnotes.vault.strength import strength  # noqa: PLC0415 - its word lists load with the first letter

        found = strength(typed)
        filled = max(0, min(_BAR_CELLS, round(found.guesses_log10 / _STRONGEST * _BAR_CELLS)))
        line.update(f"[{'█' * filled}{'·' * (_BAR_CELLS - filled)}] {found.words}")
