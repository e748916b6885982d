"""Codings whose words were edited or deleted since: one after the other with the words before and now."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static

from fieldnotes.base.errors import AnswerIsNoError, FieldnotesError
from fieldnotes.text.visible import visible
from fieldnotes.tui.dialogs.sheet import Sheet
from fieldnotes.tui.widgets.listing import Column, Item, Listing
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldnotes.base.ids import CodingId, InterviewId
    from fieldnotes.base.span import Span
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.casebook.reviewing import ToReview

_KEYS = "Enter goes there   y it still fits   x takes it away   p puts it on the selected words   Esc"


class ReviewSheet(Sheet["ToReview"]):
    """Lists them; answers with the one to go to.

    Args:
        book: the casebook.
        interview: whose codings.
        selected: what is selected in the text, where a coding can be placed anew.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "keep", show=False),
        Binding("x", "remove", show=False),
        Binding("p", "place", show=False),
    ]

    def __init__(self, book: "Casebook", interview: "InterviewId", selected: "Span | None") -> None:
        super().__init__("Codings to look at again", _KEYS)
        self._book = book
        self._interview = interview
        self._selected = selected
        self._waiting: dict[str, ToReview] = {}
        self.done = 0
        """How many were decided."""

    def body(self) -> ComposeResult:
        """The codings, and of the one under the cursor the words."""
        yield Listing(Column("code", 6), Column("words", 8), Column("now"), empty="")
        yield Static("", id="before", classes="sheet-line", markup=False)
        yield Static("", id="after", classes="sheet-line", markup=False)

    def on_mount(self) -> None:
        """Ready to choose."""
        self._fill()
        self.query_one(Listing).lines.focus()

    def _fill(self) -> None:
        found = self._book.reviews.of_interview(self._interview)
        self._waiting = {str(one.coding): one for one in found}
        self.query_one(".sheet-title", Static).update(
            f"{counted(len(found), 'coding')} to look at again: the words were edited or deleted since"
        )
        self.query_one(Listing).show(
            [
                Item(id_, (self._book.factor(one.factor).key, _what(one), _one_line(one.now)))
                for id_, one in self._waiting.items()
            ]
        )
        self._preview()

    @property
    def _current(self) -> "ToReview":
        one = self._waiting.get(self.query_one(Listing).current or "")
        if one is None:
            raise AnswerIsNoError("No coding is chosen.", "Go to one with the arrows.")
        return one

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._preview()

    def _preview(self) -> None:
        one = self._waiting.get(self.query_one(Listing).current or "")
        if one is not None:
            before = "not kept any more" if one.before is None else _one_line(one.before)
            now = (
                "deleted"
                if one.span is None
                else "the same again"
                if one.now == one.before
                else _one_line(one.now)
            )
            self.query_one("#before", Static).update(f"before:  {before}")
            self.query_one("#after", Static).update(f"now:     {now}")

    @on(OptionList.OptionSelected)
    def _go(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._waiting[event.option_id or ""])

    def action_keep(self) -> None:
        """It fits its words as they are now."""
        self._decide(self._book.codings.reviewed)

    def action_remove(self) -> None:
        """Take it away."""
        self._decide(self._book.codings.remove)

    def action_place(self) -> None:
        """Put it on the words that are selected in the text."""
        selected = self._selected
        if selected is None:
            self.tell("Select its words in the text first, then come back with r.", wrong=True)
            return
        self._decide(lambda coding: self._book.codings.place(coding, selected))

    def _decide(self, act: "Callable[[CodingId], object]") -> None:
        try:
            act(self._current.coding)
        except FieldnotesError as error:
            self.tell(str(error), wrong=True)
            return
        self.done += 1
        self._fill()
        if self._waiting:
            self.tell(_KEYS)
        else:
            self.dismiss(None)


def _what(one: "ToReview") -> str:
    return "deleted" if one.span is None else "again" if one.now == one.before else "changed"


def _one_line(words: str) -> str:
    return visible(" ".join(words.split()))
