"""Vaults whose making was cut off: told apart from damaged ones, so that they can be removed without losing anything."""

from pathlib import Path

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.vault.disk import failure
from fieldnotes.vault.files import VAULT, VaultFiles
from fieldnotes.vault.keyblock import BEING_MADE, parse
from fieldnotes.vault.keyfile import peek


def _remove(files: VaultFiles) -> str:
    return f"Remove it with `fieldnotes {files.verb} discard` and create it again."


class UnfinishedError(RefusedError):
    """A vault that was never finished: nothing is stored in it, and it may be removed (:mod:`~fieldnotes.vault.discarding`)."""


def cut_off(folder: Path, stem: str = VAULT) -> bool:
    """Whether making a vault, or an identity map, in ``folder`` was cut off before there was one, so that nothing can be stored in it.

    Needs no passphrase, and changes nothing.

    Raises:
        RefusedError, DamagedError: if the key file cannot be read.
    """
    files = VaultFiles(folder, stem)
    try:
        return never_was(files, peek(files.key))
    except FileNotFoundError:
        return False
    except OSError as error:
        raise failure(error, "The key file cannot be read") from None


def never_was(files: VaultFiles, copies: tuple[bytes, ...]) -> bool:
    """Whether these copies of a key file prove that there was never a vault behind them.

    Only this proves it: every block there is, is whole and of generation 0, which the very last step of the making
    replaces; or there is no block at all, no database, and no backup.
    """
    written = [copy for copy in copies if any(copy)]
    if not written:
        backups = (
            files.backups.exists() if files.stem == VAULT else any(files.backups.glob(f"{files.stem}-*.key"))
        )
        return not files.database.exists() and not backups
    blocks = [parse(copy) for copy in written]
    return all(
        block is not None and block.intact and block.header.generation == BEING_MADE for block in blocks
    )


def refuse_never_was(files: VaultFiles, copies: tuple[bytes, ...]) -> None:
    """Say what is there, where it is no vault yet.

    Raises:
        RefusedError: if the making was cut off.
        DamagedError: if the key file is empty beside a database, or otherwise what no making leaves behind.
    """
    if never_was(files, copies):
        raise UnfinishedError(
            f"Creating this {files.noun} was cut off before it was finished; nothing is stored in it.",
            _remove(files),
        )
    if not any(any(copy) for copy in copies):
        raise DamagedError(
            "The key file is empty.", "Leave the folder as it is and restore a backup into another folder."
        )


def never_finished(files: VaultFiles) -> RefusedError:
    """What to say where the making of a vault was cut off."""
    return RefusedError(
        f"Creating this {files.noun} was cut off before it was finished; nothing is stored in it.",
        _remove(files),
    )


def without_words(files: VaultFiles) -> UnfinishedError:
    """What to say of a vault whose recovery words were never typed back."""
    return UnfinishedError(
        f"This {files.noun} was not finished: its recovery words were never typed back, so nobody may have them.",
        f"If you have them on paper, use `fieldnotes {files.verb} recover`. {_remove(files)}",
    )
