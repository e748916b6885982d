"""The one seam to SQLCipher: typed, and with errors that never carry a statement or a value."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar
from urllib.parse import quote

from sqlcipher3 import dbapi2

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError, WrongUseError

Parameters = Sequence[Any] | Mapping[str, Any]
_T = TypeVar("_T")

_CACHED_STATEMENTS = 1024
"""More than the program has. The driver's cache, once full, keeps what was used most and forgets each new statement at the
next one (measured with sqlcipher3 0.6): half the time of an edit went into compiling its statements again."""

_CHANGING = frozenset(("INSERT", "UPDATE", "DELETE", "REPLAC"))
_WRITING = frozenset((dbapi2.SQLITE_INSERT, dbapi2.SQLITE_UPDATE, dbapi2.SQLITE_DELETE))

_CORRUPT, _NOT_A_DATABASE, _IO, _CANNOT_OPEN = 11, 26, 10, 14
_FULL, _READ_ONLY, _BUSY, _LOCKED, _FORBIDDEN, _CONSTRAINT = 13, 8, 5, 6, 23, 19


class ConstraintError(WrongUseError):
    """A statement contradicts what the database holds or requires: a duplicate, a missing parent, a failed check."""


class StatementError(WrongUseError):
    """The database did not understand a statement: a fault of the program."""


class Attendant(Protocol):
    """Told of every statement, and gives a transaction to those that change rows outside of one."""

    def statement(self) -> None:
        """A statement begins."""

    def statement_failed(self) -> None:
        """The statement that began last failed, and what it had changed so far was taken back."""

    def run(self) -> AbstractContextManager["Connection"]:
        """A transaction."""

    def holds_up(self, action: int, table: str | None) -> bool:
        """Whether a statement that does ``action`` (sqlite3_set_authorizer) to ``table`` must wait for :meth:`prepare`."""

    def prepare(self) -> bool:
        """Make ready for what was held up, and say whether anything was."""


class _Listener:
    """What the driver wants of an aggregate."""

    def __init__(self, function: Callable[..., None]) -> None:
        self.step = function

    def finalize(self) -> None:
        """There is no result."""


class Cursor:
    """The rows of one statement, with driver errors translated."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def fetchone(self) -> Any:
        """The next row, or ``None``."""
        return _translated(self._cursor.fetchone)

    def fetchall(self) -> list[Any]:
        """All remaining rows."""
        rows: list[Any] = _translated(self._cursor.fetchall)
        return rows

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        row = _translated(self._cursor.fetchone)
        if row is None:
            raise StopIteration
        return row

    @property
    def lastrowid(self) -> int:
        """Row number of the last row inserted."""
        return int(self._cursor.lastrowid)

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed; -1 for a query."""
        return int(self._cursor.rowcount)


class Connection:
    """An open SQLCipher database. Transactions are begun and ended by ``Vault.transaction`` only."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._closed = False
        self._attendant: Attendant | None = None
        self._authorizer: Callable[..., int] | None = None

    @classmethod
    def open(cls, database: Path, *, read_only: bool = False) -> Self:
        """Connect to a file that exists, without a key yet; rows can be asked by name and by place.

        Args:
            database: the file.
            read_only: nobody writes the file while it is open, so no lock, log or index of a log is made beside it.

        Raises:
            DamagedError: if the file cannot be opened.
        """
        # mode=rw: a file that is missing is never made. The path is quoted because the address is a URI.
        address = f"file:{quote(str(database.absolute()))}?mode={'ro&immutable=1' if read_only else 'rw'}"
        # Vault.transaction lets in one thread at a time; unlocking may happen in a worker thread.
        connection = _translated(
            lambda: dbapi2.connect(
                address,
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=_CACHED_STATEMENTS,
            )
        )
        connection.row_factory = dbapi2.Row
        return cls(connection)

    @classmethod
    def in_memory(cls) -> Self:
        """An empty database in memory, without a key: for schemas, never for rows of a vault."""
        connection = _translated(lambda: dbapi2.connect(":memory:", isolation_level=None))
        connection.row_factory = dbapi2.Row
        return cls(connection)

    def set_key(self, key: str) -> None:
        """Give SQLCipher the key: the driver's call for PRAGMA key.

        The key is in no statement this way, and so in no statement cache, trace or error.
        """
        _translated(lambda: self._connection.set_key(key))

    def reset_key(self, key: str) -> None:
        """Encrypt the whole database again, in one transaction: the driver's call for PRAGMA rekey.

        It returns without an error even where the disk was full (measured with SQLCipher 4.19), and leaves this connection
        useless then: ask the database itself which key it has, see ``connecting.opens``.
        """
        _translated(lambda: self._connection.reset_key(key))

    def set_authorizer(self, authorizer: Callable[..., int]) -> None:
        """Have every statement asked about from now on."""
        self._authorizer = authorizer
        self.expire()

    def expire(self) -> None:
        """Have every statement compiled again, and asked about again, at its next use."""
        _translated(lambda: self._connection.set_authorizer(self._judge))

    def _judge(self, action: int, first: str | None, *rest: str | None) -> int:
        if action in _WRITING and self._attendant is not None and self._attendant.holds_up(action, first):
            return int(dbapi2.SQLITE_DENY)
        return int(dbapi2.SQLITE_OK) if self._authorizer is None else self._authorizer(action, first, *rest)

    def create_listener(self, name: str, function: Callable[..., None]) -> None:
        """Let triggers of this connection call ``function``, with any number of values.

        As an aggregate over one row: for the sake of a plain function, which may fail, SQLite would keep a journal of every
        statement that fires such a trigger, which takes longer than most statements (measured with SQLite 3.53). If this
        one fails, SQLite takes back the whole transaction instead.
        """
        _translated(lambda: self._connection.create_aggregate(name, -1, lambda: _Listener(function)))

    def attend(self, attendant: Attendant) -> None:
        """Tell ``attendant`` of every statement from now on."""
        self._attendant = attendant
        self.expire()

    def execute(self, sql: str, parameters: Parameters = ()) -> Cursor:
        """Run one statement. Values go in ``parameters``, never into ``sql``.

        Raises:
            DamagedError: if the database cannot be read.
            RefusedError: if the disk is full, the database busy, or the statement not allowed in a vault.
            ConstraintError: if the statement contradicts the data.
            StatementError: if the statement is not understood.
        """
        return self._attended(sql, lambda: self._connection.execute(sql, parameters))

    def executemany(self, sql: str, rows: Iterable[Parameters]) -> Cursor:
        """Run one statement for each of ``rows``; errors as for :meth:`execute`."""
        given = rows if isinstance(rows, list) else list(rows)  # a statement that is held up begins again
        return self._attended(sql, lambda: self._connection.executemany(sql, given))

    def _attended(self, sql: str, call: Callable[[], Any]) -> Cursor:
        attendant = self._attendant
        if attendant is None:
            return Cursor(_translated(call))
        if sql.lstrip()[:6].upper() in _CHANGING and not self.in_transaction and not self._closed:
            with attendant.run():
                return self._attended(sql, call)
        while True:
            attendant.statement()
            try:
                return Cursor(_translated(call))
            except FieldnotesError:
                if not attendant.prepare():
                    attendant.statement_failed()
                    raise

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; not after closing."""
        return not self._closed and bool(self._connection.in_transaction)

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` was called."""
        return self._closed

    @property
    def total_changes(self) -> int:
        """Rows changed since the database was opened."""
        return int(_translated(lambda: self._connection.total_changes))

    def close(self) -> None:
        """Close the database; statements afterwards are refused."""
        self._closed = True
        _translated(self._connection.close)


