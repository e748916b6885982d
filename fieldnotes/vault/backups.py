"""Backups of an open vault: made without stopping the writers, tried, counted, thinned out and remembered."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fieldnotes.base.errors import FieldnotesError, WrongUseError
from fieldnotes.vault import backupfiles
from fieldnotes.vault.checkpointing import Progress
from fieldnotes.vault.disk import PRIVATE_FOLDER, failure, make_private
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

KEEP = 5
"""Backups of one vault that stay in one folder unless asked otherwise."""

_OWN = "backups"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that counts.

    Attributes:
        name: of its key file, without the suffix.
        folder: where key file and database lie.
        bytes: size of both.
    """

    name: str
    folder: Path
    bytes: int

    @property
    def key(self) -> Path:
        """What to give to a restore."""
        return self.folder / f"{self.name}.key"


@dataclass(frozen=True, slots=True)
class KnownBackup:
    """A backup that this vault remembers.

    Attributes:
        folder: where it was made.
        name: of its key file, without the suffix.
        made: day, ``YYYY-MM-DD``; no finer time is stored.
        reachable: whether it lies there now.
    """

    folder: Path
    name: str
    made: str
    reachable: bool

    @property
    def key(self) -> Path:
        """What to give to a restore."""
        return self.folder / f"{self.name}.key"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What became of the backups after a passphrase change.

    Attributes:
        replaced: the new backups, one a folder; every older one there was destroyed.
        out_of_reach: backups that still open with the secrets of their day, and could not be destroyed.
        failures: what went wrong, a sentence each.
    """

    replaced: tuple[Backup, ...]
    out_of_reach: tuple[KnownBackup, ...]
    failures: tuple[str, ...]

    def sentences(self) -> tuple[str, ...]:
        """The report in words, one line each; empty if there were no backups."""
        return (
            *(
                f"Made {one.name} in {one.folder}; the older backups there are destroyed."
                for one in self.replaced
            ),
            *self.failures,
            *(
                f"Out of reach: {one.name} in {one.folder}, made {one.made}, still opens with the old passphrase;"
                " destroy it."
                for one in self.out_of_reach
            ),
        )


def back_up(
    vault: Vault, to: Path | None = None, *, keep: int = KEEP, progress: Progress | None = None
) -> Backup:
    """Copy the vault as it stands now, try the copy, and keep the last few.

    Whoever writes meanwhile is not stopped, and finds it durable as always; what is written during the copy is not in it.

    Args:
        vault: open.
        to: a folder that exists; ``None`` for ``backups`` in the vault's own.
        keep: number of this vault's backups to leave in the folder, the new one included; older ones are destroyed.
        progress: told bytes copied and bytes in all.

    Raises:
        WrongUseError: if the folder is not there or is the vault's own, or ``keep`` is less than one.
        RefusedError: disk full or read-only, or the copy was ended by locking or by a deletion for good. No backup
            counts then that did not count before.
        DamagedError: if a disk fails, or the trial restore does.
    """
    if keep < 1:
        raise WrongUseError("At least one backup is kept.", "Give --keep 1 or more.")
    folder = _destination(vault, to)
    name = backupfiles.numbered(_next_number(vault, folder), vault.stem)
    _remove_left_over(vault, folder)
    size = vault.copier.make(folder, name, progress)
    _remember(vault, folder, name)
    try:
        vault.copier.count(folder, name)
    except FieldnotesError:
        _take_away(vault, folder, name + backupfiles.PART)
        _forget(vault, folder, name)
        raise
    for old in backupfiles.finished_in(folder, vault.vault_id)[:-keep]:
        _take_away(vault, folder, old)
    return Backup(name, folder, size)


def known(vault: Vault) -> list[KnownBackup]:
    """Every backup that may still exist, by folder and number; also those made before a migration.

    One that is not within reach stays in the list: its disk may just not be plugged in.
    """
    rows = vault.connection.execute("SELECT folder, name, made FROM backup").fetchall()
    found = {(_place(vault, row["folder"]), str(row["name"])): str(row["made"]) for row in rows}
    own = own_folder(vault)
    for name in backupfiles.made_before_migrations_in(own, vault.vault_id):
        found.setdefault((own, name), "before a migration")
    return [
        KnownBackup(folder, name, made, _within_reach(vault, folder, name))
        for (folder, name), made in sorted(found.items())
    ]


def last(vault: Vault) -> KnownBackup | None:
    """The backup made last, or ``None`` if none is known."""
    row = vault.connection.execute("SELECT folder, name FROM backup ORDER BY id DESC").fetchone()
    if row is None:
        return None
    wanted = _place(vault, row["folder"]), row["name"]
    return next((one for one in known(vault) if (one.folder, one.name) == wanted), None)


def forget(vault: Vault, folder: Path) -> int:
    """Stop remembering backups in a folder, because they were destroyed in another way; how many there were."""
    with vault.transaction() as connection:
        return connection.execute(
            "DELETE FROM backup WHERE folder = ?", (_stored(vault, folder.absolute()),)
        ).rowcount


def replace_all(vault: Vault) -> BackupReport:
    """After a passphrase change: in every known folder within reach make a new backup and destroy the older ones.

    Backups open with the secrets of their day, so an older one would let the old passphrase in for ever. An older
    one goes only once the new one counts.
    """
    replaced: list[Backup] = []
    failures: list[str] = []
    for folder in sorted({one.folder for one in known(vault) if one.reachable}):
        try:
            replaced.append(back_up(vault, folder, keep=1))
            for old in backupfiles.made_before_migrations_in(folder, vault.vault_id):
                _take_away(vault, folder, old)
        except FieldnotesError as error:
            failures.append(f"In {folder}: {error}")
    new = {(one.folder, one.name) for one in replaced}
    left = tuple(one for one in known(vault) if (one.folder, one.name) not in new)
    return BackupReport(tuple(replaced), left, tuple(failures))


@dataclass(frozen=True, slots=True)
class Holding:
    """A backup that holds something, or may.

    Attributes:
        backup: which.
        certain: whether it was looked into. One out of reach, or from before a passphrase change, cannot be.
    """

    backup: KnownBackup
    certain: bool


def holding(vault: Vault, asks: Callable[[Connection], bool]) -> tuple[Holding, ...]:
    """The known backups that hold something, or may.

    Args:
        vault: open.
        asks: whether a backup's database holds it.
    """
    found = ((one, _holds(vault, one, asks)) for one in known(vault))
    return tuple(Holding(one, certain=bool(holds)) for one, holds in found if holds is not False)


def key_files_elsewhere(vault: Vault) -> Callable[[], list[Path]]:
    """For a wipe: gives the key files of this vault's backups outside its own folder, those within reach when asked.

    What it gives is told from the files, so that another vault's backup of the same name is never among them.
    """
    own, vault_id = own_folder(vault), vault.vault_id
    paths = [one.key for one in known(vault) if one.folder != own]
    return lambda: [path for path in paths if backupfiles.vault_of(path) == vault_id]


def own_folder(vault: Vault) -> Path:
    """The folder of backups inside the vault's own folder; it may not exist yet."""
    return VaultFiles(vault.folder).backups.absolute()


