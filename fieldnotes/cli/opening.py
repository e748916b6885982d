"""Opens the application under its supervising parent.

Every import here is waited for before the lock screen, so nothing heavier than the supervisor is loaded.
"""

import sys

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.hardening.environment import refuse_unsafe_environment
from fieldnotes.hardening.launcher import run_supervised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def opens_application(words: "Sequence[str]") -> bool:
    """Whether the command line asks for the application: no verb, and no option but ``--vault``."""
    return not words or (len(words) == 2 and words[0] == "--vault" and not words[1].startswith("-"))


def open_application(folder: "str | Path | None", meanwhile: "Callable[[], object] | None" = None) -> int:
    """Open the application on ``folder`` and wait for it to end.

    Args:
        folder: the vault's folder; ``None`` for the platform's default, which the application looks up.
        meanwhile: what this process does for itself while the application starts.

    Raises:
        WrongUseError: if standard input and output are not a terminal.
        RefusedError: if the environment would make Textual write what is on screen to a file, or no process can be
            started.
    """
    refuse_unsafe_environment()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongUseError(
            "The application needs a terminal.", "Use the verbs in scripts; fieldnotes --help lists them."
        )
    where = ("--default-vault",) if folder is None else ("--vault", str(folder))
    try:
        return run_supervised([sys.executable, "-m", "fieldnotes.tui", *where], meanwhile)
    except OSError as error:
        raise RefusedError(
            f"The application cannot be started ({error.strerror}).", "Close other programs and try again."
        ) from None
