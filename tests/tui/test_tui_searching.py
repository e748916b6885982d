"""Searching every interview on screen, with real keys: results as they come, a filter, Enter goes to the place."""

from pathlib import Path

from terminal_harness import PASSPHRASE, Terminal

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

SECOND = "Q: နောက်ဆုံး\nA: We crossed the quicksilver river, then မြစ်ကို ဖြတ်ခဲ့တယ်။\n"


def with_second_case(folder: Path) -> None:
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        interview = book.interviews.add(CaseId("C2"), SECOND)
        at = SECOND.index("We crossed")
        book.codings.add(interview.id, Span(at, at + 20), book.taxonomy.resolve("dmv").id)
        book.cases.set_attribute(CaseId("C2"), "position", "defector")


def test_words_of_every_script_are_found_and_gone_to(vault_folder: Path) -> None:
    with_second_case(vault_folder)
    with Terminal.on_vault(vault_folder) as terminal:
        terminal.wait_for("fieldnotes is locked", "passphrase")
        terminal.type(PASSPHRASE)
        terminal.press("Enter")
        terminal.wait_for("2 cases")
        terminal.press("F7")
        terminal.wait_for("Search in every interview")
        terminal.type("quicksilver")
        terminal.wait_for("1 place.", "C2/1")
        terminal.press("Enter")
        shown = terminal.wait_for("Interview", "We crossed the quicksilver river", without="Search in every")
        assert "C2" in shown
        cells = [
            cell.data
            for row in terminal.screen.buffer.values()
            for cell in row.values()
            if cell.reverse or cell.bg not in {"default", terminal.screen.buffer[3][1].bg}
        ]
        assert "quicksilver" in "".join(cells), "the words found are selected"
        # From inside a case of its own to another, by words in Burmese of two letters.
        terminal.press("F7")
        terminal.wait_for("Search in every interview")
        terminal.type("မြစ်")
        terminal.wait_for("1 place.", "C2/1")
        terminal.press("Esc")
        terminal.wait_for("We crossed", without="Search in every")


def test_filters_narrow_and_bad_ones_are_told(vault_folder: Path) -> None:
    with_second_case(vault_folder)
    with Terminal.on_vault(vault_folder) as terminal:
        terminal.wait_for("fieldnotes is locked", "passphrase")
        terminal.type(PASSPHRASE)
        terminal.press("Enter")
        terminal.wait_for("2 cases")
        terminal.press("F7")
        terminal.wait_for("Search in every interview")
        terminal.type("factor:dmv we crossed")
        terminal.wait_for("1 place.", "C2/1")
        terminal.press(*["Backspace"] * 30)
        terminal.type("factor:dmv quicksilver")  # stands beyond the coded words
        terminal.wait_for("Nothing has these words.")
        terminal.press(*["Backspace"] * 30)
        terminal.type("case:C1 quicksilver")
        terminal.wait_for("Nothing has these words.")
        terminal.press(*["Backspace"] * 30)
        terminal.type("position:defector quick")
        terminal.wait_for("1 place.", "C2/1")
        terminal.press(*["Backspace"] * 30)
        terminal.type("factor:nonsense quick")
        terminal.wait_for("nonsense", without="1 place.")
        terminal.press("Esc")
        terminal.wait_for("2 cases", without="Search in every")
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked")
        assert "quicksilver" not in terminal.everything
    left = b"".join(path.read_bytes() for path in vault_folder.rglob("*") if path.is_file())
    assert b"quicksilver" not in left
