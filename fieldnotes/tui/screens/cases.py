"""Every case: consent, checklist, interviews, codings, release, last change."""

from collections.abc import Callable
from datetime import date
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from fieldnotes.base.ids import CaseId
from fieldnotes.base.labels import parse_case_id
from fieldnotes.casebook.records import CaseSummary, Purpose
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.case import CasePage
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import consent_letters, counted, days_ago
from fieldnotes.vault.backups import last

_ORDERS: tuple[tuple[str, Callable[[CaseSummary], Any]], ...] = (
    ("label", lambda _: 0),
    ("last change, newest first", lambda case: tuple(-ord(letter) for letter in case.changed)),
    ("checklist, least considered first", lambda case: case.considered),
    ("released, not yet first", lambda case: (case.released is not None, case.released or 0)),
)


class CasesPage(Page):
    """The list of cases."""

    PLACE = Place.CASES

    def __init__(self) -> None:
        super().__init__()
        self._order = 0

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
        )

    def on_mount(self) -> None:
        """Ready to move."""
        self.query_one(Listing).lines.focus()

    def on_screen_resume(self) -> None:
        """Whatever was changed on another screen shows."""
        self._fill()

    def _fill(self) -> None:
        cases = sorted(self.fieldnotes.opened.book.cases.list(), key=_ORDERS[self._order][1])
        self.query_one(Listing).show([Item(case.id, _cells(case)) for case in cases])
        complete = sum(case.considered == case.factors for case in cases)
        facts = f"{counted(len(cases), 'case')}, {complete} with a complete checklist" if cases else ""
        self.head("Cases", facts=facts)
        self.query_one("#last-backup", Static).update(self._last_backup())

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
        book = self.fieldnotes.opened.book
        case = next(case for case in book.cases.list() if case.id == current)
        lines = [
            (
                f"{counted(case.interviews, 'interview')} and {counted(case.codings, 'coding')} with their memos "
                "and the checklist go for good. Nobody can undo this."
            ),
        ]
        if case.released is not None:
            lines.append(f"Release {case.released} counted this case already; what was sent stays sent.")

        def delete(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                book.cases.delete(case.id)
                self._fill()
                self.tell(f"Case {case.id} is deleted.")

        self.fieldnotes.ask(Confirm(f"Delete case {case.id}?", lines, "deletes it"), delete)

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._order = (self._order + 1) % len(_ORDERS)
        self._fill()
        self.tell(f"Sorted by {_ORDERS[self._order][0]}.")

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
        "–" if case.released is None else str(case.released),
        case.changed,
    )
