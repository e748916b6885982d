"""The small parent process that stays behind the application and cleans up whatever it dies of.

It never sees a note: it starts the child, waits, puts the terminal back and repeats the child's last words. What it
imports is waited for before the lock screen, so what the child does not wait for is imported after the child has begun.
"""

import os
import sys

from fieldnotes.hardening.farewell import VARIABLE, heard
from fieldnotes.hardening.terminal import Terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_TEXTUAL_KEPT = frozenset(
    {"TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_ANIMATIONS", "TEXTUAL_FPS"}
)
_SIZE_AT_START = frozenset({"COLUMNS", "LINES"})
_ENDED_BY_SIGNAL = 128
"""Added to a signal's number for the exit code, as shells do."""


def child_environment(farewell: int, base: "Mapping[str, str]") -> dict[str, str]:
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


def run_supervised(argv: "Sequence[str]", meanwhile: "Callable[[], object] | None" = None) -> int:
    """Run the application and clean the terminal after it.

    Args:
        argv: the command to run; the application's own interpreter and module.
        meanwhile: what this process does for itself while the application starts.

    Returns:
        The application's exit code; 128 plus the number of the signal that killed it.

    Raises:
        OSError: if the command cannot be started.
    """
    terminal = Terminal.found()
    if terminal is not None:
        terminal.keep_keys()
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    try:
        # Nothing but standard input, output, error and this pipe is open here in a way that a child inherits.
        child = os.posix_spawn(argv[0], list(argv), child_environment(writing, os.environ))
        code = _ended(child, meanwhile)
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


def _ended(child: int, meanwhile: "Callable[[], object] | None") -> int:
    from fieldnotes.hardening.forwarding import wait_passing_signals  # noqa: PLC0415 - the child does not wait for it

    return wait_passing_signals(child, meanwhile)
