from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from fieldnotes.vault.sqlcipher import Connection, StatementError


class Transactions:
    """Begins and ends the transactions of one connection; an inner one joins the outer one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = RLock()
        self._depth = 0
        self._failed = False

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
                self._connection.execute("BEGIN IMMEDIATE")
                self._failed = False
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

    @contextmanager
    def paused(self) -> Iterator[None]:
        """No transaction of another thread is open inside."""
        with self._lock:
            yield

    def _commit(self) -> None:
        if self._failed:
            raise StatementError("A part of this change failed, so none of it was stored.", "Do it again.")
        self._connection.execute("COMMIT")

    def _roll_back(self) -> None:
        # SQLite ends the transaction by itself after some errors, such as a full disk.
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
