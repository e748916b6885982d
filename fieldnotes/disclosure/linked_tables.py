"""Any frequency table as it is given, and whether several of them are whole and mean the same by their labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from fieldnotes.base.errors import WrongUseError
from fieldnotes.disclosure.hierarchies import TOTAL, Hierarchy

MOST_CELLS: Final = 250_000
"""Tables of more cells together are refused rather than left to run out of memory."""

LinkedCell = frozenset[tuple[str, str]]
"""A cell by the levels it stands at, each with its dimension; totals left out, so the empty set is everything."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkedTable:
    """A frequency table of whole numbers.

    Attributes:
        name: how messages and results call it, such as the name of its file without the ending.
        dimensions: names of its dimensions; tables with a dimension of one name are linked by it.
        cells: the count at each combination of labels, ``None`` where it is hidden.
        source: the file it was read from, for messages; empty if none.
        rows: the row of that file where each cell stands.
    """

    name: str
    dimensions: tuple[str, ...]
    cells: Mapping[Key, int | None]
    source: str = ""
    rows: Mapping[Key, int] = field(default_factory=dict, compare=False, repr=False)

    def cell(self, key: Key) -> LinkedCell:
        """The cell a key stands for."""
        return frozenset(
            (name, label) for name, label in zip(self.dimensions, key, strict=True) if label != TOTAL
        )

    def place(self, key: Key, column: str = "n") -> str:
        """Where a cell stands, for messages: file, row and column if it was read from a file, and its labels."""
        words = ", ".join(f"{name} {label}" for name, label in zip(self.dimensions, key, strict=True))
        row = self.rows.get(key)
        at = f"table {self.name}" if row is None else f"{self.source}, row {row}, column {column}"
        return f"{at} ({words})"

    @property
    def called(self) -> str:
        """The table as messages call it."""
        return f"{self.source}, table {self.name}" if self.source else f"table {self.name}"


def require_few(tables: Sequence[LinkedTable]) -> None:
    """Refuse more cells than fit into memory, naming the table that is one too many.

    Raises:
        WrongUseError: naming the table.
    """
    count = 0
    for table in tables:
        count += len(table.cells)
        if count > MOST_CELLS:
            raise WrongUseError(
                f"With {table.called} the tables have more than {MOST_CELLS} cells together.",
                "Give smaller tables, or fewer at a time.",
            )


def by_dimension(tables: Sequence[LinkedTable], hierarchies: Sequence[Hierarchy]) -> dict[str, Hierarchy]:
    """Each hierarchy under the name of its dimension.

    Raises:
        WrongUseError: if no table has that dimension, or two hierarchies are given for it.
    """
    known = {name for table in tables for name in table.dimensions}
    for one in hierarchies:
        if one.dimension not in known:
            raise WrongUseError(
                f"No table has the dimension {one.dimension} of a hierarchy.",
                f"The dimensions are: {', '.join(sorted(known))}.",
            )
    found = {one.dimension: one for one in hierarchies}
    if len(found) < len(hierarchies):
        raise WrongUseError("Two hierarchies are given for one dimension.", "Give one for each.")
    return found


def require_whole(table: LinkedTable) -> None:
    """See to it that a table has a cell for every combination of its labels, totals too where it has any.

    Raises:
        WrongUseError: naming the table.
    """
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
                f"{table.called} has no row for {table.place(key).partition('(')[2].removesuffix(')')}.",
                "Add it, with 0 if nobody is there and S if it is hidden.",
            )


def require_known_labels(tables: Sequence[LinkedTable], hierarchies: Mapping[str, Hierarchy]) -> None:
    """See to it that tables mean the same by a dimension: its labels are those of its hierarchy, or the same in all.

    Raises:
        WrongUseError: naming the label and where it stands.
    """
    known: dict[str, tuple[str, frozenset[str]]] = {}
    for table in tables:
        for at, name in enumerate(table.dimensions):
            labels = dict.fromkeys(key[at] for key in table.cells if key[at] != TOTAL)
            if name in hierarchies:
                _require_among(table, at, labels, frozenset(hierarchies[name].parents), "its hierarchy")
            elif labels:
                whose, before = known.setdefault(name, (table.called, frozenset(labels)))
                _require_among(table, at, labels, before, whose)
                if before - set(labels):
                    raise WrongUseError(
                        f"{table.called}, column {name}: there is no row for {min(before - set(labels))}, "
                        f"which {whose} has.",
                        "Give linked tables the same levels, or a hierarchy that says how levels lie within each other.",
                    )


def _require_among(
    table: LinkedTable, at: int, labels: Mapping[str, None], known: frozenset[str], whose: str
) -> None:
    unknown = next((label for label in labels if label not in known), None)
    if unknown is not None:
        key = next(key for key in table.cells if key[at] == unknown)
        raise WrongUseError(
            f"In {table.place(key, table.dimensions[at])} the label {unknown} is unknown to {whose}.",
            "Give linked tables the same levels, or a hierarchy that holds all of them.",
        )
