"""Destroying a vault: keys first, in place; everything else after; the key file's name last."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from fieldnotes.base.errors import FieldnotesError, WrongUseError
from fieldnotes.vault.backupfiles import vault_of
from fieldnotes.vault.disk import sync_folder
from fieldnotes.vault.erasing import destroy_key_blocks
from fieldnotes.vault.files import IDENTITY, VAULT, VaultFiles
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import peek
from fieldnotes.vault.media import medium_of, physical_erase
from fieldnotes.vault.trimming import trim
from fieldnotes.vault.verdicts import ASSURED, NOT_ASSURED, Verdict
from fieldnotes.vault.wipemarks import is_marked, marked_vault

__all__ = ["Verdict", "resume_if_marked", "wipe"]

Done = TypeVar("Done")

_ALWAYS_SURVIVES = (
    "the recovery words on paper, which open any copy of the key file made before now",
    "backups outside this folder",
    "the key file on removable media, if this vault has one; destroyed too, it leaves no copy that opens",
    "exports already sent",
)


_IDENTITY_SURVIVES = (
    "the recovery words on paper, which open any copy of the identity map's key file made before now",
    "backups of the identity map outside this folder",
    "the vault beside it, with every name in it that was not replaced",
)


def wipe(
    folder: Path,
    *,
    trim_disk: bool = True,
    elsewhere: Callable[[], Iterable[Path]] = tuple,
    stem: str = VAULT,
) -> Verdict:
    """Destroy the vault in ``folder``. Needs no passphrase, and goes ahead where the vault is open somewhere.

    The order: both key blocks overwritten in place with random bytes and a mark, synced, read back; the same for
    the identity vault and for every backup in the folder; databases and journals removed; backups removed; the key
    file removed last; the folder synced; the disk told about the freed blocks.

    A key file that could not be overwritten, tried twice, keeps its name, since what has no name cannot be tried again.
    The vault's own key file stays, with its mark, as long as any other file of the vault does, so that the next start goes on.

    Args:
        folder: the vault's folder; it remains, empty but for files that are not ours.
        trim_disk: whether to ask for a trim of the whole file system, which can take a while on a large disk.
        elsewhere: gives the key files of backups in other folders, which an open vault knows. Asked once the vault's own
            keys are gone, since a disk that has been taken away may not answer for long.
        stem: ``identity`` to destroy the identity map alone, with its backups in the folder; the vault beside it stays.

    Raises:
        WrongUseError: if there is nothing of a vault in the folder.
    """
    files = VaultFiles(folder, stem)
    besides = [VaultFiles(folder, IDENTITY)] if stem == VAULT else []
    if not any(os.path.lexists(path) for path in (files.key, files.database)):
        raise WrongUseError(f"There is no {files.noun} in that folder.", "Give the folder of one.")
    whose = None if stem == VAULT else vault_of(files.key)
    failures: list[str] = []
    first_try: list[str] = []
    started = time.perf_counter()
    gone = _attempt(first_try, files.key, destroy_key_blocks)
    key_seconds = (gone or time.perf_counter()) - started
    own = [
        key for key in _key_files_in(files.backups, failures) if stem == VAULT or _is_its(key, stem, whose)
    ]
    backups = [*own, *(path for path in _known(elsewhere, failures) if path not in own)]
    again = [*([files.key] if first_try else []), *_destroy([*(one.key for one in besides), *backups], [])]
    _clear_away(files, besides, backups, again, failures)
    _attempt(failures, folder, sync_folder)
    physical, reason = physical_erase(medium_of(folder))
    return Verdict(
        erased_logically=not failures,
        physical=ASSURED if physical else NOT_ASSURED,
        physical_reason=reason,
        survives=(*_ALWAYS_SURVIVES, *_left_in(folder)) if stem == VAULT else _IDENTITY_SURVIVES,
        failures=tuple(failures),
        key_seconds=key_seconds,
        trimmed=trim(folder) if trim_disk else "Trim: not asked for.",
    )


def _clear_away(
    files: VaultFiles,
    besides: Sequence[VaultFiles],
    backups: Sequence[Path],
    again: Sequence[Path],
    failures: list[str],
) -> None:
    """Remove every file, the vault's own key file last; key files whose blocks resisted are tried again before that."""
    databases = [path for one in (files, *besides) for path in (one.database, *one.journals)]
    databases += [path for backup in backups for path in _beside(backup)]
    for path in databases:
        _attempt(failures, path, Path.unlink)
    # The databases have made room, which a copy-on-write disk needs. What is no plain file holds no blocks of ours.
    unharmed = [path for path in _destroy(again, failures) if _is_plain(path)]
    others = [*backups, *(one.key for one in besides)]
    for path in others:
        # A key file goes after its database, which without it could not be told from a stranger's.
        if path not in unharmed and not any(map(_is_plain, _beside(path))):
            _attempt(failures, path, Path.unlink)
    _remove_empty_folders(files.backups)
    if not unharmed and not any(map(_is_plain, (*databases, *others))):
        _attempt(failures, files.key, Path.unlink)


