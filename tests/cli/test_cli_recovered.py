"""``interview recovered``: what a killed session had written, on the command line."""

import signal
import subprocess
import sys
import textwrap

import pytest

KILLED = """
    import os, signal, sys
    from pathlib import Path
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.codebook.loading import load_taxonomy
    from fieldnotes.text.edits import Edit
    from fieldnotes.vault.opening import open_vault
    from fieldnotes.vault.passphrases import Passphrase
    vault = open_vault(Path(sys.argv[1]), Passphrase("correct horse battery staple"))
    book = Casebook.open(vault, load_taxonomy())
    book.journal.record(1, [Edit(0, "", "Quickly: ")])
    os.kill(os.getpid(), signal.SIGKILL)
"""
TEXT = "A: They beat us."


@pytest.fixture
def cut_off(researcher):
    """A researcher's vault whose last session was killed while it wrote in C1's interview."""
    assert researcher("case", "add", "C1").code == 0
    assert researcher("interview", "new", "--case", "C1", stdin=TEXT.encode()).code == 0
    program = [sys.executable, "-c", textwrap.dedent(KILLED), str(researcher.vault)]
    assert subprocess.run(program, check=False).returncode == -signal.SIGKILL
    return researcher


def test_it_is_shown_until_it_is_kept(cut_off):
    shown = cut_off("interview", "recovered", "--json")
    assert shown.code == 0, shown.err
    [one] = shown.json
    assert one == {"case": "C1", "interview": 1, "edits": 1, "before": TEXT, "after": f"Quickly: {TEXT}"}
    assert "Quickly: A: They" in cut_off("interview", "recovered").out
    assert cut_off("interview", "recovered", "--keep", "--json").json == [one]
    assert cut_off("interview", "recovered", "--json").json == []
    assert cut_off("interview", "show", "C1", "--raw").out == f"Quickly: {TEXT}"


def test_it_is_taken_back(cut_off):
    taken = cut_off("interview", "recovered", "--take-back", "C1/1")
    assert (taken.code, taken.out) == (0, "C1 interview 1: Taken back; undo brings it back.\n")
    assert cut_off("interview", "show", "C1", "--raw").out == TEXT
    again = cut_off("interview", "recovered", "--take-back", "C1/1")
    assert again.code == 1
    assert "awaits a decision" in again.err


def test_only_one_of_both_and_only_what_is_there(cut_off):
    assert cut_off("interview", "recovered", "--keep", "--take-back", "C1/1").code == 2
    assert cut_off("interview", "recovered", "--take-back", "C1/2").code == 1
    assert len(cut_off("interview", "recovered", "--json").json) == 1
