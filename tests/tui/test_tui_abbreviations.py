"""Abbreviations in the real program with real keys, and undo that gives back what was typed."""

from pathlib import Path

import pytest
from terminal_harness import CANARY, PASSPHRASE, Terminal

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase


@pytest.fixture
def folder(vault_folder: Path) -> Path:
    with open_vault(vault_folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        book.abbreviations.set("cmd", "commander")
        book.abbreviations.set("တမ", "တပ်မတော်")
    return vault_folder


def open_at_the_end(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked", "passphrase")
    terminal.type(PASSPHRASE + "\r")
    terminal.wait_for("2 cases")
    terminal.press("Enter")
    terminal.wait_for(CANARY)
    terminal.press("Ctrl+End")


def stored(folder: Path) -> str:
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        return book.interviews.text(book.interviews.of(CaseId("C1"))[0].id)


def ends_with(folder: Path, keys: list[str]) -> str:
    """What stands at the end of the text once the keys were typed and the program was left."""
    before = stored(folder)
    with Terminal.on_vault(folder) as terminal:
        open_at_the_end(terminal)
        for key in keys:
            (terminal.press if key.startswith("Ctrl+") else terminal.type)(key)
            terminal.settle(0.2)
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0
    after = stored(folder)
    assert after.startswith(before)
    return after[len(before) :]


def test_a_space_a_mark_and_a_line_break_expand(folder: Path) -> None:
    typed = "Q: the cmd said (cmd) vice-cmd, xcmd cmd.\rတမ။ မတမ cmd\r"
    assert ends_with(folder, [typed]) == (
        "Q: the commander said (commander) vice-cmd, xcmd commander.\nA: တပ်မတော်။ မတမ commander\nQ: "
    )


def test_undo_brings_back_what_was_typed_and_typing_goes_on_after_it(folder: Path) -> None:
    assert ends_with(folder, ["cmd ", "Ctrl+Z", "post cmd "]) == "cmd post commander "


def test_undo_then_redo(folder: Path) -> None:
    assert ends_with(folder, ["တမ ", "Ctrl+Z", "Ctrl+Y"]) == "တပ်မတော် "


def test_undo_goes_on_to_what_was_typed_before(folder: Path) -> None:
    assert ends_with(folder, ["cmd ", "Ctrl+Z", "Ctrl+Z"]) == ""
