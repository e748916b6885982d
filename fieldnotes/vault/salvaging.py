"""Saving what can be read of a damaged vault, into a new vault that the same secrets open."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.vault import backupfiles, meta
from fieldnotes.vault.connecting import lay_down
from fieldnotes.vault.damaged import Remains, nothing_left, remains_of
from fieldnotes.vault.disk import failure, sync_folder
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keyblock import (
    ANCHOR_BYTES,
    REST_BYTES,
    SLOT_BYTES,
    SLOTS,
    KeyBlock,
    with_filler,
)
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.newfolder import make_folder, refuse_occupied
from fieldnotes.vault.opening import Vault, open_files
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.rebuilding import Lost, NoTablesError, Rebuilder
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.restoring import RESTORE_ID_BYTES, opener_for
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.share import Share
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.unlocking import Opener, PassphraseOpener, Unlocked
from fieldnotes.vault.wrapping import Wrapper

_UNFINISHED = "salvaging"
_MADE_ANEW = ("freshness_root", "freshness_scope", "freshness_watch", "backup")
"""Tables that speak of the old database as a whole, and would be wrong of a part of it."""

_ROLES = {
    "casebook": VaultRole.RESEARCHER,
    "coordination": VaultRole.COORDINATOR,
    "identity": VaultRole.IDENTITY,
}
"""Which part of the schema only a vault of that role has; asked only where the vault no longer says its role."""


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was saved and what was not.

    Attributes:
        saved: rows by table.
        lost: places in tables, and pages, that could not be read.
        unreadable_rows: rows by table that were there and could not be understood.
        notes: what else is to be known, a sentence each.
    """

    saved: Mapping[str, int]
    lost: tuple[Lost, ...]
    unreadable_rows: Mapping[str, int]
    notes: tuple[str, ...]


def salvage(  # noqa: PLR0913 - where from, where to, and one of three secrets
    folder: Path,
    to: Path,
    *,
    passphrase: Passphrase | None = None,
    words: RecoveryWords | None = None,
    share: Share | None = None,
    finish: Callable[[Vault], None] | None = None,
    components: Mapping[str, Sequence[Migration]] = MappingProxyType({}),
) -> tuple[Vault, Salvage]:
    """Read what can be read of the vault in ``folder`` and make a vault of it in ``to``, which is opened.

    The damaged vault is not touched, not even its write-ahead log. The new one opens with the same passphrase and recovery
    words, and is marked as restored, since what is missing may be a release.

    Args:
        folder: of the damaged vault; it need not open.
        to: must not exist or be empty.
        passphrase: this or ``words``.
        words: the recovery words.
        share: of the key file on removable media, where the vault has one.
        components: migrations of the rooms by component, for tables whose line in the schema was lost.
        finish: puts in order, inside the new vault, what is no longer complete, before it counts as a vault.

    Raises:
        RefusedError: wrong secret, the vault is open, something lies in ``to`` already, or the disk is full.
        DamagedError: if nothing can be read, naming backups within reach; or a disk fails.
        WrongUseError: if there is no vault.
    """
    opener = opener_for(passphrase, words, share)
    files = VaultFiles(folder)
    with remains_of(files, opener) as found:
        refuse_occupied(to)
        try:
            told = _rebuilt(found, to, opener, finish, components)
        except NoTablesError:
            raise nothing_left(files) from None
    return open_files(VaultFiles(to), opener), told


def _rebuilt(
    found: Remains,
    to: Path,
    opener: Opener,
    finish: Callable[[Vault], None] | None,
    components: Mapping[str, Sequence[Migration]],
) -> Salvage:
    unfinished, final = VaultFiles(to, _UNFINISHED), VaultFiles(to)
    told: list[Salvage] = []
    with ExitStack() as undo:
        made = make_folder(to, undo)
        undo.callback(_take_back, to)
        KeyFile.create(unfinished.key, _without_anchor(found.block)).close()
        lay_down(
            unfinished,
            found.unlocked.key,
            found.unlocked.block.header.vault_id,
            lambda connection: told.append(_filled(connection, found, opener, components)),
        )
        with open_files(unfinished, opener) as vault:
            if finish is not None:
                finish(vault)
        try:
            unfinished.database.rename(final.database)
            unfinished.key.rename(final.key)  # from here on there is a vault
        except OSError as error:
            raise failure(error, "The saved files cannot be given their names") from None
        for path in (to, *(new.parent for new in made)):
            sync_folder(path)
        undo.pop_all()
    return told[0]


