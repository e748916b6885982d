"""Looking into a vault that does not open, without writing anything of it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.vault import backupfiles
from fieldnotes.vault.cipherpages import PageKeys, Pages
from fieldnotes.vault.disk import failure
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import peek
from fieldnotes.vault.unlocking import Opener, Unlocked, unlock


@dataclass(frozen=True, slots=True)
class Remains:
    """What a secret opens of a vault whose database may not open.

    Attributes:
        block: the key block that the key came from.
        unlocked: the vault key.
        pages: of the database and its log.
    """

    block: bytes = field(repr=False)
    unlocked: Unlocked
    pages: Pages


@contextmanager
def remains_of(files: VaultFiles, opener: Opener) -> Iterator[Remains]:
    """The pages of a vault, kept from other programs until the block ends.

    Raises:
        RefusedError: wrong secret, or the vault is open.
        DamagedError: if no page at all can be read, naming backups in the vault's folder; or the disk fails.
        WrongUseError: if there is no key file.
    """
    with _locked(files), ExitStack() as closing:
        yield _found(files, opener, closing)


@contextmanager
def _locked(files: VaultFiles) -> Iterator[None]:
    """Keep other programs out of the damaged vault without opening anything of it for writing."""
    try:
        descriptor = os.open(files.key, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise WrongUseError(
            "There is no key file in that folder, and without one nothing can be read.",
            "Put vault.key back, from a backup if need be, and try again.",
        ) from None
    except OSError as error:
        raise failure(error, "The key file cannot be read") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise RefusedError(
            "This vault is open in another window or program.", "Close it there first, then try again."
        ) from None
    except OSError:
        pass  # a file system without locks; nothing of the vault is written in any case
    try:
        yield
    finally:
        os.close(descriptor)


def _found(files: VaultFiles, opener: Opener, closing: ExitStack) -> Remains:
    """The key under which most pages authenticate."""
    copies = peek(files.key)
    best, most = None, 0
    for unlocked in unlock([parse(copy) for copy in copies], opener):
        keys = PageKeys(unlocked.key, unlocked.block.header.vault_id)
        try:
            pages = closing.enter_context(Pages.of_files(keys, files.database))
        except OSError as error:
            raise failure(error, "The vault's database cannot be read") from None
        whole = sum(pages.is_whole(number) for number in range(1, pages.count + 1))
        if whole > most:
            best, most = Remains(copies[unlocked.place], unlocked, pages), whole
    if best is None:
        raise nothing_left(files)
    return best


def nothing_left(files: VaultFiles) -> DamagedError:
    """What to say where nothing can be saved: which backups lie in the vault's folder."""
    names = ", ".join(
        path.name for path in sorted(files.backups.glob("*.key")) if backupfiles.is_usable(path)
    )
    return DamagedError(
        "Nothing in the vault's database can be read.",
        f"Restore a backup into another folder: in {files.backups.name} there are {names}."
        if names
        else "Restore a backup into another folder.",
    )
