"""Files that others sent and files to be sent, named by a path that the user typed."""

from pathlib import Path

from fieldnotes.base import files
from fieldnotes.base.errors import WrongUseError


def typed_path(typed: str) -> Path:
    """The path a user typed, with ``~`` resolved.

    Raises:
        WrongUseError: if nothing was typed.
    """
    if not typed.strip():
        raise WrongUseError("No path was typed.", "Type the path of the file or folder.")
    return Path(typed.strip()).expanduser()


def read_received(typed: str) -> bytes:
    """The bytes of a received file; errors as for :func:`typed_path` and :func:`fieldnotes.base.files.read_received`."""
    return files.read_received(typed_path(typed))


def write_new(typed: str, raw: bytes) -> Path:
    """Write a file that must not exist yet; its path.

    Errors as for :func:`typed_path` and :func:`fieldnotes.base.files.write_new`.
    """
    file = typed_path(typed)
    files.write_new(file, raw)
    return file
