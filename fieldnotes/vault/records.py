"""SQLite's records: what one row looks like inside a page (sqlite.org/fileformat2, section 2.1)."""

import struct

Value = int | float | str | bytes | None

_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_FLOAT, _ZERO, _ONE, _FIRST_BLOB = 7, 8, 9, 12


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer and where it ends.

    Raises:
        IndexError: if the data ends first.
    """
    value = 0
    for length in range(8):
        byte = data[at + length]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + length + 1
    return value << 8 | data[at + 8], at + 9


def signed(value: int) -> int:
    """A 64-bit varint as the signed number it stands for."""
    return value - (1 << 64) if value >= 1 << 63 else value


def values(record: bytes) -> tuple[Value, ...]:
    """The values of a record, in the order of its columns; text as UTF-8.

    Raises:
        ValueError: if the record does not follow the format.
    """
    try:
        return _values(record)
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise ValueError("not a record") from error


def _values(record: bytes) -> tuple[Value, ...]:
    head_bytes, at = varint(record, 0)
    kinds = []
    while at < head_bytes:
        kind, at = varint(record, at)
        kinds.append(kind)
    found = []
    for kind in kinds:
        value, at = _value(record, kind, at)
        found.append(value)
    if at != len(record) or head_bytes > len(record):
        raise ValueError("the record is longer or shorter than it says")
    return tuple(found)


def _value(record: bytes, kind: int, at: int) -> tuple[Value, int]:
    if kind in _INTEGER_BYTES:
        end = at + _INTEGER_BYTES[kind]
        if end > len(record):
            raise IndexError
        return int.from_bytes(record[at:end], "big", signed=True), end
    if kind == 0:
        return None, at
    if kind == _FLOAT:
        return struct.unpack_from(">d", record, at)[0], at + 8
    if kind in (_ZERO, _ONE):
        return kind - _ZERO, at
    if kind < _FIRST_BLOB:
        raise ValueError("a kind of value that SQLite reserves")
    end = at + (kind - _FIRST_BLOB) // 2
    if end > len(record):
        raise IndexError
    piece = record[at:end]
    return (piece.decode("utf-8") if kind % 2 else piece), end
