"""Signals the application answers: an end asked for, a terminal gone, a suspension, a supervisor gone."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

_PR_SET_PDEATHSIG = 1
"""From ``linux/prctl.h``: the signal a process gets when its parent dies."""


def on_end(answer: Callable[[], None]) -> None:
    """Call ``answer`` on SIGTERM (asked to end) and SIGHUP (the terminal has gone)."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _calling(answer))


def on_suspend(answer: Callable[[], None]) -> None:
    """Call ``answer`` on SIGTSTP instead of stopping: a stopped program keeps its notes in memory and on screen."""
    signal.signal(signal.SIGTSTP, _calling(answer))


def end_with_parent(parent: int) -> bool:
    """Have the kernel send SIGHUP when the supervisor dies, so that no unwatched application is left behind.

    Args:
        parent: the supervisor's process id, to notice one that has died already.

    Returns:
        Whether the kernel will do so (Linux only).
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    done: bool = libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGHUP), 0, 0, 0) == 0
    if done and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGHUP)
    return done


def _calling(answer: Callable[[], None]) -> Callable[[int, FrameType | None], None]:
    def handler(_number: int, _frame: FrameType | None) -> None:
        answer()

    return handler
