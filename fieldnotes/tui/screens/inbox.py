"""Exports that came in: accepted, repeated or rejected, with the reason."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.screens.remotes import RemoteActions
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.coordination.desk import CoordinatorDesk
    from fieldnotes.coordination.pull_report import PullReport
    from fieldnotes.coordination.records import InboxEntry


class InboxPage(RemoteActions, Page):
    """The inbox."""

    PLACE = Place.INBOX

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[str, InboxEntry] = {}

    def body(self) -> ComposeResult:
        """The list."""
        yield Listing(
            Column("state", 10),
            Column("from", 14),
            Column("export", 7, right=True),
            Column("cases", 5, right=True),
            Column("counts", 10),
            Column("reason"),
            empty="Nothing has come in yet.\n\na adds a folder to fetch from, p fetches. Researchers need your invite "
            "first: F4, Roster.",
        )

    def on_mount(self) -> None:
        """Show what is stored."""
        self._fill()
        self.query_one(Listing).lines.focus()

    @property
    def desk(self) -> "CoordinatorDesk":
        """The coordinator's desk."""
        return self.fieldnotes.opened.coordination

    def show_remotes(self) -> None:
        """Say how many there are."""
        self._fill()
        self.tell("Added. p fetches from it.")

    def _fill(self) -> None:
        entries = self.desk.inbox()
        self._entries = {entry.name: entry for entry in entries}
        self.query_one(Listing).show([Item(entry.name, _cells(entry)) for entry in entries])
        remotes = len(self.desk.remotes.list())
        self.head("Inbox", facts=f"{counted(len(entries), 'object')} seen, {counted(remotes, 'remote')}")

    def action_pull(self) -> None:
        """Fetch and judge what is new."""
        if self.busy:
            return
        if not self.desk.remotes.list():
            raise AnswerIsNoError("There is no remote to fetch from.", "a adds a folder.")
        self.tell("Fetching…")
        self.in_background(self.desk.pull, self._pulled)

    def _pulled(self, report: "PullReport") -> None:
        self._fill()
        wrong = bool(report.rejected or report.findings or report.silent)
        lines = report.sentences()
        summary = (
            f"{counted(len(report.accepted), 'new export')} accepted, {len(report.rejected)} rejected, "
            f"{len(report.repeated)} repeated."
        )
        self.tell(summary, wrong=wrong)
        if wrong:
            self.app.push_screen(Reading(Text("\n".join([summary, *lines]))))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        entry = self._entries[event.option_id or ""]
        words = [
            entry.name,
            entry.state,
            entry.reason,
            entry.remedy,
            f"signed by {entry.device}" if entry.device else "",
        ]
        self.app.push_screen(Reading(Text("\n".join(word for word in words if word))))

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()


def _cells(entry: "InboxEntry") -> tuple[str, ...]:
    number = "" if entry.number is None else f"{entry.epoch}.{entry.number}"
    return (
        entry.state,
        entry.label or "",
        number,
        "" if entry.cases is None else str(entry.cases),
        "" if entry.standing is None else entry.standing.value,
        entry.reason,
    )
