"""Writing so that it lasts: whole writes, synced, private to the owner."""

import errno
import fcntl
import os
from contextlib import suppress
from pathlib import Path

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError

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
    """Make names created or removed in ``folder`` last through a power cut.

    Raises:
        RefusedError, DamagedError: if the folder cannot be opened or the disk fails.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            sync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise failure(error, f"The folder {folder.name} cannot be made to last") from None


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
        RefusedError: if something of that name exists already, or the folder may not be written or is full.
        DamagedError: if the disk fails.
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
    except OSError as error:
        raise failure(error, f"The file {path.name} cannot be made") from None
    with suppress(OSError):  # a umask may have taken too much off; a disk without modes has none to set
        os.fchmod(descriptor, PRIVATE_FILE)
    return descriptor


def make_private(path: Path, mode: int) -> bool:
    """Take group and others off ``path``; whether it is private now, which some disks (FAT) cannot give."""
    if path.stat().st_mode & 0o777 != mode:
        with suppress(OSError):
            path.chmod(mode)
    return path.stat().st_mode & 0o077 == 0


def failure(error: OSError, doing: str) -> FieldnotesError:
    """A disk's error in words.

    Args:
        error: as the system raised it.
        doing: what could not be done, as the first half of a sentence.
    """
    reason = os.strerror(error.errno) if error.errno else "unknown reason"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return RefusedError(f"{doing}: the disk is full.", "Make room on the disk and try again.")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return RefusedError(
            f"{doing}: {reason}.", "Give yourself read and write access to the vault's folder."
        )
    return DamagedError(
        f"{doing}: {reason}.", "Copy the vault's folder to another disk, or restore a backup there."
    )
