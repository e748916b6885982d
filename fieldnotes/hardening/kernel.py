"""The few calls to the C library that Python has no name for. Linux only; elsewhere the answer is ``None``."""

import ctypes
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_PR_GET_DUMPABLE = 3  # linux/prctl.h
_PR_SET_DUMPABLE = 4
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30, "riscv64": 30}  # asm/unistd.h; the C library has no name for it
_IOPRIO_WHO_PROCESS = 1  # linux/ioprio.h; 0 as the process is the calling thread
_IOPRIO_REALTIME, _IOPRIO_BEST_EFFORT_FIRST, _IOPRIO_USUAL = 1 << 13, 2 << 13, 0
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4  # bits/mman-linux.h


def dumpable() -> bool | None:
    """Whether the kernel lets others read this process's memory and writes core files of it; ``None`` if unknown."""
    return _prctl(_PR_GET_DUMPABLE, 0) != 0 if sys.platform == "linux" else None


def forbid_dumps() -> bool:
    """Clear the dumpable flag (PR_SET_DUMPABLE, prctl(2)). Whether it is clear now; ``exec`` sets it again."""
    if sys.platform != "linux":
        return False
    _prctl(_PR_SET_DUMPABLE, 0)
    return dumpable() is False


def lock_all_memory() -> bool:
    """Keep every page, as it comes into use, out of swap (mlockall(2)). Whether the kernel agreed."""
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    return int(library.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT)) == 0


@contextmanager
def first_at_the_disk() -> Iterator[bool]:
    """What this thread reads and writes inside goes before what others wait for, as far as it may ask for that.

    The real-time class is for privileged users; others get the head of the best-effort class, which not every
    scheduler heeds (ioprio_set(2)). Yields whether the kernel agreed to either.
    """
    agreed = any(_disk_priority(asked) for asked in (_IOPRIO_REALTIME, _IOPRIO_BEST_EFFORT_FIRST))
    try:
        yield agreed
    finally:
        if agreed:
            _disk_priority(_IOPRIO_USUAL)


def _disk_priority(value: int) -> bool:
    number = _IOPRIO_SET.get(platform.machine()) if sys.platform == "linux" else None
    if number is None:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    return int(library.syscall(number, _IOPRIO_WHO_PROCESS, 0, value)) == 0


def _prctl(option: int, value: int) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    answer = int(
        library.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
    )
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
