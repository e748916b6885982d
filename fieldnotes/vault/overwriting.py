"""Overwriting a few blocks of a file where they lie, on the device, without waiting for other programs' data.

``fsync`` on ext4 commits the whole journal, and in ordered mode that waits for data which other programs are writing
at the time. A direct write (``O_DIRECT``) of blocks that the file has already needs no journal, and ``O_DSYNC``
returns once the device itself has stored it (open(2)).
"""

import mmap
import os
import time
from pathlib import Path

from fieldnotes.hardening.kernel import first_at_the_disk
from fieldnotes.vault.disk import read_at, sync, write_at

_DIRECT = getattr(os, "O_DIRECT", 0) | getattr(os, "O_DSYNC", 0)
"""Zero where the system has no direct input and output (macOS), which leaves only the way through the cache."""

_OPEN = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC


def overwrite(path: Path, data: bytes) -> float:
    """Put ``data`` at the start of ``path``, in place, on the device, and read it back from there.

    Directly where the file system can, through the cache and ``fsync`` where it refuses or fails. Symbolic links are not
    followed.

    Args:
        path: an existing file.
        data: whole blocks of 4 KiB.

    Returns:
        When the device had stored it, on the clock of ``time.perf_counter``.

    Raises:
        FileNotFoundError: if there is no such file.
        OSError: if neither way stored the data, or something else was read back.
    """
    with first_at_the_disk():
        stored = _directly(path, data) if hasattr(os, "O_DIRECT") else None
        stored = _through_the_cache(path, data) if stored is None else stored
    if stored is None:
        raise OSError("the disk gives back something else than was written")
    return stored


def _directly(path: Path, data: bytes) -> float | None:
    """When it was stored; ``None`` if it was not, or something else is read back."""
    with mmap.mmap(
        -1, len(data)
    ) as aligned:  # such memory begins on a page, as direct input and output wants
        aligned[:] = data
        try:
            descriptor = os.open(path, _OPEN | _DIRECT)
            try:
                with memoryview(aligned) as view:
                    _write_whole(descriptor, view)
                stored = time.perf_counter()
                aligned[:] = bytes(len(data))
                length = os.preadv(descriptor, [aligned], 0)
            finally:
                os.close(descriptor)
        except FileNotFoundError:
            raise
        except OSError:  # EINVAL where the file system cannot; whatever it is, the other way is tried
            return None
        return stored if aligned[:length] == data else None


def _write_whole(descriptor: int, view: memoryview) -> None:
    done = 0
    while done < len(view):  # after a short write the rest may not be aligned, and is refused with EINVAL
        with view[done:] as rest:
            done += os.pwrite(descriptor, rest, done)


def _through_the_cache(path: Path, data: bytes) -> float | None:
    """As :func:`_directly`; the disk's errors are raised."""
    descriptor = os.open(path, _OPEN)
    try:
        write_at(descriptor, data, 0)
        sync(descriptor)
        stored = time.perf_counter()
        if hasattr(os, "posix_fadvise"):  # so that the bytes come back from the device, not from memory
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        return stored if read_at(descriptor, len(data), 0) == data else None
    finally:
        os.close(descriptor)
