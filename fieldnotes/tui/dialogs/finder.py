"""A list to choose from by typing: the palette, the help, the chooser of screens, bands and factors."""

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from fieldnotes.tui.dialogs.moving import move_cursor
from fieldnotes.tui.dialogs.sheet import Sheet
from fieldnotes.tui.widgets.listing import Item

_GAP = 2
"""Cells between the two columns."""

_AROUND = 5
"""Cells of padding and scrollbar."""

Search = Callable[[str], Sequence[Item]]


class Finder(Sheet[str]):
    """Shows what ``search`` finds for the words typed; Enter answers the id of the line under the cursor.

    Args:
        title: what is chosen.
        search: the lines for some words; all lines for none. A line has two cells.
        width: cells of the first column.
        current: id of the line to begin on.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("pageup", "move(-8)", show=False),
    ]

    def __init__(self, title: str, search: Search, *, width: int = 14, current: str | None = None) -> None:
        super().__init__(title, "type to find   ↑ ↓ move   Enter takes it   Esc leaves")
        self._search = search
        self._width = width
        self._current = current

    def body(self) -> ComposeResult:
        """A line to type in, and what was found."""
        yield Input(compact=True, placeholder="type to find")
        yield OptionList(classes="finder")
        yield Static("Nothing has these words.", classes="empty")

    def on_mount(self) -> None:
        """Everything is shown until something is typed."""
        self.query_one(OptionList).can_focus = False
        self._fill("")
        found = self.query_one(OptionList)
        if self._current is not None:
            found.highlighted = found.get_option_index(self._current)

    def action_move(self, lines: int) -> None:
        """Move the cursor in the list while typing stays in the line."""
        move_cursor(self.query_one(OptionList), lines)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._fill(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        found = self.query_one(OptionList)
        if found.highlighted is not None:
            self.dismiss(found.get_option_at_index(found.highlighted).id)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_id)

    def _fill(self, words: str) -> None:
        found = self.query_one(OptionList)
        items = self._search(words)
        found.clear_options()
        found.add_options([Option(self._row(item), id=item.id, disabled=item.heading) for item in items])
        found.display = bool(items)
        self.query_one(".empty").display = not items
        if items:
            found.action_first()

    def _row(self, item: Item) -> Text:
        return columns_row(item, (self._width,), self.app.size.width)


def columns_row(item: Item, widths: Sequence[int], width: int) -> Text:
    """A line in columns of which the last takes what is left and is wrapped there.

    Args:
        item: one cell for each of ``widths``, and one more.
        widths: cells of the columns before the last.
        width: cells of the screen.
    """
    if item.heading:
        return Text(item.plain, style="bold", no_wrap=True)
    *firsts, last = item.cells
    row = Text()
    for place, (cell, cells) in enumerate(zip(firsts, widths, strict=True)):
        column = Text(str(cell), style="not bold" if place else "bold")
        column.truncate(cells, overflow="ellipsis", pad=True)
        row.append_text(column).append(" " * _GAP)
    before = len(row)
    room = max(20, width - before - _AROUND)
    lines = [line for part in str(last).split("\n") for line in wrap(part, room)]
    style = f"not bold {last.style}" if isinstance(last, Text) else "not bold"
    return row.append(("\n" + " " * before).join(lines), style=style)


def among(items: Sequence[Item]) -> Search:
    """A search that keeps the lines that hold every word typed; those that begin with the first word come first."""

    def search(words: str) -> Sequence[Item]:
        wanted = words.casefold().split()
        if not wanted:
            return items
        found = [
            item
            for item in items
            if not item.heading and all(word in item.plain.casefold() for word in wanted)
        ]
        return sorted(found, key=lambda item: not str(item.cells[0]).casefold().startswith(wanted[0]))

    return search
