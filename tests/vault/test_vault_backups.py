"""Backups: made while writers go on, tried before they count, thinned out, remembered, replaced."""

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.vault import backupfiles, backups, checkpointing
from fieldnotes.vault.changing import change_passphrase
from fieldnotes.vault.keyfile import peek
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.restoring import restore
from fieldnotes.vault.wipemarks import is_marked, marked_block


@pytest.fixture
def vault(made):
    with made.open_with_words() as vault:
        yield vault


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(checkpointing, "PIECE_BYTES", 4096)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def grow(vault, rows=200):
    with vault.transaction() as connection:
        connection.executemany("INSERT INTO note VALUES (?)", [(f"{row} " * 200,) for row in range(rows)])


def test_a_backup_is_two_files_without_a_date_that_open_with_the_words(made, vault, stick, tmp_path, rows):
    done = backups.back_up(vault, stick)
    assert names(stick) == ["vault-0001.db", "vault-0001.key"]
    assert done.bytes == sum(path.stat().st_size for path in stick.iterdir())
    assert {path.stat().st_mode & 0o777 for path in stick.iterdir()} == {0o600}
    with restore(done.key, tmp_path / "back", words=made.words) as restored:
        assert made.rows(restored) == rows


def test_no_note_and_no_schema_stands_in_a_backup_in_the_clear(vault, stick, rows):
    backups.back_up(vault, stick)
    raw = b"".join(path.read_bytes() for path in stick.iterdir())
    assert all(row.encode() not in raw for row in rows)
    assert b"SQLite format 3" not in raw
    assert b"CREATE" not in raw


@pytest.mark.usefixtures("small_pieces")
def test_what_is_written_during_a_slow_copy_is_durable_at_once_and_not_in_the_backup(
    made, vault, stick, tmp_path
):
    """Between two pieces of the copy a row is committed, and a crash is simulated by copying the files as they stand."""
    grow(vault)
    crashes = []

    def meanwhile(done, _size):
        if done < 4096 * 3:
            vault.connection.execute("INSERT INTO note VALUES ('meanwhile')")
            crash = tmp_path / f"crash{done}"
            shutil.copytree(made.folder, crash)
            crashes.append(crash)

    before = made.rows(vault)
    done = backups.back_up(vault, stick, progress=meanwhile)
    assert len(crashes) == 2
    for number, crash in enumerate(crashes, start=1):
        with open_vault(crash, Passphrase(made.typed)) as crashed:
            assert made.rows(crashed) == (*before, *["meanwhile"] * number)
    with restore(done.key, tmp_path / "back", words=made.words) as restored:
        assert made.rows(restored) == before
    assert made.rows(vault) == (*before, "meanwhile", "meanwhile")


@pytest.mark.usefixtures("small_pieces")
def test_the_database_file_does_not_change_while_it_is_copied_however_much_is_written(made, vault, stick):
    grow(vault)
    seen = set()

    def meanwhile(done, _size):
        if done <= 4096 * 2:
            grow(vault, 2000)  # far more than SQLite would move by itself
        seen.add(made.database.stat().st_mtime_ns)

    backups.back_up(vault, stick, progress=meanwhile)
    assert len(seen) == 1
    assert vault.connection.execute("PRAGMA wal_autocheckpoint").fetchone()[0] == 1000


@pytest.mark.usefixtures("small_pieces")
def test_a_writer_in_another_thread_is_not_held_up_by_a_slow_copy(vault, stick):
    grow(vault)
    written, slow = [], threading.Event()

    def writer():
        slow.wait()
        for _ in range(20):
            started = time.perf_counter()
            vault.connection.execute("INSERT INTO note VALUES ('x')")
            written.append(time.perf_counter() - started)

    thread = threading.Thread(target=writer)
    thread.start()

    def meanwhile(_done, _size):
        slow.set()
        time.sleep(0.02)

    started = time.perf_counter()
    backups.back_up(vault, stick, progress=meanwhile)
    whole = time.perf_counter() - started
    thread.join()
    assert len(written) == 20
    assert max(written) < whole / 3


@pytest.mark.usefixtures("small_pieces")
def test_locking_ends_a_copy_and_nothing_of_it_counts(made, stick):
    vault = made.open_with_words()
    grow(vault)
    with pytest.raises(RefusedError, match="ended"):
        backups.back_up(vault, stick, progress=lambda _done, _size: vault.close())
    assert names(stick) == []
    with made.open_with_words() as again:
        assert backups.known(again) == []


@pytest.mark.usefixtures("small_pieces")
def test_a_deletion_for_good_ends_a_copy(vault, stick):
    grow(vault)
    with pytest.raises(RefusedError, match="deleted for good"):
        backups.back_up(vault, stick, progress=lambda _done, _size: vault.checkpoints.truncate(0.01))
    assert names(stick) == []


def test_a_backup_inside_a_transaction_is_refused(vault, stick):
    with pytest.raises(RefusedError), vault.transaction():
        backups.back_up(vault, stick)
    assert names(stick) == []
    backups.back_up(vault, stick)


