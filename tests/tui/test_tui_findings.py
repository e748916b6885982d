"""Findings and Retrieval with real keys: the pictures at 80 columns without colour and wider, a question, going to a passage."""

from pathlib import Path

import pytest
from terminal_harness import PASSPHRASE, Terminal

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

TEXT = "A: They beat us at night. Then we ran.\nA: ရွာက လူတွေ ကူညီတယ်။ My mother stayed.\n"
CODED = {
    "C2": (("They beat us at night.", "dmv"), ("Then we ran.", "dec"), ("My mother stayed.", "ops")),
    "C3": (("They beat us at night.", "dmv"), ("They beat us at night.", "opt"), ("ရွာက လူတွေ ကူညီတယ်။", "l1")),
}
RIVER = "မြစ်ကူးခြင်း"


@pytest.fixture
def coded_vault(vault_folder: Path) -> Path:
    with open_vault(vault_folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        book.cases.add(CaseId("C3"))
        book.local.add(RIVER)
        for case, codings in CODED.items():
            interview = book.interviews.add(CaseId(case), TEXT)
            for words, key in codings:
                at = TEXT.index(words)
                book.codings.add(interview.id, Span(at, at + len(words)), book.resolve(key).id)
        book.cases.set_attribute(CaseId("C2"), "position", "defector")
    return vault_folder


def unlock(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked", "passphrase")
    terminal.type(PASSPHRASE + "\r")
    terminal.wait_for("3 cases")


def lines_with(shown: str, words: str) -> list[str]:
    return [line for line in shown.split("\n") if words in line]


def test_the_pictures_are_read_without_colour_at_80_columns(coded_vault: Path) -> None:
    with Terminal.on_vault(coded_vault, NO_COLOR="1") as terminal:
        unlock(terminal)
        terminal.press("F4")
        terminal.wait_for("Go to")
        terminal.type("findings\r")
        shown = terminal.wait_for("[1 Bars]", " l1 ", "your own numbers", "not a release")
        # Two coded cases: dmv is raised by both and fills its side, dec by one and fills half of it, left of the axis.
        [both], [half], [held] = (lines_with(shown, f" {key} ") for key in ("dmv", "dec", "ops"))
        assert both.count("█") // 2 == half.count("█") > 0
        assert both.rindex("█") < both.index("│") < held.index("█")
        # The team's own factor is labelled in Burmese; nothing stands behind that.
        [own] = lines_with(shown, " l1 ")
        assert not set(own.split(" l1 ")[1]) & set("█│")
        terminal.type("]")
        shown = terminal.wait_for("[2 Heat map]", "Cases by position", "a defector (1)", "not said (1)")
        [morality] = lines_with(shown, "dm morality")
        assert morality.split()[:2] == ["██", "1"]
        terminal.type("v")
        terminal.wait_for("Cases by rank")
        terminal.type("3g")
        shown = terminal.wait_for("Pairs of factors: passages that overlap", "ops 1")
        # In C3 the same words carry dmv and opt: one of either two, 1 / (2 + 1 - 1).
        [tracking] = lines_with(shown, "opt 1")
        assert tracking.split() == ["opt", "1", "1▒", "·"]
        terminal.type("vv")
        shown = terminal.wait_for("in one case (cases)")
        [exit_] = lines_with(shown, "dec 1")
        assert exit_.split() == ["dec", "1", "1▒"]
        terminal.type("4")
        terminal.wait_for(
            "[4 Saturation]", "Not computable", "it takes 6 coded cases", "different factors by cases"
        )
        terminal.type("w")
        terminal.wait_for("Write these numbers out: who may open the file?")
        terminal.press("Esc")
        terminal.wait_for("[4 Saturation]", without="Write these")


def test_wider_terminals_show_more_and_a_question_leads_to_its_passage(coded_vault: Path) -> None:
    with Terminal.on_vault(coded_vault, columns=130, rows=40) as terminal:
        unlock(terminal)
        terminal.press("F4")
        terminal.wait_for("Go to")
        terminal.type("findings\r")
        shown = terminal.wait_for("violence against civilians, refusal to be", "Raised by no case")
        assert "2 cases coded" in shown
        terminal.press("Shift+F7")
        terminal.wait_for("Coded passages", "what are they coded with?", "at most 2 sentences apart")
        terminal.type("dmv near/x ops")
        terminal.wait_for("At character 5 of the question: behind the slash stands no number of sentences.")
        terminal.press(*["Backspace"] * 5)
        terminal.type("3 ops")
        terminal.wait_for("1 passage; 1 coding in 1 interview of 1 case", "C2/1", "They beat us at night.")
        terminal.press("Enter")
        terminal.wait_for("C2", "Coding", "driver: morality", without="Coded passages")
        cells = [
            cell.data
            for row in terminal.screen.buffer.values()
            for cell in row.values()
            if cell.reverse or cell.bg not in {"default", terminal.screen.buffer[3][1].bg}
        ]
        assert "They beat us at night." in "".join(cells), "the passage is selected"
        terminal.press("Shift+F7")
        terminal.wait_for("Coded passages", "dmv near/3 ops", "1 passage;")
        terminal.press("Ctrl+E")
        terminal.wait_for("Write these passages out with their words: who may open the file?")
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked", without="Write these")
        assert "They beat" not in terminal.text
    left = b"".join(path.read_bytes() for path in coded_vault.rglob("*") if path.is_file())
    assert b"near/3" not in left
