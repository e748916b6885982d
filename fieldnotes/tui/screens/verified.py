"""Every page, row and reference of the vault checked, and what is wrong with them by case and page."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from fieldnotes.assurance.soundness import Soundness
    from fieldnotes.vault.verifying import Fault

_SALVAGE = (
    "What can still be read is saved into another folder by `fieldnotes vault verify --salvage-to DIR`; the vault stays"
    " as it is. A backup from before the damage is better: Ctrl+O on the lock screen restores it."
)


class VerifiedPage(Page):
    """Runs the check and lists the faults."""

    PLACE = Place.VERIFIED

    def __init__(self) -> None:
        super().__init__()
        self._faults: dict[str, tuple[Fault, str]] = {}

    def body(self) -> ComposeResult:
        """The list."""
        yield Listing(Column("where", 24), Column("fault"), empty="Checking…")

    def on_mount(self) -> None:
        """Check."""
        self.head("Security", "verify")
        self.query_one(Listing).lines.focus()
        self.action_verify()

    def action_verify(self) -> None:
        """Check everything."""
        from fieldnotes.assurance.soundness import verify_open  # noqa: PLC0415 - only this screen verifies

        vault = self.fieldnotes.opened.vault
        self.query_one(Listing).say("Checking every page and row. Locking is possible at any moment.")
        self.in_background(lambda: verify_open(vault), self._show)

    def _show(self, sound: "Soundness") -> None:
        found = sound.verification
        self._faults = {
            str(number): (fault, f"{fault.sentence} {concerned}".strip())
            for number, (fault, concerned) in enumerate(zip(found.faults, sound.concerned, strict=True))
        }
        listing = self.query_one(Listing)
        looked_at = ", ".join(f"{number:,} {thing}" for thing, number in found.checked.items())
        listing.say(f"Nothing is wrong.\n\nLooked at: {looked_at}.")
        listing.show([Item(key, (_where(fault), told)) for key, (fault, told) in self._faults.items()])
        listing.lines.focus()
        facts = counted(len(found.faults), "fault") if found.faults else "nothing is wrong"
        self.head("Security", "verify", facts=facts)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        fault, told = self._faults[event.option_id or ""]
        text = Text.assemble((f"{_where(fault)}\n", "bold"), told)
        if fault.is_damage:
            text.append(f"\n\n{_SALVAGE}")
        self.app.push_screen(Reading(text))

    def failed(self, sentence: str) -> None:
        """Nothing is known then."""
        self.query_one(Listing).say(f"Not checked. {sentence}")
        self.tell(sentence, wrong=True)

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()


def _where(fault: "Fault") -> str:
    parts = [fault.scope or "", f"page {fault.page}" if fault.page is not None else ""]
    if not fault.scope and fault.table:
        row = "" if fault.rowid is None else f" row {fault.rowid}"
        parts.append(f"{fault.table}{row}")
    return ", ".join(part for part in parts if part) or fault.kind.value