def test_the_last_few_stay_and_the_keys_of_the_others_are_overwritten_before_they_go(
    vault, stick, monkeypatch
):
    destroyed = []
    real = backupfiles.destroy_key_blocks

    def watching(path):
        moment = real(path)
        destroyed.append((path.name, is_marked(peek(path))))
        return moment

    monkeypatch.setattr(backupfiles, "destroy_key_blocks", watching)
    for _ in range(5):
        backups.back_up(vault, stick, keep=3)
    assert names(stick) == [f"vault-000{n}.{kind}" for n in (3, 4, 5) for kind in ("db", "key")]
    assert destroyed == [("vault-0001.key", True), ("vault-0002.key", True)]
    assert [one.name for one in backups.known(vault)] == ["vault-0003", "vault-0004", "vault-0005"]
    assert backups.last(vault).name == "vault-0005"


def test_the_backups_of_other_vaults_in_a_folder_are_left_alone(vault, stranger, stick):
    with stranger.open_with_words() as other:
        for _ in range(2):
            backups.back_up(other, stick)
    theirs = {path.name: path.read_bytes() for path in stick.iterdir()}
    (stick / "notes.txt").write_text("mine")
    for _ in range(4):
        backups.back_up(vault, stick, keep=1)
    assert {name: (stick / name).read_bytes() for name in theirs} == theirs
    assert (stick / "notes.txt").read_text() == "mine"
    assert [one.name for one in backups.known(vault)] == ["vault-0006"]


def test_a_number_is_not_used_again_after_its_backup_was_taken_away(vault, stick):
    backups.back_up(vault, stick)
    backups.back_up(vault, stick)
    for path in stick.glob("vault-0002.*"):
        path.unlink()
    assert backups.back_up(vault, stick).name == "vault-0003"


def test_what_a_kill_left_behind_is_removed_by_the_next_backup(made, vault, stick):
    shutil.copy(made.key, stick / "vault-0001.part.key")
    shutil.copy(made.database, stick / "vault-0001.part.db")
    shutil.copy(made.key, stick / "vault-0002.key")  # its database was removed already
    assert backups.back_up(vault, stick).name == "vault-0003"
    assert names(stick) == ["vault-0003.db", "vault-0003.key"]


