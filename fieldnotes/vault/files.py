"""Where the parts of one vault lie on disk."""

from dataclasses import dataclass
from pathlib import Path

VAULT, IDENTITY = "vault", "identity"
"""How the files of the two are called."""


@dataclass(frozen=True, slots=True)
class VaultFiles:
    """The files of one vault.

    Attributes:
        folder: the vault's folder, mode 0700.
        stem: ``vault``, or ``identity`` for the second small vault that says who is who.
    """

    folder: Path
    stem: str = VAULT

    @property
    def noun(self) -> str:
        """What it is called in sentences."""
        return "identity map" if self.stem == IDENTITY else "vault"

    @property
    def verb(self) -> str:
        """Under which verb of the command line it is kept."""
        return IDENTITY if self.stem == IDENTITY else VAULT

    @property
    def key(self) -> Path:
        """The key file; see docs/format-vault.md."""
        return self.folder / f"{self.stem}.key"

    @property
    def database(self) -> Path:
        """The SQLCipher database."""
        return self.folder / f"{self.stem}.db"

    @property
    def journals(self) -> tuple[Path, ...]:
        """What SQLite may put beside the database: write-ahead log, its index, a rollback journal."""
        return tuple(self.folder / f"{self.stem}.db{suffix}" for suffix in ("-wal", "-shm", "-journal"))

    @property
    def backups(self) -> Path:
        """The folder of this vault's own backups."""
        return self.folder / "backups"
