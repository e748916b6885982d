"""Who coded a case, how far each is, and whose coding counts."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from fieldnotes.analysis.agreement.coded import coded_case
from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.base.labels import parse_coder
from fieldnotes.casebook.actchanges import ActKind
from fieldnotes.casebook.secondcoding import PROCEDURAL, CaseCoding, Standing
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.acts_page import ActsPage
from fieldnotes.tui.widgets.listing import Column, Item, Listing

_EXPLAINED = (
    "A second coder codes the same text without seeing the first coding, to find out how far both agree. "
    "A coder is a letter, never a name."
)


class CodersPage(ActsPage):
    """One line a coder; a second one is added here, and the coding that counts is chosen.

    Args:
        case: the case.
    """

    PLACE = Place.CODERS
    KIND = ActKind.SETTLE

    def __init__(self, case: CaseId) -> None:
        super().__init__()
        self.case: CaseId = case

    def body(self) -> ComposeResult:
        """What it is about, and the coders."""
        yield Static("", id="coders-told", classes="above-list", markup=False)
        yield Listing(
            Column("coder", 5),
            Column("checklist", 9, right=True),
            Column("codings", 7, right=True),
            Column(""),
            empty="",
        )

    def on_mount(self) -> None:
        """Ready to choose."""
        self.fill()
        self.query_one(Listing).lines.focus()

    def fill(self) -> None:
        """The coders of the case, line by line."""
        book = self.fieldnotes.opened.book
        known = book.second.of(self.case)
        factors = len(book.taxonomy.active_factors)
        codings = book.codings.of_case(self.case)
        self.query_one(Listing).show(
            [
                Item(
                    coder,
                    (
                        coder,
                        f"{book.second.considered(self.case, coder)} of {factors}",
                        str(sum(coding.coder == coder for coding in codings)),
                        _standing(known, coder),
                    ),
                )
                for coder in known.coders
            ]
        )
        copy = book.copies.received(self.case)
        told = (
            _told(known)
            if copy is None
            else f"A copy for coder {copy.coder}, never released here. Complete the checklist, then w sends the coding back."
        )
        self.query_one("#coders-told", Static).update(told)
        self.head(self.case, "Second coding", facts=str(known.standing))

    def action_add(self) -> None:
        """Begin a second coding, or go on with one that ended unfinished."""
        self.fieldnotes.ask(
            Ask("Who codes it now?", f"One letter, such as B. {PROCEDURAL}", value="B"), self._begin
        )

    def _begin(self, typed: str) -> None:
        known = self.fieldnotes.opened.book.second.begin(self.case, parse_coder(typed.strip().upper()))
        self.fill()
        self.tell(
            f"Coder {known.working} codes {self.case} now. Esc, then F2: only {known.working}'s codings are there."
        )

    def action_settle(self) -> None:
        """Choose the coding under the cursor, after a question."""
        current = self.query_one(Listing).current
        if current is None:
            raise AnswerIsNoError("No coder is chosen.", "Go to one with the arrows.")

        def settle(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self.fieldnotes.opened.book.second.settle(self.case, CoderLabel(current))
                self.fill()
                self.tell(f"Coder {current}'s coding counts. u takes it back.")

        lines = ["Checklist and releases follow this coding. The other one stays, and you can settle again."]
        self.fieldnotes.ask(Confirm(f"Let coder {current}'s coding count?", lines, "settles it"), settle)

    def action_stop(self) -> None:
        """End the second coding unfinished."""
        known = self.fieldnotes.opened.book.second.stop(self.case)
        self.fill()
        self.tell(
            "It ended; nothing had been coded."
            if known.standing is Standing.ONE_CODER
            else "It ended unfinished: all codings are seen again. Settle whose coding counts, or press a to go on."
        )

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        with self.fieldnotes.telling():
            self.action_compare()

    def action_send_copy(self) -> None:
        """Write a copy for a second coder elsewhere, or from a copy its coding."""
        from fieldnotes.tui.dialogs.case_copies import SendingCopy  # noqa: PLC0415 - seldom

        SendingCopy(self, self.case).begin()

    def action_compare(self) -> None:
        """Go to the text with the codings side by side."""
        from fieldnotes.tui.screens.comparison import ComparisonPage  # noqa: PLC0415 - seldom

        book = self.fieldnotes.opened.book
        coded_case(book, self.case)  # refuses, saying why, before anything is shown
        self.app.push_screen(ComparisonPage(self.case))

    def action_show_agreement(self) -> None:
        """Go to the coefficients."""
        from fieldnotes.tui.screens.agreement import AgreementPage  # noqa: PLC0415 - seldom

        coded_case(self.fieldnotes.opened.book, self.case)
        self.app.push_screen(AgreementPage(self.case))

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()


def _standing(known: CaseCoding, coder: CoderLabel) -> str:
    if coder == known.working:
        return "codes now; all others are hidden"
    if known.standing is Standing.UNSETTLED:
        return ""
    return "counts" if coder == known.settled_coder else ""


def _told(known: CaseCoding) -> str:
    if known.standing is Standing.ONE_CODER:
        return f"{_EXPLAINED} Press a to begin."
    if known.standing is Standing.WORKING:
        return f"Hidden until {known.working} has considered every factor: all other codings, memos and marks. {PROCEDURAL}"
    if known.standing is Standing.UNSETTLED:
        return "Not settled whose coding counts, so the case is not complete. Go to a coder and press s."
    return f"Coder {known.settled_coder}'s coding counts."
