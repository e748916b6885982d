"""Any frequency tables, alone or linked by the names of their dimensions, as one integer program.

A cell is known by the levels it stands at; the label ``Total`` means "whatever the level". So a cell of two tables that
stands at the same levels is one cell, and every cell is the sum of the cells that refine one of its totals.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from fieldnotes.base.errors import WrongUseError
from fieldnotes.disclosure.programs import Program
from fieldnotes.disclosure.rules import Interval

TOTAL: Final = "Total"
"""The label of a margin."""

MOST_CELLS: Final = 250_000
"""Tables of more cells together are refused rather than left to run out of memory."""

LinkedCell = frozenset[tuple[str, str]]
"""A cell by the levels it stands at, each with its dimension; totals left out, so the empty set is everything."""


@dataclass(frozen=True, slots=True)
class LinkedTable:
    """A frequency table of whole numbers.

    Attributes:
        name: how messages and results call it, such as the name of its file without the ending.
        dimensions: names of its dimensions; tables with a dimension of one name are linked by it.
        cells: the count at each combination of labels, ``None`` where it is hidden.
    """

    name: str
    dimensions: tuple[str, ...]
    cells: Mapping[tuple[str, ...], int | None]

    def cell(self, key: tuple[str, ...]) -> LinkedCell:
        """The cell a key stands for."""
        return frozenset(
            (name, label) for name, label in zip(self.dimensions, key, strict=True) if label != TOTAL
        )


class Linked:
    """The cells of some tables, what is shown of them, and the sums that bind them.

    Attributes:
        tables: the tables.
        index: the variable of each cell.
        shown: the count of each cell that at least one table shows.
        program: the sums.
        total: number of people N, if it is shown, or follows from the first table without a total.
        cap: above this, an upper end means that there is none.

    Raises:
        WrongUseError: if a key does not fit its table, a cell is missing, a count is negative, tables disagree about
            a cell, or there are too many cells.
    """

    def __init__(self, tables: Sequence[LinkedTable]) -> None:
        self.tables = tuple(tables)
        if sum(len(table.cells) for table in tables) > MOST_CELLS:
            raise WrongUseError(
                f"The tables have more than {MOST_CELLS} cells together.",
                "Give smaller tables, or fewer at a time.",
            )
        self.program = Program()
        self.index: dict[LinkedCell, int] = {}
        self.shown: dict[LinkedCell, int] = {}
        for table in self.tables:
            self._require_whole(table)
            self._read(table)
        self._rows: dict[tuple[LinkedCell, tuple[LinkedCell, ...]], None] = {}
        for table in self.tables:
            for margin, parts in self._sums(table):
                self._rows[margin, parts] = None
        for margin, parts in self._rows:
            terms = [*((self.index[part], 1) for part in parts), (self.index[margin], -1)]
            self.program.add_row(terms, 0, 0)
        self.total = self.shown.get(frozenset())
        self.cap = sum(self.shown.values())

    @property
    def lines(self) -> tuple[tuple[LinkedCell, ...], ...]:
        """Every sum as the cells in it: the margin first, then its parts."""
        return tuple((margin, *parts) for margin, parts in self._rows)

    def domains(self, shown: Mapping[LinkedCell, int]) -> list[Interval]:
        """The domain of each cell, when some are shown; a hidden one may reach well beyond anything shown."""
        most = 10 * self.cap + 10
        return [Interval(shown[one], shown[one]) if one in shown else Interval(0, most) for one in self.index]

    def _require_whole(self, table: LinkedTable) -> None:
        width = len(table.dimensions)
        if (
            not table.cells
            or any(len(key) != width for key in table.cells)
            or len(set(table.dimensions)) != width
        ):
            raise WrongUseError(
                f"The table {table.name} is not a table: it has no cells, or a cell with too many or too few labels.",
                "Give one row a cell and one column a dimension.",
            )
        labels = [tuple(dict.fromkeys(key[at] for key in table.cells)) for at in range(width)]
        for key in product(*labels):
            if key not in table.cells:
                raise WrongUseError(
                    f"The table {table.name} has no cell at {_words(table, key)}.",
                    "Add it, with 0 if nobody is there.",
                )

    def _read(self, table: LinkedTable) -> None:
        for key, count in table.cells.items():
            if count is not None and count < 0:
                raise WrongUseError(
                    f"The table {table.name} has a negative count at {_words(table, key)}.",
                    "Counts of people are not.",
                )
            cell = table.cell(key)
            if cell not in self.index:
                self.index[cell] = self.program.add_variable()
            if count is None:
                continue
            if self.shown.setdefault(cell, count) != count:
                raise WrongUseError(
                    f"The tables disagree: {table.name} shows {count} at {_words(table, key)}, another {self.shown[cell]}.",
                    "Give tables of the same people.",
                )

    def _sums(self, table: LinkedTable) -> Iterator[tuple[LinkedCell, tuple[LinkedCell, ...]]]:
        """Each margin with its parts, one dimension at a time; also margins that only another table holds."""
        for at, name in enumerate(table.dimensions):
            levels = [one for one in dict.fromkeys(key[at] for key in table.cells) if one != TOTAL]
            rests = dict.fromkeys((*key[:at], *key[at + 1 :]) for key in table.cells)
            for rest in rests if levels else ():
                margin = table.cell((*rest[:at], TOTAL, *rest[at:]))
                if margin in self.index:
                    yield margin, tuple(margin | {(name, level)} for level in levels)


def require_sums(linked: Linked) -> None:
    """Check every sum of which all cells are shown.

    Raises:
        WrongUseError: naming the first margin that is not the sum of its parts.
    """
    for margin, *parts in linked.lines:
        if margin in linked.shown and all(part in linked.shown for part in parts):
            found = sum(linked.shown[part] for part in parts)
            if found != linked.shown[margin]:
                where = ", ".join(f"{name} {level}" for name, level in sorted(margin)) or "the grand total"
                raise WrongUseError(
                    f"The margin at {where} is {linked.shown[margin]}, but its cells add up to {found}.",
                    "Correct the table.",
                )


def _words(table: LinkedTable, key: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {label}" for name, label in zip(table.dimensions, key, strict=True))
