import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.vault import Vault

ROWS = ("first row", "second row", "မြန်မာစာ")
NOTES = (Migration(1, "rows to find again", "CREATE TABLE note (words TEXT NOT NULL) STRICT;"),)


@dataclass(frozen=True)
class Made:
    """A vault on disk with ROWS in it, closed, and what opens it."""

    folder: Path
    typed: str
    words: RecoveryWords

    @property
    def key(self):
        return self.folder / "vault.key"

    @property
    def database(self):
        return self.folder / "vault.db"

    def open(self) -> Vault:
        return open_vault(self.folder, Passphrase(self.typed))

    def open_with_words(self) -> Vault:
        return open_with_words(self.folder, self.words)

    def rows(self, vault: Vault):
        return tuple(row[0] for row in vault.connection.execute("SELECT words FROM note ORDER BY rowid"))

    def copy_to(self, folder: Path) -> "Made":
        shutil.copytree(self.folder, folder)
        return Made(folder, self.typed, self.words)


def make(folder: Path, typed: str) -> Made:
    vault, words = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=Passphrase(typed), kdf_id=1)
    with vault:
        vault.migrate("notes", NOTES)
        with vault.transaction() as connection:
            connection.executemany("INSERT INTO note (words) VALUES (?)", [(row,) for row in ROWS])
    return Made(folder, typed, words)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory) -> Made:
    return make(tmp_path_factory.mktemp("made") / "field", "river stone lamp")


@pytest.fixture(scope="session")
def stranger_once(tmp_path_factory) -> Made:
    return make(tmp_path_factory.mktemp("stranger") / "field", "river stone lamp")


@pytest.fixture
def made(made_once, tmp_path) -> Made:
    return made_once.copy_to(tmp_path / "field")


@pytest.fixture
def stranger(stranger_once, tmp_path) -> Made:
    return stranger_once.copy_to(tmp_path / "stranger")


@pytest.fixture
def rows() -> tuple[str, ...]:
    return ROWS
