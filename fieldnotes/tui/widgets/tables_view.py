"""Tables on the left, the cells of the one under the cursor on the right; hidden cells are drawn hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import OptionList

from fieldnotes.tui.dialogs.reading import Reading
from fieldnotes.tui.widgets.listing import Column, Item, Listing

HIDDEN = "▒▒▒"
"""A hidden cell."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell in words: what it counts, the count (or :data:`HIDDEN`, or a range), and why or within what bounds.

    Attributes:
        told: all that is to be said of it, which Enter opens; nothing opens where it is empty.
        under: the heading that it stands under together with its neighbours, such as the group of a cross table.
    """

    label: str
    count: str
    remark: str = ""
    told: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table in words; a table that is not given has no cells, and the note says why."""

    name: str
    title: str
    summary: str
    cells: tuple[ShownCell, ...]
    note: str = ""


class TablesView(Horizontal):
    """Shows tables; Tab goes between the two lists.

    Args:
        empty: what to say while there are none.
        remark: the head of the column beside the counts.
    """

    def __init__(self, empty: str, *, remark: str = "") -> None:
        super().__init__()
        self._empty = empty
        self._remark = remark
        self._tables: dict[str, ShownTable] = {}

    def compose(self) -> ComposeResult:
        """Two lists."""
        yield Listing(Column("table"), Column("shown", 7, right=True), empty=self._empty)
        yield Listing(
            Column("cases with"), Column("count", 5, right=True), Column(self._remark, 15), empty=""
        )

    def show(self, tables: Sequence[ShownTable]) -> None:
        """Show these tables."""
        self.display = bool(tables) or bool(self._empty)
        self._tables = {table.name: table for table in tables}
        names, cells = self.query(Listing)
        names.show([_line(table) for table in tables])
        cells.display = bool(tables)
        self._show_cells()
        self.screen.set_focus(names.lines)

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_list is self.query(Listing).first().lines:
            event.stop()
            self._show_cells()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        cells = self.query(Listing).last()
        if event.option_list is not cells.lines:
            self.screen.set_focus(cells.lines)
            return
        cell = self._tables[self.query(Listing).first().current or ""].cells[int(event.option_id or 0)]
        if cell.told:
            title = f"{cell.under} × {cell.label}" if cell.under else cell.label
            self.app.push_screen(Reading(Text.assemble((f"{title}\n", "bold"), cell.told)))

    def _show_cells(self) -> None:
        names, cells = self.query(Listing)
        table = self._tables.get(names.current or "")
        if table is None:
            cells.show([])
            return
        cells.say(table.note)
        head = [Item("note", (table.note,), heading=True)] if table.note and table.cells else []
        cells.show(
            [
                *head,
                *(
                    item
                    for index, cell in enumerate(table.cells)
                    for item in _cell_lines(index, cell, table.cells[index - 1].under if index else "")
                ),
            ]
        )

    def go_out(self) -> bool:
        """Esc: drop a filter, or go back from the cells to the tables."""
        names, cells = self.query(Listing)
        if cells.clear_filter() or names.clear_filter():
            return True
        if cells.lines.has_focus:
            self.screen.set_focus(names.lines)
            return True
        return False


def _line(table: ShownTable) -> Item:
    """A line of the list of tables; a table that is not given is drawn dim."""
    style = "" if table.cells else "dim"
    return Item(table.name, (Text(table.title, style=style), Text(table.summary, style=style)))


def _cell_lines(index: int, cell: ShownCell, before: str) -> list[Item]:
    """The line of a cell, after the heading it stands under if that is another than the one before."""
    count = Text(cell.count, style="dim" if cell.count == HIDDEN else "bold")
    line = Item(str(index), (cell.label, count, cell.remark))
    if cell.under == before:
        return [line]
    return [Item(f"under-{index}", (cell.under,), heading=True), line]
