"""A frequency table as a file gives it, and whether it is whole and agrees with its own margins."""

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fieldnotes.base.errors import DamagedError

TOTAL = "Total"
"""The level that means the margin over a dimension."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableFromFile:
    """One frequency table as its file gives it.

    Attributes:
        source: name of the file.
        name: of the table; the file's name without its ending where there is no column ``table``.
        dimensions: names of the dimensions, in column order.
        cells: count of every cell and margin (``Total``), ``None`` where it is hidden.
        rows: line of the file where each cell stands, for messages; the header is line 1.
    """

    source: str
    name: str
    dimensions: tuple[str, ...]
    cells: Mapping[Key, int | None]
    rows: Mapping[Key, int]

    def levels(self, dimension: int) -> tuple[str, ...]:
        """The levels of a dimension, without the margin, in the order in which they first appear."""
        return tuple(dict.fromkeys(key[dimension] for key in self.cells if key[dimension] != TOTAL))


def check_complete(table: TableFromFile) -> None:
    """See to it that every combination of levels has its row; margins may be left out.

    Raises:
        DamagedError: naming the first combination that has none.
    """
    levels = [table.levels(dimension) for dimension in range(len(table.dimensions))]
    for key in itertools.product(*levels):
        if key not in table.cells:
            place = ", ".join(f"{name}={level}" for name, level in zip(table.dimensions, key, strict=True))
            raise DamagedError(
                f"{table.source}: table {table.name} is missing its row for {place}.",
                "Add a row for it, with 0 if there is none and S if it is hidden.",
            )


def check_margins(table: TableFromFile, nested: Collection[str] = ()) -> None:
    """See to it that no margin contradicts its cells: equal where all are known, no smaller than the known ones.

    Args:
        table: the table.
        nested: dimensions whose margins are not the sum of all levels; those are not looked at.

    Raises:
        DamagedError: naming the row of the first margin that does.
    """
    for dimension, name in enumerate(table.dimensions):
        if name in nested:
            continue
        known: dict[Key, int] = {}
        hidden: set[Key] = set()
        for key, count in table.cells.items():
            if key[dimension] == TOTAL:
                continue
            margin = (*key[:dimension], TOTAL, *key[dimension + 1 :])
            if count is None:
                hidden.add(margin)
            else:
                known[margin] = known.get(margin, 0) + count
        for margin, total in table.cells.items():
            if margin[dimension] != TOTAL or total is None or (margin not in known and margin not in hidden):
                continue
            parts = known.get(margin, 0)
            if parts > total or (margin not in hidden and parts < total):
                which = "known cells" if margin in hidden else "cells"
                raise DamagedError(
                    f"{table.source}, row {table.rows[margin]}, column n: the margin over {name} is {total}, "
                    f"but its {which} add up to {parts}.",
                    "Correct the margin or the cells.",
                )
