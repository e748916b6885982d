"""The files of backups in one folder: what they are called, whose they are, and how one is taken away."""

import re
from contextlib import suppress
from pathlib import Path

from fieldnotes.vault.disk import sync_folder
from fieldnotes.vault.erasing import destroy_key_blocks
from fieldnotes.vault.files import VAULT, VaultFiles
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import peek
from fieldnotes.vault.wipemarks import marked_vault

PART = ".part"
"""Ends the name of a copy that has not yet been tried, and does not count."""

_NUMBERED = re.compile(r"(?:vault|identity)-([0-9]{4,})(\.part)?\.(key|db)")
_BEFORE = "before-"


def numbered(number: int, stem: str = VAULT) -> str:
    """The name of backup ``number``, from 1: no date in it."""
    return f"{stem}-{number:04}"


def before(component: str, number: int, stem: str = VAULT) -> str:
    """The name of the copy made before ``component`` leaves its schema ``number``."""
    return f"{_BEFORE}{'' if stem == VAULT else stem + '-'}{component}-{number}"


def vault_of(key: Path) -> bytes | None:
    """The vault id that a backup's key file names, a destroyed one too; ``None`` if it cannot be told."""
    try:
        copies = peek(key)
    except OSError:
        return None
    for copy in copies:
        block = parse(copy)
        if block is not None and block.intact:
            return block.header.vault_id
    return next((found for found in map(marked_vault, copies) if found is not None), None)


def is_usable(key: Path) -> bool:
    """Whether a key file has a block that is whole and none that is marked as destroyed, and a database beside it.

    One that cannot be read just now is not usable either; that says nothing about what it is (:func:`left_over_in`).
    """
    try:
        return _is_whole(key)
    except OSError:
        return False


def finished_in(folder: Path, vault_id: bytes) -> list[str]:
    """Names of this vault's numbered backups in a folder, oldest first."""
    return [
        name for name in _names(folder, vault_id) if _NUMBERED.fullmatch(f"{name}.key") and PART not in name
    ]


def made_before_migrations_in(folder: Path, vault_id: bytes) -> list[str]:
    """Names of the copies of this vault made before migrations."""
    return [name for name in _names(folder, vault_id) if name.startswith(_BEFORE) and PART not in name]


def left_over_in(folder: Path, vault_id: bytes) -> list[str]:
    """Names of this vault's copies that were never finished, or whose removal was cut off.

    A backup on a disk that cannot be read at the moment is none of them: it would be destroyed for a passing fault.
    """
    return [
        name
        for name in _names(folder, vault_id)
        if name.endswith(PART) or _is_broken_off(folder / f"{name}.key")
    ]


def number_of(name: str) -> int:
    """The number in a backup's name; 0 where there is none."""
    return _order(name)[0]


def highest_number_in(folder: Path) -> int:
    """The highest number used by anyone's backup in a folder; 0 for none."""
    found = [_NUMBERED.fullmatch(name) for name in _listed(folder)]
    return max((int(match[1]) for match in found if match is not None), default=0)


def destroy(folder: Path, name: str) -> None:
    """Take a backup away: its key blocks overwritten in place, then its files, the key file's name last.

    Raises:
        OSError: if something of it remains.
        RefusedError, DamagedError: if the folder cannot be made to last.
    """
    files = VaultFiles(folder, name)
    with suppress(FileNotFoundError):
        destroy_key_blocks(files.key)
    for path in (*files.journals, files.database, *_named_too_early(files), files.key):
        path.unlink(missing_ok=True)
    sync_folder(folder)


def _is_whole(key: Path) -> bool:
    copies = peek(key)
    whole = any(block is not None and block.intact for block in map(parse, copies))
    begun_to_destroy = any(marked_vault(copy) is not None for copy in copies)
    return whole and not begun_to_destroy and VaultFiles(key.parent, key.stem).database.is_file()


def _is_broken_off(key: Path) -> bool:
    try:
        return not _is_whole(key)
    except OSError:
        return False


def _named_too_early(part: VaultFiles) -> tuple[Path, ...]:
    """The database of an untried copy that was killed between getting its two names: it has its own, its key not yet."""
    whole = VaultFiles(part.folder, part.stem.removesuffix(PART))
    return (whole.database,) if part.stem.endswith(PART) and not whole.key.exists() else ()


def _names(folder: Path, vault_id: bytes) -> list[str]:
    ours = (name.removesuffix(".key") for name in _listed(folder) if name.endswith(".key"))
    known = [name for name in ours if _NUMBERED.fullmatch(f"{name}.key") or name.startswith(_BEFORE)]
    return sorted((name for name in known if vault_of(folder / f"{name}.key") == vault_id), key=_order)


def _order(name: str) -> tuple[int, str]:
    match = _NUMBERED.fullmatch(f"{name}.key")
    return (int(match[1]) if match else 0, name)


def _listed(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []
