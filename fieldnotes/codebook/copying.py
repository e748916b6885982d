"""Writing a taxonomy into a folder of its own, to be edited there."""

from pathlib import Path

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.files import write_new
from fieldnotes.base.shipped import shipped
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.codebook.writing import folder_files


def copy_shipped(folder: Path) -> list[str]:
    """Copy what ships, with its comments, its README and the schema; the names of the files written.

    Raises:
        WrongUseError: if the folder is there and not empty, or cannot be written.
    """
    source = shipped("taxonomy")
    files = [path for path in sorted(source.rglob("*")) if path.is_file()]
    return _write(folder, {path.relative_to(source).as_posix(): path.read_bytes() for path in files})


def copy_to(taxonomy: Taxonomy, folder: Path) -> list[str]:
    """Write a taxonomy out as a folder; the names of the files written.

    Raises:
        WrongUseError: if the folder is there and not empty, or cannot be written.
    """
    return _write(folder, folder_files(taxonomy))


def _write(folder: Path, files: dict[str, bytes]) -> list[str]:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WrongUseError(f"{folder} is there and not empty.", "Give a new or an empty folder.")
        for name, raw in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_new(folder / name, raw)
    except OSError as error:
        raise WrongUseError(
            f"{folder} cannot be written.", "Check the folder and your rights to it."
        ) from error
    return sorted(files)
