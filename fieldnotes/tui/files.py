"""Files that others sent and files to be sent, named by a path that the user typed."""

from pathlib import Path

from fieldnotes.base.errors import WrongUseError

LARGEST = 16 * 1024 * 1024
"""Bytes; nothing that is exchanged is larger."""


def typed_path(typed: str) -> Path:
    """The path a user typed, with ``~`` resolved.

    Raises:
        WrongUseError: if nothing was typed.
    """
    if not typed.strip():
        raise WrongUseError("No path was typed.", "Type the path of the file or folder.")
    return Path(typed.strip()).expanduser()


def read_received(typed: str) -> bytes:
    """The bytes of a received file.

    Raises:
        WrongUseError: if it cannot be read or is larger than anything exchanged.
    """
    file = typed_path(typed)
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise WrongUseError(f"{file} cannot be read.", "Check the path and your rights to it.") from error
    if len(raw) > LARGEST:
        raise WrongUseError(f"{file} is larger than anything exchanged.", "Check that it is the right file.")
    return raw


def write_new(typed: str, raw: bytes) -> Path:
    """Write a file that must not exist yet; its path.

    Raises:
        WrongUseError: if it exists or cannot be written.
    """
    file = typed_path(typed)
    try:
        with file.open("xb") as stream:
            stream.write(raw)
    except FileExistsError as error:
        raise WrongUseError(f"{file} is already there.", "Choose another name.") from error
    except OSError as error:
        raise WrongUseError(
            f"{file} cannot be written.", "Check the folder and your rights to it."
        ) from error
    return file
