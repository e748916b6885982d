"""Waiting for the application's end, and handing it the signals that its supervisor gets meanwhile."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

_FORWARDED = (signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP)
_LEFT_TO_THE_CHILD = (signal.SIGINT, signal.SIGQUIT)
_PATIENCE_SECONDS = 10.0

_Handler = Callable[[int, FrameType | None], None]


def wait_passing_signals(child: int, meanwhile: Callable[[], object] | None = None) -> int:
    """Wait for the child. Signals that end or suspend a program go to it, which saves and locks; the rest it gets itself.

    A child that has been asked to end and has not after ten seconds is killed.

    Args:
        child: its process id; it must not have been waited for.
        meanwhile: what to do once signals are handed on, before the waiting.

    Returns:
        Its exit code, or minus the number of the signal that killed it.
    """
    before = {number: signal.signal(number, handler) for number, handler in _handlers(child).items()}
    try:
        if meanwhile is not None:
            meanwhile()
        # Looked at here and reaped only when no handler can run any more: until then no other process can have its
        # number, and get a signal meant for it.
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _handlers(child: int) -> dict[signal.Signals, _Handler]:
    def forward(number: int, _frame: FrameType | None) -> None:
        _send(child, number)
        if number == signal.SIGTERM:
            signal.setitimer(signal.ITIMER_REAL, _PATIENCE_SECONDS)

    def give_up(_number: int, _frame: FrameType | None) -> None:
        _send(child, signal.SIGKILL)

    def ignore(_number: int, _frame: FrameType | None) -> None:
        """Nothing: a handler, unlike ``SIG_IGN``, is not inherited by the child."""

    handlers: dict[signal.Signals, _Handler] = dict.fromkeys(_FORWARDED, forward)
    handlers |= dict.fromkeys(_LEFT_TO_THE_CHILD, ignore)
    return handlers | {signal.SIGALRM: give_up}


def _send(child: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, number)
