"""What a process does to itself before it touches anything secret, and how it is replaced when it locks."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from fieldnotes.base.errors import RefusedError
from fieldnotes.hardening import kernel

LOCK_MEMORY_FROM = 4 * 2**30
"""Bytes of memory lock limit from which locking is tried: below it a later allocation, Argon2id's above all, would
fail."""

EXIT_LOCK_FAILED = 3


def harden_process() -> None:
    """Call first thing, and again after every ``exec``, which undoes it.

    No core files, no reading of the memory by other processes of the same user (Linux), memory kept out of swap where
    the limits allow it. What took effect is told by :func:`fieldnotes.hardening.posture.posture`, not assumed.

    Raises:
        RefusedError: if core files cannot be turned off, or on Linux if the memory stays readable to others.
    """
    if sys.platform == "win32":
        return  # no limit of this kind exists there; the posture says "cannot be told"
    import resource  # noqa: PLC0415 - Windows has no such module

    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        readable = sys.platform == "linux" and not kernel.forbid_dumps()
    except (OSError, ValueError):
        raise _refusal() from None
    if readable:
        raise _refusal()
    limit = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0]
    if limit == resource.RLIM_INFINITY or limit >= LOCK_MEMORY_FROM:
        kernel.lock_all_memory()


def replace_process(argv: Sequence[str]) -> NoReturn:
    """Put a fresh program in the place of this one, so that nothing of its memory remains: how the vault locks.

    The process id stays; descriptors that Python opened are closed by the kernel. If the new program cannot be
    started, this process ends at once instead of going on unlocked.

    Args:
        argv: path of the program, then its arguments; never a secret.
    """
    with suppress(OSError, ValueError):  # a terminal that has gone away must not keep the vault open
        sys.stdout.flush()
        sys.stderr.flush()
    try:
        os.execv(argv[0], list(argv))  # noqa: S606 - no shell is wanted: the program is named by its path
    finally:
        os._exit(EXIT_LOCK_FAILED)


def _refusal() -> RefusedError:
    return RefusedError(
        "The system does not let fieldnotes keep its memory to itself.",
        "Run it on a system that allows prctl(PR_SET_DUMPABLE) and setrlimit(RLIMIT_CORE).",
    )