def _holds(vault: Vault, one: KnownBackup, asks: Callable[[Connection], bool]) -> bool | None:
    if not (one.reachable and vault.copier.opens(one.folder, one.name)):
        return None
    try:
        with vault.copier.read(one.folder, one.name) as connection:
            return asks(connection)
    except FieldnotesError:  # damaged, or of a schema that cannot be asked; no statement that it is gone
        return None


def _stored(vault: Vault, folder: Path) -> str:
    """How a folder is remembered: the one inside the vault's by its name alone, since it goes where the vault goes."""
    return _OWN if folder.resolve() == own_folder(vault).resolve() else str(folder)


def _place(vault: Vault, stored: str) -> Path:
    return own_folder(vault) if stored == _OWN else Path(stored)


def _destination(vault: Vault, to: Path | None) -> Path:
    own = own_folder(vault)
    if to is None:
        try:
            own.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            make_private(own, PRIVATE_FOLDER)
        except OSError as error:
            raise failure(error, "The folder for backups cannot be made") from None
        return own
    folder = to.absolute()
    if not folder.is_dir():
        raise WrongUseError(
            "There is no folder of that name to put a backup in.",
            "Plug in the disk or make the folder first: a missing one is not made, for it may be a disk's place.",
        )
    resolved, vault_folder = folder.resolve(), vault.folder.resolve()
    if resolved == vault_folder or (resolved.is_relative_to(vault_folder) and resolved != own.resolve()):
        raise WrongUseError(
            "Backups do not go among the vault's own files.",
            "Choose a folder on another disk, or leave it out to use backups/ in the vault's folder.",
        )
    return folder


def _next_number(vault: Vault, folder: Path) -> int:
    rows = vault.connection.execute(
        "SELECT name FROM backup WHERE folder = ?", (_stored(vault, folder),)
    ).fetchall()
    remembered = [backupfiles.number_of(str(row["name"])) for row in rows]
    return max([backupfiles.highest_number_in(folder), *remembered]) + 1


def _remember(vault: Vault, folder: Path, name: str) -> None:
    # Before it counts: a backup that exists and is not known could not be named when a case is deleted.
    with vault.transaction() as connection:
        connection.execute(
            "INSERT INTO backup (folder, name, made) VALUES (?, ?, ?)",
            (_stored(vault, folder), name, time.strftime("%Y-%m-%d")),
        )


def _forget(vault: Vault, folder: Path, name: str) -> None:
    with vault.transaction() as connection:
        connection.execute("DELETE FROM backup WHERE folder = ? AND name = ?", (_stored(vault, folder), name))


def _remove_left_over(vault: Vault, folder: Path) -> None:
    for name in backupfiles.left_over_in(folder, vault.vault_id):
        _take_away(vault, folder, name)


def _take_away(vault: Vault, folder: Path, name: str) -> None:
    with suppress(OSError, FieldnotesError):  # it stays known, and is named where that matters
        backupfiles.destroy(folder, name)
        _forget(vault, folder, name.removesuffix(backupfiles.PART))


def _within_reach(vault: Vault, folder: Path, name: str) -> bool:
    key = folder / f"{name}.key"
    return backupfiles.is_usable(key) and backupfiles.vault_of(key) == vault.vault_id
