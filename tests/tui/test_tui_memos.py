"""Memos and the diary on screen: written, saved as they are typed, locked without a loss, found by F7."""

import asyncio
from pathlib import Path

from terminal_harness import CANARY, PASSPHRASE, Terminal

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.tui.app import FieldnotesApp
from fieldnotes.tui.screens.diary import DiaryPage
from fieldnotes.tui.screens.memo_text import MemoTextPage
from fieldnotes.tui.screens.memos import MemosPage
from fieldnotes.tui.session import Session
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

ON_C1 = Subject(MemoKind.CASE, "C1")


def within(folder: Path, act):
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        return act(Casebook.open(vault, load_taxonomy()))


def test_a_memo_is_stored_at_a_lock_undone_and_removed_when_nothing_is_left_of_it(vault_folder: Path) -> None:
    async def run() -> None:
        app = FieldnotesApp(vault_folder)
        async with app.run_test(size=(80, 24)) as pilot:
            app.unlocked(Session.open(vault_folder, PASSPHRASE))
            await pilot.pause()
            book = app.opened.book
            app.open_page(MemosPage(CaseId("C1")))
            await pilot.pause()
            await pilot.press("a")
            await pilot.pause()
            await pilot.press(*"calm", "enter", *"then not")
            await pilot.press("escape")
            await pilot.pause()
            assert type(app.screen) is MemosPage
            assert book.memos.text(ON_C1) == "calm\nthen not"
            await pilot.press("enter")
            await pilot.pause()
            await pilot.press("ctrl+end", *" now")
            await pilot.press("ctrl+z")
            await pilot.pause()
            await pilot.press("escape")
            await pilot.pause()
            assert book.memos.text(ON_C1) == "calm\nthen not"
            await pilot.press("enter")
            await pilot.pause()
            await pilot.press("ctrl+a", "backspace", "escape")
            await pilot.pause()
            assert book.memos.text(ON_C1) == ""
            app.open_page(DiaryPage())
            await pilot.pause()
            await pilot.press("a", "escape")
            await pilot.pause()
            assert book.diary.all() == [], "an entry in which nothing was written is none"
            await pilot.press("a")
            await pilot.pause()
            assert type(app.screen) is MemoTextPage
            await pilot.press(*"half a thought", "ctrl+l")
            await pilot.pause()

    asyncio.run(run())
    entries = within(vault_folder, lambda book: book.diary.all())
    assert [entry.text for entry in entries] == ["half a thought"]


def test_memos_with_real_keys(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        terminal.wait_for("fieldnotes is locked", "passphrase")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("2 cases")
        terminal.press("Home", "Enter")
        terminal.wait_for(CANARY)
        terminal.press("F2")
        terminal.wait_for("Coding", "Nothing coded here")
        terminal.press("Tab")
        terminal.settle()
        terminal.press("m")
        terminal.wait_for("Memo › factor dmv", "saved", without="Nothing coded here")
        terminal.type("beware of quicksilver words")
        terminal.press("Esc")
        terminal.wait_for("Nothing coded here")
        terminal.press("F7")
        terminal.wait_for("Search in every interview, memo and the diary")
        terminal.type("quicksilver")
        terminal.wait_for("1 place.", "memo", "beware of")
        terminal.press("Enter")
        terminal.wait_for("Memo", "beware of quicksilver words", without="1 place.")
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked", without="quicksilver")
    [memo] = within(vault_folder, lambda book: book.memos.on_factors())
    assert memo.text == "beware of quicksilver words"


def test_the_diary_and_memos_are_undone_after_a_lock_with_real_keys(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        terminal.wait_for("fieldnotes is locked", "passphrase")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("2 cases")
        open_diary(terminal)
        terminal.press("a")
        terminal.wait_for("new entry")
        terminal.type("quicksilver")
        terminal.press("Esc")
        terminal.wait_for("1 entry", "quicksilver")
        terminal.press("Enter")
        terminal.wait_for("Esc goes back", "quicksilver")
        terminal.press("Ctrl+A", "Backspace", "Esc")
        terminal.wait_for("The diary is empty", "u brings it back", without="quicksilver")
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked", "passphrase")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("2 cases")
        open_diary(terminal)
        terminal.press("u")
        terminal.wait_for("Undone: removal of entry 1 of the diary", "quicksilver")
        terminal.press("u")
        terminal.wait_for("Undone: entry 1 of the diary", "The diary is empty", without="quicksilver")
        terminal.press("Ctrl+R")
        terminal.wait_for("Done again: entry 1 of the diary", "1 entry", "quicksilver")
        terminal.press("d")
        terminal.wait_for("Delete entry 1 of the diary?", "also out of what undo keeps")
        terminal.press("y")
        terminal.wait_for("The diary is empty")
        terminal.press("u")
        terminal.wait_for("There is nothing to undo.")
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0


def open_diary(terminal: Terminal) -> None:
    terminal.press("F4")
    terminal.wait_for("Go to")
    terminal.type("diary\r")
    terminal.wait_for("The diary is empty")
