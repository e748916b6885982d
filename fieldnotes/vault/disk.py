"""Writing so that it lasts: whole writes, synced, private to the owner."""

import fcntl
import os
from pathlib import Path

from fieldnotes.base.errors import RefusedError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def sync(descriptor: int) -> None:
    """Return once the file's content has reached the device, as far as the system can tell.

    macOS keeps data in the drive's cache after ``fsync``; ``F_FULLFSYNC`` is its documented remedy (fsync(2) there).
    """
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is None:
        os.fsync(descriptor)
    else:
        fcntl.fcntl(descriptor, full)


def sync_folder(folder: Path) -> None:
    """Make names created or removed in ``folder`` last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def write_at(descriptor: int, data: bytes, offset: int) -> None:
    """Write all of ``data`` at ``offset``, however many calls the system wants for it."""
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view = view[written:]
        offset += written


def read_at(descriptor: int, length: int, offset: int) -> bytes:
    """Up to ``length`` bytes from ``offset``; fewer only where the file ends."""
    parts = bytearray()
    while len(parts) < length:
        part = os.pread(descriptor, length - len(parts), offset + len(parts))
        if not part:
            break
        parts += part
    return bytes(parts)


def create_private_file(path: Path) -> int:
    """Create ``path``, mode 0600 whatever the umask, and return its descriptor.

    Raises:
        RefusedError: if something of that name exists already.
    """
    try:
        descriptor = os.open(
            path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE
        )
    except FileExistsError:
        raise RefusedError(
            f"There is already a file called {path.name} in that folder, and it is left as it is.",
            "Choose an empty folder.",
        ) from None
    os.fchmod(descriptor, PRIVATE_FILE)
    return descriptor


def make_private(path: Path, mode: int) -> None:
    """Take group and others off ``path`` if they had any access to it."""
    if path.lstat().st_mode & 0o777 != mode:
        path.chmod(mode)
