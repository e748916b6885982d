"""A disk that is full or breaks while a vault is made, opened, mended or written: the kernel's own errors, injected."""

import shutil
import subprocess
import sys

import pytest

from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

CREATE = """
import sys
from pathlib import Path
from fieldnotes.base.errors import FieldnotesError
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
try:
    create_vault(Path(sys.argv[1]), role=VaultRole.RESEARCHER, passphrase=Passphrase("p"), kdf_id=1)[0].close()
    print("made")
except FieldnotesError as error:
    print(error.exit_code, error)
"""
OPEN = """
import sys
from pathlib import Path
from fieldnotes.base.errors import FieldnotesError
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.recovery import RecoveryWords
try:
    with open_with_words(Path(sys.argv[1]), RecoveryWords.parse(sys.stdin.readline())) as vault:
        print(*vault.notices, [row[0] for row in vault.connection.execute("SELECT words FROM note")])
        if len(sys.argv) > 2:
            with vault.transaction() as connection:
                connection.executemany("INSERT INTO note VALUES (?)", [("y" * 1000,)] * 100)
            print("stored")
except FieldnotesError as error:
    print(error.exit_code, error)
"""


@pytest.fixture(scope="module")
def strace():
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed, so no errors of a disk can be injected")
    return found


@pytest.fixture
def field(tmp_path):
    vault, words = create_vault(
        tmp_path / "field", role=VaultRole.RESEARCHER, passphrase=Passphrase("p"), kdf_id=1
    )
    with vault:
        vault.connection.execute("CREATE TABLE note (words TEXT) STRICT")
        vault.connection.execute("INSERT INTO note VALUES ('kept')")
    return tmp_path / "field", words


def injected(strace, fault, script, *arguments, typed="", on=()):
    command = [strace, "-f", "-qq", "-o", "/dev/null"]
    for path in on:
        command += ["-P", str(path)]
    command += [
        "-e",
        f"trace={fault.split(':')[0]}",
        "-e",
        f"inject={fault}",
        sys.executable,
        "-B",
        "-c",
        script,
    ]
    done = subprocess.run(
        [*command, *map(str, arguments)], input=typed, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


@pytest.mark.parametrize("number", [1, 2, 3, 5, 8])
def test_a_disk_that_fills_up_while_a_vault_is_made_leaves_nothing(strace, tmp_path, number):
    told = injected(strace, f"pwrite64:error=ENOSPC:when={number}+", CREATE, tmp_path / "field")
    # SQLite names a full disk where it writes pages; in its shared-memory file it is an error of the disk.
    assert told.startswith("3 ") or "disk failed" in told, told
    assert number > 4 or "full" in told
    assert not (tmp_path / "field").exists()


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_disk_that_breaks_while_a_vault_is_made_leaves_nothing(strace, tmp_path, number):
    told = injected(strace, f"fsync:error=EIO:when={number}+", CREATE, tmp_path / "field")
    assert told.startswith("4 "), told
    assert not (tmp_path / "field").exists()


def test_short_writes_are_carried_on_with(strace, tmp_path):
    # Only the answer is injected: in the last writing of copy B the first 100 bytes are those from before, which the kernel
    # claims to have written, and all the others are new.
    key = tmp_path / "field" / "vault.key"
    last_of_b = 5  # B and A of what does not count yet, the anchor in both, B and A of the first generation
    told = injected(strace, f"pwrite64:retval=100:when={last_of_b}", CREATE, tmp_path / "field", on=[key])
    assert told == "made\n"
    raw = key.read_bytes()
    assert (raw[60:68], raw[4156:4164]) == (bytes(7) + b"\x01", bytes(8)), "generation 1 in A, 0 in B"
    assert raw[4196:] == raw[100:4096]


def test_a_key_file_that_the_disk_does_not_give_back(strace, field):
    folder, words = field
    before = (folder / "vault.key").read_bytes()
    told = injected(
        strace, "pread64:error=EIO", OPEN, folder, typed=" ".join(words.words), on=[folder / "vault.key"]
    )
    assert told.startswith("4 The key file cannot be read"), told
    assert (folder / "vault.key").read_bytes() == before


def test_a_disk_that_knows_no_locks(strace, field):
    folder, words = field
    told = injected(strace, "flock:error=ENOLCK", OPEN, folder, typed=" ".join(words.words))
    assert "cannot be locked" in told


def test_a_copy_that_cannot_be_mended_is_told_and_the_notes_open_all_the_same(strace, field):
    folder, words = field
    damaged = bytearray((folder / "vault.key").read_bytes())
    damaged[100] ^= 1
    (folder / "vault.key").write_bytes(damaged)
    told = injected(
        strace, "pwrite64:error=EIO", OPEN, folder, typed=" ".join(words.words), on=[folder / "vault.key"]
    )
    assert "cannot be made whole" in told
    assert "['kept']" in told


@pytest.mark.parametrize("number", [1, 2])
def test_a_mending_that_is_killed_leaves_a_copy_that_opens(strace, field, number):
    folder, words = field
    damaged = bytearray((folder / "vault.key").read_bytes())
    for place in (0, 4096):
        damaged[place + 2000] ^= 1  # both copies, beside the keys: both are written anew
    (folder / "vault.key").write_bytes(damaged)
    command = [
        strace,
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-P",
        folder / "vault.key",
        "-e",
        "trace=pwrite64",
        "-e",
    ]
    command += [f"inject=pwrite64:signal=SIGKILL:when={number}", sys.executable, "-B", "-c", OPEN, folder]
    done = subprocess.run(command, input=" ".join(words.words), capture_output=True, text=True, check=False)
    assert done.stdout == ""  # it was killed before it could tell
    with open_with_words(folder, words) as vault:
        assert vault.connection.execute("SELECT words FROM note").fetchone()[0] == "kept"
    with open_with_words(folder, words) as vault:
        assert vault.notices == ()


@pytest.mark.parametrize(
    ("fault", "code"),
    [("pwrite64:error=ENOSPC", 3), ("pwrite64:error=EIO", 4), ("fsync:error=EIO", 4)],
)
def test_a_change_that_the_disk_does_not_take_is_told_and_what_was_there_stays(strace, field, fault, code):
    folder, words = field
    told = injected(
        strace, fault, OPEN, folder, "store", typed=" ".join(words.words), on=[folder / "vault.db-wal"]
    )
    assert "stored" not in told.splitlines()[-1].split()[:1]
    assert f"\n{code} " in f"\n{told}", told
    with open_with_words(folder, words) as vault:
        assert [row[0] for row in vault.connection.execute("SELECT words FROM note")] == ["kept"]
        assert vault.page_faults() == ()