def _filled(
    connection: Connection,
    found: Remains,
    opener: Opener,
    components: Mapping[str, Sequence[Migration]],
) -> Salvage:
    connection.execute("PRAGMA foreign_keys = OFF").fetchall()
    outcome = Rebuilder(
        found.pages, connection, _MADE_ANEW, {meta.COMPONENT: meta.MIGRATIONS, **components}
    ).run()
    notes = list(_complete_facts(connection, found.unlocked, opener))
    if found.pages.log.ignored:
        notes.append(
            f"The write-ahead log is damaged: the last changes, {found.pages.log.ignored} pages of it, could not be used."
        )
    notes.append("For what was saved it can no longer be told whether an older copy of it was put back.")
    meta.put(connection, "restored", secrets.token_bytes(RESTORE_ID_BYTES))
    return Salvage(outcome.saved, tuple(outcome.lost), outcome.unreadable_rows, tuple(notes))


def _complete_facts(connection: Connection, unlocked: Unlocked, opener: Opener) -> Iterator[str]:
    """Put back what every vault knows about itself, where it was lost."""
    vault_id = unlocked.block.header.vault_id
    meta.put(connection, "vault_id", vault_id)
    if meta.find(connection, "wrap_root") is None:
        meta.put(connection, "wrap_root", Wrapper.create(unlocked.key, vault_id)[1])
        yield "The key that seals device keys was lost, so what it sealed cannot be opened: make a new device key."
    if meta.find(connection, "recovery_public_key") is None:
        yield "The recovery words open the new vault, but its passphrase can no longer be changed: move to a new vault."
    if connection.execute("SELECT 1 FROM key_slot").fetchone() is None:
        _note_slots(connection, unlocked.block, opener)
        yield "Which slot holds the recovery words was lost: change the passphrase once, which seals it for them anew."
    if meta.find(connection, "role") is None:
        parts = {str(row[0]) for row in connection.execute("SELECT component FROM schema_version").fetchall()}
        role = next((role for part, role in _ROLES.items() if part in parts), VaultRole.RESEARCHER)
        meta.put(connection, "role", role.encode())
        yield f"What the vault is for was lost; it was taken for a {role}'s."


def _note_slots(connection: Connection, block: KeyBlock, opener: Opener) -> None:
    """Note the slot that the secret opens as what it is, and some other one for the other kind of secret."""
    empty = bytes(SLOT_BYTES)
    opened = [
        place
        for place in range(SLOTS)
        if opener.open_slots(
            replace(block, slots=tuple(slot if at == place else empty for at, slot in enumerate(block.slots)))
        )
    ]
    kinds = ["passphrase", "recovery"]
    if not isinstance(opener, PassphraseOpener):
        kinds.reverse()
    places = [opened[0], (opened[0] + 1) % SLOTS]
    connection.executemany(
        "INSERT INTO key_slot (place, kind) VALUES (?, ?)", list(zip(places, kinds, strict=True))
    )


def _without_anchor(block: bytes) -> bytes:
    """The block as of a vault that has not been closed yet: what is saved is not the state that was anchored."""
    return with_filler(block, secrets.token_bytes(ANCHOR_BYTES), secrets.token_bytes(REST_BYTES))


def _take_back(folder: Path) -> None:
    # Best effort while another failure is on its way; what stays can be seen in the folder.
    with suppress(OSError, FieldnotesError):
        backupfiles.destroy(folder, _UNFINISHED)
