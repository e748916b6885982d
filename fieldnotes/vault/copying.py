"""Making one backup: a copy of the ciphertext, tried before it gets the name under which it counts."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from fieldnotes.base.errors import DamagedError, FieldnotesError
from fieldnotes.vault import meta
from fieldnotes.vault.backupfiles import PART, destroy
from fieldnotes.vault.checkpointing import PIECE_BYTES, Checkpoints, Progress
from fieldnotes.vault.cipherpages import PageKeys, Pages
from fieldnotes.vault.connecting import connect_read_only
from fieldnotes.vault.disk import create_private_file, failure, sync, sync_folder
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keyblock import KeyBlock, parse
from fieldnotes.vault.keyfile import KeyFile, peek
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.pagefaults import faults_of_copy
from fieldnotes.vault.sqlcipher import Connection


class Copier:
    """Makes copies of one open vault.

    Args:
        key_file: the vault's own, locked by this process.
        key: the vault key.
        vault_id: 16 bytes.
        checkpoints: of the vault.
    """

    def __init__(self, key_file: KeyFile, key: VaultKey, vault_id: bytes, checkpoints: Checkpoints) -> None:
        self._key_file = key_file
        self._key = key
        self._vault_id = vault_id
        self._checkpoints = checkpoints

    def make(self, folder: Path, name: str, progress: Progress | None = None) -> int:
        """Copy key file and database into ``folder`` and try the copy; it lies there under a name that does not count.

        The key file is written first, so that what a kill leaves behind can be told to be this vault's.

        Returns:
            Bytes in both files.

        Raises:
            RefusedError: the disk is full or read-only, or the copy was ended.
            DamagedError: a disk fails, or the copy is not as it should be. Nothing is left then, where it can be
                removed.
        """
        part = VaultFiles(folder, name + PART)
        try:
            blocks = self._block()
            KeyFile.create(part.key, blocks).close()
            size, digest = self._copy(part.database, progress)
            sync_folder(folder)
            self._try(part, blocks, digest)
        except BaseException:
            with suppress(OSError, FieldnotesError):  # a stick that was pulled; what it holds does not count
                destroy(folder, name + PART)
            raise
        return size + 2 * len(blocks)

    def count(self, folder: Path, name: str) -> None:
        """Give a copy that was tried the name under which it counts: the key file last, which is what counts.

        Raises:
            RefusedError, DamagedError: if the disk does not let it.
        """
        part, whole = VaultFiles(folder, name + PART), VaultFiles(folder, name)
        try:
            part.database.rename(whole.database)
            part.key.rename(whole.key)
        except OSError as error:
            raise failure(error, "The backup cannot be given its name") from None
        sync_folder(folder)

    def opens(self, folder: Path, name: str) -> bool:
        """Whether the vault key that is in use now opens that backup."""
        return any(
            block is not None and block.is_authentic(self._key)
            for block in _blocks(VaultFiles(folder, name).key)
        )

    def read(self, folder: Path, name: str) -> AbstractContextManager[Connection]:
        """A backup's database, to be read only.

        Raises:
            DamagedError: if it is missing or damaged, or made with another vault key.
        """
        return connect_read_only(VaultFiles(folder, name), self._key, self._vault_id)

    @contextmanager
    def pages(self) -> Iterator[Pages]:
        """The vault's own pages, standing still until the block ends; writers go on. Ask ``give_way`` in between.

        Raises:
            RefusedError, DamagedError: as for :meth:`fieldnotes.vault.checkpointing.Checkpoints.held_off`.
        """
        with self._checkpoints.held_off() as database:
            yield Pages(PageKeys(self._key, self._vault_id), database)

    def give_way(self) -> None:
        """See :meth:`fieldnotes.vault.checkpointing.Checkpoints.give_way`."""
        self._checkpoints.give_way()

    def key_copies(self) -> tuple[bool, ...]:
        """For copy A and copy B of the vault's own key file: whether it is whole and this vault's."""
        blocks = (parse(copy) for copy in self._key_file.copies())
        return tuple(block is not None and block.intact and block.is_authentic(self._key) for block in blocks)

    def _block(self) -> bytes:
        """The copy of the key block that is whole and this vault's."""
        for copy in self._key_file.copies():
            block = parse(copy)
            if block is not None and block.intact and block.is_authentic(self._key):
                return copy
        raise DamagedError(
            "The key file was damaged while the vault was open, so no backup was made.",
            "Lock the vault and unlock it again, which mends the key file if it can be mended.",
        )

    def _copy(self, database: Path, progress: Progress | None) -> tuple[int, bytes]:
        descriptor = create_private_file(database)
        try:
            size, digest = self._checkpoints.copy(descriptor, progress)
            sync(descriptor)
        except OSError as error:
            raise failure(error, "The copy cannot be written") from None
        finally:
            os.close(descriptor)
        return size, digest

    def _try(self, part: VaultFiles, block: bytes, digest: bytes) -> None:
        """Restore it in all but name: read both files back from the disk, open the database, check every page."""
        try:
            same = _digest(part.database) == digest and set(peek(part.key)) == {block}
        except OSError as error:
            raise failure(error, "The copy cannot be read back") from None
        if not same:
            raise DamagedError(
                "The disk gave back something else than was written, so the backup does not count.",
                "Use another disk for backups.",
            )
        with connect_read_only(part, self._key, self._vault_id) as connection:
            faults = faults_of_copy(connection)
            if not faults and meta.get(connection, "vault_id") != self._vault_id:
                faults = ("It belongs to another vault.",)
        if faults:
            raise DamagedError(
                f"The trial restore of the backup failed, so it does not count: {faults[0]}",
                "Run `fieldnotes vault verify` and look at the older backups before anything else.",
            )


def _blocks(key: Path) -> list[KeyBlock | None]:
    try:
        return [parse(copy) for copy in peek(key)]
    except OSError:
        return []


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if hasattr(os, "posix_fadvise"):  # so that the bytes come back from the device, not from memory
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := os.read(descriptor, PIECE_BYTES):
            digest.update(piece)
    finally:
        os.close(descriptor)
    return digest.digest()
