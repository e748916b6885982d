"""Telling a disk which blocks are free, so that flash storage may forget them."""

import fcntl
import os
import struct
import sys
from pathlib import Path

_FITRIM = 0xC0185879  # linux/fs.h: _IOWR('X', 121, struct fstrim_range)
_WHOLE = struct.pack("=QQQ", 0, 2**64 - 1, 0)


def trim(folder: Path) -> str:
    """Ask for a trim of the file system that ``folder`` lies on, and say in a sentence what came of it."""
    if sys.platform != "linux":
        return "Trim: not available on this system."
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        return f"Trim: not possible ({os.strerror(error.errno or 0)})."
    try:
        answer = fcntl.ioctl(descriptor, _FITRIM, _WHOLE)
    except OSError as error:
        return f"Trim: not possible here ({os.strerror(error.errno or 0)})."
    finally:
        os.close(descriptor)
    return f"Trim: the disk was told about {struct.unpack('=QQQ', answer)[1] // 2**20} MiB of free blocks."
