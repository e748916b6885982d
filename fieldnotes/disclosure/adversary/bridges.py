"""Rows minus columns: the cell that is exact although every row and every column hides two.

The adversary knows a two-way table with all its totals. Hidden cells are the edges of a graph between rows and columns;
some rows less some columns leave exactly one cell if and only if that edge is a bridge (Gusfield 1988, "A graph theoretic
approach to statistical data security"). It wants those cells: they are hidden in name only.
"""

from collections.abc import Collection

Cell = tuple[str, str]
"""A row and a column."""


def bridges(
    hidden: Collection[Cell],
) -> list[Cell]:
    """The hidden cells, among all of a table, that the totals determine exactly."""
    return [edge for edge in hidden if not _connected(edge, [other for other in hidden if other != edge])]


def _connected(ends: Cell, edges: Collection[Cell]) -> bool:
    """Whether a path leads from the row to the column."""
    rows: set[str] = {ends[0]}
    columns: set[str] = set()
    while True:
        reached = {column for row, column in edges if row in rows}
        if ends[1] in reached:
            return True
        grown = rows | {row for row, column in edges if column in reached}
        if grown == rows and reached == columns:
            return False
        rows, columns = grown, reached
