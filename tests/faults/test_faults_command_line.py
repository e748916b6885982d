"""The real command line on a disk that is full or fails: a sentence and an exit code, and the vault is as it was."""

import os
import subprocess
import sys

import pytest
from faultrig import missing

NEW = "lanterns over the slow river tonight"


@pytest.fixture
def failing(program):
    """Runs a command with a fault in strace's words; every option in ``give`` gets a descriptor that gives a line."""
    why = missing()
    if why is not None:
        pytest.skip(why)

    def run(fault, *words, **give):
        command = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={fault.split(':')[0]}"]
        command += ["-e", f"inject={fault}", sys.executable, "-m", "fieldnotes", "--vault", program.vault]
        command += words
        readers = []
        for option, line in {"passphrase_fd": "correct horse battery staple", **give}.items():
            reader, writer = os.pipe()
            os.write(writer, f"{line}\n".encode())
            os.close(writer)
            readers.append(reader)
            command += [f"--{option.replace('_', '-')}", str(reader)]
        done = subprocess.run(command, pass_fds=readers, capture_output=True, text=True, check=False)
        for reader in readers:
            os.close(reader)
        return done

    return run


@pytest.mark.parametrize(
    ("fault", "words", "give"),
    [
        ("pwrite64:error=ENOSPC:when=20+", ["case", "add", "C2"], {}),
        ("fsync:error=EIO:when=2+", ["case", "add", "C2"], {}),
        ("pwrite64:error=ENOSPC:when=40+", ["vault", "passphrase"], {"new_passphrase_fd": NEW}),
        ("fsync:error=EIO:when=4+", ["vault", "backup"], {}),
    ],
)
def test_a_disk_that_fails_is_a_sentence_and_an_exit_code(researcher, failing, fault, words, give):
    assert researcher("case", "add", "C1").code == 0
    done = failing(fault, *words, **give)
    assert done.returncode in {3, 4}, (done.stdout, done.stderr)
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr.strip().endswith(".")
    listed = researcher("case", "list", "--json")
    assert listed.code == 0, listed.err
    # What is said to be stored is, and what is said not to be is not; a failing sync leaves it open, and is said to.
    cases = [case["case"] for case in listed.json]
    assert cases in (["C1"], ["C1", "C2"])
    assert "was not stored" not in done.stderr or cases == ["C1"]
    assert "is stored" not in done.stderr or words[0] == "vault" or cases == ["C1", "C2"]
    assert researcher("case", "add", "C3").code == 0
