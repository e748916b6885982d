"""Opens the application under its supervising parent."""

import sys
from pathlib import Path

from fieldnotes.base.errors import WrongUseError
from fieldnotes.hardening.environment import refuse_unsafe_environment
from fieldnotes.hardening.launcher import run_supervised


def open_application(folder: Path) -> int:
    """Open the application on ``folder`` and wait for it to end.

    Raises:
        WrongUseError: if standard input and output are not a terminal.
        RefusedError: if the environment would make Textual write what is on screen to a file.
    """
    refuse_unsafe_environment()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongUseError(
            "The application needs a terminal.", "Use the verbs in scripts; fieldnotes --help lists them."
        )
    return run_supervised([sys.executable, "-m", "fieldnotes.tui", "--vault", str(folder)])
