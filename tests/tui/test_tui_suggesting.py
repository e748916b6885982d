"""Candidate passages with real keys: next, take, undo, dismiss, and what a lock keeps of it."""

from pathlib import Path

from terminal_harness import PASSPHRASE, Terminal

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

TEXT = """Q: Was it the salary?
A: We sat by the river. A dog barked.
A: They took deductions from my salary.

A: My salary was late again.
"""
TAKEN, LATE = "They took deductions from my salary.", "My salary was late again."


def with_second_case(folder: Path) -> None:
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        book.interviews.add(CaseId("C2"), TEXT)


def coded(folder: Path) -> list[tuple[str, str]]:
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        found = book.codings.of_case(CaseId("C2"))
        return [(TEXT[one.span.start : one.span.end], book.factor(one.factor).key) for one in found]


def into_coding(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked", "passphrase")
    terminal.type(PASSPHRASE)
    terminal.press("Enter")
    terminal.wait_for("2 cases")
    terminal.press("Down", "Enter")
    terminal.wait_for("C2", "We sat by the river")
    terminal.press("F2")
    terminal.wait_for("Coding", "46")


def test_a_candidate_is_shown_taken_undone_and_another_dismissed_for_good(vault_folder: Path) -> None:
    with_second_case(vault_folder)
    with Terminal.on_vault(vault_folder) as terminal:
        into_coding(terminal)
        terminal.press("y")
        terminal.wait_for("No candidate passage is selected")
        terminal.press("s")
        terminal.wait_for("candidates for")
        terminal.type("dxp\r")
        shown = terminal.wait_for("dxp?", "deductions", "y takes")
        assert "dxp low pay and imposed" in shown, "the definition is in sight"
        assert max(map(len, shown.splitlines())) <= 80
        terminal.press("y")
        terminal.wait_for("Coded dxp", "1 of 46")
        terminal.press("u")
        terminal.wait_for("Undone: coding with dxp in C2", "0 of 46")
        terminal.press("s")
        terminal.wait_for("dxp?", "late", without="deductions,")
        terminal.press("x")
        terminal.wait_for("Dismissed for dxp")
        terminal.press("x")
        terminal.wait_for("No candidate passage is selected")
        terminal.press("s")
        terminal.wait_for("That was the last candidate for dxp here")
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked", without="river")
        assert LATE not in terminal.everything

        into_coding(terminal)
        terminal.press("s")
        terminal.wait_for("candidates for")
        terminal.type("dxp\r")
        terminal.wait_for("dxp?", "deductions")
        terminal.press("y")
        terminal.wait_for("Coded dxp")
        terminal.press("s")
        terminal.wait_for("That was the last candidate for dxp here")
        terminal.press("X")
        terminal.wait_for("is offered again")
        terminal.press("s")
        terminal.wait_for("dxp?", "late")
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0
    assert coded(vault_folder) == [(TAKEN, "dxp")]
