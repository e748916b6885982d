"""A backup made into a vault again, in a folder of its own."""

import os
import secrets
from contextlib import ExitStack, suppress
from pathlib import Path

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.vault import backupfiles, meta
from fieldnotes.vault.checkpointing import PIECE_BYTES
from fieldnotes.vault.disk import create_private_file, failure, sync, sync_folder, write_at
from fieldnotes.vault.files import IDENTITY, VAULT, VaultFiles
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import KeyFile, peek
from fieldnotes.vault.keys import database_salt
from fieldnotes.vault.newfolder import make_folder, refuse_no_room
from fieldnotes.vault.opening import Vault, open_files
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.share import Share
from fieldnotes.vault.unlocking import Opener, PassphraseOpener, RecoveryOpener, unlock
from fieldnotes.vault.wipemarks import marked_vault

WHICH_SECRETS = "The restored vault opens with the passphrase that was in force when the backup was made, and with the recovery words."
"""To be said after every restore."""

_UNFINISHED = {VAULT: "restoring", IDENTITY: "restoring-identity"}
RESTORE_ID_BYTES = 16


def restore(  # noqa: PLR0913 - what is restored, where to, and one of two secrets
    backup_key: Path,
    folder: Path,
    *,
    passphrase: Passphrase | None = None,
    words: RecoveryWords | None = None,
    share: Share | None = None,
    stem: str = VAULT,
) -> Vault:
    """Make a backup into a vault in ``folder`` and open it; the backup stays as it is.

    The vault is marked as restored, with a random id, before it can be opened as a vault: what was released after the
    backup was made is not in it. It knows no backups as its own.

    Args:
        backup_key: the backup's key file, ``NAME.key``; its database lies beside it.
        folder: must not exist or be empty; for an identity map, that of a vault without one.
        passphrase: of the day the backup was made; this or ``words``.
        words: the recovery words.
        share: of the key file on removable media, where the vault has one.
        stem: ``identity`` to restore an identity map beside a vault.

    Raises:
        RefusedError: wrong secret, it is a backup of the other kind, something lies in the folder already, the backup is of a newer version, or the
            disk is full. Nothing is left in the folder then.
        DamagedError: if the backup is incomplete or damaged, or a disk fails.
        WrongUseError: if there is no backup of that name, or no secret was given.
    """
    opener = opener_for(passphrase, words, share)
    source = VaultFiles(backup_key.parent, backup_key.stem)
    block, salt = _first_whole_block(source, opener)
    unfinished, final = VaultFiles(folder, _UNFINISHED[stem]), VaultFiles(folder, stem)
    _remove_unfinished(unfinished, final)
    refuse_no_room(final)
    with ExitStack() as undo:
        made = make_folder(folder, undo)
        undo.callback(_take_back, unfinished)
        KeyFile.create(unfinished.key, block).close()
        _copy(source.database, unfinished.database, salt)
        with open_files(unfinished, opener) as vault:
            _require_kind(vault, final)
            _mark(vault)
            _require_whole(vault)
        undo.callback(_take_back, final)
        try:
            unfinished.database.rename(final.database)
            unfinished.key.rename(final.key)  # from here on there is a vault
        except OSError as error:
            raise failure(error, "The restored files cannot be given their names") from None
        for path in (folder, *(new.parent for new in made)):
            sync_folder(path)
        undo.pop_all()
    return open_files(final, opener)


def opener_for(passphrase: Passphrase | None, words: RecoveryWords | None, share: Share | None) -> Opener:
    """What tries the secret that was given.

    Raises:
        WrongUseError: if none was.
    """
    if words is not None:
        return RecoveryOpener(words, share)
    if passphrase is None:
        raise WrongUseError("A backup opens with a passphrase or with recovery words.", "Give one of them.")
    return PassphraseOpener(passphrase, share)


def _first_whole_block(source: VaultFiles, opener: Opener) -> tuple[bytes, bytes]:
    """The backup's key block that opens, and its database's salt; before anything is written anywhere."""
    try:
        copies = peek(source.key)
    except FileNotFoundError:
        raise WrongUseError(
            "There is no backup of that name.", "Give its key file, such as backups/vault-0001.key."
        ) from None
    except OSError as error:
        raise failure(error, "The backup's key file cannot be read") from None
    if any(marked_vault(copy) is not None for copy in copies):
        raise DamagedError("This backup was destroyed: its keys are gone.", "Use another backup.")
    if not source.database.is_file():
        raise DamagedError(
            f"The backup is incomplete: {source.database.name} is not beside its key file.",
            "Use another backup.",
        )
    try:
        unlocked = next(unlock([parse(copy) for copy in copies], opener))
    except RefusedError as error:
        raise RefusedError(
            error.problem,
            "A backup opens with the passphrase that was in force when it was made, or with the recovery words.",
        ) from None
    return copies[unlocked.place], database_salt(unlocked.key, unlocked.block.header.vault_id)


def _copy(source: Path, target: Path, salt: bytes) -> None:
    descriptor = create_private_file(target)
    try:
        reading = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            done = 0
            while piece := os.pread(reading, PIECE_BYTES, done):
                write_at(descriptor, piece, done)
                done += len(piece)
        finally:
            os.close(reading)
        if done >= len(
            salt
        ):  # the only bytes of a database that no page authenticates, and that can be known
            write_at(descriptor, salt, 0)
        sync(descriptor)
    except OSError as error:
        raise failure(error, "The backup cannot be copied") from None
    finally:
        os.close(descriptor)


def _mark(vault: Vault) -> None:
    with vault.transaction() as connection:
        meta.put(connection, "restored", secrets.token_bytes(RESTORE_ID_BYTES))
        connection.execute("DELETE FROM backup")


def _require_whole(vault: Vault) -> None:
    faults = vault.page_faults()
    if faults:
        raise DamagedError(
            f"The backup is damaged, so nothing was restored: {faults[0].sentence}",
            "Use another backup; if there is none, save what can be read with"
            " `fieldnotes vault verify --salvage-to DIR`.",
        )


def _require_kind(vault: Vault, final: VaultFiles) -> None:
    if (vault.role is VaultRole.IDENTITY) != (final.stem == IDENTITY):
        other = VaultFiles(final.folder, VAULT if final.stem == IDENTITY else IDENTITY)
        raise RefusedError(
            f"That is a backup of {'a vault' if other.stem == VAULT else 'an identity map'}, so nothing was restored.",
            f"Restore it with `fieldnotes {other.verb} restore`.",
        )


def _remove_unfinished(unfinished: VaultFiles, final: VaultFiles) -> None:
    """Take away what a restore that was killed left behind; for a vault, nothing else was ever in that folder then."""
    # The database gets its name before the key file does; with both there is a vault, and it stays.
    ours = {path.name for path in (unfinished.key, unfinished.database, *unfinished.journals, final.database)}
    try:
        found = {path.name for path in final.folder.iterdir()}
    except OSError:
        return
    if unfinished.key.name in found and (
        found <= ours if final.stem == VAULT else final.key.name not in found
    ):
        _take_back(final)
        _take_back(unfinished)


def _take_back(files: VaultFiles) -> None:
    # Best effort while another failure is on its way; what stays can be seen in the folder.
    with suppress(OSError, FieldnotesError):
        backupfiles.destroy(files.folder, files.stem)
