"""The release a researcher decides on, with real keys at 80 × 24: what is hidden and how far, what is not given, the ledger."""

from pathlib import Path

import pytest
from making_vaults import create_vault
from terminal_harness import PASSPHRASE, Terminal

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

COHORT = 16


def made(folder: Path, role: VaultRole):
    return create_vault(folder, role=role, passphrase=Passphrase(PASSPHRASE), kdf_id=1)[0]


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A vault of a project with sixteen complete cases: ten raise civilian violence, six an opening."""
    with made(tmp_path / "desk", VaultRole.COORDINATOR) as vault:
        desk = CoordinatorDesk.open(vault, load_taxonomy())
        desk.create_project()
        invite = desk.invite()
    with made(tmp_path / "field", VaultRole.RESEARCHER) as vault:
        book = Casebook.open(vault, load_taxonomy())
        with vault.transaction():
            for number in range(1, COHORT + 1):
                label = CaseId(f"C{number}")
                book.cases.add(label)
                for purpose in Purpose:
                    book.consent.give(label, purpose)
                interview = book.interviews.add(label, "A: for many reasons.")
                key = "dmv" if number <= 10 else "opf"
                book.codings.add(interview.id, Span(3, 10), book.resolve(key).id)
                book.checklist.mark_rest_not_raised(label)
        ReleaseDesk.open(book).accept_invite(invite)
    return tmp_path / "field"


def go_to_release(terminal: Terminal, cases: str = f"{COHORT} cases") -> None:
    terminal.wait_for("is locked", "passphrase")
    terminal.type(PASSPHRASE + "\r")
    terminal.wait_for(cases)
    terminal.press("F4")
    terminal.wait_for("Go to")
    terminal.type("release\r")


def test_what_is_hidden_is_drawn_hidden_with_its_bounds_and_why(ready: Path) -> None:
    with Terminal.on_vault(ready) as terminal:
        go_to_release(terminal)
        shown = terminal.wait_for("16 cases would be counted", "may be, why", "Redaction keeps")
        assert "of 12 cells shown" in shown, "what is kept of the table under the cursor"
        assert "from 20" in shown, "tables that so small a cohort is not given"
        [line] = [line for line in shown.split("\n") if "nationalist ideology" in line]
        assert line.split()[-3:] == ["▒▒▒", "0–16", "none"], "a nought is hidden like any small count"
        terminal.press("Enter")
        terminal.settle()
        terminal.press("Down", "Enter")
        terminal.wait_for(
            "a reader can work out that it lies between", "and nothing narrower", "on this machine only"
        )
        terminal.press("Esc")
        terminal.settle()
        terminal.press("Esc")
        terminal.settle()
        terminal.press("Down", "Down")
        terminal.wait_for("Not given: this table is given from 20 cases on", "there are 16")


def test_the_ledger_is_audited_on_screen_and_a_lost_mark_is_told(ready: Path) -> None:
    with Terminal.on_vault(ready) as terminal:
        go_to_release(terminal)
        terminal.wait_for("16 cases would be counted", "of 12 cells shown")
        terminal.press("v")
        terminal.wait_for("Nothing was released yet.")
        terminal.press("Esc")
        terminal.wait_for("A approves, after a question")
        terminal.press("A")
        terminal.wait_for("Approve this release?")
        terminal.type("y")
        terminal.wait_for("Release 1 of 16 cases is sealed", "0 cases would be counted")
        terminal.press("v")
        terminal.wait_for(
            "Release 1", "holds", "no case in two of them", "What whoever holds all of them knows"
        )
    with open_vault(ready, Passphrase(PASSPHRASE)) as vault:
        Casebook.open(vault, load_taxonomy())
        vault.connection.execute("UPDATE cases SET released = NULL WHERE id = 'C3'")
    with Terminal.on_vault(ready) as terminal:
        go_to_release(terminal)
        terminal.wait_for("1 case would be counted")
        terminal.press("v")
        terminal.wait_for("does not hold", "Case C3 is marked as not released", "Approve nothing more")


def test_a_stricter_policy_is_adopted_and_a_looser_one_refused_in_words(ready: Path) -> None:
    with Terminal.on_vault(ready) as terminal:
        go_to_release(terminal)
        terminal.wait_for("under the policy standard", "of 12 cells shown")
        terminal.press("p")
        terminal.wait_for("Hold this vault to a stricter policy", "Type its name: strict")
        terminal.type("standar\r")
        terminal.wait_for("No policy 'standar' ships", "standard, strict")
        terminal.settle()
        terminal.press("p")
        terminal.wait_for("Type its name: strict")
        terminal.type("strict\r")
        terminal.wait_for("under the policy strict", "A release needs at least 30 cases and 16 are ready")
        terminal.press("p")
        terminal.wait_for("No stricter policy ships than the one in force")
