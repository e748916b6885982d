"""Finding coded passages: a question is typed, passages come as a list, Enter goes to one. Nothing about it is written."""

import time
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from fieldnotes.analysis.codes import factors_as_codes
from fieldnotes.analysis.reading import read_material
from fieldnotes.analysis.retrieval.asking import ask
from fieldnotes.analysis.retrieval.finding import Found, Passage
from fieldnotes.base.errors import AnswerIsNoError, FieldnotesError
from fieldnotes.formats.passages_out import words_of
from fieldnotes.text.visible import visible
from fieldnotes.tui.dialogs.moving import move_cursor
from fieldnotes.tui.dialogs.sheet import Sheet
from fieldnotes.tui.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.timer import Timer

    from fieldnotes.analysis.material import Material
    from fieldnotes.tui.screens.page import Page
    from fieldnotes.tui.session import Session

_PAUSE_SECONDS = 0.3
"""After the last key, before answering: half a question is a fault that nobody needs to read."""

_SLICE_SECONDS = 0.01
_EVERY_SECONDS = 0.02
"""Showing takes at most half the time, so that keys never wait."""

MOST_SHOWN = 500
_PLACE, _KEYS = 11, 12
_LONGEST_SHOWN = 300
"""Code points of a passage that are shown; a line holds fewer."""

HOW = """\
dmv   dm   all               a factor, a group, every coded passage
dm stance:drives             side by side: one coding that is both
dimension:moral  strength:3  position=defector  case:C1
dmv and opf   or   not       on the same words; parentheses ( )
dmv overlaps opf             on words that overlap
dmv near/2 opf               at most 2 sentences apart
dmv then dec   after         in this order   samecase: in one case"""


class Retrieving(Sheet[Passage | Found]):
    """Answers a question; gives back the passage chosen, or all of them where they are to be written out.

    Args:
        page: the screen under it.
        session: what is open; it keeps the question until it is locked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("ctrl+e", "write_out", show=False, priority=True),  # the line would go to its end
    ]

    def __init__(self, page: "Page", session: "Session") -> None:
        super().__init__("Coded passages", "↑ ↓ Enter goes there in Coding   Ctrl+E writes them out   Esc")
        self._page = page
        self._session = session
        self._book = session.book
        self._keys = factors_as_codes(self._book).keys
        self._words = words_of(self._book)
        self._material: Material | None = None
        self._found: Found | None = None
        self._asked_meanwhile = False
        self._coming: Iterator[Passage] = iter(())
        self._waiting: Timer | None = None
        self._showing: Timer | None = None

    def body(self) -> ComposeResult:
        """A line to type in, the passages, and how many."""
        yield Input(
            self._session.question,
            compact=True,
            placeholder="what are they coded with?",
            select_on_focus=False,
        )
        yield OptionList(classes="finder")
        yield Static("", classes="empty", markup=False)

    def on_mount(self) -> None:
        """What was asked last is asked again."""
        self.query_one(OptionList).can_focus = False
        self._showing = self.set_interval(_EVERY_SECONDS, self._show, pause=True)
        self._tell(HOW)
        if self._session.question:
            self.call_after_refresh(self._answer)

    def action_move(self, lines: int) -> None:
        """Move the cursor in the list while typing stays in the line."""
        move_cursor(self.query_one(OptionList), lines)

    def action_write_out(self) -> None:
        """Write the passages out."""
        if self._found is None or not self._found.passages:
            raise AnswerIsNoError("There are no passages to write out.", "Ask for some first.")
        self.dismiss(self._found)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._waiting is not None:
            self._waiting.stop()
        if event.value != self._session.question:
            self._waiting = self.set_timer(_PAUSE_SECONDS, self._answer)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        at = self.query_one(OptionList).highlighted
        if event.value != self._session.question:
            self._answer()
        elif self._found is not None and at is not None:
            self.dismiss(self._found.passages[at])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self._found is not None:
            self.dismiss(self._found.passages[event.option_index])

    def _answer(self) -> None:
        """Work the answer out away from the screen; what is asked meanwhile is answered next."""
        if self._waiting is not None:
            self._waiting.stop()
        question = self._session.question = self.query_one(Input).value
        self.query_one(OptionList).clear_options()
        self._found, self._coming = None, iter(())
        if not question.strip():
            self._tell(HOW)
        elif self._page.busy:
            self._asked_meanwhile = True
        else:
            self._page.in_background(lambda: self._work(question), self._answered)

    def _work(self, question: str) -> Found | FieldnotesError:
        try:
            if self._material is None:
                self._material = read_material(self._book)
            return ask(self._book, self._material, question)
        except FieldnotesError as error:
            return error

    def _answered(self, answer: Found | FieldnotesError) -> None:
        if not self.is_attached:
            return
        if self._asked_meanwhile or not self._session.question.strip():
            self._asked_meanwhile = False
            self._answer()
            return
        if isinstance(answer, FieldnotesError):
            self._tell(str(answer))
            return
        self._found, self._coming = answer, iter(answer.passages[:MOST_SHOWN])
        self._tell(_counts(answer))
        if self._showing is not None:
            self._showing.resume()

    def _show(self) -> None:
        """Show passages for a moment, and let keys come in between."""
        if self._page.busy:  # at work on the next answer, and the vault answers one thread at a time
            return
        until = time.monotonic() + _SLICE_SECONDS
        options: list[Option] = []
        for passage in self._coming:
            options.append(Option(self._row(passage)))
            if time.monotonic() > until:
                break
        else:
            if self._showing is not None:
                self._showing.pause()
        shown = self.query_one(OptionList)
        shown.add_options(options)
        shown.display = bool(shown.option_count)
        if shown.highlighted is None and shown.option_count:
            shown.highlighted = 0

    def _tell(self, sentence: str) -> None:
        self.query_one(OptionList).display = False
        self.query_one(".empty", Static).update(sentence)

    def _row(self, passage: Passage) -> Text:
        row = Text(f"{passage.case}/{passage.number}", style="bold", no_wrap=True, overflow="ellipsis")
        row.truncate(_PLACE, overflow="ellipsis", pad=True)
        keys = Text(" ".join(self._keys.get(factor, factor) for factor in passage.factors), style="not bold")
        keys.truncate(_KEYS, overflow="ellipsis", pad=True)
        words = " ".join(self._words(passage)[:_LONGEST_SHOWN].split())
        return row.append(" ").append_text(keys).append(" ").append(visible(words), style="not bold")


def _counts(found: Found) -> str:
    number = len(found.passages)
    if not number:
        return 'No passage is coded so. "and" asks for the same words, "overlaps" and "near" for words beside them.'
    first = f", the first {MOST_SHOWN} shown" if number > MOST_SHOWN else ""
    return (
        f"{counted(number, 'passage')}{first}; {counted(found.codings, 'coding')} in "
        f"{counted(found.interviews, 'interview')} of {counted(found.cases, 'case')}, by the settled coder."
    )
