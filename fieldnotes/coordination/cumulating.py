"""Totals over several publications: sums of what was published, never a recount.

A recount over the exports behind two publications would be a third view of the same people, and the difference of views
is what an attacker computes. A sum of published intervals says nothing that a reader could not add up alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldnotes.base.tables import IntervalCell, IntervalTable


@dataclass(frozen=True, slots=True)
class Published:
    """The tables of one publication and the number of cases behind them."""

    tables: tuple[IntervalTable, ...]
    cases: int


def cumulate(publications: Sequence[Published]) -> tuple[IntervalTable, ...]:
    """Add up published tables, cell by cell.

    A cell that one publication hides, or a table it does not give, can be anything from 0 to that publication's number
    of cases. A cell that all of them hide stays hidden.
    """
    tables: dict[str, IntervalTable] = {}
    for one in publications:
        for table in one.tables:
            tables.setdefault(table.name, table)
    return tuple(_sum(table, publications) for table in tables.values())


def _sum(model: IntervalTable, publications: Sequence[Published]) -> IntervalTable:
    parts = [
        (
            {cell.key: cell for table in one.tables if table.name == model.name for cell in table.cells},
            one.cases,
        )
        for one in publications
    ]
    return IntervalTable(
        name=model.name,
        dimensions=model.dimensions,
        cells=tuple(_sum_cell(cell.key, parts) for cell in model.cells),
    )


def _sum_cell(
    key: tuple[str, ...], parts: Sequence[tuple[dict[tuple[str, ...], IntervalCell], int]]
) -> IntervalCell:
    lower = upper = 0
    known = False
    for cells, cases in parts:
        cell = cells.get(key)
        if cell is None or cell.lower is None or cell.upper is None:
            upper += cases
        else:
            known = True
            lower, upper = lower + cell.lower, upper + cell.upper
    return (
        IntervalCell(key=key, lower=lower, upper=upper)
        if known
        else IntervalCell(key=key, lower=None, upper=None)
    )
