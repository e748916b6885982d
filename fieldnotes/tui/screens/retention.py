"""Until when each case is kept, what is due, and its deletion once it was seen."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId
from fieldnotes.tui.dialogs.agree import Agree
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.casebook.retention import Kept, Retention

_HOW = "A month such as 2028-06, a number such as 24 months, or the word never."
_LAST = "9999"
"""Sorts after every month."""


class RetentionPage(Page):
    """The list, what is due first."""

    PLACE = Place.RETENTION

    def body(self) -> ComposeResult:
        """What holds for the whole vault, then the list."""
        yield Static("", id="default", classes="above-list", markup=False)
        yield Listing(
            Column("case", 16),
            Column("kept", 26),
            Column("interviews", 10, right=True),
            Column("release", 7, right=True),
            Column("changed"),
            empty="No case yet.",
        )

    def on_mount(self) -> None:
        """Ready to move."""
        self.query_one(Listing).lines.focus()
        self._fill()

    @property
    def _retention(self) -> "Retention":
        return self.fieldnotes.opened.book.retention

    def _fill(self) -> None:
        every = sorted(self._retention.list(), key=lambda one: (not one.due, _sorted_by(one.until)))
        self.query_one(Listing).show([Item(one.case, _cells(one)) for one in every])
        self.query_one("#default", Static).update(
            f"Cases without a date of their own: {self._retention.default() or 'nothing decided'}"
        )
        due = sum(one.due for one in every)
        self.head("Retention", facts=f"{due} due; nothing goes by itself" if due else "none due")

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        case = CaseId(event.option_id or "")
        kept = next(one for one in self._retention.list() if one.case == case)
        self.fieldnotes.ask(
            Ask(
                f"Until when is {case} kept?",
                f"{_HOW} The word default: as the whole vault.",
                value=kept.until if kept.own and kept.until else "",
            ),
            lambda typed: self._set(case, typed),
        )

    def _set(self, case: CaseId, typed: str) -> None:
        self._retention.set([case], typed)
        self._fill()

    def action_set_default(self) -> None:
        """Decide for every case without a date of its own."""
        self.fieldnotes.ask(
            Ask(
                "Cases without a date of their own",
                f"{_HOW} Months count from a case's last change. Empty: undecided.",
            ),
            self._set_default,
        )

    def _set_default(self, typed: str) -> None:
        self._retention.set_default(typed if typed.strip() else None)
        self._fill()

    def action_delete_due(self) -> None:
        """Show what is due, and delete exactly that once the words are typed."""
        preview = self._retention.preview()
        if not preview.cases:
            raise AnswerIsNoError("No case is past its retention date.", "There is nothing to delete.")
        number = counted(len(preview.cases), "case")
        lines = [
            f"By this machine's calendar it is {preview.month}. These go for good, with all that hangs on them:",
            *(
                f"  {one.case}: kept until {one.until}, {counted(one.interviews, 'interview')}, changed {one.changed}"
                + (f", in release {one.released}" if one.released is not None else "")
                for one in preview.cases
            ),
            "Counts that were sent stay sent. Backups made before may hold them still: F4, Backups.",
        ]

        def delete(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                gone = self._retention.delete_due(preview.seen)
                self._fill()
                self.tell(f"Deleted for good: {', '.join(gone)}.")

        self.fieldnotes.ask(
            Agree(f"Delete {number} past the retention date?", lines, f"delete {number}", "deletes them"),
            delete,
        )

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()


def _sorted_by(until: str | None) -> str:
    return _LAST if until in (None, "never") else str(until)


def _cells(one: "Kept") -> tuple[str, ...]:
    if one.until is None:
        kept = "nothing decided"
    elif one.until == "never":
        kept = "never deleted"
    else:
        kept = f"until {one.until}"
    source = "" if one.own or one.until is None else " (default)"
    due = "  DUE" if one.due else ""
    released = "–" if one.released is None else str(one.released)
    return one.case, kept + source + due, str(one.interviews), released, one.changed
