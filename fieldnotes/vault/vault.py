"""An open vault: what the rooms above work with."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Self

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.vault import meta
from fieldnotes.vault.checkpointing import Checkpoints
from fieldnotes.vault.connecting import settings_of
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.migrating import Migration, migrate
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.rewriting import fresh_header, with_passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.share import Share, material_of
from fieldnotes.vault.slots import passphrase_keys
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.transactions import Transactions
from fieldnotes.vault.verifying import PageFault, page_faults
from fieldnotes.vault.wrapping import Wrapper


class Vault:
    """An unlocked vault, held by this process alone. A context manager; :meth:`close` locks it.

    Made by :func:`fieldnotes.vault.creating.create_vault` and :func:`fieldnotes.vault.opening.open_vault`. Its
    statements may come from any thread, one thread at a time.

    Attributes:
        folder: where it lies.
        vault_id: 16 bytes, the same for all backups of this vault.
        role: researcher or coordinator.
        connection: the database, for statements with parameters.
        settings: small settings kept inside.
        checkpoints: moves the write-ahead log; everything that needs it moved asks here.
        notices: sentences about what was found and mended while opening; to be shown once.
    """

    def __init__(
        self, files: VaultFiles, key_file: KeyFile, key: VaultKey, vault_id: bytes, connection: Connection
    ) -> None:
        self.folder = files.folder
        self.vault_id = vault_id
        self.connection = connection
        self.settings = meta.Settings(connection)
        self.notices: tuple[str, ...] = ()
        self._files = files
        self._key_file = key_file
        self._key = key
        self._transactions = Transactions(connection)
        self.checkpoints = Checkpoints(files.database, connection, self._transactions)
        self.migrate(meta.COMPONENT, meta.MIGRATIONS)
        self._closed = False
        self._role: VaultRole | None = None
        self._wrapper: Wrapper | None = None

    @property
    def role(self) -> VaultRole:
        """What this vault is for.

        Raises:
            DamagedError: if the vault does not say.
        """
        if self._role is None:
            self._role = VaultRole(meta.get(self.connection, "role").decode())
        return self._role

    @property
    def restored(self) -> bytes | None:
        """A random id of the restore that made this vault from a backup; ``None`` if it was never restored."""
        return meta.find(self.connection, "restored")

    def transaction(self) -> AbstractContextManager[Connection]:
        """Everything inside is stored together, durable once the outermost block ends, or not at all."""
        return self._transactions.run()

    def migrate(self, component: str, migrations: Sequence[Migration]) -> None:
        """Bring the schema of one room up to date.

        Raises:
            RefusedError: if the vault holds a newer schema than the last of ``migrations``.
        """
        migrate(self._transactions, component, migrations)

    def wrap(self, purpose: str, secret: bytes) -> bytes:
        """Seal a small secret under the vault key; ``purpose`` must be given again to open it."""
        return self._wrapping().wrap(purpose, secret)

    def unwrap(self, purpose: str, blob: bytes) -> bytes:
        """Open what :meth:`wrap` sealed.

        Raises:
            DamagedError: if it was changed, or sealed for another purpose or in another vault.
        """
        return self._wrapping().unwrap(purpose, blob)

    def cipher_settings(self) -> Mapping[str, str]:
        """The live settings of SQLCipher by PRAGMA name, asked from it now."""
        return settings_of(self.connection)

    def page_faults(self) -> tuple[PageFault, ...]:
        """Check every page and every reference; empty if all is well. Takes about a second for 100 MB."""
        return page_faults(self.connection)

    @property
    def needs_share(self) -> bool:
        """Whether a key file on removable media enters this vault's keys."""
        return meta.find(self.connection, "share_digest") is not None

    def change_passphrase(self, new: Passphrase, *, share: Share | None = None) -> None:
        """Seal the vault key for another passphrase, in place of the one before.

        The vault key stays the same, so a copy of the key file made before still opens with the old passphrase. Killed
        at any point, the vault opens with the old or the new one.

        Args:
            new: opens the vault from now on.
            share: of the key file on removable media, where the vault has one.

        Raises:
            RefusedError: if memory is short, or the disk is full.
            DamagedError: if the key file cannot be read or written.
        """
        self._require_share(share)
        block = parse(self._key_file.copies()[0])
        if block is None or not block.is_authentic(self._key):
            raise DamagedError(
                "The key file was changed by something else while the vault was open.",
                "Close the vault, restore its key file from a backup, and try again.",
            )
        slots = {
            str(row[1]): int(row[0]) for row in self.connection.execute("SELECT place, kind FROM key_slot")
        }
        header = fresh_header(block)
        keys = passphrase_keys(new, header, material_of(share))
        self._key_file.write(with_passphrase(block, header, slots, self._key, keys))

    def _require_share(self, share: Share | None) -> None:
        expected = meta.find(self.connection, "share_digest")
        given = None if share is None else share.digest(self.vault_id)
        if expected == given:
            return
        if expected is None:
            raise WrongUseError(
                "This vault was made without a key file on removable media.", "Leave the key file out."
            )
        raise RefusedError(
            "This vault needs its key file on removable media for that.",
            "Put the medium in and give the key file, or its second copy; nothing was changed.",
        )

    def close(self) -> None:
        """Lock: move the write-ahead log into the database, drop the keys, let other processes in again."""
        if self._closed:
            return
        self._closed = True
        try:
            self._close_database()
        finally:
            self._key.destroy()
            if self._wrapper is not None:
                self._wrapper.destroy()
            self._key_file.close()

    def _close_database(self) -> None:
        try:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            if self._files.database.exists():  # not after a wipe
                self.checkpoints.truncate(patience=1)
        finally:
            self.connection.close()
            self.checkpoints.close()

    def _wrapping(self) -> Wrapper:
        if self._wrapper is None:
            self._wrapper = Wrapper.open(self._key, self.vault_id, meta.get(self.connection, "wrap_root"))
        return self._wrapper

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Vault({self.folder.name!r})"
