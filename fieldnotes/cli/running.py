"""Runs one command and turns every outcome into an exit code; a traceback never reaches a terminal."""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from fieldnotes.base.errors import FieldnotesError, WrongUseError
from fieldnotes.cli.root import root

DONE = 0
UNEXPECTED = 4
INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Run the command line.

    Args:
        arguments: the words after the program's name.

    Returns:
        0 done, 1 the answer is no, 2 wrong use, 3 refused for safety, 4 damaged or unreadable data.
    """
    try:
        result = root.main(args=list(arguments), prog_name="fieldnotes", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more while flushing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - locals and messages may hold testimony, so nothing of them is shown
        sentences, code = _told(error)
        print(sentences, file=sys.stderr)  # noqa: T201 - the one place where an error is printed
        return code
    return result if isinstance(result, int) else DONE


def _told(error: Exception) -> tuple[str, int]:
    if isinstance(error, FieldnotesError):
        return str(error), error.exit_code
    if isinstance(error, click.Abort):
        return "Stopped. Nothing more was done.", INTERRUPTED
    if isinstance(error, click.ClickException):
        wrong = error.format_message().rstrip(".")
        return f"{wrong}. Run the command with --help to see its form.", WrongUseError.exit_code
    where = where_it_broke(error)
    return (
        f"Something went wrong that should not have ({where}). Report that place; it holds no note text.",
        UNEXPECTED,
    )


def where_it_broke(error: BaseException) -> str:
    """The kind of an unexpected error and the line of code it came from: never its message, which may quote a note."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "fieldnotes" in Path(frame.filename).parts]
    if not ours:
        return type(error).__name__
    last = ours[-1]
    return f"{type(error).__name__} in {Path(last.filename).stem}, line {last.lineno}"
