"""Ratings of coders, read from CSV: one row a rating, or a square of counts."""

import re

from fieldnotes.analysis.agreement.ratings import Ratings, from_contingency, from_triples
from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.formats.csv_reading import numbered_rows

COLUMNS = ("unit", "coder", "value")
MAX_CATEGORIES = 1_000
_COUNT = re.compile(r"[0-9]{1,9}")


def read_ratings(raw: bytes, source: str) -> Ratings:
    """Ratings in long form: a header with the columns unit, coder and value in any order, one row a rating.

    An empty value is a missing one.

    Raises:
        DamagedError: naming file and row of what is missing, too much, or given twice.
    """
    rows = numbered_rows(raw, source)
    header = [name.strip() for name in next(rows, (1, [""]))[1]]
    if sorted(header) != sorted(COLUMNS):
        raise DamagedError(
            f"{source}, row 1: the columns are not unit, coder and value.",
            "Give a header with these three, or --contingency for a square of counts.",
        )
    places = [header.index(name) for name in COLUMNS]
    seen: dict[tuple[str, str], int] = {}
    triples: list[tuple[str, str, str]] = []
    for number, row in rows:
        if not row:
            continue
        if len(row) != len(COLUMNS):
            raise DamagedError(
                f"{source}, row {number} has {len(row)} columns instead of 3.", "Give unit, coder and value."
            )
        unit, coder, value = (row[place].strip() for place in places)
        if not unit or not coder:
            raise DamagedError(f"{source}, row {number} names no unit or no coder.", "Fill it in.")
        if (unit, coder) in seen:
            raise DamagedError(
                f"{source}, row {number}: this coder's value for this unit stands in row {seen[unit, coder]} too.",
                "Keep one of them.",
            )
        seen[unit, coder] = number
        if value:
            triples.append((unit, coder, value))
    if not triples:
        raise DamagedError(f"{source} holds no rating.", "Give a file with rows below the header.")
    return from_triples(triples)


def read_contingency(raw: bytes, source: str) -> Ratings:
    """Ratings of two coders as a square of counts without a header: a row a value of the first, a column a value of the second.

    Raises:
        DamagedError: naming file, row and column of what is no count, or that the table is no square.
    """
    table: list[list[int]] = []
    for number, row in numbered_rows(raw, source):
        if not row:
            continue
        if len(row) > MAX_CATEGORIES or len(table) >= MAX_CATEGORIES:
            raise DamagedError(
                f"{source} has more than {MAX_CATEGORIES:,} rows or columns.", "Give one row for each value."
            )
        for column, cell in enumerate(row, start=1):
            if not _COUNT.fullmatch(cell.strip()):
                raise DamagedError(
                    f"{source}, row {number}, column {column} is not a count.",
                    "Give whole numbers from 0, without a header.",
                )
        table.append([int(cell) for cell in row])
    try:
        ratings = from_contingency(table)
    except WrongUseError as error:
        raise DamagedError(f"{source}: {error.problem}", error.remedy) from None
    if not ratings.patterns:
        raise DamagedError(f"{source} counts nothing.", "Give a table with at least one unit in it.")
    return ratings
