"""The adversary owns the disk: every file that any command opened for writing is known, and none holds a word of a note.

What the kernel was asked (strace) is the evidence, not what the program says of itself.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults
CANARY = "seventeen lamps along the embankment and none of them lit"
MEMO = "his voice dropped at the word embankment"

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

_OPENED = re.compile(r'open(?:at)?\([^"]*"(?P<path>[^"]*)", (?P<flags>[A-Z_|0-9]+)')
_NAMED = re.compile(r"(?:creat|rename(?:at2?)?|link(?:at)?|symlink(?:at)?|mkdir(?:at)?)\((?P<rest>.*)\) += 0")


def traced(vault: Path, log: Path, *words: str | Path, stdin: bytes = b"") -> None:
    reader, writer = os.pipe()
    os.write(writer, PASSPHRASE.encode() + b"\n")
    os.close(writer)
    with (log.parent / "recovery").open("ab") as recovery:
        extra = ["--recovery-fd", str(recovery.fileno())] if "create" in words else []
        done = subprocess.run(
            ["strace", "-f", "-qq", "-s", "4096", "-o", log, "-e", "trace=openat,open,creat,rename,renameat,renameat2,link,linkat",
             sys.executable, "-m", "fieldnotes", "--vault", vault, "--passphrase-fd", str(reader), *words, *extra],
            pass_fds=[reader, recovery.fileno()], input=stdin, capture_output=True, check=False, timeout=180, cwd=ROOT,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    os.close(reader)
    assert done.returncode == 0, done.stderr


def written_paths(log: Path) -> set[str]:
    """Every path opened for writing or created, over all processes of one run."""
    found = set()
    for line in log.read_text(errors="replace").splitlines():
        opened = _OPENED.search(line)
        if opened and re.search(r"O_WRONLY|O_RDWR|O_CREAT", opened["flags"]) and " = -1 " not in line:
            found.add(opened["path"])
        elif named := _NAMED.search(line):
            found.update(re.findall(r'"([^"]*)"', named["rest"]))
    return found


def test_a_whole_day_writes_into_the_vaults_folder_only(tmp_path: Path):
    vault, source = tmp_path / "vault", tmp_path / "source.txt"
    source.write_text(f"Q: What did you see?\nA: There were {CANARY}.\n" * 40)
    day = [
        ("vault", "create", "--role", "researcher", "--kdf", "1"),
        ("case", "add", "C1", "--set", "position=defector"),
        ("case", "consent", "C1", "--purpose", "store"),
        ("interview", "import", source, "--case", "C1"),
        ("code", "add", "--case", "C1", "--factor", "dmv", "--span", "24:60", "--memo", MEMO),
        ("interview", "search", "embankment"),
        ("interview", "show", "C1"),
        ("case", "checklist", "C1", "--rest", "not-raised"),
        ("code", "report"),
    ]
    for number, words in enumerate(day):
        log = tmp_path / f"trace-{number}"
        traced(vault, log, *words)
        # The rollback journal exists for the moment in which an empty database is laid down; its pages are encrypted.
        allowed = {
            str(vault / name)
            for name in ("vault.key", "vault.db", "vault.db-wal", "vault.db-shm", "vault.db-journal")
        }
        strange = {path for path in written_paths(log) if path not in allowed | {"/dev/null", "/dev/tty"}}
        assert strange == set(), words[:2]
    for path in vault.rglob("*"):
        raw = path.read_bytes()
        for words in (CANARY, MEMO, "embankment"):
            for encoding in ("utf-8", "utf-16-le"):
                assert words.encode(encoding) not in raw, path.name


def test_the_trace_would_show_a_file_written_elsewhere(tmp_path: Path):
    log = tmp_path / "trace"
    subprocess.run(
        ["strace", "-f", "-qq", "-o", log, sys.executable, "-c", f"open({str(tmp_path / 'leak')!r}, 'w').write('x')"],
        check=True, timeout=60,
    )  # fmt: skip
    assert str(tmp_path / "leak") in written_paths(log)
