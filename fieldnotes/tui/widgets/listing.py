"""A list in columns that can be filtered."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from fieldnotes.tui.keys.bindings import bindings
from fieldnotes.tui.keys.places import Place


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in cells (0 takes what is left), and whether it is set to the right."""

    title: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list: an id, a cell per column; a heading cannot be chosen and spans the line."""

    id: str
    cells: tuple[str | Text, ...]
    heading: bool = False

    @property
    def plain(self) -> str:
        """The words of the line."""
        return " ".join(str(cell) for cell in self.cells)


class Lines(OptionList, inherit_bindings=False):
    """The lines of a list, with the keys that every list has."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.LISTS)]

    def put(self, id_: str, words: Text) -> None:
        """Show other words in one line. The rest is not drawn again, as Textual's own way would."""
        option = self.get_option(id_)
        option._set_prompt(words)  # noqa: SLF001 - as OptionList does
        for key in list(self._option_render_cache.keys()):
            if key[0] is option:
                self._option_render_cache.discard(key)
        self.refresh()

    def action_choose(self) -> None:
        """Open the line under the cursor."""
        self.action_select()

    def action_cursor_left(self) -> None:
        """Nothing: lines are one below the other."""

    def action_cursor_right(self) -> None:
        """Nothing: lines are one below the other."""

    def action_next_match(self) -> None:
        """Go to the next line that the filter left, from the last to the first."""
        self.action_cursor_down()

    def action_previous_match(self) -> None:
        """Go to the line before, from the first to the last."""
        self.action_cursor_up()

    def action_ask_filter(self) -> None:
        """Ask for words that lines must hold."""
        if isinstance(self.parent, Listing):
            self.parent.ask_filter()


Fitting = Callable[[str], Collection[str]]
"""The ids of the lines that fit what was typed into the filter."""


class Listing(Vertical):
    """A list with column heads, a filter line and a sentence to show while it is empty.

    Args:
        columns: from left to right.
        empty: what to show while there are no lines.
        gap: cells between columns.
        fitting: finds the lines for a filter; where ``None``, those that hold what was typed.
        hint: what the filter line says while nothing was typed.
    """

    def __init__(
        self,
        *columns: Column,
        empty: str,
        gap: int = 2,
        fitting: Fitting | None = None,
        hint: str = "keep lines that hold…",
    ) -> None:
        super().__init__()
        self._fitting = fitting
        self._hint = hint
        self._gap = gap
        self._columns = columns
        self._empty = empty
        self._items: tuple[Item, ...] = ()
        self._filled_for = 0
        self.filter = ""

    def compose(self) -> ComposeResult:
        """Heads, lines, the empty sentence, the filter."""
        yield Static("", classes="heads")
        yield Lines()
        yield Static(self._empty, classes="empty")
        yield Input(placeholder=self._hint, classes="filter", compact=True)

    def on_mount(self) -> None:
        """The filter shows when it is asked for."""
        self.query_one(".filter").display = False
        self.query_one(".heads").display = any(column.title for column in self._columns)

    @property
    def lines(self) -> Lines:
        """The lines, which take the focus."""
        return self.query_one(Lines)

    @property
    def current(self) -> str | None:
        """Id of the line under the cursor."""
        lines = self.lines
        return None if lines.highlighted is None else lines.get_option_at_index(lines.highlighted).id

    def show(self, items: Sequence[Item]) -> None:
        """Show these lines; the cursor stays on the same one where it still exists."""
        before, self._items = self._items, tuple(items)
        if (
            self.filter
            or not self._filled_for
            or self._filled_for != self._width
            or _lines(before) != _lines(items)
        ):
            self._fill()
            return
        for old, new in zip(before, self._items, strict=True):
            if old != new:
                self.lines.put(new.id, self._row(new, self._width))
        if self.lines.highlighted is not None:  # whoever shows more about that line shows it as it is now
            option = self.lines.get_option_at_index(self.lines.highlighted)
            self.lines.post_message(OptionList.OptionHighlighted(self.lines, option, self.lines.highlighted))

    def say(self, sentence: str) -> None:
        """Say something else while there are no lines."""
        self._empty = sentence
        self._fill()

    def go_to(self, wanted: str) -> bool:
        """Put the cursor on a line; whether it is there."""
        return self._go_to(wanted, self._shown())

    def _go_to(self, wanted: str, shown: Sequence[Item]) -> bool:
        place = next((place for place, item in enumerate(shown) if item.id == wanted), None)
        if place is None:
            return False
        self.lines.highlighted = place
        return True

    def ask_filter(self) -> None:
        """Show the filter line and type there."""
        box = self.query_one(".filter", Input)
        box.display = True
        self.screen.set_focus(box)

    def clear_filter(self) -> bool:
        """Drop the filter; whether there was one."""
        box = self.query_one(".filter", Input)
        had = bool(self.filter) or bool(box.display)
        box.value = ""
        box.display = False
        self.filter = ""
        if had:
            self._fill()
            self.screen.set_focus(self.lines)
        return had

    @on(Input.Changed, ".filter")
    def _filter_typed(self, event: Input.Changed) -> None:
        event.stop()
        self.filter = event.value.casefold()
        self._fill()

    @on(Input.Submitted, ".filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(".filter").display = bool(self.filter)
        self.screen.set_focus(self.lines)

    @on(Resize)
    def _resized(self) -> None:
        self._fill()

    def _shown(self) -> list[Item]:
        if not self.filter:
            return list(self._items)
        if self._fitting is not None:
            ids = self._fitting(self.filter)
            return [item for item in self._items if item.id in ids]
        return [item for item in self._items if not item.heading and self.filter in item.plain.casefold()]

    @property
    def _width(self) -> int:
        return max(20, self.size.width - 3)  # padding and scrollbar

    def _fill(self) -> None:
        lines = self.lines
        before = self.current
        shown = self._shown()
        width = self._filled_for = self._width
        lines.clear_options()
        lines.add_options(
            [Option(self._row(item, width), id=item.id, disabled=item.heading) for item in shown]
        )
        heads = Item("", tuple(column.title for column in self._columns))
        self.query_one(".heads", Static).update(self._row(heads, width))
        empty = self.query_one(".empty", Static)
        empty.update("No line fits that. Esc shows all again." if self.filter else self._empty)
        empty.display = not shown
        lines.display = bool(shown)
        if shown and not (before is not None and self._go_to(before, shown)):
            lines.action_first()

    def _row(self, item: Item, width: int) -> Text:
        if item.heading:
            return Text(item.plain, style="bold", no_wrap=True, overflow="ellipsis")
        fixed = sum(column.width for column in self._columns) + self._gap * (len(self._columns) - 1)
        row = Text(no_wrap=True, overflow="ellipsis")
        for index, (column, cell) in enumerate(zip(self._columns, item.cells, strict=True)):
            text = cell.copy() if isinstance(cell, Text) else Text(cell)
            room = column.width or max(4, width - fixed)
            text.truncate(room, overflow="ellipsis")
            text.align("right" if column.right else "left", room)
            row.append(" " * self._gap if index else "").append_text(text)
        return row


def _lines(items: Sequence[Item]) -> list[tuple[str, bool]]:
    return [(item.id, item.heading) for item in items]
