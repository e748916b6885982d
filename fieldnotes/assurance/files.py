"""Checks of the vault's files as anyone who finds the disk would see them."""

import math
import os
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fieldnotes.assurance.verdicts import Check, judge
from fieldnotes.vault.backupfiles import vault_of
from fieldnotes.vault.files import IDENTITY, VaultFiles

_SQLITE_MAGIC = b"SQLite format 3\x00"
_OWNER_ONLY_FILE = 0o600
_OWNER_ONLY_FOLDER = 0o700
_SAMPLE = 65536
_RANDOM_BITS_PER_BYTE = 7.9
"""Lower bound on the empirical entropy of at least 4 KiB of encrypted bytes: 4,096 uniform bytes give about 7.95 bits."""


def file_modes(folder: Path) -> Check:
    """Whether only the owner may open the folder and every file in it."""
    if os.name == "nt":
        return judge("file-modes", holds=None, evidence="Windows keeps access lists, not modes.",
                     do="Look at the folder's access list: only your account may stand in it.")  # fmt: skip
    wrong = [
        f"{path.name} {mode:04o}"
        for path, wanted in _with_wanted_mode(folder)
        if (mode := stat.S_IMODE(path.lstat().st_mode)) & ~wanted
    ]
    count = sum(1 for _ in _with_wanted_mode(folder))
    return judge(
        "file-modes",
        holds=not wrong,
        evidence=f"{count} entries looked at; "
        + (f"open to others: {', '.join(wrong)}." if wrong else "all owner only."),
        do=f"chmod 700 {folder.name} and chmod 600 the files in it.",
    )


def encrypted_headers(folder: Path) -> Check:
    """Whether every database file looks like noise from its first byte on."""
    databases = sorted(folder.rglob("*.db"))
    plain: list[str] = []
    measured: list[str] = []
    for database in databases:
        with database.open("rb") as stream:
            sample = stream.read(_SAMPLE)
        bits = _entropy(sample)
        measured.append(f"{database.name} {bits:.3f} bits a byte over {len(sample)} bytes")
        if sample.startswith(_SQLITE_MAGIC) or bits < _RANDOM_BITS_PER_BYTE:
            plain.append(database.name)
    return judge(
        "database-header",
        holds=bool(databases) and not plain,
        evidence="; ".join(measured) + "." if databases else "There is no database file.",
        do="Stop using this vault: its database is not encrypted.",
    )


def strangers(folder: Path) -> Check:
    """Whether the folder holds only what a vault is made of."""
    known = {"vault.key", "vault.db", "vault.db-wal", "vault.db-shm", "vault.db-journal", "identity.key", "identity.db",
             "identity.db-wal", "identity.db-shm", "backups"}  # fmt: skip
    found = sorted(path.name for path in folder.iterdir())
    unknown = [name for name in found if name not in known]
    return judge(
        "nothing-else-in-folder",
        holds=not unknown,
        evidence=f"{len(found)} entries, {len(unknown)} that fieldnotes does not write.",
        do="Look at the other files in the vault's folder; they are not encrypted by fieldnotes and not wiped by it.",
    )


def identity_map(folder: Path) -> Check:
    """Whether an identity map lies in the vault's folder, and if so, whether it is a vault of its own."""
    files = VaultFiles(folder, IDENTITY)
    there = [path.name for path in (files.key, files.database) if path.exists()]
    if not there:
        return judge(
            "identity-map", holds=True, evidence="No identity map lies in the vault's folder.", do=""
        )
    if len(there) == 1:
        return judge(
            "identity-map",
            holds=False,
            evidence=f"Of an identity map only {there[0]} lies in the vault's folder.",
            do="Put the other file back, or restore a backup of it with `fieldnotes identity restore`.",
        )
    own = vault_of(files.key)
    apart = own is not None and own != vault_of(VaultFiles(folder).key)
    return judge(
        "identity-map",
        holds=apart,
        evidence="An identity map lies in the vault's folder; whoever opens both knows who is who."
        + (" It is a vault of its own, with its own key." if apart else " It is not a vault of its own."),
        do="Wipe it alone with `fieldnotes identity wipe`, and make another with a passphrase of its own.",
    )


def _with_wanted_mode(folder: Path) -> Iterator[tuple[Path, int]]:
    yield folder, _OWNER_ONLY_FOLDER
    for path in sorted(folder.rglob("*")):
        yield path, _OWNER_ONLY_FOLDER if path.is_dir() else _OWNER_ONLY_FILE


def _entropy(sample: bytes) -> float:
    if not sample:
        return 0.0
    total = len(sample)
    return -sum(count / total * math.log2(count / total) for count in Counter(sample).values())
