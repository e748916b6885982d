"""What the codings come to, in four pictures: bars, heat map, co-occurrence, saturation curve."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.message import Message
from textual.widgets import Static

from fieldnotes.analysis.cooccurrence import By
from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.tui.dialogs.passages_out import NumbersOut
from fieldnotes.tui.drawing import Picture, Study, bars, heat_map, pairs, saturation_curve
from fieldnotes.tui.keys.places import Place
from fieldnotes.tui.screens.page import Page
from fieldnotes.tui.words import counted

_NAMES = ("Bars", "Heat map", "Co-occurrence", "Saturation")
_BYS = (By.OVERLAP, By.NEAR, By.CASE)
_RUNS = (2, 3)
"""Lengths of a run that the measure's authors use."""

_AROUND = 2
"""Columns of padding."""


class Drawn(VerticalScroll, inherit_bindings=False):
    """The picture; its keys are the screen's. No scrollbar: nothing is drawn to the right of script text."""

    class Scrolled(Message):
        """Another part is shown."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell the screen, which says whether there is more."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled())

    @property
    def more_below(self) -> bool:
        """Whether there is more than is seen."""
        return self.scroll_offset.y < self.max_scroll_y


class FindingsPage(Page):
    """The researcher's own numbers."""

    PLACE = Place.FINDINGS
    BARS: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self._study: Study | None = None
        self._picture: Picture | None = None
        self._shown = self.BARS
        self._varied = [0] * len(_NAMES)
        self._groups = [False, True, True, False]
        self._asked_meanwhile = False

    def body(self) -> ComposeResult:
        """Which picture, what it shows, the picture."""
        yield Static("", id="pictures", classes="above-list", markup=False)
        yield Static("Counting…", id="picture-title", classes="section", markup=False)
        with Drawn(can_focus=True):
            yield Static("", id="picture", markup=False)

    def on_mount(self) -> None:
        """Count."""
        self.head("Findings")
        self.query_one(Drawn).focus()
        self._tabs()
        book = self.fieldnotes.opened.book
        self.in_background(lambda: Study.read(book), self._counted)

    def _counted(self, study: Study) -> None:
        self._study = study
        cases = len(study.material.coded_cases)
        own = "your own numbers, by the settled coder; not a release"
        self.head("Findings", facts=(f"{own} · {counted(cases, 'case')} coded", own, "not a release"))
        self._count()

    def _count(self) -> None:
        """Work out the picture that is to be shown."""
        self._tabs()
        study = self._study
        if study is None:
            return
        if not study.material.coded_cases:
            self.query_one("#picture-title", Static).update("Nothing is coded yet.")
            self.query_one("#picture", Static).update(
                "F4, Cases; in a case F2 goes to Coding, c codes a selection."
            )
            return
        if self.busy:
            self._asked_meanwhile = True
        else:
            self.in_background(lambda: self._made(study), self._show)

    def _made(self, study: Study) -> Picture:
        groups, varied = self._groups[self._shown], self._varied[self._shown]
        match self._shown:
            case self.BARS:
                return bars(study, groups=groups)
            case 1:
                return heat_map(study, study.taxonomy.attributes[varied], groups=groups)
            case 2:
                return pairs(study, _BYS[varied], groups=groups)
            case _:
                return saturation_curve(study, _RUNS[varied])

    def _show(self, picture: Picture) -> None:
        if self._asked_meanwhile:
            self._asked_meanwhile = False
            self._count()
            return
        self._picture = picture
        self.query_one(Drawn).scroll_home(animate=False)
        self._draw()

    @on(Resize)
    def _draw(self) -> None:
        if self._picture is None:
            return
        width = max(40, self.size.width - _AROUND)
        self.query_one("#picture-title", Static).update(self._picture.title)
        lines = self._picture.draw(width)
        self.query_one("#picture", Static).update(Text("\n".join(lines), no_wrap=True, overflow="crop"))
        self.call_after_refresh(self._tabs)

    def _tabs(self) -> None:
        names = (
            f"[{number} {name}]" if number - 1 == self._shown else f" {number} {name} "
            for number, name in enumerate(_NAMES, start=1)
        )
        more = "   ↓ more" if self.query_one(Drawn).more_below else ""
        self.query_one("#pictures", Static).update(" ".join(names) + more)

    @on(Drawn.Scrolled)
    def _scrolled(self, event: Drawn.Scrolled) -> None:
        event.stop()
        self._tabs()

    # Keys.

    def action_turn(self, steps: int) -> None:
        """Go to the next picture, or the one before."""
        self.action_show_picture((self._shown + steps) % len(_NAMES) + 1)

    def action_show_picture(self, number: int) -> None:
        """Show a picture, from 1."""
        self._shown = number - 1
        self._count()

    def action_vary(self) -> None:
        """Draw the picture in its next way."""
        if self._study is None:
            return
        ways = (1, len(self._study.taxonomy.attributes), len(_BYS), len(_RUNS))[self._shown]
        if ways == 1:
            self.tell("Bars have one way; g counts groups.")
            return
        self._varied[self._shown] = (self._varied[self._shown] + 1) % ways
        self._count()

    def action_toggle_groups(self) -> None:
        """Count groups in place of factors, or the reverse."""
        if self._shown == len(_NAMES) - 1:
            self.tell("Saturation counts factors.")
            return
        self._groups[self._shown] = not self._groups[self._shown]
        self._count()

    def action_scroll_lines(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(Drawn).scroll_relative(y=lines, animate=False)

    def action_scroll_pages(self, pages: int) -> None:
        """Scroll by pages."""
        drawn = self.query_one(Drawn)
        drawn.scroll_relative(y=pages * max(1, drawn.size.height - 1), animate=False)

    def action_write_out_numbers(self) -> None:
        """Write the numbers out."""
        if self._picture is None:
            raise AnswerIsNoError("There are no numbers to write out yet.", "Code a passage first.")
        if not self.fieldnotes.busy:
            NumbersOut(self, self._picture.csv).begin()
