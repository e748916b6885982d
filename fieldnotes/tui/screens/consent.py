"""What a person consented to, how, and what was explained; and what taking it back comes to."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.consenting import POINTS, WAYS, Point, Way
from fieldnotes.casebook.records import Purpose
from fieldnotes.tui.destinations import home
from fieldnotes.tui.dialogs.agree import Agree
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.dialogs.finder import Finder, among
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import consent_letters, counted

if TYPE_CHECKING:
    from fieldnotes.release.withdrawing import Reach

_MEANING = {
    Purpose.STORE: "keep the interview in this vault",
    Purpose.CODE: "code it against the taxonomy",
    Purpose.AGGREGATE: "count it in tables that leave, small counts hidden",
    Purpose.PUBLISH: "count it in tables that everyone can read",
}
_HOW, _WHEN, _NOT_SAID = "how", "when", "not-said"
_NOT_ON_RECORD = "not on record"


class ConsentPage(Page):
    """One line a thing on record; Enter notes it, changes it or takes it back.

    Args:
        case: the case.
    """

    PLACE = Place.CONSENT

    def __init__(self, case: CaseId) -> None:
        super().__init__()
        self.case = case

    def body(self) -> ComposeResult:
        """The list."""
        yield Listing(Column("", 12), Column("", 10), Column(""), empty="")

    def on_mount(self) -> None:
        """Ready to choose."""
        self.query_one(Listing).lines.focus()
        self._fill()
        missing = self.fieldnotes.opened.book.circumstances.missing(self.case)
        if missing:
            self.tell(missing[-1])

    def _fill(self) -> None:
        book = self.fieldnotes.opened.book
        given, known = book.consent.of(self.case), book.circumstances.of(self.case)
        how = WAYS[known.way] if known.way else _NOT_ON_RECORD
        when = book.circumstances.band_in_words(known.band) if known.band else _NOT_ON_RECORD
        self.query_one(Listing).show(
            [
                Item("purposes", ("Consent to",), heading=True),
                *(
                    Item(purpose, (purpose.value, "given" if purpose in given else "·", _MEANING[purpose]))
                    for purpose in Purpose
                ),
                Item("given", ("How it was given: no name, no signature, no date",), heading=True),
                Item(_HOW, ("how", "✓" if known.way else "·", how)),
                Item(_WHEN, ("when", "✓" if known.band else "·", when)),
                Item("points", ("What was explained",), heading=True),
                *(
                    Item(point, (point.value, "explained" if point in known.explained else "·", words))
                    for point, words in POINTS.items()
                ),
            ]
        )
        self.head(self.case, "Consent", facts=consent_letters(given, tuple(Purpose)))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id or ""
        with self.fieldnotes.telling():
            if chosen == _HOW:
                self._ask_how()
            elif chosen == _WHEN:
                self._ask_when()
            elif chosen in set(Point):
                self._turn(Point(chosen))
            else:
                self._purpose(Purpose(chosen))

    def _purpose(self, purpose: Purpose) -> None:
        book = self.fieldnotes.opened.book
        if purpose in book.consent.of(self.case):
            self._ask_withdrawal(purpose)
            return
        book.consent.give(self.case, purpose)
        self._fill()
        missing = book.circumstances.missing(self.case)
        if missing:
            self.tell(missing[-1])

    def _turn(self, point: Point) -> None:
        circumstances = self.fieldnotes.opened.book.circumstances
        explained = point in circumstances.of(self.case).explained
        circumstances.set_explained(self.case, [point], explained=not explained)
        self._fill()

    def _ask_how(self) -> None:
        items = [*(Item(way, (way.value, words)) for way, words in WAYS.items()), _NOTHING]

        def chosen(way: str) -> None:
            self.fieldnotes.opened.book.circumstances.set_way(
                self.case, None if way == _NOT_SAID else Way(way)
            )
            self._fill()

        known = self.fieldnotes.opened.book.circumstances.of(self.case)
        self.fieldnotes.ask(
            Finder("How was consent given?", among(items), width=20, current=known.way), chosen
        )

    def _ask_when(self) -> None:
        circumstances = self.fieldnotes.opened.book.circumstances
        items = [*(Item(band, (band, words)) for band, words in circumstances.bands()), _NOTHING]

        def chosen(band: str) -> None:
            circumstances.set_band(self.case, None if band == _NOT_SAID else band)
            self._fill()

        self.fieldnotes.ask(
            Finder("When? Nothing finer than a band is kept.", among(items), width=20), chosen
        )

    # Taking it back.

    def action_withdraw_all(self) -> None:
        """Withdraw everything."""
        self._ask_withdrawal(None)

    def _ask_withdrawal(self, purpose: Purpose | None) -> None:
        from fieldnotes.release.withdrawing import reach  # noqa: PLC0415 - the release room; only for this question

        what = "every consent" if purpose is None else f"consent to {purpose}"
        title = f"Withdraw {what} of {self.case}?"
        found = reach(self.fieldnotes.opened.book, self.case, purpose)
        lines = told(found)

        def withdraw(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self._withdraw(purpose, found)

        if found.deletes:
            self.fieldnotes.ask(Agree(title, lines, self.case, "deletes it for good"), withdraw)
        else:
            self.fieldnotes.ask(Confirm(title, lines, "withdraws it"), withdraw)

    def _withdraw(self, purpose: Purpose | None, found: "Reach") -> None:
        done = self.fieldnotes.opened.book.consent.withdraw(self.case, purpose, delete=found.deletes)
        left = (
            f" {counted(len(found.in_backups), 'backup')} may hold it still: F4, Backups."
            if found.in_backups
            else ""
        )
        if done.case_deleted:
            app = self.fieldnotes
            app.forget_pages()
            app.open_page(home(app.opened))
            app.call_after_refresh(app.tell, f"Consent withdrawn; case {self.case} is deleted.{left}")
            return
        self._fill()
        removed = f" {counted(done.codings_removed, 'coding')} deleted." if done.codings_removed else ""
        self.tell(f"Withdrawn.{removed}{left}")

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()


_NOTHING = Item(_NOT_SAID, (_NOT_SAID, "not on record"))


def told(found: "Reach") -> list[str]:
    """What a withdrawal reaches and what it cannot, a line each."""
    return [*found.reaches, *(f"Cannot reach: {sentence}" for sentence in found.beyond)]
