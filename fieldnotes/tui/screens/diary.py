"""The diary: entries with number and day, the newest first."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.casebook.actchanges import ActKind
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.text.visible import visible
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.acts_page import ActsPage
from fieldnotes.tui.screens.memo_text import MemoTextPage
from fieldnotes.tui.widgets.listing import Column, Item, Listing


class DiaryPage(ActsPage):
    """The entries; Enter opens one."""

    PLACE = Place.DIARY
    KIND = ActKind.DIARY

    def body(self) -> ComposeResult:
        """The list; words last, for they may be in any script."""
        yield Listing(
            Column("entry", 5, right=True),
            Column("day", 10),
            Column("begins"),
            empty="The diary is empty.\n\nPress a to begin an entry: on the work, not on a person. It stays in the vault.",
        )

    def on_mount(self) -> None:
        """Ready to move."""
        self.query_one(Listing).lines.focus()

    def on_screen_resume(self) -> None:
        """What was written shows."""
        self.fill()

    def fill(self) -> None:
        """The entries, line by line."""
        entries = self.fieldnotes.opened.book.diary.all()
        self.query_one(Listing).show(
            [
                Item(str(one.number), (str(one.number), one.day, visible(" ".join(one.text.split()))))
                for one in entries
            ]
        )
        self.head("Diary", facts=f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}")

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        with self.fieldnotes.telling():
            self.app.push_screen(MemoTextPage(Subject(MemoKind.DIARY, event.option_id or "")))

    def action_add(self) -> None:
        """Begin an entry."""
        self.app.push_screen(MemoTextPage())

    def action_delete(self) -> None:
        """Delete the entry under the cursor for good."""
        number = self.query_one(Listing).current
        if number is None:
            return

        def delete(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self.fieldnotes.opened.book.diary.remove(int(number))
                self.fill()

        self.fieldnotes.ask(
            Confirm(
                f"Delete entry {number} of the diary?",
                ["Its words go for good, also out of what undo keeps."],
                "deletes it",
            ),
            delete,
        )

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
