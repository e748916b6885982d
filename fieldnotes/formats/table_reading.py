"""Any frequency table, read from CSV: one row a cell, one column a dimension, a column ``n``.

``Total`` in a dimension is a margin; ``n`` is a whole number of units or ``S``; a column ``table`` keeps linked tables
apart in one file. What cannot be understood beyond doubt is refused with file, row and column, because a guess about a
table would end as a wrong statement about how safe it is.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from fieldnotes.base.errors import DamagedError
from fieldnotes.base.tables import SUPPRESSED
from fieldnotes.formats.csv_cells import FORMULA_STARTS, fault_of_cell
from fieldnotes.formats.csv_reading import numbered_rows
from fieldnotes.formats.csv_tables import COUNT_COLUMN
from fieldnotes.formats.table_from_file import TOTAL, Key, TableFromFile, check_complete, check_margins

TABLE_COLUMN = "table"

MAX_COUNT = 2**53 - 1
MAX_DIMENSIONS = 8
MAX_CELLS = 250_000
"""Rows of one file; a table of 1,000 by 1,000 cells is refused here, before it takes up memory."""
MAX_LABEL = 200
"""Characters of a level's name."""

_COUNT = re.compile(r"[0-9]{1,16}")
_WHOLE = re.compile(r"[+-]?[0-9]+")


@dataclass(frozen=True, slots=True)
class _Header:
    source: str
    dimensions: tuple[int, ...]
    names: tuple[str, ...]
    count: int
    table: int | None


def read_tables(raw: bytes, source: str, nested: Collection[str] = ()) -> tuple[TableFromFile, ...]:
    """Read every table of a CSV file.

    Args:
        raw: the file's bytes, at most :data:`fieldnotes.formats.csv_reading.MAX_CSV_BYTES`.
        source: the file's name, for messages and as name of its table.
        nested: dimensions in which levels lie within levels, so that their margins are not the sum of all of them;
            those are left to whoever knows the hierarchy.

    Raises:
        DamagedError: naming file, row and column of what is missing, negative, not whole, given twice, a formula,
            one too many, or at odds with a margin.
    """
    lines = numbered_rows(raw, source)
    header = _header(next(lines, (1, []))[1], source)
    cells: dict[str, dict[Key, int | None]] = {}
    rows: dict[str, dict[Key, int]] = {}
    for number, row in lines:
        if not row:
            continue
        name, key, count = _cell(header, number, row)
        seen = rows.setdefault(name, {})
        if key in seen:
            raise DamagedError(
                f"{source}, row {number}, columns {', '.join(header.names)}: this cell stands in row {seen[key]} too.",
                "Keep one row for each cell.",
            )
        if number > MAX_CELLS + 1:
            raise DamagedError(
                f"{source}, row {number}, column {COUNT_COLUMN}: this is one cell more than {MAX_CELLS}.",
                "Give smaller tables, or fewer at a time.",
            )
        seen[key] = number
        cells.setdefault(name, {})[key] = count
    if not cells:
        raise DamagedError(
            f"{source} holds no table: its header has no row below it.", "Give a file with cells in it."
        )
    tables = tuple(TableFromFile(source, name, header.names, cells[name], rows[name]) for name in cells)
    for table in tables:
        check_complete(table)
        check_margins(table, nested)
    return tables


def _header(row: list[str], source: str) -> _Header:
    names = [name.strip() for name in row]
    if names.count(COUNT_COLUMN) != 1:
        hint = (
            "It seems to use semicolons; save it with commas."
            if ";" in "".join(row)
            else "Name the counts' column n."
        )
        raise DamagedError(f"{source}, row 1: there is not exactly one column named n.", hint)
    for column, name in enumerate(names, start=1):
        fault = "has no name" if not name else fault_of_cell(name)
        if fault is None and name in names[: column - 1]:
            fault = "has the name of an earlier column"
        if fault is not None:
            raise DamagedError(
                f"{source}, row 1, column {column}: the cell {fault}.",
                "Give every column its own plain name.",
            )
    dimensions = tuple(i for i, name in enumerate(names) if name not in (COUNT_COLUMN, TABLE_COLUMN))
    if not 1 <= len(dimensions) <= MAX_DIMENSIONS:
        raise DamagedError(
            f"{source}, row 1: the table has {len(dimensions)} dimensions.",
            f"Give it 1 to {MAX_DIMENSIONS} columns besides n and table.",
        )
    table = names.index(TABLE_COLUMN) if TABLE_COLUMN in names else None
    return _Header(source, dimensions, tuple(names[i] for i in dimensions), names.index(COUNT_COLUMN), table)


def _cell(header: _Header, number: int, row: list[str]) -> tuple[str, Key, int | None]:
    """The table, the place and the count of one row."""
    width = len(header.dimensions) + 1 + (header.table is not None)
    if len(row) != width:
        raise DamagedError(
            f"{header.source}, row {number} has {len(row)} columns where the header has {width}.",
            "Give every row one cell for each column.",
        )
    key = tuple(
        _label(header, number, name, row[column])
        for column, name in zip(header.dimensions, header.names, strict=True)
    )
    name = (
        _stem(header.source)
        if header.table is None
        else _label(header, number, TABLE_COLUMN, row[header.table])
    )
    return name, key, _count(header, number, row[header.count].strip())


def _label(header: _Header, number: int, column: str, text: str) -> str:
    fault = fault_of_cell(text)
    if not text:
        fault = "is empty"
    elif len(text) > MAX_LABEL:
        fault = f"is longer than {MAX_LABEL} characters"
    elif text != TOTAL and text.casefold() == TOTAL.casefold():
        fault = f"must be written {TOTAL} if it is a margin"
    if fault is not None:
        raise DamagedError(
            f"{header.source}, row {number}, column {column}: the cell {fault}.",
            "Give every level a short plain name.",
        )
    return text


def _count(header: _Header, number: int, text: str) -> int | None:
    if text == SUPPRESSED:
        return None
    if _COUNT.fullmatch(text) and int(text) <= MAX_COUNT:
        return int(text)
    if not text:
        fault = "the count is missing"
    elif text.startswith("-") and _WHOLE.fullmatch(text):
        fault = "the count is negative"
    elif text[:1] in FORMULA_STARTS:
        fault = "the count is a formula"
    elif _WHOLE.fullmatch(text):
        fault = "the count is too large"
    else:
        fault = "the count is not a whole number"
    raise DamagedError(
        f"{header.source}, row {number}, column {COUNT_COLUMN}: {fault}.",
        f"Write digits only, or {SUPPRESSED} for a hidden cell.",
    )


def _stem(source: str) -> str:
    return source.rpartition(".")[0] or source
