"""The order of a wipe as the kernel saw it, and a wipe killed at each of its steps."""

import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.wiping import resume_if_marked, wipe

WIPE = "import sys\nfrom pathlib import Path\nfrom fieldnotes.vault.wiping import wipe\nwipe(Path(sys.argv[1]), trim_disk=False)"
CALLS = "openat,pwrite64,pread64,preadv,preadv2,write,fsync,unlink,unlinkat"
WRITING = ("pwrite64", "write")
KEY_FILES = ("vault.key", "identity.key", "backups/0001/vault.key")
OTHERS = ("vault.db", "vault.db-wal", "identity.db", "backups/0001/vault.db")


@dataclass(frozen=True)
class Target:
    folder: Path
    words: RecoveryWords


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("once") / "field"
    vault, words = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=Passphrase("p"), kdf_id=1)
    vault.close()
    backup = folder / "backups" / "0001"
    backup.mkdir(parents=True)
    shutil.copy(folder / "vault.key", backup)
    shutil.copy(folder / "vault.db", backup)
    shutil.copy(folder / "vault.key", folder / "identity.key")
    shutil.copy(folder / "vault.db", folder / "identity.db")
    (folder / "vault.db-wal").touch()
    return Target(folder, words)


@pytest.fixture
def target(once, tmp_path):
    shutil.copytree(once.folder, tmp_path / "field")
    return Target(tmp_path / "field", once.words)


@pytest.fixture(scope="module")
def strace():
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed, so the order of system calls cannot be seen")
    return found


def traced(strace, folder, *options, log="/dev/null"):
    command = [strace, "-f", "-qq", "-y", "-o", log, *options, sys.executable, "-B", "-c", WIPE, str(folder)]
    return subprocess.run(command, capture_output=True, check=False)


def steps(log, folder):
    """(call, path within the vault) for every traced call that touched the vault, in order.

    An opening that writes through to the device counts as a call of its own, ``direct``.
    """
    found = []
    for line in log.read_text().splitlines():
        call = re.match(r"\d+\s+(\w+)\((?:(?:\d+|AT_FDCWD)<([^>]*)>)?(?:, )?(?:\"([^\"]*)\")?", line)
        if call is None:
            continue
        name = call.group(1)
        path = call.group(3) if name == "openat" or name.startswith("unlink") else call.group(2)
        if name == "openat":
            name = "direct" if "O_DIRECT" in line and "O_DSYNC" in line else ""
        if name and path and Path(path).is_relative_to(folder):
            found.append((name.rstrip("2"), str(Path(path).relative_to(folder))))
    return found


def test_the_kernel_sees_the_promised_order(strace, target, tmp_path):
    log = tmp_path / "log"
    assert traced(strace, target.folder, "-e", f"trace={CALLS}", log=log).returncode == 0
    order = steps(log, target.folder)
    written = [path for call, path in order if call in WRITING]
    assert written == list(KEY_FILES)  # the vault's own first, each in one write, and nothing else is written
    for path in KEY_FILES:
        at = order.index(("pwrite64", path))
        assert order[at - 1] == ("direct", path), "written to the device, not to memory"
        assert order[at + 1] == ("preadv", path), "and read back through the same descriptor, from the device"
    unlinked = [path for call, path in order if call.startswith("unlink")]
    assert order.index(("unlink", unlinked[0])) > order.index(("preadv", KEY_FILES[-1]))
    assert set(unlinked[:-1]) >= {*KEY_FILES[1:], *OTHERS}
    assert unlinked[-1] == "vault.key"
    assert order[-2:] == [("unlink", "vault.key"), ("fsync", ".")]
    assert list(target.folder.iterdir()) == []


