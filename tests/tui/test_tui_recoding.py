"""Recoding on screen with real keys: every coding is shown with its words, some are chosen, u takes it back."""

from pathlib import Path

from terminal_harness import CANARY, PASSPHRASE, Terminal

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase


def test_some_codings_of_a_factor_go_to_another_and_come_back(vault_folder: Path) -> None:
    with open_vault(vault_folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        dmv = book.taxonomy.resolve("dmv").id
        second = book.interviews.add(CaseId("C2"), "Quicksilver words of the second case.").id
        book.codings.add(book.interviews.of(CaseId("C1"))[0].id, Span(0, 20), dmv)
        book.codings.add(second, Span(0, 17), dmv)
    with Terminal.on_vault(vault_folder) as terminal:
        terminal.wait_for("fieldnotes is locked", "passphrase")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("2 cases")
        terminal.press("Home", "Enter")
        terminal.wait_for(CANARY)
        terminal.press("F2")
        terminal.wait_for("1 of 46 considered")
        terminal.press("C")
        terminal.wait_for("recode to")
        terminal.type("opp")
        terminal.settle()
        terminal.press("Enter")
        terminal.wait_for(
            "Recode dmv to opp", "x C1/1", "x C2/1", "Quicksilver words", "2 codings of dmv in C1, C2"
        )
        terminal.type(" ")
        terminal.wait_for("1 coding of dmv in C2", "1 coding of dmv would", without="x C1/1")
        terminal.press("a", "c")
        terminal.wait_for("1 coding of dmv in C1", without="x C2/1")
        terminal.press("y")
        terminal.wait_for("Recoded dmv to opp: 1. u here takes it back.", without="Space this one")
        terminal.press("u")
        terminal.wait_for("Undone: split of dmv to opp, 1 coding, in C1")
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0
