"""The key file on disk: two copies of one block, written in place, and the lock that keeps other processes out."""

import fcntl
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from fieldnotes.base.errors import RefusedError
from fieldnotes.vault.disk import create_private_file, failure, read_at, sync, sync_folder, write_at
from fieldnotes.vault.keyblock import BLOCK_BYTES, FILLER_AT

COPIES = 2
KEY_FILE_BYTES = COPIES * BLOCK_BYTES


class KeyFile:
    """An open key file, held by this process alone until it is closed.

    Made by :meth:`create` or :meth:`open`; a context manager.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise RefusedError(
                "This vault is open in another window or program.", "Close it there first, then try again."
            ) from None
        except OSError as error:
            os.close(descriptor)
            raise failure(error, "The vault cannot be locked against other programs") from None

    @classmethod
    def create(cls, path: Path, block: bytes) -> Self:
        """Make a new key file holding ``block`` twice, and make its name last.

        Raises:
            RefusedError, DamagedError: if the name is taken or the disk fails; nothing is left behind then.
        """
        with ExitStack() as undo:
            key_file = cls(create_private_file(path))
            undo.callback(path.unlink)
            undo.callback(key_file.close)
            key_file.write(block)
            sync_folder(path.parent)
            undo.pop_all()
        return key_file

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing key file for reading and for writing in place. Symbolic links are not followed.

        Raises:
            RefusedError: if another process holds it, or it may not be written.
            DamagedError: if it is missing or not a plain file.
        """
        try:
            return cls(os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC))
        except OSError as error:
            raise failure(error, f"The key file {path.name} cannot be opened") from None

    def copies(self) -> tuple[bytes, ...]:
        """Copy A and copy B as they stand; short where the file has been cut off.

        Raises:
            DamagedError: if the disk does not give them back.
        """
        try:
            return copies_in(self._descriptor)
        except OSError as error:
            raise failure(error, "The key file cannot be read") from None

    def write(self, block: bytes) -> None:
        """Put ``block`` in both places: B, synced, then A, synced, so that one whole copy exists at every moment.

        The blocks are overwritten where they lie. A new file renamed over the old one would leave the old key block
        readable on the disk (measured on ext4 and xfs).

        Raises:
            RefusedError: if the disk is full or may not be written.
            DamagedError: if the disk fails.
        """
        for place in reversed(range(COPIES)):
            self.write_copy(place, block)

    def write_copy(self, place: int, block: bytes) -> None:
        """Put ``block`` in one place (0 is A, 1 is B), synced; errors as for :meth:`write`."""
        try:
            write_at(self._descriptor, block, place * BLOCK_BYTES)
            sync(self._descriptor)
        except OSError as error:
            raise failure(error, "The key file cannot be written") from None

    def write_filler(self, place: int, block: bytes) -> None:
        """Put only what follows the authenticators of ``block`` in one place, synced; errors as for :meth:`write`.

        Nothing that opens the vault is written, so a wipe of the file by another process is never undone by this.
        """
        try:
            write_at(self._descriptor, block[FILLER_AT:], place * BLOCK_BYTES + FILLER_AT)
            sync(self._descriptor)
        except OSError as error:
            raise failure(error, "The key file cannot be written") from None

    def close(self) -> None:
        """Let go of the file and of the lock. A second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def peek(path: Path) -> tuple[bytes, ...]:
    """Copy A and copy B of a key file that is not opened: no lock, nothing written, links not followed.

    Raises:
        OSError: if it cannot be read or is not a plain file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return copies_in(descriptor)
    finally:
        os.close(descriptor)


def copies_in(descriptor: int) -> tuple[bytes, ...]:
    """Copy A and copy B; short where the file has been cut off.

    Raises:
        OSError: if they cannot be read.
    """
    return tuple(read_at(descriptor, BLOCK_BYTES, place * BLOCK_BYTES) for place in range(COPIES))
