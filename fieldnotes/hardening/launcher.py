"""The small parent process that stays behind the application and cleans up whatever it dies of.

It never sees a note: it starts the child, waits, puts the terminal back and repeats the child's last words.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

from fieldnotes.hardening.farewell import VARIABLE, heard
from fieldnotes.hardening.terminal import Terminal

_FORWARDED = (signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP)
_LEFT_TO_THE_CHILD = (signal.SIGINT, signal.SIGQUIT)
_TEXTUAL_KEPT = frozenset(
    {"TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_ANIMATIONS", "TEXTUAL_FPS"}
)
_SIZE_AT_START = frozenset({"COLUMNS", "LINES"})
_PATIENCE_SECONDS = 10.0
_ENDED_BY_SIGNAL = 128
"""Added to a signal's number for the exit code, as shells do."""

_Handler = Callable[[int, FrameType | None], None]


def child_environment(farewell: int, base: Mapping[str, str]) -> dict[str, str]:
    """The environment of the application.

    ``PYTHONMALLOC=debug`` makes the allocator overwrite what it frees. Every ``TEXTUAL…`` variable except harmless
    ones is dropped, because some make Textual log, take screenshots or open a connection to a developer's console.
    ``COLUMNS`` and ``LINES`` are dropped too: Textual would believe them for ever, though the window may change.

    Args:
        farewell: the descriptor for the last words.
        base: the environment to start from.
    """
    kept = {
        name: value
        for name, value in base.items()
        if name not in _SIZE_AT_START and (not name.startswith("TEXTUAL") or name in _TEXTUAL_KEPT)
    }
    return kept | {"PYTHONMALLOC": "debug", VARIABLE: str(farewell)}


def run_supervised(argv: Sequence[str]) -> int:
    """Run the application and clean the terminal after it.

    Args:
        argv: the command to run; the application's own interpreter and module.

    Returns:
        The application's exit code; 128 plus the number of the signal that killed it.
    """
    terminal = Terminal.found()
    reading, writing = os.pipe()
    try:
        environment = child_environment(writing, os.environ)
        with (
            subprocess.Popen(list(argv), env=environment, pass_fds=(writing,)) as child,  # noqa: S603 - our own argv
            _signals_passed_to(child),
        ):
            code = child.wait()
        last_words = heard(reading)
    finally:
        os.close(reading)
        os.close(writing)
        if terminal is not None:
            terminal.restore()
            terminal.close()
    if code < 0 and not last_words:
        last_words = (
            f"fieldnotes was ended from outside (signal {-code}); the screen was cleared. "
            "Open it again: what was typed is kept up to the last second."
        )
    if last_words:
        sys.stderr.write(last_words.rstrip("\n") + "\n")
    return code if code >= 0 else _ENDED_BY_SIGNAL - code


@contextmanager
def _signals_passed_to(child: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Hand signals that end or suspend a program to the child, which saves and locks; leave the rest to it."""

    def forward(number: int, _frame: FrameType | None) -> None:
        if child.poll() is None:
            child.send_signal(number)
        if number == signal.SIGTERM:
            signal.setitimer(signal.ITIMER_REAL, _PATIENCE_SECONDS)

    def give_up(_number: int, _frame: FrameType | None) -> None:
        child.kill()

    def ignore(_number: int, _frame: FrameType | None) -> None:
        """Nothing: a handler, unlike ``SIG_IGN``, is not inherited by the child."""

    handlers: dict[signal.Signals, _Handler] = dict.fromkeys(_FORWARDED, forward)
    handlers |= dict.fromkeys(_LEFT_TO_THE_CHILD, ignore)
    handlers[signal.SIGALRM] = give_up
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