def resume_if_marked(folder: Path, *, trim_disk: bool = True, stem: str = VAULT) -> Verdict | None:
    """Finish a wipe that was interrupted; ``None`` if none was.

    Only the mark counts. A key file that is missing or damaged is never taken for a wipe.
    """
    key = VaultFiles(folder, stem).key
    try:
        copies = peek(key)
    except OSError:
        return None  # missing or unreadable, which is not a wipe; opening the vault says what it is
    return wipe(folder, trim_disk=trim_disk, stem=stem) if is_marked(copies) else None


def _is_its(key: Path, stem: str, vault_id: bytes | None) -> bool:
    """Whether a backup is one of the identity map: by name, or by what its key file says, whatever it is called."""
    return key.name.startswith(f"{stem}-") or (vault_id is not None and vault_of(key) == vault_id)


def _known(elsewhere: Callable[[], Iterable[Path]], failures: list[str]) -> list[Path]:
    try:
        return list(elsewhere())
    except Exception:  # noqa: BLE001 - a vault whose keys are being destroyed may fail in any way; the rest must go on
        failures.append("Not looked for: backups in other folders.")
        return []


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _destroy(paths: Iterable[Path], failures: list[str]) -> list[Path]:
    """Overwrite the key blocks of each, and return those where that failed."""
    failed = []
    for path in paths:
        told = len(failures)
        _attempt(failures, path, destroy_key_blocks)
        if len(failures) > told:
            failed.append(path)
    return failed


def _attempt(failures: list[str], path: Path, action: Callable[[Path], Done]) -> Done | None:
    # A wipe goes on past what it cannot do; the verdict tells.
    try:
        return action(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        what = os.strerror(error.errno) if error.errno else str(error)
        failures.append(f"Not erased: {path.name} ({what}).")
    except FieldnotesError as error:
        failures.append(error.problem)
    return None


def _key_files_in(backups: Path, failures: list[str]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # no backups were ever made
            failures.append(f"Not looked into: {backups.name} ({os.strerror(error.errno or 0)}).")

    for folder, _, names in os.walk(backups, onerror=unreadable):
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix == ".key" or _holds_keys(path, failures):
                yield path


def _holds_keys(path: Path, failures: list[str]) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    try:
        copies = peek(path)
    except OSError as error:
        failures.append(f"Not looked at: {path.name} ({os.strerror(error.errno or 0)}).")
        return False
    return any(parse(copy) is not None or marked_vault(copy) is not None for copy in copies)


def _beside(key: Path) -> Iterator[Path]:
    files = VaultFiles(key.parent, key.stem)
    yield from (files.database, *files.journals)


def _remove_empty_folders(top: Path) -> None:
    for folder, _, _ in os.walk(top, topdown=False):
        with suppress(OSError):  # what is not ours keeps its folder, and the verdict counts it
            Path(folder).rmdir()


def _left_in(folder: Path) -> tuple[str, ...]:
    left = sum(len(names) for _, _, names in os.walk(folder))
    return (f"{left} other file(s) in the vault's folder, left as they are",) if left else ()
