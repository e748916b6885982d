"""Searching the whole vault: results as they come, Enter goes to the place. Nothing about a search is written."""

import time
from itertools import chain, islice
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.memorecords import MemoHit, MemoKind
from fieldnotes.casebook.queries import parse_query
from fieldnotes.casebook.records import Hit
from fieldnotes.text.visible import visible
from fieldnotes.tui.dialogs.moving import move_cursor
from fieldnotes.tui.dialogs.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.timer import Timer

_PAUSE_SECONDS = 0.15
"""After the last key, before looking: each letter of a word would find more than anybody reads."""

_SLICE_SECONDS = 0.01
_EVERY_SECONDS = 0.02
"""Looking takes at most half the time, so that keys never wait."""

MOST_SHOWN = 500
_LABEL = 12
_BESIDE = _LABEL + 8
"""Cells of a line that are not words: the label, padding, scrollbar, two ellipses."""

_LEAST_AROUND = 8


class Searching(Sheet[Hit | MemoHit]):
    """Looks for words in every memo and interview; answers the place chosen.

    Memos come first: there are few of them, and they would stand behind hundreds of places in interviews.

    Args:
        book: where to look.
        typed: what stands in the line at first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("pageup", "move(-8)", show=False),
    ]

    def __init__(self, book: Casebook, typed: str = "") -> None:
        super().__init__(
            "Search in every interview, memo and the diary",
            "case:C1 factor:dmv position:defector narrow it   ↑ ↓ Enter goes there   Esc",
        )
        self._book = book
        self._typed_first = typed
        self._coming: Iterator[Hit | MemoHit] = iter(())
        self._hits: list[Hit | MemoHit] = []
        self._waiting: Timer | None = None
        self._looking: Timer | None = None

    def body(self) -> ComposeResult:
        """A line to type in, what was found, and how much."""
        yield Input(
            self._typed_first, compact=True, placeholder="any words, in any script", select_on_focus=False
        )
        yield OptionList(classes="finder")
        yield Static("", classes="empty", markup=False)

    def on_mount(self) -> None:
        """Nothing is looked for until something is typed."""
        self.query_one(OptionList).can_focus = False
        self._looking = self.set_interval(_EVERY_SECONDS, self._look, pause=True)
        self._show_count("")

    def action_move(self, lines: int) -> None:
        """Move the cursor in the list while typing stays in the line."""
        move_cursor(self.query_one(OptionList), lines)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self.set_timer(_PAUSE_SECONDS, self._begin)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.dismiss(self._hits[at])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._hits[event.option_index])

    def _begin(self) -> None:
        found = self.query_one(OptionList)
        found.clear_options()
        self._hits = []
        self._coming = iter(())
        try:
            query = parse_query(self.query_one(Input).value, self._book.taxonomy, self._book.resolve)
            if not query.needle.strip():
                self._stop("")
                return
            self._coming = chain(
                self._book.memos.find(query.needle, query.where),
                self._book.interviews.find(query.needle, query.where),
            )
        except FieldnotesError as error:
            self._stop(str(error))
            return
        if self._looking is not None:
            self._looking.resume()

    def _look(self) -> None:
        """Look for a moment, show what was found, and let keys come in between."""
        until = time.monotonic() + _SLICE_SECONDS
        options: list[Option] = []
        try:
            for hit in islice(self._coming, MOST_SHOWN - len(self._hits)):
                self._hits.append(hit)
                options.append(Option(self._row(hit)))
                if time.monotonic() > until:
                    break
            else:
                more = len(self._hits) >= MOST_SHOWN and next(self._coming, None) is not None
                self._stop(f"The first {MOST_SHOWN} places; narrow it down." if more else self._told())
        except FieldnotesError as error:
            self._stop(str(error))
        found = self.query_one(OptionList)
        found.add_options(options)
        if found.highlighted is None and self._hits:
            found.highlighted = 0

    def _told(self) -> str:
        count = len(self._hits)
        return "Nothing has these words." if not count else f"{count} place{'s' if count > 1 else ''}."

    def _stop(self, sentence: str) -> None:
        if self._looking is not None:
            self._looking.pause()
        self._show_count(sentence)

    def _show_count(self, sentence: str) -> None:
        self.query_one(OptionList).display = bool(self._hits)
        line = self.query_one(".empty", Static)
        line.update(sentence)
        line.display = bool(sentence)

    def _row(self, hit: Hit | MemoHit) -> Text:
        row = Text(self._label(hit), style="bold", no_wrap=True, overflow="ellipsis")
        row.truncate(_LABEL, overflow="ellipsis", pad=True)
        around = max(_LEAST_AROUND, (self.app.size.width - _BESIDE - len(hit.span)) // 2)
        words = (
            hit.excerpt(around) if isinstance(hit, MemoHit) else self._book.interviews.excerpt(hit, around)
        )
        return row.append(visible(words), style="not bold")

    def _label(self, hit: Hit | MemoHit) -> str:
        """Where a place is: ``C1/2`` in an interview, ``C1 memo``, ``dmv memo``, ``C1/2 memo`` on a coding, ``diary 3``."""
        if isinstance(hit, Hit):
            return f"{hit.case}/{hit.number}"
        memo = hit.memo
        match memo.subject.kind:
            case MemoKind.DIARY:
                return f"diary {memo.subject.key}"
            case MemoKind.CASE:
                return f"{memo.case} memo"
            case MemoKind.CODING:
                return f"{memo.case}/{memo.number} memo"
        return f"{'' if memo.factor is None else self._book.factor(memo.factor).key} memo"
