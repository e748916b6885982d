"""What a vault tells about itself without a passphrase."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.vault import backupfiles
from fieldnotes.vault.disk import failure
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.kdf import COSTS
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import peek
from fieldnotes.vault.unfinished import refuse_never_was


@dataclass(frozen=True, slots=True)
class VaultInfo:
    """What anyone who holds the folder can see; not authenticated before the vault is open.

    Attributes:
        vault_id: 32 hexadecimal characters.
        version: of the key file's format.
        kdf_id: cost of unlocking.
        memory_mib: memory of one unlocking, in MiB; ``None`` if the cost is unknown.
        generation: how many times the key file has been written.
        copies_intact: for copy A and copy B, whether the checksum fits.
        key_bytes: size of the key file.
        database_bytes: size of the database.
        journal_bytes: size of the write-ahead log.
        backups: names of the finished backups in ``backups/``; backups elsewhere are known only inside.
    """

    vault_id: str
    version: int
    kdf_id: int
    memory_mib: int | None
    generation: int
    copies_intact: tuple[bool, ...]
    key_bytes: int
    database_bytes: int
    journal_bytes: int
    backups: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """What was seen, for ``--json``."""
        return asdict(self)


def vault_info(folder: Path) -> VaultInfo:
    """Look at a vault from outside. Which slots are in use is not told: the file hides it.

    Raises:
        WrongUseError: if there is no key file.
        RefusedError: if its making was cut off.
        DamagedError: if neither copy can be read.
    """
    files = VaultFiles(folder)
    try:
        copies = peek(files.key)
    except FileNotFoundError:
        raise WrongUseError(
            "There is no vault in that folder.", "Give the folder of a vault, or create one."
        ) from None
    except OSError as error:
        raise failure(error, "The key file cannot be read") from None
    refuse_never_was(files, copies)
    blocks = [parse(copy) for copy in copies]
    readable = [block for block in blocks if block is not None]
    if not readable:
        raise DamagedError(
            "Both copies in the key file are damaged.",
            "Leave the folder as it is and restore a backup into another.",
        )
    best = max(readable, key=lambda block: (block.intact, block.header.generation))
    cost = COSTS.get(best.header.kdf_id)
    return VaultInfo(
        vault_id=best.header.vault_id.hex(),
        version=best.header.version,
        kdf_id=best.header.kdf_id,
        memory_mib=None if cost is None else cost.memory_kib // 1024,
        generation=best.header.generation,
        copies_intact=tuple(block is not None and block.intact for block in blocks),
        key_bytes=_size(files.key),
        database_bytes=_size(files.database),
        journal_bytes=_size(files.journals[0]),
        backups=(
            *backupfiles.finished_in(files.backups, best.header.vault_id),
            *backupfiles.made_before_migrations_in(files.backups, best.header.vault_id),
        ),
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
