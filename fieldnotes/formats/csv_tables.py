"""Frequency and interval tables written as CSV: RFC 4180, UTF-8 without a mark, every line ended by CR LF."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.tables import SUPPRESSED, IntervalCell, IntervalTable, ProtectedTable
from fieldnotes.formats.csv_cells import fault_of_cell

Labels = Callable[[str, str], str]
"""From a dimension and one of its levels to the words a reader knows; a level without words gives itself."""

COUNT_COLUMN = "n"
LOWER_COLUMN = "lower"
UPPER_COLUMN = "upper"
SHOWN_COLUMN = "shown"

NUMBER, RANGE, HIDDEN = "number", "range", "hidden"
"""What the column ``shown`` says of a cell."""


def shown(cell: IntervalCell) -> str:
    """How a merged cell is given: as a number, as a range, or hidden."""
    if cell.lower is None or cell.upper is None:
        return HIDDEN
    return NUMBER if cell.lower == cell.upper else RANGE


def protected_table_csv(table: ProtectedTable) -> bytes:
    """One row a cell, one column a dimension, then ``n``: a count, or ``S`` where it is hidden.

    Raises:
        RefusedError: if a cell's text could be taken for a formula.
    """
    rows = [[*cell.key, str(cell.n)] for cell in table.cells]
    return rows_as_csv(table.name, [[*dimension_columns(table), COUNT_COLUMN], *rows])


def frequency_table_csv(
    name: str, dimensions: Sequence[str], cells: Mapping[tuple[str, ...], int | None]
) -> bytes:
    """Any frequency table in the form that :func:`fieldnotes.formats.table_reading.read_tables` reads; ``None`` is ``S``.

    Raises:
        RefusedError: if a cell's text could be taken for a formula.
    """
    rows = [[*key, SUPPRESSED if count is None else str(count)] for key, count in cells.items()]
    return rows_as_csv(name, [[*dimensions, COUNT_COLUMN], *rows])


def dimension_columns(table: IntervalTable | ProtectedTable) -> list[str]:
    """Names of the columns that hold levels; a dimension that stands twice, as in pairs, gets a number the second time."""
    seen = table.dimensions
    return [name if name not in seen[:place] else f"{name}-{place + 1}" for place, name in enumerate(seen)]


def interval_columns(table: IntervalTable) -> list[str]:
    """The header of :func:`interval_table_csv`: ids and words of each dimension, then the interval."""
    named = [column for dimension in dimension_columns(table) for column in (dimension, f"{dimension}-label")]
    return [*named, LOWER_COLUMN, UPPER_COLUMN, SHOWN_COLUMN]


def interval_table_csv(table: IntervalTable, labels: Labels) -> bytes:
    """One row a cell: each dimension as id and in words, ``lower``, ``upper`` (both empty where hidden), ``shown``.

    Raises:
        RefusedError: if a cell's text could be taken for a formula.
    """
    rows = []
    for cell in table.cells:
        levels = zip(table.dimensions, cell.key, strict=True)
        named = [words for dimension, level in levels for words in (level, labels(dimension, level))]
        ends = ["" if end is None else str(end) for end in (cell.lower, cell.upper)]
        rows.append([*named, *ends, shown(cell)])
    return rows_as_csv(table.name, [interval_columns(table), *rows])


def rows_as_csv(name: str, rows: Iterable[list[str]]) -> bytes:
    """Rows of cells, the header first.

    Raises:
        RefusedError: if a cell's text could be taken for a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n", strict=True)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            fault = fault_of_cell(cell)
            if fault is not None:
                raise RefusedError(
                    f"Table {name} is not written: the cell in row {number}, column {column} {fault}.",
                    "Change that label in the taxonomy or the policy.",
                )
        writer.writerow(row)
    return text.getvalue().encode()
