"""Every case: consent, checklist, interviews, codings, release, last change."""

from collections.abc import Collection
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from fieldnotes.base.ids import CaseId
from fieldnotes.base.labels import parse_case_id
from fieldnotes.casebook.choosing import ORDERS, CaseFilter, in_order
from fieldnotes.casebook.records import CaseSummary, Purpose
from fieldnotes.tui.dialogs.agree import Agree
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.case import CasePage
from fieldnotes.tui.screens.consent import told
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.screens.retention import RetentionPage
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import consent_letters, counted, days_ago
from fieldnotes.vault.backups import last


class CasesPage(Page):
    """The list of cases."""

    PLACE = Place.CASES

    def __init__(self) -> None:
        super().__init__()
        self._order = next(iter(ORDERS))
        self._cases: list[CaseSummary] = []
        self._filter: CaseFilter | None = None

    def body(self) -> ComposeResult:
        """The list."""
        yield Static("", id="last-backup", classes="above-list", markup=False)
        yield Listing(
            Column("case", 14),
            Column("consent", 7),
            Column("checklist", 9, right=True),
            Column("interviews", 10, right=True),
            Column("codings", 7, right=True),
            Column("release", 7, right=True),
            Column("changed"),
            empty="No case yet.\n\nPress a to add one. A case is one soldier, under a label such as C1; "
            "never a name.",
            fitting=self._fitting,
            hint="label, publish, dmv, rank:major, complete, -released, due",
        )

    def on_mount(self) -> None:
        """Ready to move."""
        self.query_one(Listing).lines.focus()

    def on_screen_resume(self) -> None:
        """Whatever was changed on another screen shows."""
        self._fill()

    def _fill(self) -> None:
        cases = in_order(self.fieldnotes.opened.book.cases.list(), self._order)
        self._cases, self._filter = cases, None
        self.query_one(Listing).show([Item(case.id, _cells(case)) for case in cases])
        complete = sum(case.complete for case in cases)
        facts = f"{counted(len(cases), 'case')}, {complete} complete" if cases else ""
        self.head("Cases", facts=facts)
        self.query_one("#last-backup", Static).update(self._last_backup())

    def _fitting(self, typed: str) -> Collection[str]:
        if self._filter is None:
            self._filter = CaseFilter(self.fieldnotes.opened.book, self._cases)
        return self._filter.fitting(typed)

    def _last_backup(self) -> str:
        made = last(self.fieldnotes.opened.vault)
        if made is None:
            return "Last backup: never. F4, Security, then b makes one."
        return f"Last backup: {days_ago(made.made, date.today())}"  # noqa: DTZ011 - a day as the user's calendar has it

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        with self.fieldnotes.telling():
            self.app.push_screen(CasePage(CaseId(event.option_id or "")))

    def action_add(self) -> None:
        """Add a case."""
        self.fieldnotes.ask(
            Ask("New case", "A label: a letter, then letters, digits or hyphens, such as C1. Never a name."),
            self._add,
        )

    def _add(self, typed: str) -> None:
        case = self.fieldnotes.opened.book.cases.add(parse_case_id(typed.strip()))
        self._fill()
        self.query_one(Listing).go_to(case.id)
        self.tell(f"Case {case.id} added. Enter opens it; note consent there before you code.")

    def action_delete(self) -> None:
        """Delete the case under the cursor, after naming what goes."""
        current = self.query_one(Listing).current
        if current is None:
            return
        from fieldnotes.release.withdrawing import reach  # noqa: PLC0415 - the release room; only for this question

        book, case = self.fieldnotes.opened.book, CaseId(current)
        lines = [*told(reach(book, case, None)), "Nobody can undo this."]

        def delete(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                book.cases.delete(case)
                self._fill()
                self.tell(f"Case {case} is deleted.")

        self.fieldnotes.ask(Agree(f"Delete case {case}?", lines, case, "deletes it for good"), delete)

    def action_sort(self) -> None:
        """Sort by the next column."""
        names = list(ORDERS)
        self._order = names[(names.index(self._order) + 1) % len(names)]
        self._fill()
        self.tell(f"Sorted by {ORDERS[self._order][0]}.")

    def action_show_retention(self) -> None:
        """Go to the retention dates."""
        self.app.push_screen(RetentionPage())

    def action_import_project(self) -> None:
        """Bring in a project of another program."""
        from fieldnotes.tui.dialogs.projects import ProjectImport  # noqa: PLC0415 - seldom

        ProjectImport(self, self._fill).begin()

    def action_write_out_project(self) -> None:
        """Write every case out as a project."""
        from fieldnotes.tui.dialogs.projects import ProjectOut  # noqa: PLC0415 - seldom

        ProjectOut(self).begin()

    def action_receive_copy(self) -> None:
        """Receive a copy for a second coder, or its coding."""
        from fieldnotes.tui.dialogs.case_copies import ReceivingCopy  # noqa: PLC0415 - seldom

        ReceivingCopy(self, self._fill).begin()

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()


def _cells(case: CaseSummary) -> tuple[str, ...]:
    return (
        case.id,
        consent_letters(case.consent, tuple(Purpose)),
        f"{case.considered} of {case.factors}",
        str(case.interviews),
        str(case.codings),
        _released(case),
        case.changed,
    )


def _released(case: CaseSummary) -> str:
    """The release that took it; before that, what is still to be done about a second coding."""
    if case.copy:
        return "copy"
    if case.released is not None:
        return str(case.released)
    if case.working is not None:
        return f"{case.working} codes"
    return "–" if case.settled else "settle"
