"""Consent, retention, guides, writing out and the list of cases, in the real program at 80 columns and 24 rows."""

from pathlib import Path

import pytest
from terminal_harness import CANARY, PASSPHRASE, Terminal

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.consenting import Point, Way
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.sealing.age_files import unseal
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.vault.backups import back_up
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase


def within(folder: Path, act):
    """What ``act`` gives for the casebook in the closed vault."""
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        return act(Casebook.open(vault, load_taxonomy()))


def unlock(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked", "passphrase")
    terminal.type(PASSPHRASE + "\r")
    terminal.wait_for("C1", "consent", "checklist")
    terminal.settle()


def go_to(terminal: Terminal, place: str, shown: str) -> None:
    terminal.press("F4")
    terminal.wait_for("Go to")
    terminal.type(place)
    terminal.settle()
    terminal.press("Enter")
    terminal.wait_for(shown)


def open_case(terminal: Terminal) -> None:
    terminal.press("Home", "Enter")
    terminal.wait_for(CANARY)


def leave(terminal: Terminal) -> None:
    terminal.press("Ctrl+Q")
    assert terminal.wait_end() == 0


def test_consent_is_noted_and_withdrawn_with_what_that_reaches(vault_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    within(vault_folder, lambda book: back_up(book.vault, tmp_path / "stick"))
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        open_case(terminal)
        go_to(terminal, "consent", "What was explained")
        terminal.wait_for(
            "store", "no name, no signature, no date", "what could happen if the notes are found"
        )
        terminal.press("Down", "Down", "Down", "Down", "Enter")
        terminal.wait_for("How was consent given?")
        terminal.type("interp")
        terminal.settle()
        terminal.press("Enter")
        terminal.wait_for("spoken, through an interpreter", without="How was consent given?")
        terminal.press("End", "Up", "Enter")
        terminal.wait_for("sent-stays    explained")
        terminal.press("w")
        terminal.wait_for(
            "Withdraw every consent of C1?", "Deleted for good here: 1 interview", "still holds C1"
        )
        terminal.type("C2\r")
        terminal.wait_for("Nothing was done")
        terminal.press("Esc")
        terminal.settle()
        leave(terminal)
    known = within(vault_folder, lambda book: book.circumstances.of(CaseId("C1")))
    assert (known.way, known.explained) == (Way.INTERPRETER, {Point.SENT_STAYS})
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        open_case(terminal)
        go_to(terminal, "consent", "What was explained")
        terminal.press("w")
        terminal.wait_for("Withdraw every consent of C1?")
        terminal.type("C1\r")
        terminal.wait_for("case C1 is deleted", "1 backup may hold it still")
        leave(terminal)
    assert within(vault_folder, lambda book: [one.id for one in book.cases.list()]) == ["C2"]


def test_withdrawing_one_purpose_takes_one_key_and_deletes_nothing(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        open_case(terminal)
        go_to(terminal, "consent", "What was explained")
        terminal.press("Down", "Down", "Down", "Enter")
        terminal.wait_for("Withdraw consent to publish of C1?", "Nothing is deleted here.")
        terminal.press("y")
        terminal.wait_for("Withdrawn.")
        leave(terminal)
    assert within(vault_folder, lambda book: book.consent.of(CaseId("C1"))) == set(Purpose) - {
        Purpose.PUBLISH
    }


def test_what_is_due_is_told_after_unlocking_and_goes_only_by_its_words(vault_folder: Path) -> None:
    within(vault_folder, lambda book: book.retention.set([CaseId("C2")], "2020-01"))
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        terminal.wait_for("1 case is past the retention date")
        terminal.press("t")
        terminal.wait_for("until 2020-01  DUE", "nothing decided")
        terminal.press("Down", "Enter")
        terminal.wait_for("Until when is C1 kept?")
        terminal.type("0\r")
        terminal.wait_for("0 is not a retention date")
        terminal.press("Enter")
        terminal.wait_for("Until when is C1 kept?")
        terminal.type("never\r")
        terminal.wait_for("never deleted")
        terminal.press("x")
        terminal.wait_for("Delete 1 case past the retention date?", "C2: kept until 2020-01")
        terminal.type("yes\r")
        terminal.wait_for("Nothing was done")
        assert len(within_sight(terminal, "C2")) > 0
        terminal.type("delete 1 case\r")
        terminal.wait_for("Deleted for good: C2.", "none due")
        leave(terminal)
    assert within(vault_folder, lambda book: [(one.case, one.until) for one in book.retention.list()]) == [
        ("C1", "never")
    ]


def within_sight(terminal: Terminal, words: str) -> list[str]:
    return [line for line in terminal.text.splitlines() if words in line]


def test_an_interview_begins_with_a_guide_of_ones_own(vault_folder: Path, tmp_path: Path) -> None:
    questions = tmp_path / "families.txt"
    questions.write_text("1. Who knew?\n2. ဘယ်သူ ကူညီသလဲ။\n", "utf-8")
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        go_to(terminal, "guides", "Made from the codebook")
        terminal.press("a")
        terminal.wait_for("from a text file")
        terminal.type(f"{questions}\r")
        terminal.wait_for("What is it called?")
        terminal.type("families\r")
        terminal.wait_for("Guide families: 2 questions")
        go_to(terminal, "cases", "2 cases")
        terminal.settle()
        open_case(terminal)
        terminal.press("Ctrl+N")
        terminal.wait_for("Begin the interview with", "your own, 2 questions")
        terminal.type("families")
        terminal.settle()
        terminal.press("Enter")
        terminal.wait_for("Q: Who knew?", without="Begin the interview with")
        terminal.settle()
        leave(terminal)
    texts = within(
        vault_folder, lambda book: [book.interviews.text(one.id) for one in book.interviews.of(CaseId("C1"))]
    )
    assert texts[1] == "Q: Who knew?\nA: \n\nQ: ဘယ်သူ ကူညီသလဲ။\nA: \n"


@pytest.mark.parametrize("sealed", [True, False])
def test_a_text_is_written_out_sealed_or_in_the_clear_after_words(
    vault_folder: Path,
    tmp_path: Path,
    sealed: bool,  # noqa: FBT001 - a parameter
) -> None:
    reader, out = AgeIdentity.generate(), tmp_path / ("talk.age" if sealed else "talk.txt")
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        open_case(terminal)
        terminal.press("Ctrl+E")
        terminal.wait_for("who may open the file?")
        terminal.type(f"{reader.recipient}\r" if sealed else "\r")
        if not sealed:
            terminal.wait_for("Write it out without sealing it?")
            terminal.type("yes\r")
            terminal.wait_for("Nothing was done")
            terminal.type("in the clear\r")
        terminal.wait_for("Into which file?")
        terminal.type(f"{out}\r")
        terminal.wait_for("once more")
        terminal.type("not the passphrase\r")
        terminal.wait_for("does not open this vault")
        assert not out.exists()
        terminal.press("Ctrl+E")
        terminal.wait_for("who may open the file?")
        terminal.type(f"{reader.recipient}\r" if sealed else "\r")
        if not sealed:
            terminal.wait_for("Write it out without sealing it?")
            terminal.type("in the clear\r")
        terminal.wait_for("Into which file?")
        terminal.type(f"{out}\r")
        terminal.wait_for("once more")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("Written:", "NOT sealed" if not sealed else "sealed to its readers")
        leave(terminal)
    raw = out.read_bytes()
    assert (CANARY.encode() in raw) is not sealed
    text = (unseal(raw, [reader])[0] if sealed else raw).decode()
    assert text == within(
        vault_folder, lambda book: book.interviews.text(book.interviews.of(CaseId("C1"))[0].id)
    )
    assert out.stat().st_mode & 0o777 == 0o600


def test_the_list_of_cases_is_filtered_by_what_is_known_of_them(vault_folder: Path) -> None:
    within(vault_folder, lambda book: book.cases.set_attribute(CaseId("C2"), "rank", "major"))
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        terminal.press("/")
        terminal.type("rank:major publish")
        terminal.wait_for("C2", without="C1 ")
        terminal.press("Esc")
        terminal.wait_for("C1 ", "C2")
        terminal.press("d")
        terminal.wait_for("Delete case C2?", "Files it was imported from")
        terminal.type("C2\r")
        terminal.wait_for("Case C2 is deleted.")
        leave(terminal)