def _translated(call: Callable[[], _T]) -> _T:
    try:
        return call()
    except dbapi2.Error as error:
        failure = _translate(error)
    except MemoryError:  # what SQLite says, too, where SQLCipher could not decrypt what the disk gave
        failure = DamagedError(
            "The disk failed, or memory ran out; the last change may not have been stored.",
            "Lock the vault and unlock it again; if it fails again, copy the vault's folder to another disk.",
        )
    # Raised outside the handler, so that the driver's own error, which may quote the statement, is not kept with it.
    raise failure


def _translate(error: Exception) -> FieldnotesError:
    code = int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
    if code in {_IO, _CANNOT_OPEN}:
        return DamagedError(
            "The disk failed while the vault's database was read or written; the last change may not have been stored.",
            "Make sure the disk is there and has room; if it fails again, copy the vault's folder to another disk.",
        )
    if code in {_CORRUPT, _NOT_A_DATABASE}:
        return DamagedError(
            "A part of the vault's database cannot be read.",
            "Run `fieldnotes vault verify`, and restore a backup into another folder if it says so.",
        )
    if code == _CONSTRAINT:
        return ConstraintError(
            "That contradicts what the vault already holds, so nothing was changed.",
            "Look at the existing entry first.",
        )
    if code in _REFUSALS:
        return RefusedError(*_REFUSALS[code])
    if isinstance(error, dbapi2.ProgrammingError) and "closed" in str(error):
        return RefusedError("The vault is locked.", "Unlock it and do that again.")
    return StatementError(
        f"The database did not take a statement ({type(error).__name__}, code {code}).",
        "This is a fault of the program: nothing was changed; report what you did.",
    )


_REFUSALS: dict[int, tuple[str, str]] = {
    _FULL: ("The disk is full, so the last change was not stored.", "Make room on the disk and do it again."),
    _READ_ONLY: (
        "The vault's database may not be written.",
        "Give yourself write access to the vault's folder.",
    ),
    _BUSY: ("The vault's database is in use by another program.", "Close that program and try again."),
    _LOCKED: ("The vault's database is busy.", "Try again in a moment."),
    _FORBIDDEN: ("A vault does not allow that statement.", "Nothing was changed; report what you did."),
}
