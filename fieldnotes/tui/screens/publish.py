"""Publications: what was published, and publishing."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.files import typed_path
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.coordination.publishing import Publication


class PublishPage(Page):
    """The ledger of publications."""

    PLACE = Place.PUBLISH

    def body(self) -> ComposeResult:
        """The list."""
        yield Listing(
            Column("publication", 11, right=True),
            Column("period", 7),
            Column("exports", 7, right=True),
            Column("cases", 7, right=True),
            Column("researchers", 11, right=True),
            Column(""),
            empty="Nothing was published yet.\n\nF4, Merged shows what could be; p publishes it into a new folder.",
        )

    def on_mount(self) -> None:
        """Show what is stored."""
        self._fill()
        self.query_one(Listing).lines.focus()

    def _fill(self) -> None:
        records = self.fieldnotes.opened.coordination.publications()
        self.query_one(Listing).show(
            [
                Item(
                    str(record.number),
                    (
                        str(record.number),
                        record.period or "all",
                        str(len(record.exports)),
                        str(record.cases),
                        str(record.researchers),
                        "",
                    ),
                )
                for record in records
            ]
        )
        self.head("Publish", facts=counted(len(records), "publication"))

    def action_publish(self) -> None:
        """Publish what is merged."""
        if not self.busy:
            self.fieldnotes.ask(
                Ask("Publish", "Path of a new folder for the tables, their description and a page to read."),
                self._ask_again,
            )

    def _ask_again(self, typed: str) -> None:
        folder = typed_path(typed)
        desk = self.fieldnotes.opened.coordination

        def publish(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self.tell("Publishing…")
                self.in_background(lambda: desk.publish(folder), self._published)

        lines = [
            f"Everything merged now is written to {folder}.",
            "The exports behind it are used up: no case stands in two publications. It cannot be taken back.",
        ]
        self.fieldnotes.ask(Confirm("Publish these tables?", lines, "publishes them"), publish)

    def _published(self, publication: "Publication") -> None:
        self._fill()
        self.tell(" ".join(publication.sentences()))

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
