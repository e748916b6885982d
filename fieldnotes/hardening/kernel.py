"""The few calls to the C library that Python has no name for. Linux only; elsewhere the answer is ``None``."""

import ctypes
import os
import sys

_PR_GET_DUMPABLE = 3  # linux/prctl.h
_PR_SET_DUMPABLE = 4
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


def _prctl(option: int, value: int) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    answer = int(
        library.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
    )
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
