"""Every release computed again, and all of them audited together."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from fieldnotes.coordination.words import Words
from fieldnotes.disclosure.layout import GROUP
from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.release.ledger_audits import LedgerAudit


class LedgerPage(Page):
    """Runs the audit and lists the releases, then what all of them together say of each group."""

    PLACE = Place.LEDGER

    def __init__(self) -> None:
        super().__init__()
        self._remarks: dict[str, tuple[str, ...]] = {}

    def body(self) -> ComposeResult:
        """What came of it, then the releases."""
        yield Static("", classes="summary", markup=False)
        yield Listing(
            Column("release", 28), Column("cases", 8, right=True), Column("computed again"), empty="Auditing…"
        )

    def on_mount(self) -> None:
        """Audit."""
        self.head("Release", "ledger")
        self.query_one(Listing).lines.focus()
        desk = self.fieldnotes.opened.release
        self.in_background(desk.audit, self._show)

    def _show(self, audit: "LedgerAudit") -> None:
        from fieldnotes.release.audit_words import summary_line  # noqa: PLC0415 - loads the solver's room

        listing = self.query_one(Listing)
        self._remarks = {str(one.number): one.remarks for one in audit.entries}
        told = "\n".join([*audit.remarks, summary_line(audit)]) if audit.entries or audit.remarks else ""
        self.query_one(".summary", Static).update(told)
        listing.say("Nothing was released yet.")
        listing.show(
            [
                *(
                    Item(str(one.number), (f"Release {one.number}", str(one.cohort or "–"), str(one.verdict)))
                    for one in audit.entries
                ),
                *self._totals(audit),
            ]
        )
        listing.lines.focus()
        self.head("Release", "ledger", facts="holds" if audit.holds else "does not hold")

    def _totals(self, audit: "LedgerAudit") -> list[Item]:
        """Each group over all releases."""
        opened = self.fieldnotes.opened
        words = Words(opened.taxonomy, opened.release.policy())
        totals = {key: total for (table, key), total in audit.together.totals.items() if table == GROUP}
        if not totals:
            return []
        title = f"What whoever holds all of them knows of the {counted(audit.together.cases, 'case')}"
        return [
            Item("title", (title,), heading=True),
            *(
                Item(
                    "/".join(key),
                    (
                        words.level(GROUP, key[0]),
                        str(total.lower) if total.exact else f"{total.lower}–{total.upper}",
                        "",
                    ),
                )
                for key, total in totals.items()
            ),
        ]

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        remarks = self._remarks.get(event.option_id or "")
        if remarks:
            title = f"Release {event.option_id}\n"
            self.app.push_screen(Reading(Text.assemble((title, "bold"), "\n".join(remarks))))

    def failed(self, sentence: str) -> None:
        """Nothing is known then."""
        self.query_one(Listing).say(f"Not audited. {sentence}")
        self.tell(sentence, wrong=True)

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
