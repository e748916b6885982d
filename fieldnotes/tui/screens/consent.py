"""What a person consented to, purpose by purpose."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.records import Purpose
from fieldnotes.tui.destinations import home
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import consent_letters, counted

_MEANING = {
    Purpose.STORE: "keep the interview in this vault",
    Purpose.CODE: "code it against the taxonomy",
    Purpose.AGGREGATE: "count it in tables that leave, with small counts hidden",
    Purpose.PUBLISH: "count it in tables that everyone can read",
}
_GOES = {
    Purpose.STORE: "Without it the whole case is deleted for good: text, codings, memos, checklist.",
    Purpose.CODE: "Without it every coding and mark of this case is deleted for good.",
    Purpose.AGGREGATE: "Without it the case stays out of releases. Nothing is deleted.",
    Purpose.PUBLISH: "Without it the case stays out of what is published. Nothing is deleted.",
}


class ConsentPage(Page):
    """One line a purpose; Enter notes consent, or withdraws it after a question.

    Args:
        case: the case.
    """

    PLACE = Place.CONSENT

    def __init__(self, case: CaseId) -> None:
        super().__init__()
        self.case = case

    def body(self) -> ComposeResult:
        """The list."""
        yield Listing(Column("purpose", 12), Column("consent", 12), Column("to"), empty="")

    def on_mount(self) -> None:
        """Ready to choose."""
        self.query_one(Listing).lines.focus()
        self._fill()

    def _fill(self) -> None:
        given = self.fieldnotes.opened.book.consent.of(self.case)
        self.query_one(Listing).show(
            [
                Item(purpose, (purpose.value, "given" if purpose in given else "·", _MEANING[purpose]))
                for purpose in Purpose
            ]
        )
        self.head(self.case, "Consent", facts=consent_letters(given, tuple(Purpose)))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        purpose = Purpose(event.option_id or "")
        consent = self.fieldnotes.opened.book.consent
        if purpose in consent.of(self.case):
            self._ask_withdrawal(f"Withdraw consent to {purpose}?", _GOES[purpose], purpose)
            return
        with self.fieldnotes.telling():
            consent.give(self.case, purpose)
            self._fill()

    def action_withdraw_all(self) -> None:
        """Withdraw everything."""
        self._ask_withdrawal("Withdraw every consent?", _GOES[Purpose.STORE], None)

    def _ask_withdrawal(self, question: str, goes: str, purpose: Purpose | None) -> None:
        def withdraw(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self._withdraw(purpose)

        lines = [goes]
        released = self.fieldnotes.opened.book.cases.get(self.case).released
        if released is not None:
            lines.append(f"Release {released} counted this case already; that cannot be recalled from here.")
        self.fieldnotes.ask(Confirm(question, lines, "withdraws it"), withdraw)

    def _withdraw(self, purpose: Purpose | None) -> None:
        done = self.fieldnotes.opened.book.consent.withdraw(self.case, purpose, delete=True)
        if done.case_deleted:
            app = self.fieldnotes
            app.forget_pages()
            app.open_page(home(app.opened))
            app.call_after_refresh(app.tell, f"Consent withdrawn; case {self.case} is deleted.")
            return
        self._fill()
        removed = f" {counted(done.codings_removed, 'coding')} deleted." if done.codings_removed else ""
        self.tell(f"Withdrawn.{removed}")

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
