from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Protocol

from fieldnotes.vault.sqlcipher import Connection, StatementError

_FAILED = "A part of this change failed, so none of it was stored.", "Do it again."


class Witness(Protocol):
    """Sees every transaction, and adds to it what must be stored with it."""

    @property
    def seen(self) -> int:
        """How many changes of rows it has seen; never the same number after another one."""

    def begin(self) -> None:
        """A transaction has begun."""

    def write(self) -> None:
        """It is about to be stored."""

    def end(self, *, stored: bool) -> None:
        """It has ended."""

    def holds_up(self, table: str) -> bool:
        """Whether a statement that changes rows of ``table`` must wait until the witness is ready for it."""

    def prepare(self) -> bool:
        """Make ready for what was held up, and say whether anything was."""


class Transactions:
    """Begins and ends the transactions of one connection; an inner one joins the outer one.

    Args:
        connection: the database. A statement that changes rows outside of a transaction gets one of its own from here.
        witness: sees every transaction.
    """

    def __init__(self, connection: Connection, witness: Witness | None = None) -> None:
        self._connection = connection
        self._witness = witness
        self._seen = 0
        self._lock = RLock()
        self._depth = 0
        self._number = 0
        self._failed = False
        if witness is not None:
            connection.attend(self)

    @contextmanager
    def run(self) -> Iterator[Connection]:
        """Everything inside is stored together, durable once the outermost block ends, or not at all.

        If an inner block failed, the outer one cannot be stored either, even where the failure was caught: half of
        what the inner block meant would be in it.

        Raises:
            StatementError: on leaving the outermost block after a failure inside it was caught.
            DamagedError, RefusedError: from the database.
        """
        with self._lock:
            if self._depth == 0:
                self._begin()
            elif not self._connection.in_transaction:  # SQLite has taken all of it back already
                raise StatementError(*_FAILED)
            self._depth += 1
            try:
                yield self._connection
                if self._depth == 1:
                    self._commit()
            except BaseException:
                self._failed = True
                if self._depth == 1:
                    self._roll_back()
                raise
            finally:
                self._depth -= 1

    @property
    def number(self) -> int:
        """Inside a transaction a number that no other one of this connection has; 0 outside."""
        return self._number if self._connection.in_transaction else 0

    def statement(self) -> None:
        """A statement begins."""
        if self._witness is not None:
            self._seen = self._witness.seen

    def statement_failed(self) -> None:
        """The statement that began last failed. If it had changed rows, what the witness saw was taken back again."""
        if self._witness is not None and self._witness.seen != self._seen:
            self._failed = True

    def holds_up(self, _action: int, table: str | None) -> bool:
        """Whether a statement that changes rows of ``table`` must wait for :meth:`prepare`."""
        return self._witness is not None and table is not None and self._witness.holds_up(table)

    def prepare(self) -> bool:
        """Make the witness ready for what was held up, and say whether anything was."""
        return self._witness is not None and self._witness.prepare()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """No transaction of another thread is open inside."""
        with self._lock:
            yield

    def _begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._number += 1
        self._failed = False
        if self._witness is not None:
            self._witness.begin()

    def _commit(self) -> None:
        if self._failed:
            raise StatementError(*_FAILED)
        if self._witness is not None:
            self._witness.write()
        self._connection.execute("COMMIT")
        if self._witness is not None:
            self._witness.end(stored=True)

    def _roll_back(self) -> None:
        # SQLite ends the transaction by itself after some errors, such as a full disk.
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        finally:
            if self._witness is not None:
                self._witness.end(stored=False)
