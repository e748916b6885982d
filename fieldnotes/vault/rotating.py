"""Another passphrase, another vault key, and the database encrypted again: safe to be killed at any point.

The order is docs/format-vault.md, section *Changing the passphrase*. An old copy of the key file with the old passphrase
opens old copies of the database only.
"""

import shutil
from dataclasses import dataclass, replace

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError
from fieldnotes.vault import meta
from fieldnotes.vault.checkpointing import Checkpoints
from fieldnotes.vault.connecting import PAGE_BYTES, opens
from fieldnotes.vault.costing import affordable
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keyblock import KeyBlock, parse
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.keys import VaultKey, database_key
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.rewriting import fresh_header, next_generation, slots_in_use, with_vault_key
from fieldnotes.vault.settling import NEXT_WRAP_ROOT, empty_log, settle
from fieldnotes.vault.share import Share, material_of
from fieldnotes.vault.slots import passphrase_keys
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.wrapping import Wrapper

_FRAME_BYTES = (
    PAGE_BYTES + 24
)  # a page in the write-ahead log has a header (sqlite.org/fileformat2, section 4.1)
_SPARE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Rotation:
    """One change of the passphrase of an open vault.

    Attributes:
        files: where the vault lies.
        key_file: open and locked.
        connection: idle, outside a transaction.
        checkpoints: of the same connection.
        vault_id: 16 bytes.
    """

    files: VaultFiles
    key_file: KeyFile
    connection: Connection
    checkpoints: Checkpoints
    vault_id: bytes

    def commit(
        self, old: VaultKey, wrapper: Wrapper, passphrase: Passphrase, share: Share | None
    ) -> VaultKey:
        """Encrypt the database under a fresh vault key, which only the new passphrase and the words open.

        Returns:
            The fresh key, by which the database is encrypted from now on. :meth:`finish` must follow.

        Raises:
            RefusedError: if memory is short, the disk is too full, or the database is being read; all as before then.
            DamagedError: if the key file cannot be read or written; the vault opens with the passphrase from before.
            UncertainError: if the database could not be encrypted; the connection is closed then.
        """
        block = self._own_block(old)
        header = fresh_header(block, affordable(block.header.kdf_id) if self._measured() else None)
        keys = passphrase_keys(passphrase, header, material_of(share))
        if not self.checkpoints.truncate():
            raise RefusedError(
                "The database is being read just now, so it cannot be encrypted again.",
                "Try again in a moment.",
            )
        require_room(self.files)
        fresh = VaultKey.generate()
        meta.put(self.connection, NEXT_WRAP_ROOT, wrapper.sealed_under(fresh))
        places = slots_in_use(self.connection)
        recovery = meta.get(self.connection, "recovery_public_key")
        following = replace(block, header=header)
        self.key_file.write_copy(1, with_vault_key(following, places, (fresh, old), keys, recovery))
        self._encrypt(fresh)
        return fresh

    def finish(self, key: VaultKey) -> None:
        """Erase the old key block: only once nothing in the database needs the old key.

        Raises:
            RefusedError, DamagedError: saying that the new passphrase holds; the next opening finishes it.
        """
        try:
            empty_log(self.connection)  # a backup that wants to begin now waits until the vault is idle again
            block = parse(self.key_file.copies()[1])
            if block is None or not block.is_authentic(key):
                raise DamagedError("The key file does not give back what was written.", "Lock the vault.")
            final = next_generation(block, slots_in_use(self.connection).values(), key)
            for place in (0, 1):  # B is the copy that opens, so it goes last
                self.key_file.write_copy(place, final)
            settle(self.connection, key, self.vault_id)
        except FieldnotesError as error:
            raise type(error)(
                f"The new passphrase holds, but the change could not be tidied up. {error.problem}",
                f"{error.remedy} The next unlocking finishes it.",
            ) from None

    def _own_block(self, key: VaultKey) -> KeyBlock:
        block = parse(self.key_file.copies()[0])
        if block is None or not block.intact or not block.is_authentic(key):
            raise DamagedError(
                "The key file was changed by something else while the vault was open.",
                "Close the vault, restore its key file from a backup, and try again.",
            )
        return block

    def _measured(self) -> bool:
        return meta.find(self.connection, "cost_choice") == b"measured"

    def _encrypt(self, fresh: VaultKey) -> None:
        failure: FieldnotesError | None = None
        try:
            self.connection.reset_key(database_key(fresh, self.vault_id))
        except FieldnotesError as error:
            failure = error
        # SQLCipher reports success even where it ran out of disk (measured with 4.19), so the database is asked itself.
        if opens(self.files, fresh, self.vault_id):
            return
        # A connection on which that failed would write under the wrong key.
        self.connection.close()
        raise UncertainError(
            "The database could not be encrypted again, so the vault was locked; the passphrase from before holds."
            + ("" if failure is None else f" {failure.problem}"),
            "Make sure that the disk is in order and has room, unlock the vault and try again.",
        )


class UncertainError(RefusedError):
    """Encrypting again did not come to its end; the next opening finds out which key holds."""


def require_room(files: VaultFiles) -> None:
    """Refuse where the disk could not hold the whole database once more, in its write-ahead log.

    Raises:
        RefusedError: with how much is missing.
    """
    pages = -(-files.database.stat().st_size // PAGE_BYTES)
    missing = pages * _FRAME_BYTES + _SPARE_BYTES - shutil.disk_usage(files.folder).free
    if missing > 0:
        raise RefusedError(
            f"To encrypt the vault again the disk needs {-(-missing // 1_000_000)} MB more of free space.",
            "Make room on the disk and try again; nothing was changed.",
        )
