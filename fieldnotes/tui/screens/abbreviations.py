"""Abbreviations that expand while typing."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.text.abbreviations import parse_short
from fieldnotes.tui.dialogs.ask import Ask
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing


class AbbreviationsPage(Page):
    """The list; Enter changes what one stands for."""

    PLACE = Place.ABBREVIATIONS

    def body(self) -> ComposeResult:
        """The list; what they stand for last, for it may be in any script."""
        yield Listing(
            Column("abbreviation", 24),
            Column("stands for"),
            empty="No abbreviation yet.\n\nPress a to add one. It expands when you type a space or a mark after it, never"
            " inside a word; Ctrl+Z brings it back as typed.",
        )

    def on_mount(self) -> None:
        """Ready to move."""
        self.query_one(Listing).lines.focus()
        self._fill()

    def _fill(self) -> None:
        known = self.fieldnotes.opened.book.abbreviations.all()
        self.query_one(Listing).show([Item(short, (short, long)) for short, long in known.items()])
        self.head("Abbreviations", facts=str(len(known)) if known else "")

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._ask_long(event.option_id or "")

    def action_add(self) -> None:
        """Add an abbreviation."""
        self.fieldnotes.ask(
            Ask("New abbreviation", "Letters and digits of any script, without spaces."),
            lambda typed: self._ask_long(parse_short(typed)),
        )

    def _ask_long(self, short: str) -> None:
        known = self.fieldnotes.opened.book.abbreviations.all()
        self.fieldnotes.ask(
            Ask(f"What does {short} stand for?", "One line.", value=known.get(short, "")),
            lambda typed: self._set(short, typed),
        )

    def _set(self, short: str, long: str) -> None:
        kept = self.fieldnotes.opened.book.abbreviations.set(short, long)
        self._fill()
        self.query_one(Listing).go_to(kept)

    def action_delete(self) -> None:
        """Forget the abbreviation under the cursor."""
        short = self.query_one(Listing).current
        if short is None:
            return

        def delete(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self.fieldnotes.opened.book.abbreviations.remove(short)
                self._fill()

        lines = ["It goes for good. Text that it was expanded in stays."]
        self.fieldnotes.ask(Confirm(f"Forget {short}?", lines, "forgets it"), delete)

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
