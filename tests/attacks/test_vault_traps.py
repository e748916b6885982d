"""The ways in which SQLCipher quietly writes plaintext or runs what it should not, each tried."""

import sqlite3
import subprocess
import sys

import pytest
from sqlcipher3 import dbapi2

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError
from fieldnotes.vault import connecting
from fieldnotes.vault.connecting import connect, lay_down
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.sqlcipher import Connection

CANARY = "U-Myint-at-the-monastery"
VAULT_ID = b"i" * 16
WEAKER = {"secure_delete": "OFF", "temp_store": "FILE", "foreign_keys": "OFF", "trusted_schema": "ON"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    vault, words = create_vault(
        tmp_path_factory.mktemp("opened") / "field",
        role=VaultRole.RESEARCHER,
        passphrase=Passphrase("p"),
        kdf_id=1,
    )
    with vault:
        vault.connection.execute("CREATE TABLE note (words TEXT) STRICT")
        vault.connection.execute("INSERT INTO note VALUES (?)", (CANARY,))
        yield vault, words


def test_a_plaintext_database_put_in_the_place_of_the_vaults_is_refused(tmp_path):
    vault, words = create_vault(
        tmp_path / "field", role=VaultRole.RESEARCHER, passphrase=Passphrase("p"), kdf_id=1
    )
    vault.close()
    database = vault.folder / "vault.db"
    database.unlink()
    plain = sqlite3.connect(database)
    plain.execute("CREATE TABLE note (words TEXT)")
    plain.commit()
    plain.close()
    planted = database.read_bytes()
    with pytest.raises(DamagedError, match="not encrypted"):
        open_with_words(vault.folder, words)
    assert database.read_bytes() == planted


def test_a_key_that_is_not_given_makes_no_vault(tmp_path, monkeypatch):
    # The trap itself: without a key SQLCipher goes on as plain SQLite and says nothing.
    monkeypatch.setattr(Connection, "set_key", lambda *_: None)
    files = VaultFiles(tmp_path)
    lay_down(files, VaultKey.generate(), VAULT_ID)
    assert files.database.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(DamagedError, match="not encrypted"):
        connect(files, VaultKey.generate(), VAULT_ID)


def test_a_creation_without_a_key_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(Connection, "set_key", lambda *_: None)
    with pytest.raises(DamagedError, match="not encrypted"):
        create_vault(tmp_path / "field", role=VaultRole.RESEARCHER, passphrase=Passphrase("p"), kdf_id=1)
    assert not (tmp_path / "field").exists()


def test_a_protection_that_does_not_take_effect_stops_the_opening(tmp_path, monkeypatch):
    files, key = VaultFiles(tmp_path), VaultKey.generate()
    lay_down(files, key, VAULT_ID)
    for name, weaker in WEAKER.items():
        with monkeypatch.context() as patch:
            for group in ("_BEFORE_KEY", "_AFTER_KEY"):
                changed = tuple(
                    f"{name} = {weaker}" if one.startswith(name) else one
                    for one in getattr(connecting, group)
                )
                patch.setattr(connecting, group, changed)
            with pytest.raises(RefusedError, match=name):
                connect(files, key, VAULT_ID)
    connect(files, key, VAULT_ID).close()


def test_memory_that_is_not_overwritten_stops_the_opening(tmp_path):
    # In a process of its own: SQLCipher does not turn this protection off again once it is on.
    script = """
import sys
from pathlib import Path
from fieldnotes.base.errors import RefusedError
from fieldnotes.vault import connecting
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keys import VaultKey
connecting._BEFORE_KEY = connecting._BEFORE_KEY[:1]
files, key = VaultFiles(Path(sys.argv[1])), VaultKey.generate()
connecting.lay_down(files, key, b"i" * 16)
try:
    connecting.connect(files, key, b"i" * 16)
except RefusedError as error:
    print(error.problem)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True
    )
    assert "cipher_memory_security" in done.stdout


def test_another_key_opens_nothing(tmp_path):
    files, key = VaultFiles(tmp_path), VaultKey.generate()
    lay_down(files, key, VAULT_ID)
    before = files.database.read_bytes()
    with pytest.raises(DamagedError, match="belongs to another vault"):
        connect(files, VaultKey.generate(), VAULT_ID)
    with pytest.raises(DamagedError, match="belongs to another vault"):
        connect(files, key, b"j" * 16)
    assert files.database.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '{elsewhere}' AS plain KEY ''",
        "ATTACH DATABASE '{elsewhere}' AS plain",
        "DETACH main",
        "VACUUM INTO '{elsewhere}'",
        "SELECT load_extension('{elsewhere}')",
        "PRAGMA cipher_log = '{elsewhere}'",
        "PRAGMA cipher_profile = '{elsewhere}'",
        "PRAGMA CIPHER_LOG_LEVEL = TRACE",
        "PRAGMA cipher_memory_security = OFF",
        "PRAGMA key = 'x'",
        "PRAGMA rekey = ''",
        "PRAGMA temp_store = FILE",
        "PRAGMA temp_store_directory = '{folder}'",
        "PRAGMA journal_mode = OFF",
        "PRAGMA journal_mode(DELETE)",
        "PRAGMA synchronous = OFF",
        "PRAGMA secure_delete = FAST",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA trusted_schema = ON",
        "PRAGMA writable_schema = ON",
        "PRAGMA main.mmap_size = 1000000",
    ],
)
def test_no_statement_gets_past_the_authorizer(opened, tmp_path, statement):
    vault, _ = opened
    before = vault.cipher_settings()
    with pytest.raises(FieldnotesError):
        vault.connection.execute(
            statement.format(elsewhere=tmp_path / "elsewhere", folder=tmp_path)
        ).fetchall()
    assert vault.cipher_settings() == before
    assert list(tmp_path.iterdir()) == []
    assert {path.name for path in vault.folder.parent.iterdir()} == {"field"}
    assert vault.connection.execute("SELECT words FROM note").fetchone()[0] == CANARY


def test_an_extension_is_refused_even_where_the_driver_allows_extensions(opened, tmp_path):
    vault, _ = opened
    driver = vault.connection._connection
    driver.enable_load_extension(True)
    with pytest.raises(dbapi2.Error, match="not authorized"):
        driver.execute("SELECT load_extension(?)", (str(tmp_path / "x"),))


def test_the_key_is_in_no_statement_that_the_driver_traces(tmp_path, monkeypatch):
    seen = []
    real = Connection.set_key

    def traced(connection, key):
        connection._connection.set_trace_callback(seen.append)
        real(connection, key)
        seen.append("the key was given")
        keys.append(key)

    keys = []
    monkeypatch.setattr(Connection, "set_key", traced)
    files, key = VaultFiles(tmp_path), VaultKey.generate()
    lay_down(files, key, VAULT_ID)
    connect(files, key, VAULT_ID).close()
    assert seen.count("the key was given") == 2
    assert any("PRAGMA" in statement for statement in seen)
    assert not any(secret[2:-1] in statement for statement in seen for secret in keys)
