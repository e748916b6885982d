"""Tables on the left, the cells of the one under the cursor on the right; hidden cells are drawn hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import OptionList

from fieldnotes.tui.widgets.listing import Column, Item, Listing

HIDDEN = "▒▒▒"
"""A hidden cell."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell in words: what it counts, the count (or :data:`HIDDEN`, or a range), and why or within what bounds."""

    label: str
    count: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table in words."""

    name: str
    title: str
    summary: str
    cells: tuple[ShownCell, ...]


class TablesView(Horizontal):
    """Shows tables; Tab goes between the two lists."""

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self._tables: dict[str, ShownTable] = {}

    def compose(self) -> ComposeResult:
        """Two lists."""
        yield Listing(Column("table"), Column("shown", 7, right=True), empty=self._empty)
        yield Listing(Column("cases with"), Column("count", 5, right=True), Column("", 15), empty="")

    def show(self, tables: Sequence[ShownTable]) -> None:
        """Show these tables."""
        self.display = bool(tables) or bool(self._empty)
        self._tables = {table.name: table for table in tables}
        names, cells = self.query(Listing)
        names.show([Item(table.name, (table.title, table.summary)) for table in tables])
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
        self.screen.set_focus(self.query(Listing).last().lines)

    def _show_cells(self) -> None:
        names, cells = self.query(Listing)
        table = self._tables.get(names.current or "")
        if table is None:
            cells.show([])
            return
        cells.show(
            [
                Item(
                    str(index),
                    (
                        cell.label,
                        Text(cell.count, style="dim" if cell.count == HIDDEN else "bold"),
                        cell.remark,
                    ),
                )
                for index, cell in enumerate(table.cells)
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
