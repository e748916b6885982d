"""Making and opening the identity map that lies beside a vault."""

from pathlib import Path
from typing import Final

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.identity.people import IdentityMap
from fieldnotes.vault.backups import BackupReport
from fieldnotes.vault.changing import change_passphrase as change_of
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.files import IDENTITY, VaultFiles
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import peek
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovering import recover
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.restoring import restore
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.unlocking import PassphraseOpener, unlock

_APART: Final = (
    "The identity map needs a passphrase of its own: whoever learns the vault's would learn who is who."
)


def exists(folder: Path) -> bool:
    """Whether an identity map, or what is left of one, lies beside the vault in ``folder``."""
    files = VaultFiles(folder, IDENTITY)
    return files.key.exists() or files.database.exists()


def create_map(
    folder: Path, passphrase: Passphrase, *, kdf_id: int | None = None, await_words: bool = True
) -> tuple[IdentityMap, RecoveryWords]:
    """Make an identity map beside the vault in ``folder``, and open it.

    Args:
        folder: the vault's.
        passphrase: of its own; one that opens the vault is refused.
        kdf_id: as for :func:`fieldnotes.vault.creating.create_vault`.
        await_words: as there.

    Returns:
        The open map, and its recovery words: to be shown once and typed back.

    Raises:
        RefusedError: if there is one already, the passphrase is the vault's, or memory is short.
        WrongUseError: if there is no vault in the folder.
        DamagedError: if the disk fails.
    """
    refuse_the_vaults(folder, passphrase)
    vault, words = create_vault(
        folder,
        role=VaultRole.IDENTITY,
        passphrase=passphrase,
        kdf_id=kdf_id,
        await_words=await_words,
        stem=IDENTITY,
    )
    try:
        return IdentityMap.on(vault), words
    except BaseException:
        vault.close()
        raise


def open_map(folder: Path, passphrase: Passphrase) -> IdentityMap:
    """Unlock the identity map beside the vault in ``folder``; errors as for :func:`fieldnotes.vault.opening.open_vault`."""
    vault = open_vault(folder, passphrase, stem=IDENTITY)
    try:
        return IdentityMap.on(vault)
    except BaseException:
        vault.close()
        raise


def recover_map(folder: Path, words: RecoveryWords, passphrase: Passphrase) -> IdentityMap:
    """Open it with its recovery words and let ``passphrase`` open it from now on.

    Raises:
        RefusedError: as for :func:`fieldnotes.vault.recovering.recover`, or if the passphrase is the vault's.
    """
    refuse_the_vaults(folder, passphrase)
    return IdentityMap.on(recover(folder, words, passphrase, stem=IDENTITY))


def restore_map(
    backup_key: Path,
    folder: Path,
    *,
    passphrase: Passphrase | None = None,
    words: RecoveryWords | None = None,
) -> IdentityMap:
    """Make a backup of an identity map into one beside the vault in ``folder``; see :func:`fieldnotes.vault.restoring.restore`."""
    return IdentityMap.on(restore(backup_key, folder, passphrase=passphrase, words=words, stem=IDENTITY))


def change_passphrase(identity: IdentityMap, new: Passphrase) -> BackupReport:
    """Let another passphrase open the map; what became of its backups.

    Raises:
        RefusedError: as for :func:`fieldnotes.vault.changing.change_passphrase`, or if it is the vault's.
    """
    refuse_the_vaults(identity.vault.folder, new)
    return change_of(identity.vault, new)


def refuse_the_vaults(folder: Path, passphrase: Passphrase) -> None:
    """Refuse the passphrase that opens the vault in ``folder``, as far as that can be told.

    A vault that also needs a key file on removable media does not open without it, so nothing can be told of that one.

    Raises:
        RefusedError: if it is the vault's.
    """
    try:
        copies = peek(VaultFiles(folder).key)
    except OSError:
        return  # no vault there, which the making tells
    try:
        for found in unlock([parse(copy) for copy in copies], PassphraseOpener(passphrase)):
            found.key.destroy()
    except (RefusedError, DamagedError):
        return  # it does not open the vault, as it should be
    raise RefusedError(_APART, "Choose another passphrase.")
