"""Backups and verifying of a vault of 100 MB, against copying the same bytes to the same disk with ``fsync``."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fieldnotes.vault import backups
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.restoring import restore
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.verifying import verify
from tests.bench.measuring import Figure, against

PASSPHRASE = Passphrase("a passphrase for measuring only")
MEGABYTES = 100
ROW_BYTES = 50_000
FILLING = (Migration(1, "filling", "CREATE TABLE filling (words BLOB NOT NULL) STRICT;"),)
ROUNDS = 5


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as root:
        folder, stick = Path(root) / "vault", Path(root) / "stick"
        stick.mkdir()
        create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)[0].close()
        with open_vault(folder, PASSPHRASE) as vault:
            vault.migrate("filling", FILLING)
            with vault.transaction() as connection:
                connection.executemany(
                    "INSERT INTO filling VALUES (?)",
                    ((os.urandom(ROW_BYTES),) for _ in range(MEGABYTES * 1_000_000 // ROW_BYTES)),
                )
            vault.checkpoints.truncate()

            def plain_copy() -> None:
                with (folder / "vault.db").open("rb") as source, (stick / "plain").open("wb") as target:
                    while piece := source.read(1 << 20):
                        target.write(piece)
                    target.flush()
                    os.fsync(target.fileno())

            yield against(
                f"backup of {MEGABYTES} MB with its trial restore, against a plain copy with fsync",
                lambda: backups.back_up(vault, stick, keep=1),
                plain_copy,
                rounds=ROUNDS,
                wanted="",
            )
            yield against(
                f"verify of {MEGABYTES} MB, against a plain copy with fsync",
                lambda: verify(vault),
                plain_copy,
                rounds=ROUNDS,
                wanted="",
            )
            key = backups.back_up(vault, stick, keep=1).key
            number = iter(range(ROUNDS))
            yield against(
                f"restore of {MEGABYTES} MB, verified, against a plain copy with fsync",
                lambda: restore(key, Path(root) / f"back{next(number)}", passphrase=PASSPHRASE).close(),
                plain_copy,
                rounds=ROUNDS,
                wanted="",
            )
