"""Moving the write-ahead log into the database, and copying the database while nothing moves."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.vault.disk import failure, write_at
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.transactions import Transactions

Progress = Callable[[int, int], None]
"""Told bytes done and bytes in all, between two pieces of a copy."""

PIECE_BYTES = 1 << 20
_AUTOMATIC = 1000
"""Pages of log after which SQLite moves it by itself: its own default (PRAGMA wal_autocheckpoint)."""


class Checkpoints:
    """Everything in one vault that moves the log goes through here, so that a copy can hold it off.

    While the log is not moved, the database file does not change: writers go on, and what they commit is durable in the
    log. A copy is worth less than what waits for it (a deletion, locking), so whoever wants the log moved ends the copy.
    """

    def __init__(self, database: Path, connection: Connection, transactions: Transactions) -> None:
        self._database = database
        self._connection = connection
        self._transactions = transactions
        self._free = Condition()
        self._copying = False
        self._wanted = False
        self._descriptor = -1

    def truncate(self, patience: float = 5.0) -> bool:
        """Move the log into the database, empty it, and say whether that was done.

        Args:
            patience: seconds to wait for a copy to stop.

        Raises:
            RefusedError: inside a transaction, or if the disk is full.
            DamagedError: if the disk fails.
        """
        with self._free:
            self._wanted = True  # a copy under way ends, whether or not it is waited for long enough
            if not self._free.wait_for(lambda: not self._copying, patience):
                return False
            return not self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    def copy(self, descriptor: int, progress: Progress | None = None) -> tuple[int, bytes]:
        """Write the encrypted database, as it is at the start of the call, to an open file.

        Returns:
            Number of bytes and their SHA-256.

        Raises:
            RefusedError: if it was ended by something that must not wait, or the log cannot be moved now.
            RefusedError, DamagedError: from either disk.
        """
        digest = hashlib.sha256()
        done = 0
        with self.held_off() as source:
            size = os.fstat(source).st_size
            while done < size:
                self.give_way()
                piece = _moved(source, descriptor, done, size)
                digest.update(piece)
                done += len(piece)
                if progress is not None:
                    progress(done, size)
        return size, digest.digest()

    def close(self) -> None:
        """Let go of the database file; only after its connection was closed."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def give_way(self) -> None:
        """To be called often inside :meth:`held_off`.

        Raises:
            RefusedError: if something waits that is worth more than a copy.
        """
        if self._wanted:
            raise RefusedError(
                "That was ended, because the vault is being locked or something in it deleted for good.",
                "Do it again afterwards.",
            )

    @contextmanager
    def held_off(self) -> Iterator[int]:
        """The log is empty at first and not moved inside: the database file, a descriptor of which is given, stands still.

        Raises:
            RefusedError: if that is so already, or the log cannot be moved now.
            RefusedError, DamagedError: from the disk.
        """
        with self._free:
            if self._copying:
                raise RefusedError(
                    "The vault is being copied or checked already.", "Wait until that is done."
                )
            self._copying, self._wanted = True, False
        try:
            self._connection.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
            try:
                self._empty_log()
                yield self._open()
            finally:
                if not self._connection.closed:
                    self._connection.execute(f"PRAGMA wal_autocheckpoint = {_AUTOMATIC}").fetchall()
        finally:
            with self._free:
                self._copying = False
                self._free.notify_all()

    def _empty_log(self) -> None:
        with self._transactions.paused():
            busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise RefusedError(
                "The database is being read just now, so it cannot be copied.", "Try again in a moment."
            )

    def _open(self) -> int:
        # Kept open until the vault closes: closing any descriptor of a file drops every POSIX lock that this process
        # has on it, SQLite's own among them (sqlite.org/howtocorrupt, section 2.2).
        if self._descriptor < 0:
            try:
                self._descriptor = os.open(self._database, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            except OSError as error:
                raise failure(error, "The vault's database cannot be read") from None
        return self._descriptor


def _moved(source: int, descriptor: int, at: int, size: int) -> bytes:
    try:
        piece = os.pread(source, min(PIECE_BYTES, size - at), at)
    except OSError as error:
        raise failure(error, "The vault's database cannot be read") from None
    if not piece:
        raise DamagedError(
            "The vault's database was cut off while it was copied.",
            "Run `fieldnotes vault verify`, and restore a backup into another folder if it says so.",
        )
    try:
        write_at(descriptor, piece, at)
    except OSError as error:
        raise failure(error, "The copy cannot be written") from None
    return piece
