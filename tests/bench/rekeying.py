"""A passphrase change of a vault of 100 MB, against encrypting its database again and nothing else."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.kdf import SALT_BYTES, stretch
from fieldnotes.vault.keys import VaultKey, database_key
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.vault import Vault
from tests.bench.measuring import Figure, timed

PASSPHRASE = Passphrase("a passphrase for measuring only")
MEGABYTES = 100
ROUNDS = 5


def figures() -> Iterator[Figure]:
    """The change as it is, and without the one Argon2id run in it, both against the rekey alone."""
    with tempfile.TemporaryDirectory() as root:
        folders = [Path(root) / name for name in ("changed", "rekeyed")]
        for folder in folders:
            _fill(folder)
        changes, rekeys, runs = [], [], []
        for _ in range(ROUNDS):
            with open_vault(folders[0], PASSPHRASE) as vault:
                changes.append(timed(lambda vault=vault: vault.change_passphrase(PASSPHRASE)))
            with open_vault(folders[1], PASSPHRASE) as vault:
                vault.connection.set_authorizer(None)  # which would deny it
                rekeys.append(timed(lambda vault=vault: _rekey(vault, VaultKey.generate())))
                _rekey(vault, vault._key)  # so that it opens in the next round
            runs.append(timed(lambda: stretch(b"a passphrase", bytes(SALT_BYTES), 1)))
        change, rekey, run = (sorted(times)[ROUNDS // 2] for times in (changes, rekeys, runs))
        name = f"passphrase change of {MEGABYTES} MB, against PRAGMA rekey alone"
        yield Figure(name, change, rekey, "1.5")
        yield Figure(f"{name}, without its Argon2id run", change - run, rekey, "1.5")


def _fill(folder: Path) -> None:
    vault, _ = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)
    with vault, vault.transaction() as connection:
        connection.execute("CREATE TABLE bulk (b BLOB) STRICT")
        for _ in range(MEGABYTES):
            connection.execute("INSERT INTO bulk VALUES (randomblob(1000000))")


def _rekey(vault: Vault, key: VaultKey) -> None:
    """``PRAGMA rekey`` and nothing else, as SQLCipher documents it; with its own move of the log at the commit."""
    vault.connection.execute(f'PRAGMA rekey = "{database_key(key, vault.vault_id)}"').fetchall()
