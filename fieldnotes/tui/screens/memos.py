"""Every memo of a case: on the case itself, on factors coded in it, on its codings."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.base.ids import CaseId, CodingId
from fieldnotes.casebook.memorecords import Memo, MemoKind, Subject
from fieldnotes.text.visible import visible
from fieldnotes.tui.dialogs.confirm import Confirm
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.acts_page import ActsPage
from fieldnotes.tui.screens.memo_text import MemoTextPage
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted


class MemosPage(ActsPage):
    """One line a memo; Enter goes to a coding's passage, and opens any other memo.

    Args:
        case: the case.
    """

    PLACE = Place.MEMOS

    def __init__(self, case: CaseId) -> None:
        super().__init__()
        self.case: CaseId = case

    def body(self) -> ComposeResult:
        """The list; memos last, for they may be in any script."""
        yield Listing(
            Column("on", 9),
            Column("factor", 6),
            Column("memo"),
            empty="No memo in this case.\n\nPress a to write one on the case. In Coding, m writes one on the coded\n"
            "passage under the cursor, and in the list of factors one on the factor.",
        )

    def on_mount(self) -> None:
        """Ready to choose."""
        self.query_one(Listing).lines.focus()

    def on_screen_resume(self) -> None:
        """What was written shows."""
        self.fill()

    def fill(self) -> None:
        """The memos of the case, line by line."""
        memos = self.fieldnotes.opened.book.memos.of_case(self.case)
        self.query_one(Listing).show([self._item(memo) for memo in memos])
        self.head(self.case, "Memos", facts=counted(len(memos), "memo"))

    def _item(self, memo: Memo) -> Item:
        about = {
            MemoKind.CASE: "the case",
            MemoKind.FACTOR: "factor",
            MemoKind.CODING: f"interv. {memo.number}",
        }[memo.subject.kind]
        key = "" if memo.factor is None else self.fieldnotes.opened.book.factor(memo.factor).key
        return Item(str(memo.subject), (about, key, visible(" ".join(memo.text.split()))))

    @property
    def _current(self) -> Subject | None:
        current = self.query_one(Listing).current
        return None if current is None else Subject.parse(current)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        subject = Subject.parse(event.option_id or "")
        with self.fieldnotes.telling():
            if subject.kind is MemoKind.CODING:
                self._go_to(CodingId(int(subject.key)))
            else:
                self.app.push_screen(MemoTextPage(subject))

    def _go_to(self, coding: CodingId) -> None:
        from fieldnotes.tui.screens.case import CasePage  # noqa: PLC0415 - the case's screen imports this one

        found = self.fieldnotes.opened.book.codings.get(coding)
        self.app.pop_screen()
        below = self.fieldnotes.page
        if isinstance(below, CasePage):
            below.go_to_coding(found)

    def action_add(self) -> None:
        """Write the memo on the case."""
        self.app.push_screen(MemoTextPage(Subject(MemoKind.CASE, self.case)))

    def action_write_memo(self) -> None:
        """Write the memo under the cursor."""
        subject = self._current
        if subject is not None:
            self.app.push_screen(MemoTextPage(subject))

    def action_delete(self) -> None:
        """Remove the memo under the cursor."""
        subject = self._current
        if subject is None:
            return
        on_coding = subject.kind is MemoKind.CODING
        lines = ["u brings it back." if on_coding else "Its words go for good, also out of what undo keeps."]

        def remove(yes: bool) -> None:  # noqa: FBT001 - an answer
            if yes:
                self.fieldnotes.opened.book.memos.remove(subject)
                self.fill()

        self.fieldnotes.ask(Confirm("Remove this memo?", lines, "removes it"), remove)

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
