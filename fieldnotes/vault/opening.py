"""Opening a vault that exists; never making one."""

from contextlib import ExitStack
from pathlib import Path

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.vault import meta, wiping
from fieldnotes.vault.connecting import connect
from fieldnotes.vault.disk import PRIVATE_FILE, PRIVATE_FOLDER, make_private
from fieldnotes.vault.files import IDENTITY, VAULT, VaultFiles
from fieldnotes.vault.keyblock import KeyBlock, parse
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.mending import cut_off_change, mend
from fieldnotes.vault.newest import refuse_newer
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.raising import raise_cost
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.share import Share
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.unfinished import refuse_never_was, without_words
from fieldnotes.vault.unlocking import Opener, PassphraseOpener, RecoveryOpener, Unlocked, unlock
from fieldnotes.vault.vault import Vault

__all__ = ["Passphrase", "RecoveryWords", "Share", "Vault", "VaultRole", "open_vault", "open_with_words"]


_NOT_PRIVATE = (
    "This disk does not keep files private: others who use this computer can copy the encrypted vault."
)


def open_vault(
    folder: Path, passphrase: Passphrase, share: Share | None = None, *, stem: str = VAULT
) -> Vault:
    """Unlock the vault in ``folder`` with its passphrase, and with its key file on removable media where it has one.

    Args:
        folder: the vault's.
        passphrase: in force.
        share: of the key file on removable media.
        stem: ``identity`` for the second small vault in the same folder that says who is who.

    Raises:
        RefusedError: wrong passphrase, the vault is open elsewhere, it is newer than this program, or it is being
            wiped (the wipe has been finished then), it was never finished, or a passphrase change was cut off and the
            other passphrase holds.
        DamagedError: key file or database missing, damaged, or not belonging together. Nothing has been replaced.
        WrongUseError: if there is no vault.
    """
    return open_files(VaultFiles(folder, stem), PassphraseOpener(passphrase, share))


def open_with_words(
    folder: Path, words: RecoveryWords, share: Share | None = None, *, stem: str = VAULT
) -> Vault:
    """Unlock the vault in ``folder`` with its recovery words; errors as for :func:`open_vault`."""
    return open_files(VaultFiles(folder, stem), RecoveryOpener(words, share))


def open_files(files: VaultFiles, opener: Opener, *, unfinished: bool = False) -> Vault:
    """Unlock the vault made of ``files`` with any secret; errors as for :func:`open_vault`.

    Args:
        files: where it lies.
        opener: the secret.
        unfinished: open it even if its recovery words were never typed back, to look at it before it is removed.
    """
    _finish_wipe(files)
    require_presence(files)
    with ExitStack() as undo:
        key_file = undo.enter_context(KeyFile.open(files.key))
        private = make_private(files.folder, PRIVATE_FOLDER) and make_private(files.key, PRIVATE_FILE)
        copies = key_file.copies()
        refuse_never_was(files, copies)
        blocks = tuple(parse(copy) for copy in copies)
        unlocked, connection = _first_that_opens(files, blocks, opener)
        undo.callback(connection.close)
        vault = Vault(files, key_file, unlocked.key, unlocked.block.header.vault_id, connection)
        _require_same_vault(vault)
        _require_own_name(files, vault)
        _require_words(files, vault, opener, unfinished=unfinished)
        vault.notices = (
            *mend(key_file, copies, unlocked, connection),
            *vault.check_freshness(),
            *_costlier(key_file, unlocked, connection, opener),
            *vault.remove_copies_before_migrations(),
            *(() if private else (_NOT_PRIVATE,)),
        )
        undo.pop_all()
    return vault


def _require_words(vault_files: VaultFiles, vault: Vault, opener: Opener, *, unfinished: bool) -> None:
    if vault.words_confirmed or unfinished:
        return
    if not isinstance(opener, RecoveryOpener):
        raise without_words(vault_files)
    meta.put(vault.connection, "words_confirmed", b"yes")  # whoever opens it with the words has them


def _costlier(
    key_file: KeyFile, unlocked: Unlocked, connection: Connection, opener: Opener
) -> tuple[str, ...]:
    if not isinstance(opener, PassphraseOpener):
        return ()
    return raise_cost(key_file, unlocked.key, connection, opener)


def _finish_wipe(files: VaultFiles) -> None:
    verdict = wiping.resume_if_marked(files.folder, stem=files.verb)
    if verdict is not None and not verdict.erased_logically:
        raise DamagedError(
            f"This {files.noun} was being wiped, and the wipe cannot be finished. {' '.join(verdict.failures)}",
            "Make room on the disk, give yourself write access to the folder, and start again.",
        )
    if verdict is not None:
        raise RefusedError(
            f"This {files.noun} was being wiped; the wipe has been finished now.",
            "There is nothing left here to open.",
        )


def require_presence(files: VaultFiles) -> None:
    """Make sure that a key file is there.

    Raises:
        WrongUseError: if there is none, and no database.
        DamagedError: if there is a database without one.
        RefusedError: if the folder may not be read.
    """
    try:
        present = files.key.is_symlink() or files.key.exists()
        database = files.database.exists()
    except PermissionError:
        raise RefusedError(
            "You may not read that folder.", "Give yourself access to it, or choose another vault."
        ) from None
    if not present and database:
        raise DamagedError(
            f"The key file {files.key.name} is missing, and without it nobody can open the {files.noun}.",
            "Put it back, or restore a backup into another folder.",
        )
    if not present:
        raise _nothing_there(files)


def _first_that_opens(
    files: VaultFiles, blocks: tuple[KeyBlock | None, ...], opener: Opener
) -> tuple[Unlocked, Connection]:
    failure: FieldnotesError | None = None
    tried: list[Unlocked] = []
    for unlocked in unlock(blocks, opener):
        try:
            refuse_newer(files, unlocked.key, unlocked.block.header.vault_id)
            return unlocked, connect(files, unlocked.key, unlocked.block.header.vault_id)
        except DamagedError as error:
            failure = failure or error
            tried.append(unlocked)
    if failure is None:
        raise RuntimeError("unlock ended without a key and without an error")
    raise cut_off_change(blocks, tried) or failure


def _nothing_there(files: VaultFiles) -> WrongUseError:
    if files.stem == IDENTITY:
        return WrongUseError(
            "There is no identity map beside this vault.", "Make one with `fieldnotes identity create`."
        )
    return WrongUseError("There is no vault in that folder.", "Give the folder of a vault, or create one.")


def _require_own_name(files: VaultFiles, vault: Vault) -> None:
    """An identity map under the vault's name would be filled with notes, and a vault under its name with names."""
    role = meta.find(vault.connection, "role")
    if (
        role is not None
        and files.stem in {VAULT, IDENTITY}
        and (role == b"identity") != (files.stem == IDENTITY)
    ):
        raise RefusedError(
            f"What lies under the name {files.key.name} is {'a vault' if files.stem == IDENTITY else 'an identity map'}.",
            "Give the files back the names that they were made with.",
        )


def _require_same_vault(vault: Vault) -> None:
    if meta.get(vault.connection, "vault_id") != vault.vault_id:
        raise DamagedError(
            "The database in this folder belongs to another vault.",
            "Put the database that goes with this key file back, or restore a backup into another folder.",
        )
