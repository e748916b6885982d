"""Reading files that others sent, and writing files that are not there yet; for both faces."""

from pathlib import Path

from fieldnotes.base.errors import WrongUseError

LARGEST_RECEIVED = 16 * 1024 * 1024


def read_received(file: Path) -> bytes:
    """The bytes of a received file, at most 16 MiB.

    Raises:
        WrongUseError: if it is not a file that can be read, or is larger.
    """
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST_RECEIVED + 1)
    except OSError as error:
        raise WrongUseError(f"{file} cannot be read.", "Check the path and your rights to it.") from error
    if len(raw) > LARGEST_RECEIVED:
        raise WrongUseError(
            f"{file} is larger than anything fieldnotes exchanges.", "Check that it is the right file."
        )
    return raw


def write_new(file: Path, raw: bytes) -> None:
    """Write a file that must not exist yet.

    Raises:
        WrongUseError: if it exists or cannot be written.
    """
    try:
        with file.open("xb") as stream:
            stream.write(raw)
    except FileExistsError as error:
        raise WrongUseError(f"{file} is already there.", "Choose another name.") from error
    except OSError as error:
        raise WrongUseError(
            f"{file} cannot be written.", "Check the folder and your rights to it."
        ) from error
