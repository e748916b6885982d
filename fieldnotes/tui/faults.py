"""What a user is told of a fault in the program itself: never what its variables held."""

import traceback
from pathlib import Path

from fieldnotes.base.errors import DamagedError, FieldnotesError

_PACKAGE = Path(__file__).resolve().parent.parent


def fault_sentence(error: BaseException | None) -> tuple[int, str]:
    """The exit code and the sentence for an error nobody caught.

    A fault of the program is named by its type and the line of ours it came from, which hold no text. Its message
    is left out: it may repeat a value.
    """
    if type(error).__name__ == "WorkerFailed":  # Textual's, which is not loaded only to be told apart
        error = getattr(error, "error", error)
    if isinstance(error, FieldnotesError):
        return error.exit_code, str(error)
    where = ""
    if error is not None:
        ours = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if Path(frame.filename).is_relative_to(_PACKAGE)
        ]
        place = f" at {Path(ours[-1].filename).relative_to(_PACKAGE)}, line {ours[-1].lineno}" if ours else ""
        where = f" ({type(error).__name__}{place})"
    return (
        DamagedError.exit_code,
        (
            f"fieldnotes met a fault of its own{where} and closed the vault. "
            "Open it again: what was typed is kept up to the last second."
        ),
    )