def test_where_direct_writing_is_refused_it_is_written_through_the_cache_and_synced(strace, target, tmp_path):
    log = tmp_path / "log"
    options = ("-e", f"trace={CALLS}", "-e", "inject=pwrite64:error=EINVAL:when=1")
    assert traced(strace, target.folder, *options, log=log).returncode == 0
    order = [step for step in steps(log, target.folder) if step[1] == "vault.key"]
    second = [at for at, (call, _) in enumerate(order) if call == "pwrite64"][1]
    assert [call for call, _ in order[second : second + 3]] == ["pwrite64", "fsync", "pread64"]
    assert list(target.folder.iterdir()) == []


def test_the_first_write_takes_both_copies(strace, target, tmp_path):
    log = tmp_path / "log"
    traced(strace, target.folder, "-e", "trace=pwrite64", log=log)
    first = log.read_text().splitlines()[0]
    assert re.search(r", 8192, 0\)\s+= 8192$", first), first
    assert "fn-wiped" in first


# Each kind of call with how often a wipe of this folder makes it; a point that is never reached fails the test.
POINTS = [
    *(("pwrite64", number) for number in (1, 2, 3)),
    *(("/^preadv", number) for number in (1, 2, 3)),  # before reading back
    ("fsync", 1),
    *(("unlink", number) for number in (1, 2, 5, 8, 9, 10, 11, 12)),
]


@pytest.mark.parametrize(("call", "number"), POINTS)
def test_a_wipe_killed_at_any_step_is_finished_by_the_next_start(strace, target, call, number):
    killed = traced(
        strace, target.folder, "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}"
    )
    if killed.returncode == 0:
        pytest.fail(f"{call} number {number} was never reached")
    assert killed.returncode in {-signal.SIGKILL, 128 + signal.SIGKILL}
    key = target.folder / "vault.key"
    if (call, number) == ("pwrite64", 1) and key.read_bytes().startswith(b"fn-vault"):
        open_with_words(target.folder, target.words).close()  # it had not begun: the vault is whole
        return
    if key.exists():
        assert key.read_bytes().startswith(b"fn-wiped")
        verdict = resume_if_marked(target.folder, trim_disk=False)
        assert verdict is not None
        assert verdict.erased_logically
    assert list(target.folder.iterdir()) == []


def test_an_error_of_the_disk_is_told_and_not_called_verified(strace, target):
    script = (
        WIPE.replace("wipe(Path", "verdict = wipe(Path")
        + "\nprint(verdict.erased_logically, *verdict.failures)"
    )
    command = [
        strace,
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=pwrite64",
        "-e",
        "inject=pwrite64:error=EIO",  # directly, through the cache, and both once more
    ]
    done = subprocess.run(
        [*command, sys.executable, "-B", "-c", script, target.folder],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("False Not erased: vault.key")
    # What could not be overwritten keeps its name, so that it can be tried again.
    left = {path.name for path in target.folder.iterdir()}
    assert left == {"vault.key", "identity.key", "backups"}
    assert wipe(target.folder, trim_disk=False).erased_logically
    assert list(target.folder.iterdir()) == []


def test_a_disk_that_fails_once_is_tried_again(strace, target):
    script = WIPE.replace("wipe(Path", "verdict = wipe(Path") + "\nprint(verdict.erased_logically)"
    command = [strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64"]
    command += ["-e", "inject=pwrite64:error=EIO:when=1..2"]  # directly, then through the cache
    done = subprocess.run(
        [*command, sys.executable, "-B", "-c", script, target.folder],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "True\n"
    assert list(target.folder.iterdir()) == []


def test_a_short_write_is_completed(strace, target, tmp_path):
    log = tmp_path / "log"
    done = traced(
        strace, target.folder, "-e", "trace=pwrite64", "-e", "inject=pwrite64:retval=4096:when=1", log=log
    )
    # The injected answer is a lie: nothing was written. Reading back finds that out, and the rest still goes.
    assert done.returncode == 0
    lines = log.read_text().splitlines()
    assert re.search(r", 4096, 4096\)\s+= 4096$", lines[1]), lines
    assert list(target.folder.iterdir()) == []
