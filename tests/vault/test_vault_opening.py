import os
import signal
import stat
import subprocess
import sys

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole

HOLD = """
import sys
from pathlib import Path
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.recovery import RecoveryWords
vault = open_with_words(Path(sys.argv[1]), RecoveryWords.parse(sys.stdin.readline()))
vault.connection.execute("INSERT INTO note (words) VALUES ('acknowledged')")
print("open", flush=True)
sys.stdin.readline()
"""


def test_passphrase_and_words_open_the_same_vault(made, rows):
    with made.open() as vault:
        assert made.rows(vault) == rows
        assert vault.role is VaultRole.RESEARCHER
        first = vault.vault_id
        sealed = vault.wrap("device", b"seed")
    with made.open_with_words() as vault:
        assert made.rows(vault) == rows
        assert vault.vault_id == first
        assert vault.unwrap("device", sealed) == b"seed"


def test_wrong_passphrase_and_wrong_words(made, rows):
    key, database = made.key.read_bytes(), made.database.read_bytes()
    with pytest.raises(RefusedError, match="passphrase does not open"):
        open_vault(made.folder, Passphrase("river stone lamp "))
    with pytest.raises(RefusedError, match="words do not open"):
        open_with_words(made.folder, RecoveryWords.generate())
    assert (made.key.read_bytes(), made.database.read_bytes()) == (key, database)
    with made.open() as vault:
        assert made.rows(vault) == rows


def test_the_database_of_another_vault_has_its_own_sentence(made, stranger):
    made.database.write_bytes(stranger.database.read_bytes())
    swapped = made.database.read_bytes()
    with pytest.raises(DamagedError, match="belongs to another vault") as failure:
        made.open()
    assert failure.value.exit_code == 4
    assert made.database.read_bytes() == swapped


def test_a_key_file_of_another_vault_is_not_a_wrong_passphrase_when_the_passphrase_fits(made, stranger):
    made.key.write_bytes(stranger.key.read_bytes())
    with pytest.raises(DamagedError, match="belongs to another vault"):
        made.open()


def test_a_database_that_says_another_id_inside_is_not_opened(made):
    with made.open() as vault:
        vault.connection.execute("UPDATE meta SET value = zeroblob(16) WHERE name = 'vault_id'")
    with pytest.raises(DamagedError, match="belongs to another vault"):
        made.open()


@pytest.mark.parametrize("length", [0, 1, 100, 4095])
def test_a_database_cut_off_in_its_first_page(made, length):
    made.database.write_bytes(made.database.read_bytes()[:length])
    with pytest.raises(DamagedError, match="cut off"):
        made.open()
    assert made.database.stat().st_size == length


def test_a_damaged_first_page_is_damage_of_this_vault(made):
    page = bytearray(made.database.read_bytes())
    page[300] ^= 1
    made.database.write_bytes(page)
    with pytest.raises(DamagedError, match="damaged at its beginning"):
        made.open()
    assert made.database.read_bytes() == page


def test_a_damaged_later_page_is_met_when_it_is_read_and_named_by_the_check(made):
    with made.open() as vault, vault.transaction() as connection:
        connection.executemany("INSERT INTO note (words) VALUES (?)", [("x" * 3000,)] * 50)
    pages = bytearray(made.database.read_bytes())
    pages[-4096 * 5] ^= 1
    made.database.write_bytes(pages)
    with made.open_with_words() as vault:
        assert any("page" in fault.sentence for fault in vault.page_faults())
        with pytest.raises(DamagedError, match="cannot be read"):
            made.rows(vault)


def test_the_check_finds_nothing_in_a_sound_vault_and_sees_a_reference_to_nothing(made):
    with made.open_with_words() as vault:
        assert vault.page_faults() == ()
        vault.connection.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT")
        vault.connection.execute("CREATE TABLE child (parent INTEGER REFERENCES parent (id)) STRICT")
        vault.connection._connection.set_authorizer(None)
        vault.connection.execute("PRAGMA foreign_keys = OFF")
        vault.connection.execute("INSERT INTO child VALUES (7)")
        assert [fault.sentence for fault in vault.page_faults()] == [
            "A row of child refers to a row of parent that is not there."
        ]


def test_a_missing_database_is_damage_and_is_not_replaced(made):
    made.database.unlink()
    with pytest.raises(DamagedError, match="missing"):
        made.open()
    assert not made.database.exists()


def test_a_salt_overwritten_in_the_database_does_not_lose_the_notes(made, rows):
    changed = bytearray(made.database.read_bytes())
    changed[:16] = bytes(16)
    made.database.write_bytes(changed)
    with made.open_with_words() as vault:
        assert made.rows(vault) == rows


def test_no_vault_at_all(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(WrongUseError, match="no vault") as failure:
            open_vault(folder, Passphrase("x"))
        assert failure.value.exit_code == 2
    assert not (tmp_path / "nowhere").exists()


def test_files_and_folder_become_private_again(made):
    made.folder.chmod(0o755)
    made.key.chmod(0o644)
    made.database.chmod(0o644)
    umask = os.umask(0)
    try:
        with made.open_with_words() as vault:
            vault.connection.execute("INSERT INTO note (words) VALUES ('x')")
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in made.folder.iterdir()}
    finally:
        os.umask(umask)
    assert modes == dict.fromkeys(("vault.key", "vault.db", "vault.db-wal", "vault.db-shm"), 0o600)
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700


def test_two_openings_in_one_process_are_refused(made, rows):
    with made.open_with_words() as vault:
        with pytest.raises(RefusedError, match="open in another"):
            made.open_with_words()
        assert made.rows(vault) == rows
    with made.open_with_words() as vault:
        assert made.rows(vault) == rows


def test_a_second_process_is_refused_until_the_first_has_died_and_what_it_stored_is_there(made, rows):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(made.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        holder.stdin.write(" ".join(made.words.words) + "\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(RefusedError, match="open in another") as failure:
            made.open_with_words()
        assert failure.value.exit_code == 3
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()
    with made.open_with_words() as vault:
        assert made.rows(vault) == (*rows, "acknowledged")


def test_after_closing_the_log_is_empty_and_statements_are_refused(made):
    vault = made.open_with_words()
    vault.connection.execute("INSERT INTO note (words) VALUES ('x')")
    key = vault._key
    vault.close()
    vault.close()
    assert key.reveal() == bytes(32)
    assert {path.name for path in made.folder.iterdir()} == {"vault.key", "vault.db"}
    with pytest.raises(RefusedError, match="locked"):
        vault.connection.execute("SELECT 1")


def test_an_open_transaction_is_undone_by_closing(made, rows):
    vault = made.open_with_words()

    def locked_half_way():
        with vault.transaction() as connection:
            connection.execute("INSERT INTO note (words) VALUES ('half')")
            vault.close()
            connection.execute("INSERT INTO note (words) VALUES ('other half')")

    with pytest.raises(RefusedError, match="locked"):
        locked_half_way()
    with made.open_with_words() as again:
        assert made.rows(again) == rows
