"""Every memo on the codings of a case."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from fieldnotes.base.ids import CaseId, CodingId
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted


class MemosPage(Page):
    """One line a memo; Enter goes to its passage.

    Args:
        case: the case.
    """

    PLACE = Place.MEMOS

    def __init__(self, case: CaseId) -> None:
        super().__init__()
        self.case = case

    def body(self) -> ComposeResult:
        """The list; memos last, for they may be in any script."""
        yield Listing(
            Column("interview", 9, right=True),
            Column("factor", 6),
            Column("memo"),
            empty="No memo in this case.\n\nIn Coding, go to a coded passage and press m.",
        )

    def on_mount(self) -> None:
        """Ready to choose."""
        book = self.fieldnotes.opened.book
        numbers = {interview.id: interview.number for interview in book.interviews.of(self.case)}
        items = [
            Item(
                str(coding.id),
                (str(numbers[coding.interview]), book.factor(coding.factor).key, coding.memo),
            )
            for coding in book.codings.of_case(self.case)
            if coding.memo
        ]
        listing = self.query_one(Listing)
        listing.show(items)
        listing.lines.focus()
        self.head(self.case, "Memos", facts=counted(len(items), "memo"))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        from fieldnotes.tui.screens.case import CasePage  # noqa: PLC0415 - the case's screen imports this one

        with self.fieldnotes.telling():
            coding = self.fieldnotes.opened.book.codings.get(CodingId(int(event.option_id or "0")))
            self.app.pop_screen()
            below = self.fieldnotes.page
            if isinstance(below, CasePage):
                below.go_to_coding(coding)

    def go_out(self) -> bool:
        """Esc drops the filter first."""
        return self.query_one(Listing).clear_filter()
