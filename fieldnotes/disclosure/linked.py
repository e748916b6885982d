"""Any frequency tables, alone or linked by the names of their dimensions, as one integer program.

A cell is known by the levels it stands at; the label ``Total`` means "whatever the level". So a cell of two tables that
stands at the same levels is one cell, and every cell is the sum of the cells that refine one of its levels: the total by
all levels, and in a dimension with a hierarchy each label by those within it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from fieldnotes.base.errors import WrongUseError
from fieldnotes.disclosure.hierarchies import TOTAL, Hierarchy, flat_parts
from fieldnotes.disclosure.linked_tables import (
    Key,
    LinkedCell,
    LinkedTable,
    by_dimension,
    require_few,
    require_known_labels,
    require_whole,
)
from fieldnotes.disclosure.programs import Program
from fieldnotes.disclosure.rules import Interval


class Linked:
    """The cells of some tables, what is shown of them, and the sums that bind them.

    Attributes:
        tables: the tables.
        index: the variable of each cell of a table, and of margins that stand in none but bind others.
        given: the cells that stand in a table.
        shown: the count of each cell that at least one table shows.
        program: the sums.
        total: number of people N, if a table shows it.
        cap: no sum of shown cells is larger; above this, an upper end means that there is none.

    Raises:
        WrongUseError: if a key does not fit its table, a cell is missing, a count is negative, a label is known to one
            table or hierarchy only, tables disagree about a cell, or there are too many cells.
    """

    def __init__(self, tables: Sequence[LinkedTable], hierarchies: Sequence[Hierarchy] = ()) -> None:
        self.tables = tuple(tables)
        require_few(self.tables)
        self._hierarchies = by_dimension(self.tables, hierarchies)
        self.program = Program()
        self.index: dict[LinkedCell, int] = {}
        self.shown: dict[LinkedCell, int] = {}
        self._first: dict[LinkedCell, tuple[LinkedTable, Key]] = {}
        for table in self.tables:
            require_whole(table)
            self._read(table)
        self.given = frozenset(self.index)
        require_known_labels(self.tables, self._hierarchies)
        self._labels: dict[str, set[str]] = {}
        for table in self.tables:
            for at, name in enumerate(table.dimensions):
                self._labels.setdefault(name, {TOTAL}).update(key[at] for key in table.cells)
        self._rows: dict[tuple[LinkedCell, tuple[LinkedCell, ...]], None] = {}
        for table in self.tables:
            for margin, parts in self._sums(table):
                self._rows[margin, parts] = None
        for margin, parts in self._rows:
            terms = [*((self._variable(part), 1) for part in parts), (self._variable(margin), -1)]
            self.program.add_row(terms, 0, 0)
        self.total = self.shown.get(frozenset())
        self.cap = sum(self.shown.values())

    @property
    def lines(self) -> tuple[tuple[LinkedCell, ...], ...]:
        """Every sum as the cells in it: the margin first, then its parts."""
        return tuple((margin, *parts) for margin, parts in self._rows)

    def domains(self, shown: Mapping[LinkedCell, int], k: int) -> list[Interval]:
        """The domain of each cell, when some are shown; a hidden one may reach well beyond anything shown, and k."""
        most = 10 * (self.cap + k)
        return [Interval(shown[one], shown[one]) if one in shown else Interval(0, most) for one in self.index]

    def where(self, cell: LinkedCell) -> str:
        """Where a shown cell first stands, for messages."""
        table, key = self._first[cell]
        return table.place(key)

    def _variable(self, cell: LinkedCell) -> int:
        if cell not in self.index:
            self.index[cell] = self.program.add_variable()
        return self.index[cell]

    def _read(self, table: LinkedTable) -> None:
        for key, count in table.cells.items():
            if count is not None and count < 0:
                raise WrongUseError(
                    f"In {table.place(key)} the count is negative.", "Counts of people are not."
                )
            cell = table.cell(key)
            self._variable(cell)
            if count is None:
                continue
            self._first.setdefault(cell, (table, key))
            if self.shown.setdefault(cell, count) != count:
                raise WrongUseError(
                    f"The tables disagree: {table.place(key)} shows {count}, "
                    f"{self.where(cell)} shows {self.shown[cell]}.",
                    "Give tables of the same people.",
                )

    def _sums(self, table: LinkedTable) -> Iterator[tuple[LinkedCell, tuple[LinkedCell, ...]]]:
        """Each margin with its parts, one dimension at a time; also margins that stand in another table or in none."""
        labels = [tuple(dict.fromkeys(key[at] for key in table.cells)) for at in range(len(table.dimensions))]
        parts = [
            self._hierarchies[name].parts(of, self._labels[name], table.called)
            if name in self._hierarchies
            else flat_parts(of)
            for name, of in zip(table.dimensions, labels, strict=True)
        ]
        every = [dict.fromkeys((*of, *made)) for of, made in zip(labels, parts, strict=True)]
        for at, name in enumerate(table.dimensions):
            for rest in product(*(of for place, of in enumerate(every) if place != at)):
                for whole, some in parts[at].items():
                    margin = table.cell((*rest[:at], whole, *rest[at:]))
                    rests = margin - {(name, whole)}
                    yield margin, tuple(rests | {(name, part)} for part in some)


def require_sums(linked: Linked) -> None:
    """Check every sum whose margin is shown, as far as its parts are.

    Raises:
        WrongUseError: naming the first margin that is not the sum of its parts, or less than those that are shown.
    """
    for margin, *parts in linked.lines:
        if margin not in linked.shown:
            continue
        known = [linked.shown[part] for part in parts if part in linked.shown]
        found, whole = sum(known), len(known) == len(parts)
        if found > linked.shown[margin] or (whole and found != linked.shown[margin]):
            raise WrongUseError(
                f"In {linked.where(margin)} the count is {linked.shown[margin]}, "
                f"but its {'cells' if whole else 'known cells'} add up to {found}.",
                "Correct the margin or the cells.",
            )
