"""A full disk, a read-only one, a stick that is pulled out: a sentence, nothing half counted, and the vault as it was."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
from making_vaults import create_vault

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError
from fieldnotes.vault import backups, checkpointing
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.opening import open_files
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.restoring import restore
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.unlocking import PassphraseOpener
from fieldnotes.vault.verifying import verify

PASSPHRASE = Passphrase("one passphrase for failing disks")
OPENER = PassphraseOpener(PASSPHRASE)
ROWS = 200

BACK_UP = """
import sys
from pathlib import Path
from fieldnotes.base.errors import FieldnotesError
from fieldnotes.vault import backups
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
try:
    with open_vault(Path(sys.argv[1]), Passphrase(sys.argv[3])) as vault:
        print(backups.back_up(vault, Path(sys.argv[2])).name)
except FieldnotesError as error:
    print(error.exit_code, error)
"""


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pattern") / "field"
    vault, _ = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)
    with vault:
        vault.connection.execute("CREATE TABLE note (words TEXT) STRICT")
        with vault.transaction() as connection:
            connection.executemany("INSERT INTO note VALUES (?)", [(f"{row} " * 300,) for row in range(ROWS)])
    return folder


@pytest.fixture
def field(pattern, tmp_path):
    shutil.copytree(pattern, tmp_path / "field")
    return tmp_path / "field"


@pytest.fixture
def vault(field):
    with open_files(VaultFiles(field), OPENER) as vault:
        yield vault


def count(vault):
    return vault.connection.execute("SELECT count(*) FROM note").fetchone()[0]


@contextmanager
def small_disk(folder, size):
    """A disk of its own in memory; needs root."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs root to mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


@pytest.mark.root
@pytest.mark.parametrize("size", ["4k", "8k", "16k", "64k", "128k", "256k"])
def test_a_full_disk_at_any_point_leaves_no_backup_and_no_part_of_one(vault, tmp_path, size):
    stick = tmp_path / "stick"
    with small_disk(stick, size):
        with pytest.raises(RefusedError, match="disk is full"):
            backups.back_up(vault, stick)
        assert list(stick.iterdir()) == []
    assert backups.known(vault) == []
    assert count(vault) == ROWS


@pytest.mark.root
def test_a_full_disk_leaves_the_older_backup_which_is_good(vault, tmp_path):
    stick = tmp_path / "stick"
    size = sum(path.stat().st_size for path in vault.folder.iterdir() if path.suffix in {".db", ".key"})
    with small_disk(stick, size * 3 // 2):
        first = backups.back_up(vault, stick)
        with pytest.raises(RefusedError, match="disk is full"):
            backups.back_up(vault, stick, keep=1)
        assert sorted(path.name for path in stick.iterdir()) == ["vault-0001.db", "vault-0001.key"]
        report = backups.replace_all(vault)
        assert report.replaced == ()
        assert [one.name for one in report.out_of_reach] == ["vault-0001"]
        with restore(first.key, tmp_path / "back", passphrase=PASSPHRASE) as restored:
            assert count(restored) == ROWS


@pytest.mark.root
def test_a_read_only_disk_is_told(vault, tmp_path):
    stick = tmp_path / "stick"
    with small_disk(stick, "4m"):
        first = backups.back_up(vault, stick)
        subprocess.run(["mount", "-o", "remount,ro", stick], check=True)
        with pytest.raises(RefusedError, match="Read-only"):
            backups.back_up(vault, stick)
        assert [one.name for one in backups.holding(vault, lambda _: True) and backups.known(vault)] == [
            "vault-0001"
        ]
        with restore(first.key, tmp_path / "back", passphrase=PASSPHRASE) as restored:
            assert count(restored) == ROWS


@pytest.mark.root
def test_a_stick_that_is_pulled_out_during_the_copy_leaves_nothing_that_counts(vault, tmp_path, monkeypatch):
    monkeypatch.setattr(checkpointing, "PIECE_BYTES", 4096)
    stick = tmp_path / "stick"
    with small_disk(stick, "4m"):

        def pulled(done, _size):
            if done == 4096 * 5:
                subprocess.run(["umount", "-l", stick], check=True)

        with pytest.raises(FieldnotesError):
            backups.back_up(vault, stick, progress=pulled)
    assert backups.known(vault) == []
    assert list(stick.iterdir()) == []
    assert count(vault) == ROWS


@pytest.mark.root
def test_a_restore_to_a_full_disk_leaves_no_vault(vault, tmp_path):
    backups.back_up(vault)
    key = backups.last(vault).key
    small = tmp_path / "small"
    with small_disk(small, "100k"):
        with pytest.raises(RefusedError, match="disk is full"):
            restore(key, small / "back", passphrase=PASSPHRASE)
        assert list(small.iterdir()) == []


@pytest.mark.parametrize(
    "fault",
    [
        "pwrite64:error=EIO:when=9",
        "pwrite64:error=ENOSPC:when=20+",
        "fsync:error=EIO:when=3",
        "fsync:error=EIO:when=5",
        "rename:error=EIO:when=1",
        "rename:error=EIO:when=2",
        "pwrite64:retval=100:when=12",
    ],
)
def test_errors_of_the_disk_give_a_backup_or_a_sentence(field, tmp_path, fault):
    """What the kernel's own errors, injected, leave behind: a backup that restores, or none and an older one untouched."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed, so no errors of a disk can be injected")
    stick = tmp_path / "stick"
    stick.mkdir()
    done = subprocess.run(
        [
            *(strace, "-f", "-qq", "-o", "/dev/null", "-e", f"trace={fault.split(':')[0]}"),
            *(
                "-P",
                str(stick),
                "-P",
                str(stick / "vault-0001.part.key"),
                "-P",
                str(stick / "vault-0001.part.db"),
            ),
            *("-e", f"inject={fault}", sys.executable, "-B", "-c", BACK_UP),
            *(str(field), str(stick), "one passphrase for failing disks"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert "Traceback" not in done.stderr, done.stderr
    told = done.stdout.strip()
    counted = sorted(path.name for path in stick.glob("vault-????.key"))
    if told == "vault-0001":
        with restore(stick / "vault-0001.key", tmp_path / "back", passphrase=PASSPHRASE) as restored:
            assert count(restored) == ROWS
    else:
        assert told[0] in "34", done
        assert counted == []
    with open_files(VaultFiles(field), OPENER) as vault:
        assert count(vault) == ROWS
        assert bool(backups.known(vault)) == bool(counted)
        assert backups.back_up(vault, stick)


def test_bytes_of_the_salt_that_no_page_authenticates_are_put_right_while_restoring(vault, tmp_path):
    made = backups.back_up(vault)
    database = made.key.with_suffix(".db")
    raw = bytearray(database.read_bytes())
    raw[:16] = bytes(16)
    database.write_bytes(raw)
    with restore(made.key, tmp_path / "back", passphrase=PASSPHRASE) as restored:
        assert count(restored) == ROWS
        assert [fault for fault in verify(restored).faults if fault.is_damage] == []


@pytest.mark.parametrize("share", [0.001, 0.3, 0.6, 0.99])
def test_a_backup_that_was_damaged_afterwards_is_not_taken_for_a_good_one(vault, tmp_path, share):
    made = backups.back_up(vault)
    database = made.key.with_suffix(".db")
    raw = bytearray(database.read_bytes())
    raw[int(len(raw) * share)] ^= 1
    database.write_bytes(raw)
    with pytest.raises(DamagedError):
        restore(made.key, tmp_path / "back", passphrase=PASSPHRASE)
    assert not (tmp_path / "back").exists()
