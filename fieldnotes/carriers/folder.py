"""A folder as a store: a USB stick, a network share, a folder that Syncthing keeps."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from fieldnotes.carriers.protocol import (
    MAX_OBJECT_BYTES,
    UnavailableError,
    is_name,
    require_name,
    require_prefix,
    same,
)

_NO_FOLDER_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM})


class FolderCarrier:
    """Objects as files under ``root``; the root itself must exist, so that an absent stick is never taken for an empty one.

    A file appears under its name only when whole: it is written as ``NAME.part``, synced, renamed, and the folder is
    synced. Names that are not of the one form (``*.part``, ``~syncthing~*``, ``*.sync-conflict-*``, anything else)
    are never listed.

    Args:
        root: the folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def list_names(self, prefix: str) -> list[str]:
        """See :meth:`fieldnotes.carriers.protocol.Carrier.list_names`."""
        require_prefix(prefix)
        with self._answering():
            folder = self._root / prefix
            if not folder.is_dir():
                return []
            with os.scandir(folder) as entries:
                found = [
                    f"{prefix}/{entry.name}" for entry in entries if entry.is_file(follow_symlinks=False)
                ]
        return sorted(name for name in found if is_name(name))

    def put(self, name: str, data: bytes) -> None:
        """See :meth:`fieldnotes.carriers.protocol.Carrier.put`."""
        require_name(name)
        with self._answering():
            target = self._root / name
            if not target.parent.is_dir():
                target.parent.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(self._root)
            part = target.with_name(target.name + ".part")
            _write_durably(part, data)
            part.replace(target)
            _sync_folder(target.parent)

    def get(self, name: str) -> bytes:
        """See :meth:`fieldnotes.carriers.protocol.Carrier.get`."""
        require_name(name)
        with self._answering():
            descriptor = os.open(self._root / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(descriptor, "rb") as file:
                data = file.read(MAX_OBJECT_BYTES + 1)
        if len(data) > MAX_OBJECT_BYTES:
            raise UnavailableError(
                f"The store holds a file under an object's name that is longer than {MAX_OBJECT_BYTES // 2**20} MiB.",
                "Remove it from the store; no export is that long.",
            )
        return data

    def confirm(self, name: str, data: bytes) -> bool:
        """See :meth:`fieldnotes.carriers.protocol.Carrier.confirm`; a missing object is an honest no."""
        require_name(name)
        with self._answering():
            if not (self._root / name).is_file():
                return False
        return same(self.get(name), data)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            if not self._root.is_dir():
                raise UnavailableError(
                    "The folder of this remote is not there.",
                    "Connect the stick or the share; what waits is kept until then.",
                )
            yield
        except OSError as error:
            raise UnavailableError(
                f"The folder of this remote cannot be used now ({os.strerror(error.errno or 0)}).",
                "Check that it is connected, writable and not full; what waits is kept until then.",
            ) from error


def _write_durably(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename durable, where the platform and file system can sync a folder (FAT and Windows cannot)."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno in _NO_FOLDER_SYNC:
            return
        raise
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)
