"""A folder for a vault where there is none yet."""

import os
from contextlib import ExitStack, suppress
from pathlib import Path

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.vault.disk import PRIVATE_FOLDER, make_private
from fieldnotes.vault.files import IDENTITY, VaultFiles


def refuse_no_room(files: VaultFiles) -> None:
    """Make sure that nothing lies where ``files`` are to be: an empty folder for a vault, a vault without an identity map.

    Raises:
        RefusedError: if something lies there.
        WrongUseError: if the folder cannot be read, or there is no vault that an identity map could go beside.
    """
    if files.stem != IDENTITY:
        refuse_occupied(files.folder)
    elif not VaultFiles(files.folder).key.is_file():
        raise WrongUseError(
            "There is no vault in that folder.", "An identity map goes beside a vault: give its folder."
        )
    elif any(os.path.lexists(path) for path in (files.key, files.database, *files.journals)):
        raise RefusedError(
            "There is an identity map beside this vault already, and it is left as it is.",
            "Open it, or wipe it alone with `fieldnotes identity wipe`.",
        )


def refuse_occupied(folder: Path) -> None:
    """Make sure that a folder does not exist or is empty.

    Raises:
        RefusedError: if anything lies in it.
        WrongUseError: if it is no folder, or cannot be read.
    """
    try:
        occupied = any(folder.iterdir())
    except FileNotFoundError:
        return
    except OSError as error:
        raise WrongUseError(
            "A vault cannot be made there: that is not a folder, or it cannot be read.",
            "Choose another place.",
        ) from error
    if occupied:
        raise RefusedError(
            "There is already something in that folder, and it is left as it is.",
            "Choose an empty or a new folder for the vault.",
        )


def make_folder(folder: Path, undo: ExitStack) -> list[Path]:
    """Make the folder and what leads to it, private, and return what had to be made, the folder first.

    Args:
        folder: what to make.
        undo: is told how to take each new folder away again.

    Raises:
        WrongUseError: if it cannot be made.
    """
    try:
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        for path in reversed(missing):
            path.mkdir(mode=PRIVATE_FOLDER)
            undo.callback(_remove_if_empty, path)
            make_private(path, PRIVATE_FOLDER)
        make_private(folder, PRIVATE_FOLDER)
    except OSError as error:
        raise WrongUseError(
            "A vault cannot be made there: the folder cannot be made or made private.",
            "Choose another place.",
        ) from error
    return missing


def _remove_if_empty(folder: Path) -> None:
    # Another failure is on its way and must reach the user; what stays can be seen.
    with suppress(OSError):
        folder.rmdir()
