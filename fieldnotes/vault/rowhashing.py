"""A keyed hash of one row, and its sum over many: what says whether rows are as they were last written.

The sum is MSet-Add-Hash (Clarke, Devadas, van Dijk, Gassend, Suh: *Incremental multiset hash functions and their
application to memory integrity checking*, ASIACRYPT 2003): the hash of a set is the sum of a pseudorandom function of its
members modulo 2^256, so a row that comes or goes is one addition. The paper's random offset hides sums from those who
see them; here they lie inside the encrypted database, where nobody without the vault key sees one.
"""

import hashlib
import struct
from collections.abc import Iterable, Sequence
from typing import Protocol

SUM_BYTES = 32
MODULUS = 1 << (8 * SUM_BYTES)

Value = int | float | str | bytes | None
"""What SQLite can hold in one column of one row."""


class _Hash(Protocol):
    def copy(self) -> "_Hash": ...

    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


class RowHash:
    """The pseudorandom function for the rows of one table: BLAKE2b (RFC 7693) with a 32-byte key.

    Args:
        key: 32 bytes.
        table: whose rows.
        columns: the columns, in the order in which their values are given.
    """

    __slots__ = ("_start",)

    def __init__(self, key: bytes, table: str, columns: Sequence[str]) -> None:
        start = hashlib.blake2b(key=key, digest_size=SUM_BYTES, person=b"fn-row")
        start.update(encoded((table, len(columns), *columns)))
        self._start: _Hash = start

    def __call__(self, values: Iterable[Value]) -> int:
        """The hash of a row, 0 … 2^256 - 1."""
        hashed = self._start.copy()
        hashed.update(encoded(values))
        return int.from_bytes(hashed.digest(), "big")


def scope_hash(key: bytes, scope: str, total: int) -> int:
    """The hash of a scope and the sum over its rows; 0 for a scope without rows, which stands nowhere."""
    if not total:
        return 0
    said = encoded((scope, total.to_bytes(SUM_BYTES, "big")))
    hashed = hashlib.blake2b(said, key=key, digest_size=SUM_BYTES, person=b"fn-scope")
    return int.from_bytes(hashed.digest(), "big")


def encoded(values: Iterable[Value]) -> bytes:
    """The values one after the other, each with its type and length, so that no two lists are written alike.

    Raises:
        TypeError: for a value that SQLite cannot hold.
    """
    parts: list[bytes] = []
    for value in values:
        if value is None:
            parts.append(b"n")
        elif isinstance(value, str):
            raw = value.encode()
            parts += (b"t", len(raw).to_bytes(8, "big"), raw)
        elif isinstance(value, int):
            parts += (b"i", value.to_bytes(8, "big", signed=True))
        elif isinstance(value, bytes):
            parts += (b"b", len(value).to_bytes(8, "big"), value)
        elif isinstance(value, float):
            parts += (b"r", struct.pack(">d", value))
        else:
            raise TypeError(f"no column holds a {type(value).__name__}")
    return b"".join(parts)
