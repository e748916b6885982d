"""An open vault: what the rooms above work with."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Self

from fieldnotes.base.errors import AnswerIsNoError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.vault import meta
from fieldnotes.vault.checkpointing import Checkpoints
from fieldnotes.vault.connecting import connect_beside, settings_of
from fieldnotes.vault.copying import Copier
from fieldnotes.vault.files import IDENTITY, VAULT, VaultFiles
from fieldnotes.vault.keeping import Keeper
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.migrating import Migration, migrate, number_reached
from fieldnotes.vault.pagefaults import PageFault, page_faults
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.premigrating import back_up_before, remove_when_verified
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.rotating import Rotation, UncertainError
from fieldnotes.vault.settling import NEXT_WRAP_ROOT, took_hold, under_way
from fieldnotes.vault.share import Share, material_of
from fieldnotes.vault.slots import recovery_key_pair
from fieldnotes.vault.sqlcipher import Connection, StatementError
from fieldnotes.vault.unlocking import PassphraseOpener, unlock
from fieldnotes.vault.watching import Watched
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
        tried: whether it was ever opened since it was made; ``False`` only on what ``create_vault`` returns.
        migrated: whether the schema of some room was changed since the vault was unlocked.
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
        self.tried = True
        self._files = files
        self._key_file = key_file
        self._key = key
        self._wrapper: Wrapper | None = None
        self._keeper = Keeper(
            connection, key_file, vault_id, lambda purpose: self._wrapping().derive(purpose)
        )
        self._transactions = self._keeper.transactions
        self.checkpoints = Checkpoints(files.database, connection, self._transactions)
        self._schemas: dict[str, Sequence[Migration]] = {}
        self.migrated = False
        self.migrate(meta.COMPONENT, meta.MIGRATIONS)
        self._keeper.attach()
        self._closed = False
        self._before_closing: dict[str, Callable[[], None]] = {}
        self._role: VaultRole | None = None

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
    def stem(self) -> str:
        """``vault``, or ``identity`` for the second small vault that says who is who."""
        return self._files.stem

    @property
    def restored(self) -> bytes | None:
        """A random id of the restore that made this vault from a backup; ``None`` if it was never restored."""
        return meta.find(self.connection, "restored")

    def fresh_connection(self) -> AbstractContextManager[Connection]:
        """Another connection to read with: SQLCipher refuses everything on one that has met a damaged page."""
        return connect_beside(self._files, self._key, self.vault_id)

    @property
    def copier(self) -> Copier:
        """Makes and reads copies of this vault; see :mod:`fieldnotes.vault.backups`."""
        return Copier(self._key_file, self._key, self.vault_id, self.checkpoints)

    def transaction(self) -> AbstractContextManager[Connection]:
        """Everything inside is stored together, durable once the outermost block ends, or not at all."""
        return self._transactions.run()

    @property
    def transaction_number(self) -> int:
        """Inside a transaction a number that no other one of this opening has; 0 outside.

        What is worked out inside may be remembered under it: a transaction that fails takes back what it was worked
        out from.
        """
        return self._transactions.number

    def migrate(self, component: str, migrations: Sequence[Migration]) -> None:
        """Bring the schema of one room up to date; the vault is copied before the first change of an opening.

        Raises:
            RefusedError: if the vault holds a newer schema than the last of ``migrations``, or cannot be copied.
            DamagedError: if it is damaged. Nothing was changed then, and the version before can still use it.
        """
        reached = number_reached(self.connection, component)
        if 0 < reached < len(migrations) and not self.migrated and self._is_settled():
            back_up_before(self._files, self.copier, component, reached)
            self.migrated = True
        migrate(self._transactions, component, migrations, self._keeper.unwatch)
        self._schemas[component] = tuple(migrations)

    def copy_before(self, change: str, number: int) -> None:
        """Copy the vault before a change of everything in it; the copy goes at the next unlock that finds the vault whole.

        Args:
            change: a word for the copy's name.
            number: tells it from the copies before other changes of that name.

        Raises:
            RefusedError: disk full or read-only.
            DamagedError: if the vault is damaged.
        """
        back_up_before(self._files, self.copier, change, number)

    @property
    def schemas(self) -> Mapping[str, Sequence[Migration]]:
        """The migrations of every room that has opened this vault since it was unlocked."""
        return self._schemas

    def watch(self, component: str, tables: Sequence[Watched]) -> None:
        """Have :meth:`stale` find rows of these tables that are put back from an older copy of the database.

        To be called by a room each time it opens the vault, after :meth:`migrate`. Only what is written through this
        vault's :attr:`connection` counts as written.
        """
        self._keeper.watch(component, tables)

    def stale(self) -> tuple[str, ...]:
        """What is not as it was last written, such as ``interview 12`` or ``case C7``; empty if all is well.

        ``vault`` stands for all that cannot be told apart further. Reads every watched row: about a second for 100 MB.

        Raises:
            DamagedError: if the database or the key file cannot be read.
        """
        return self._keeper.stale()

    def check_freshness(self) -> tuple[str, ...]:
        """Hold the database against what the key file remembers, once it is open; sentences to be shown, if any."""
        self._keeper.watch(meta.COMPONENT, meta.WATCHED)
        return self._keeper.opened(self._key)

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
        return page_faults(self.connection, self.checkpoints)

    def remove_copies_before_migrations(self) -> tuple[str, ...]:
        """Once nothing is wrong with the migrated vault, at a later unlock; a sentence if they have to stay."""
        if self.migrated or not self._is_settled():
            return ()
        return remove_when_verified(self._files, self.vault_id, self.page_faults)

    def _is_settled(self) -> bool:
        """Whether this is a vault, and not one that is being restored, of which there is a copy in any case."""
        return self._files.stem in {VAULT, IDENTITY}

    @property
    def needs_share(self) -> bool:
        """Whether a key file on removable media enters this vault's keys."""
        return meta.find(self.connection, "share_digest") is not None

    @property
    def words_confirmed(self) -> bool:
        """Whether somebody has the recovery words: no, while a vault was made whose words were not typed back yet."""
        return meta.find(self.connection, "words_confirmed") != b"no"

    def confirm_words(self, words: RecoveryWords, share: Share | None = None) -> None:
        """Take note that the recovery words were typed back, which makes a vault whole that waited for them.

        Args:
            words: as typed back.
            share: of the key file on removable media, where the vault has one.

        Raises:
            AnswerIsNoError: if they are not the words of this vault.
        """
        pair = recovery_key_pair(words.entropy(), self.vault_id, material_of(share))
        if pair.public_key().public_bytes_raw() != meta.get(self.connection, "recovery_public_key"):
            raise AnswerIsNoError("Those are not the words.", "Compare each word with the paper.")
        meta.put(self.connection, "words_confirmed", b"yes")

    def require_tried(self) -> None:
        """Refuse what must not come before the vault was closed and opened again.

        Raises:
            RefusedError: on a vault that was just made.
        """
        if not self.tried:
            raise RefusedError(
                "Before the first case is stored, the vault has to be locked and unlocked once.",
                "Lock it and unlock it with its passphrase, so that you know that it opens.",
            )

    def change_passphrase(self, new: Passphrase, *, share: Share | None = None) -> None:
        """Let another passphrase open the vault, draw a fresh vault key, and encrypt the database again under it.

        The recovery words stay good. Copies of the key file made before open no later state of the database. Killed at any
        point, the vault opens with the passphrase from before or with the new one, and says which. Backups are not touched;
        see :func:`fieldnotes.vault.changing.change_passphrase`.

        Args:
            new: opens the vault from now on.
            share: of the key file on removable media, where the vault has one.

        Raises:
            RefusedError: if the key file on removable media is missing or another, memory is short, the disk lacks room
                for the database once more, or it could not be encrypted (the vault is locked then). The passphrase from
                before holds, unless the sentence says that the new one does.
            WrongUseError: for a key file where the vault has none, or inside a transaction.
            DamagedError: if the key file cannot be read or written, or the disk fails.
        """
        self._require_share(share)
        with self._transactions.paused():
            if self.connection.in_transaction:
                raise StatementError(
                    "A passphrase is not changed inside a transaction.", "Nothing was changed."
                )
            rotation = Rotation(self._files, self._key_file, self.connection, self.checkpoints, self.vault_id)
            try:
                fresh = rotation.commit(self._key, self._wrapping(), new, share)
            except UncertainError:
                self.close()
                raise
            self._key.destroy()
            self._key = fresh
            rotation.finish(fresh)

    def require_passphrase(self, passphrase: Passphrase, share: Share | None = None) -> None:
        """Refuse unless this is the passphrase in force: to keep a passer-by from what an open vault lets its owner do.

        Takes one key derivation.

        Raises:
            RefusedError: if it is another, or memory is short.
            DamagedError: if the key file cannot be read.
        """
        blocks = [parse(copy) for copy in self._key_file.copies()]
        for found in unlock(blocks, PassphraseOpener(passphrase, share)):
            found.key.destroy()

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

    def before_closing(self, name: str, act: Callable[[], None]) -> bool:
        """Have ``act`` done when the vault is closed properly, while it is still open; not after a wipe or a kill.

        Args:
            name: whose act it is.
            act: raises nothing that should not keep the closing from being told as failed; the vault closes in any case.

        Returns:
            Whether it was taken; not if there is an act of that name already.
        """
        return self._before_closing.setdefault(name, act) is act

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
            if not self.connection.closed and self._files.database.exists():  # not after a wipe
                for act in self._before_closing.values():
                    act()
                self._empty_log()
                self._keeper.anchor(self._key)
        finally:
            self.connection.close()
            self.checkpoints.close()

    def _empty_log(self) -> None:
        try:
            self.checkpoints.truncate(patience=1)
        except (
            FieldnotesError
        ) as error:  # the log keeps what was committed, so nothing is lost, and that is to be said
            raise type(error)(
                "Everything acknowledged is stored, but the disk failed or was full when the vault was locked.",
                "Make sure the disk is there and has room; the next unlocking finishes it.",
            ) from None

    def _wrapping(self) -> Wrapper:
        if self._wrapper is None:
            # While a change of the passphrase is under way, the root is there under the old key and under the new one.
            changing = under_way(self.connection) and took_hold(self.connection, self._key, self.vault_id)
            sealed = meta.get(self.connection, NEXT_WRAP_ROOT if changing else "wrap_root")
            self._wrapper = Wrapper.open(self._key, self.vault_id, sealed)
        return self._wrapper

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _type: object, failure: BaseException | None, _traceback: object) -> None:
        try:
            self.close()
        except FieldnotesError:
            if failure is None:
                raise
            # What failed first is what the user has to hear; the same disk failed again.

    def __repr__(self) -> str:
        return f"Vault({self.folder.name!r}, {self._files.stem!r})"
