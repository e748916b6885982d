"""A second coder on the screen: what the first one coded does not show until the second is complete."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from terminal_harness import CANARY, PASSPHRASE, Terminal

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.formats.casecopies.receiving import receive
from fieldnotes.formats.casecopies.sending import own_key, send
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase


def code_as_a(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked", "passphrase")
    terminal.type(PASSPHRASE)
    terminal.press("Enter")
    terminal.wait_for("2 cases")
    terminal.press("Enter")
    terminal.wait_for("C1", "Interview", CANARY)
    terminal.press("F2")
    terminal.wait_for("Coding", "0 of 46 considered")
    terminal.type("]]cdmv\r")
    terminal.wait_for("Coded dmv", "1 of 46 considered")


def compare(terminal: Terminal) -> None:
    terminal.type("c")
    terminal.wait_for("Comparison", "2 differences", "1 of 2", "not coded here", CANARY)
    terminal.type("n")
    terminal.wait_for("2 of 2")
    terminal.type("n")
    terminal.wait_for("That was the last difference")
    terminal.type("g")
    terminal.wait_for("Agreement", "overall", "dmv", "dec", "is not computable", seconds=60)
    terminal.press("Esc", "Esc")
    terminal.wait_for("Not settled")


def test_b_codes_without_seeing_a_and_all_shows_again_when_b_is_complete(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        code_as_a(terminal)
        terminal.press("F4")
        terminal.wait_for("Second coding")
        terminal.type("second cod\r")
        terminal.wait_for("Press a to begin", "1 of 46")
        terminal.type("a")
        terminal.wait_for("a rule, not a lock")
        terminal.press("Enter")
        terminal.wait_for("codes now; all others are hidden", "0 of 46")

        terminal.press("Esc")
        shown = terminal.wait_for("Coding as B", "0 of 46 considered", CANARY)
        assert "dmv" not in "\n".join(line for line in shown.splitlines() if "violence" not in line)
        assert "Last factors" not in shown
        terminal.type("u")
        terminal.wait_for("nothing to undo")
        terminal.type("]]cdec\r")
        terminal.wait_for("Coded dec", "1 of 46 considered")
        terminal.press("Tab")
        terminal.wait_for("2 denied")
        terminal.type("R")
        terminal.wait_for("Mark 45 factors")
        terminal.type("y")
        shown = terminal.wait_for("Coder B is done")
        assert "dmv" in shown
        assert "Coding as B" not in shown

        terminal.press("F4")
        terminal.wait_for("Second coding")
        terminal.type("second cod\r")
        terminal.wait_for("Not settled", "not settled")
        compare(terminal)
        terminal.press("Down")
        terminal.type("s")
        terminal.wait_for("Let coder B's coding count?")
        terminal.type("y")
        terminal.wait_for("Coder B's coding counts", "counts")
        terminal.type("u")
        terminal.wait_for("Undone: choice of coder B in C1", "Not settled")
        terminal.press("Ctrl+R")
        terminal.wait_for("Done again: choice of coder B in C1", "counts")


def test_a_copy_is_received_coded_and_sent_back(
    vault_folder: Path, model_vault: Path, tmp_path: Path
) -> None:
    theirs_folder = tmp_path / "theirs"
    shutil.copytree(model_vault, theirs_folder)
    copy, back = tmp_path / "copy.age", tmp_path / "back.age"
    with opened(theirs_folder) as theirs:
        reader = own_key(theirs).recipient
    with opened(vault_folder) as ours:
        send(ours, CaseId("C1"), copy, Passphrase(PASSPHRASE), recipient=reader)

    with Terminal.on_vault(theirs_folder) as terminal:
        terminal.wait_for("fieldnotes is locked", "passphrase")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("2 cases")
        terminal.type("r")
        terminal.wait_for("Receive a copy", reader[:20])
        terminal.type(f"{copy}\r")
        terminal.wait_for("Under which label?")
        terminal.type("A1\r")  # the first of the list
        terminal.wait_for("A1 is a copy for coder B", "copy  20")
        terminal.press("Home", "Enter")
        terminal.wait_for("A1", "Coding", CANARY)
        terminal.press("F2")
        terminal.wait_for("its text stays as it came")
        terminal.type("]]cdmv\r")
        terminal.wait_for("Coded dmv")
        terminal.press("Tab")
        terminal.wait_for("2 denied")
        terminal.type("R")
        terminal.wait_for("Mark 45 factors")
        terminal.type("y")
        terminal.wait_for("46 of 46 considered")
        terminal.press("F4")
        terminal.wait_for("Second coding")
        terminal.type("second cod\r")
        terminal.wait_for("A copy for coder B, never released here")
        terminal.type("w")
        terminal.wait_for("Into which file?")
        terminal.type(f"{back}\r")
        terminal.wait_for("once more")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("1 coding of coder B")

    with opened(vault_folder) as ours:
        assert receive(ours, back.read_bytes()).codings == 1
        assert [one.coder for one in ours.codings.of_case(CaseId("C1"))] == ["B"]


@contextmanager
def opened(folder: Path) -> Iterator[Casebook]:
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        yield Casebook.open(vault, load_taxonomy())
