"""Restoring: into a folder of its own, with the secrets of the backup's day, verified and marked before it is a vault."""

import shutil
import subprocess
import sys

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.vault import backups
from fieldnotes.vault.changing import change_passphrase
from fieldnotes.vault.erasing import destroy_key_blocks
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.restoring import restore


@pytest.fixture
def backup(made, tmp_path):
    (tmp_path / "stick").mkdir()
    with made.open_with_words() as vault:
        return backups.back_up(vault, tmp_path / "stick").key


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_restored_vault_opens_with_the_passphrase_and_is_the_same_vault(made, backup, tmp_path, rows):
    before = contents(backup.parent)
    with restore(backup, tmp_path / "back", passphrase=Passphrase(made.typed)) as vault:
        assert made.rows(vault) == rows
        vault_id = vault.vault_id
    with made.open_with_words() as original:
        assert original.vault_id == vault_id
    assert contents(backup.parent) == before
    assert (tmp_path / "back").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "back").iterdir()} == {0o600}


def test_every_restore_leaves_a_mark_of_its_own_and_the_original_has_none(made, backup, tmp_path):
    marks = set()
    for place in ("one", "two"):
        with restore(backup, tmp_path / place, words=made.words) as vault:
            marks.add(vault.restored)
        with open_vault(tmp_path / place, Passphrase(made.typed)) as again:
            assert again.restored in marks
    assert len(marks) == 2
    assert all(len(mark) == 16 for mark in marks)
    with made.open_with_words() as original:
        assert original.restored is None


def test_a_restored_vault_knows_no_backups_as_its_own(made, tmp_path):
    (tmp_path / "stick").mkdir()
    with made.open_with_words() as vault:
        for _ in range(2):
            last = backups.back_up(vault, tmp_path / "stick")
    with restore(last.key, tmp_path / "back", words=made.words) as vault:
        assert backups.known(vault) == []
        assert backups.last(vault) is None
        assert backups.back_up(vault, tmp_path / "stick").name == "vault-0003"


@pytest.mark.parametrize("there", ["vault.key", "something.txt"])
def test_nothing_is_ever_overwritten(made, backup, tmp_path, there):
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / there).write_bytes(b"mine")
    with pytest.raises(RefusedError, match="left as it is"):
        restore(backup, tmp_path / "back", words=made.words)
    assert contents(tmp_path / "back") == {there: b"mine"}


def test_a_wrong_passphrase_says_which_one_counts_and_leaves_no_folder(backup, tmp_path):
    with pytest.raises(RefusedError, match="when it was made"):
        restore(backup, tmp_path / "back", passphrase=Passphrase("not this one"))
    assert not (tmp_path / "back").exists()


def test_a_backup_opens_with_the_passphrase_of_its_day(made, backup, tmp_path, rows):
    copy = tmp_path / "copy"
    shutil.copytree(backup.parent, copy)  # one that the change does not know
    with made.open_with_words() as vault:
        change_passphrase(vault, Passphrase("another river another stone"))
    with pytest.raises(RefusedError):
        restore(copy / backup.name, tmp_path / "new", passphrase=Passphrase("another river another stone"))
    with restore(copy / backup.name, tmp_path / "old", passphrase=Passphrase(made.typed)) as vault:
        assert made.rows(vault) == rows


def test_a_backup_that_was_destroyed_or_is_incomplete_or_missing_is_told(made, backup, tmp_path):
    with pytest.raises(WrongUseError, match="no backup"):
        restore(tmp_path / "none.key", tmp_path / "back", words=made.words)
    database = backup.with_suffix(".db")
    database.rename(tmp_path / "away")
    with pytest.raises(DamagedError, match="incomplete"):
        restore(backup, tmp_path / "back", words=made.words)
    (tmp_path / "away").rename(database)
    destroy_key_blocks(backup)
    with pytest.raises(DamagedError, match="destroyed"):
        restore(backup, tmp_path / "back", words=made.words)
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_damaged_backup_is_not_restored_and_leaves_nothing(made, backup, tmp_path, share):
    database = backup.with_suffix(".db")
    raw = bytearray(database.read_bytes())
    raw[int(len(raw) * share)] ^= 1
    database.write_bytes(raw)
    with pytest.raises(DamagedError):
        restore(backup, tmp_path / "back", words=made.words)
    assert not (tmp_path / "back").exists()


def test_a_backup_that_was_cut_off_is_not_restored(made, backup, tmp_path):
    database = backup.with_suffix(".db")
    whole = database.read_bytes()
    for length in range(0, len(whole), 4096):
        database.write_bytes(whole[:length])
        with pytest.raises(DamagedError):
            restore(backup, tmp_path / "back", words=made.words)
        assert not (tmp_path / "back").exists()


def test_one_damaged_copy_of_the_key_block_is_enough_to_restore(made, backup, tmp_path, rows):
    raw = bytearray(backup.read_bytes())
    raw[100] ^= 1
    backup.write_bytes(raw)
    with restore(backup, tmp_path / "back", words=made.words) as vault:
        assert made.rows(vault) == rows


KILLED = """
import os, sys
from pathlib import Path
import fieldnotes.vault.restoring as restoring
from fieldnotes.vault.recovery import RecoveryWords
left = int(sys.argv[3])
real = os.rename
def dying(*arguments, **named):
    global left
    if left == 0:
        os.kill(os.getpid(), 9)
    left -= 1
    return real(*arguments, **named)
os.rename = dying
restoring.restore(Path(sys.argv[1]), Path(sys.argv[2]), words=RecoveryWords.parse(sys.stdin.readline()))
"""


@pytest.mark.parametrize("renames", [0, 1])
def test_a_restore_that_was_killed_left_no_vault_and_can_be_done_again(made, backup, tmp_path, rows, renames):
    """Killed before the database gets its name, and before the key file does: there is a vault only after both."""
    target = tmp_path / "back"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(backup), str(target), str(renames)],
        input=" ".join(made.words.words),
        text=True,
        check=False,
    )
    assert done.returncode == -9
    assert not (target / "vault.key").exists()
    with restore(backup, target, words=made.words) as vault:
        assert made.rows(vault) == rows
        assert vault.restored
