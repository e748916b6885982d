"""Recoding a factor: every coding of it with its words, to be chosen, and what would come of it."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from fieldnotes.casebook.recodewords import plan_in_words, words_of
from fieldnotes.text.visible import visible
from fieldnotes.tui.dialogs.sheet import Sheet
from fieldnotes.tui.widgets.listing import Column, Item, Listing

if TYPE_CHECKING:
    from fieldnotes.base.ids import CodingId, FactorId
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.casebook.recoding import Plan

_KEYS = "Space this one   c its case   a all or none   y recodes   Esc leaves everything as it is"


class RecodeSheet(Sheet["Plan"]):
    """Lists the codings of one factor, all of them chosen at first; answers with the plan for those chosen.

    Args:
        book: the casebook.
        source: their factor.
        target: the factor they go to.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", show=False, priority=True),
        Binding("c", "turn_case", show=False),
        Binding("a", "turn_all", show=False),
        Binding("y", "recode", show=False),
    ]

    def __init__(self, book: "Casebook", source: "FactorId", target: "FactorId") -> None:
        key, other = book.factor(source).key, book.factor(target).key
        super().__init__(f"Recode {key} to {other}: codings with x go there", _KEYS)
        self._book = book
        self._all = book.recoding.plan(source, target)
        self._chosen: set[CodingId] = {one.coding for one in self._all.codings}
        self._words = {one.coding: visible(words_of(book, one)) for one in self._all.codings}

    def body(self) -> ComposeResult:
        """The codings, words last, and what would come of it."""
        yield Listing(Column("", 1), Column("where", 10), Column("words"), empty="", gap=1)
        yield Static("", id="plan", classes="sheet-line", markup=False)

    def on_mount(self) -> None:
        """Ready to choose."""
        self._fill()
        self.query_one(Listing).lines.focus()

    def action_turn(self) -> None:
        """Take the coding under the cursor out, or in again."""
        current = self._current
        self._chosen ^= {current}
        self._fill()
        self.query_one(Listing).lines.action_cursor_down()

    def action_turn_case(self) -> None:
        """The same for every coding of its case."""
        case = next(one.case for one in self._all.codings if one.coding == self._current)
        within = {one.coding for one in self._all.codings if one.case == case}
        self._chosen = self._chosen - within if within <= self._chosen else self._chosen | within
        self._fill()

    def action_turn_all(self) -> None:
        """The same for all of them."""
        within = {one.coding for one in self._all.codings}
        self._chosen = set() if within <= self._chosen else within
        self._fill()

    def action_recode(self) -> None:
        """Answer with those that are chosen."""
        plan = self._plan
        if plan is None:
            self.tell("No coding is chosen: Space chooses one.", wrong=True)
        else:
            self.dismiss(plan)

    @property
    def _current(self) -> "CodingId":
        current = self.query_one(Listing).current
        return next(one.coding for one in self._all.codings if str(one.coding) == current)

    @property
    def _plan(self) -> "Plan | None":
        if not self._chosen:
            return None
        return self._book.recoding.plan(self._all.source, self._all.target, codings=self._chosen)

    def _fill(self) -> None:
        self.query_one(Listing).show(
            [
                Item(
                    str(one.coding),
                    (
                        "x" if one.coding in self._chosen else " ",
                        f"{one.case}/{one.number}",
                        self._words[one.coding] or "words deleted",
                    ),
                )
                for one in self._all.codings
            ]
        )
        plan = self._plan
        told = ["Nothing is chosen."] if plan is None else plan_in_words(self._book, plan)
        self.query_one("#plan", Static).update(visible(" ".join(told)))
