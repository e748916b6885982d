"""Rows of a CSV file that comes from elsewhere, with their numbers, or a sentence naming file and row."""

import csv
import io
from collections.abc import Iterator

from fieldnotes.base.errors import DamagedError

MAX_CSV_BYTES = 64 * 2**20
"""Size of the largest file that is read, in bytes; a table of 1,000 by 1,000 cells takes about 10 MB."""


def numbered_rows(raw: bytes, source: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file (RFC 4180, UTF-8, with or without byte order mark), each with the number of its line from 1.

    Args:
        raw: the file's bytes, at most :data:`MAX_CSV_BYTES`.
        source: the file's name, for messages.

    Raises:
        DamagedError: if it is too large, not UTF-8 or not CSV.
    """
    return _lines(_decoded(raw, source), source)


def _decoded(raw: bytes, source: str) -> str:
    if len(raw) > MAX_CSV_BYTES:
        raise DamagedError(
            f"{source} is larger than {MAX_CSV_BYTES // 2**20} MB.", "Split it into several tables."
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        row = raw.count(b"\n", 0, fault.start) + 1
        raise DamagedError(
            f"{source}, row {row} is not UTF-8 text.", "Save the file as CSV in UTF-8."
        ) from None


def _lines(text: str, source: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            line = reader.line_num
            raise DamagedError(
                f"{source}, row {line} is not CSV: a quotation mark is out of place or a field is far too long.",
                "Save the file again as CSV with commas.",
            ) from None
        if row is None:
            return
        yield reader.line_num, row