@pytest.mark.parametrize("harm", ["a byte in the database", "a byte in the keys", "cut off"])
def test_a_copy_that_the_disk_does_not_give_back_as_written_does_not_count(vault, stick, monkeypatch, harm):
    grow(vault)
    real = backupfiles.VaultFiles  # the type, to name the files

    def sync_folder(folder):
        part = real(folder, "vault-0001.part")
        if not part.database.exists():
            return
        path = part.key if "keys" in harm else part.database
        raw = bytearray(path.read_bytes())
        if harm == "cut off":
            del raw[-4096:]
        else:
            raw[len(raw) // 2] ^= 1
        path.write_bytes(raw)

    monkeypatch.setattr("fieldnotes.vault.copying.sync_folder", sync_folder)
    with pytest.raises(DamagedError, match="does not count"):
        backups.back_up(vault, stick)
    monkeypatch.undo()
    assert names(stick) == []
    assert backups.known(vault) == []


def test_a_damaged_vault_gives_no_backup_that_counts_and_says_why(made, stick):
    with made.open_with_words() as vault:
        grow(vault)
    raw = bytearray(made.database.read_bytes())
    raw[len(raw) // 2] ^= 1
    made.database.write_bytes(raw)
    with made.open_with_words() as vault, pytest.raises(DamagedError, match="trial restore"):
        backups.back_up(vault, stick)
    assert names(stick) == []


def test_a_place_that_is_not_there_is_not_made(vault, tmp_path):
    with pytest.raises(WrongUseError, match="no folder"):
        backups.back_up(vault, tmp_path / "media" / "stick")
    assert not (tmp_path / "media").exists()


def test_backups_do_not_go_among_the_vaults_own_files(made, vault):
    (made.folder / "inside").mkdir()
    for folder in (made.folder, made.folder / "inside"):
        with pytest.raises(WrongUseError, match="own files"):
            backups.back_up(vault, folder)
    backups.back_up(vault)
    assert backups.back_up(vault, made.folder / "backups").name == "vault-0002"


def test_without_a_place_they_go_to_backups_in_the_vaults_folder(made, vault):
    done = backups.back_up(vault)
    assert done.folder == made.folder / "backups"
    assert done.folder.stat().st_mode & 0o777 == 0o700


def test_those_in_the_vaults_folder_are_known_wherever_the_vault_is_moved(made, tmp_path):
    with made.open_with_words() as vault:
        backups.back_up(vault)
    moved = tmp_path / "moved"
    made.folder.rename(moved)
    with open_vault(moved, Passphrase(made.typed)) as vault:
        assert [(one.key, one.reachable) for one in backups.known(vault)] == [
            (moved / "backups" / "vault-0001.key", True)
        ]
        assert backups.last(vault) == backups.known(vault)[0]
        report = change_passphrase(vault, Passphrase("another lamp by the river"))
        assert report.out_of_reach == ()
    assert names(moved / "backups") == ["vault-0002.db", "vault-0002.key"]


def test_one_whose_destruction_was_cut_off_is_out_of_reach_and_goes_with_the_next(vault, stick):
    half = backups.back_up(vault, stick)
    with half.key.open("r+b") as file:  # copy A is gone, copy B would still open
        file.write(marked_block(vault.vault_id))
    assert [(one.name, one.reachable) for one in backups.known(vault)] == [("vault-0001", False)]
    backups.back_up(vault, stick)
    assert names(stick) == ["vault-0002.db", "vault-0002.key"]
    assert [(one.name, one.reachable) for one in backups.known(vault)] == [("vault-0002", True)]


def test_keeping_none_is_refused(vault, stick):
    with pytest.raises(WrongUseError):
        backups.back_up(vault, stick, keep=0)


def test_the_day_is_stored_and_nothing_finer(vault, stick):
    backups.back_up(vault, stick)
    row = vault.connection.execute("SELECT * FROM backup").fetchone()
    assert set(row.keys()) == {"id", "folder", "name", "made"}
    assert row["made"] == time.strftime("%Y-%m-%d")


def test_a_backup_out_of_reach_stays_known_until_it_is_forgotten(vault, stick, tmp_path):
    backups.back_up(vault, stick)
    stick.rename(tmp_path / "elsewhere")
    stick.mkdir()  # the mount point of a stick that is not plugged in
    assert [(one.name, one.reachable) for one in backups.known(vault)] == [("vault-0001", False)]
    assert backups.forget(vault, stick) == 1
    assert backups.known(vault) == []


def test_another_vaults_file_in_the_place_of_a_backup_is_not_it(vault, stranger, stick):
    backups.back_up(vault, stick)
    with stranger.open_with_words() as other:
        shutil.copy(stranger.key, stick / "vault-0001.key")
        assert other.vault_id != vault.vault_id
    assert not backups.known(vault)[0].reachable
    assert backups.key_files_elsewhere(vault)() == []


def test_a_passphrase_change_replaces_those_within_reach_and_names_the_others(made, vault, stick, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    backups.back_up(vault, away)
    backups.back_up(vault, stick)
    backups.back_up(vault, stick)
    old = {path.name: path.read_bytes() for path in stick.glob("*.key")}
    away.rename(tmp_path / "gone")
    report = change_passphrase(vault, Passphrase("another river another stone"))
    assert [(one.folder, one.name) for one in report.replaced] == [(stick, "vault-0003")]
    assert [(one.folder, one.name) for one in report.out_of_reach] == [(away, "vault-0001")]
    assert report.failures == ()
    assert any(str(away) in sentence for sentence in report.sentences())
    assert names(stick) == ["vault-0003.db", "vault-0003.key"]
    assert (stick / "vault-0003.key").read_bytes() not in old.values()
    with restore(
        stick / "vault-0003.key", tmp_path / "b", passphrase=Passphrase("another river another stone")
    ) as restored:
        assert restored.vault_id == vault.vault_id
    with pytest.raises(RefusedError):
        restore(stick / "vault-0003.key", tmp_path / "c", passphrase=Passphrase(made.typed))


def test_an_old_backup_goes_only_once_the_new_one_counts(vault, stick, monkeypatch):
    backups.back_up(vault, stick)
    before = names(stick)
    monkeypatch.setattr("fieldnotes.vault.copying._digest", lambda _path: b"something else than was written")
    report = backups.replace_all(vault)
    assert report.replaced == ()
    assert len(report.failures) == 1
    assert [one.name for one in report.out_of_reach] == ["vault-0001"]
    assert names(stick) == before


def test_only_backups_that_hold_something_are_named(vault, stick, tmp_path, rows):
    backups.back_up(vault, stick)
    vault.connection.execute("INSERT INTO note VALUES ('later')")
    away = tmp_path / "away"
    away.mkdir()
    backups.back_up(vault, away)
    away.rename(tmp_path / "gone")

    def asks(words):
        return lambda connection: (
            connection.execute("SELECT 1 FROM note WHERE words = ?", (words,)).fetchone() is not None
        )

    told = {(one.backup.folder, one.certain) for one in backups.holding(vault, asks(rows[0]))}
    assert told == {(stick, True), (away, False)}
    assert [one.backup.folder for one in backups.holding(vault, asks("later"))] == [away]


def test_looking_into_a_backup_leaves_nothing_beside_it(vault, stick):
    backups.back_up(vault, stick)
    before = {path.name: path.read_bytes() for path in stick.iterdir()}
    backups.holding(vault, lambda connection: connection.execute("SELECT 1 FROM note") is not None)
    assert {path.name: path.read_bytes() for path in stick.iterdir()} == before


def test_the_copy_drops_no_lock_of_the_open_database(made, vault, stick):
    """Closing any descriptor of the database would drop the locks of SQLite in this process."""
    backups.back_up(vault, stick)
    locks = [line.split() for line in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
    inode = str(made.database.stat().st_ino)
    assert any(line[4] == str(os.getpid()) and line[5].endswith(f":{inode}") for line in locks)
