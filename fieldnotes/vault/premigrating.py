"""The copy that is made before a migration, and how it goes again."""

from collections.abc import Callable
from contextlib import suppress

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError
from fieldnotes.vault import backupfiles
from fieldnotes.vault.copying import Copier
from fieldnotes.vault.disk import PRIVATE_FOLDER, failure, make_private
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.pagefaults import PageFault

_KEPT = (
    "The vault is not as it should be after it was brought to this version, so the copy made before is kept. Run"
    " `fieldnotes vault verify`."
)


def back_up_before(files: VaultFiles, copier: Copier, component: str, reached: int) -> None:
    """Copy the vault to ``backups/before-COMPONENT-NUMBER``, tried like every backup.

    Args:
        files: of the vault.
        copier: of the vault.
        component: which room's schema is about to change.
        reached: its schema now.

    Raises:
        RefusedError: disk full or read-only; the vault stays as the version before can use it.
        DamagedError: if the vault is damaged, which is not the moment to change it.
    """
    folder, name = files.backups, backupfiles.before(component, reached, files.stem)
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        make_private(folder, PRIVATE_FOLDER)
    except OSError as error:
        raise failure(error, "The folder for the copy made before a new version cannot be made") from None
    try:
        # Killed before a byte was in it, whose it is cannot be told; but nobody else's copies lie in this folder.
        _remove(files, [name + backupfiles.PART])
        copier.make(folder, name)
        _remove(
            files, [name]
        )  # of an earlier try; the new one is there by now, under the name that does not count
        copier.count(folder, name)
    except DamagedError as error:
        raise DamagedError(
            f"The vault was not brought to this version, because the copy made before failed. {error.problem}",
            "Save what can be read with `fieldnotes vault verify --salvage-to DIR`, or restore a backup.",
        ) from None
    except RefusedError as error:
        raise RefusedError(
            f"The vault was not brought to this version, because the copy made before failed. {error.problem}",
            error.remedy,
        ) from None


def remove_when_verified(
    files: VaultFiles, vault_id: bytes, faults: Callable[[], tuple[PageFault, ...]]
) -> tuple[str, ...]:
    """At an unlock after the one that migrated: if nothing is wrong with the vault, the copies go.

    They open with the secrets of their day and hold whatever is deleted from now on, so they do not stay longer than
    they are needed.

    Args:
        files: of the vault.
        vault_id: 16 bytes.
        faults: checks every page and reference; asked only if there is such a copy.

    Returns:
        A sentence if they had to stay.
    """
    names = backupfiles.made_before_migrations_in(files.backups, vault_id)
    if not names:
        return ()
    if faults():
        return (_KEPT,)
    _remove(files, names)
    return ()


def _remove(files: VaultFiles, names: list[str]) -> None:
    for name in names:
        with suppress(OSError, FieldnotesError):  # what stays is told with the other backups, and tried again
            if (files.backups / f"{name}.key").exists():
                backupfiles.destroy(files.backups, name)
