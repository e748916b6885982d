"""Which level of a dimension lies within which, read from CSV: a column ``code`` and a column ``parent``."""

from fieldnotes.base.errors import DamagedError
from fieldnotes.formats.csv_cells import fault_of_cell
from fieldnotes.formats.csv_reading import numbered_rows
from fieldnotes.formats.table_from_file import TOTAL
from fieldnotes.formats.table_reading import MAX_LABEL

COLUMNS = ["code", "parent"]


def read_hierarchy(raw: bytes, source: str) -> dict[str, str]:
    """The parent of each level, ``Total`` for those at the top (written so, or left empty).

    Args:
        raw: the file's bytes.
        source: the file's name, for messages.

    Raises:
        DamagedError: naming file, row and column of a level that stands twice or lies within itself, of a parent that has
            no row of its own, and of what is no plain label.
    """
    lines = numbered_rows(raw, source)
    if [name.strip() for name in next(lines, (1, []))[1]] != COLUMNS:
        raise DamagedError(
            f"{source}, row 1: the columns are not code and parent.", "Name the columns code,parent."
        )
    parents: dict[str, str] = {}
    rows: dict[str, int] = {}
    for number, row in lines:
        if not row:
            continue
        code, parent = _pair(row, f"{source}, row {number}")
        if code in parents:
            raise DamagedError(
                f"{source}, row {number}, column code: {code} stands in row {rows[code]} too.",
                "Keep one row for each level.",
            )
        parents[code], rows[code] = parent, number
    if not parents:
        raise DamagedError(f"{source} holds no hierarchy: its header has no row below it.", "Give it levels.")
    for code, parent in parents.items():
        if parent != TOTAL and parent not in parents:
            raise DamagedError(
                f"{source}, row {rows[code]}, column parent: {parent} has no row of its own.",
                f"Add one, with {TOTAL} as its parent if it lies within nothing.",
            )
    _require_no_ring(parents, rows, source)
    return parents


def _pair(row: list[str], where: str) -> tuple[str, str]:
    if len(row) != len(COLUMNS):
        raise DamagedError(
            f"{where} has {len(row)} columns where the header has 2.", "Give a code and its parent."
        )
    code, parent = row[0], row[1] or TOTAL
    for column, text in zip(COLUMNS, (code, parent), strict=True):
        fault = fault_of_cell(text)
        if not text:
            fault = "is empty"
        elif len(text) > MAX_LABEL:
            fault = f"is longer than {MAX_LABEL} characters"
        elif text.casefold() == TOTAL.casefold() and (column == "code" or text != TOTAL):
            fault = f"is no level: the total is written {TOTAL}, and only as a parent"
        if fault is not None:
            raise DamagedError(
                f"{where}, column {column}: the cell {fault}.", "Give every level a short plain name."
            )
    return code, parent


def _require_no_ring(parents: dict[str, str], rows: dict[str, int], source: str) -> None:
    """See to it that every level comes to the total if one goes from parent to parent."""
    fine = {TOTAL}
    for code in parents:
        path: dict[str, None] = {}
        at = code
        while at not in fine:
            if at in path:
                raise DamagedError(
                    f"{source}, row {rows[at]}, column parent: {at} lies within itself.",
                    "Give one of the levels above it another parent.",
                )
            path[at] = None
            at = parents[at]
        fine.update(path)
