"""Getting back in from the lock screen: recovery words, a new passphrase, and everything that can be mistyped."""

import asyncio
import os
import shutil
import signal
from pathlib import Path

import pytest
from making_vaults import create_vault
from terminal_harness import PASSPHRASE, Terminal, memory_hits

from fieldnotes.base.ids import CaseId
from fieldnotes.base.settings import Settings
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.tui.app import FieldnotesApp
from fieldnotes.tui.endings import Way
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.roles import VaultRole

NEW = "nine copper kettles on the ferry"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RecoveryWords]:
    folder = tmp_path_factory.mktemp("recovery") / "vault"
    vault, words = create_vault(
        folder, role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1
    )
    with vault:
        Casebook.open(vault, load_taxonomy()).cases.add(CaseId("C1"))
    return folder, words


@pytest.fixture
def folder(model: tuple[Path, RecoveryWords], tmp_path: Path) -> Path:
    copy = tmp_path / "vault"
    shutil.copytree(model[0], copy)
    return copy


@pytest.fixture
def words(model: tuple[Path, RecoveryWords]) -> str:
    return " ".join(model[1].words)


def to_the_words(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked", "Ctrl+R recovery words")
    terminal.press("Ctrl+R")
    terminal.wait_for("Open with the recovery words")


def give(terminal: Terminal, words: str, passphrase: str) -> None:
    terminal.type(words + "\r")
    terminal.wait_for("Choose a new passphrase")
    terminal.type(passphrase + "\r")
    terminal.wait_for("The same passphrase again")
    terminal.type(passphrase + "\r")


def test_from_the_words_to_the_cases_and_only_the_new_passphrase_opens_then(folder: Path, words: str) -> None:
    with Terminal.on_vault(folder) as terminal:
        to_the_words(terminal)
        typed = words.upper().replace(" ", "   ")
        terminal.type(typed)
        hidden = terminal.wait_for("Word 12 of 12", "••••••")
        assert typed[-20:] not in hidden
        give(terminal, "", NEW)
        terminal.wait_for("1 case", "opens with the new passphrase now", "before.")
        terminal.press("Ctrl+L")
        terminal.wait_for("fieldnotes is locked")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("The passphrase does not open this vault.")
        terminal.type(NEW + "\r")
        terminal.wait_for("1 case")
        assert NEW not in terminal.everything
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0


def test_what_is_mistyped_is_told_in_a_sentence_and_changes_nothing(folder: Path, words: str) -> None:
    before = (folder / "vault.key").read_bytes()
    first, second, *rest = words.split()
    with Terminal.on_vault(folder) as terminal:
        to_the_words(terminal)
        terminal.type(f"{first} {second}")
        terminal.wait_for("Word 2 of 12")
        terminal.press("Enter")
        terminal.wait_for("! Those are 2 words instead of 12.")
        terminal.type(" ".join([first, "zzzzz", *rest]) + "\r")
        terminal.wait_for("! Not in the list of recovery words: number 2.")
        terminal.type(" ".join(["abandon"] * 12) + "\r")  # in the list, but the checksum is another
        terminal.wait_for("! These twelve words do not belong together.")
        terminal.type(words + "\r")
        terminal.wait_for("Choose a new passphrase")
        terminal.type("too short\r")
        terminal.wait_for("! Too short")
        terminal.type(NEW + "\r")
        terminal.wait_for("The same passphrase again")
        terminal.type("something else altogether\r")
        terminal.wait_for("Choose a new passphrase", "! The two were not the same.")
        assert (folder / "vault.key").read_bytes() == before
        terminal.type(NEW + "\r")
        terminal.wait_for("The same passphrase again")
        terminal.type(NEW + "\r")
        terminal.wait_for("1 case")


def test_words_of_another_vault_open_nothing_and_the_passphrase_stays(folder: Path) -> None:
    before = (folder / "vault.key").read_bytes()
    with Terminal.on_vault(folder) as terminal:
        to_the_words(terminal)
        give(terminal, " ".join(RecoveryWords.generate().words), NEW)
        terminal.wait_for("Open with the recovery words", "! The recovery words do not open this vault.")
        terminal.press("Esc")
        terminal.wait_for("fieldnotes is locked")
        terminal.type(NEW + "\r")
        terminal.wait_for("The passphrase does not open this vault.")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("1 case")
        assert (folder / "vault.key").read_bytes() == before


def escape(terminal: Terminal) -> None:
    terminal.press("Esc")


def lock(terminal: Terminal) -> None:
    terminal.press("Ctrl+L")


def suspend(terminal: Terminal) -> None:
    os.kill(terminal.application, signal.SIGTSTP)


@pytest.mark.parametrize("leave", [escape, lock, suspend])
def test_leaving_half_way_takes_the_words_out_of_the_memory(folder: Path, words: str, leave) -> None:
    with Terminal.on_vault(folder) as terminal:
        to_the_words(terminal)
        terminal.type(words)
        terminal.wait_for("Word 12 of 12")
        terminal.settle()
        process = terminal.application
        found = memory_hits(process, words)
        assert found is None or found > 0, "the scan finds what is there"
        terminal.press("Enter")
        terminal.wait_for("Choose a new passphrase")
        leave(terminal)
        terminal.wait_for("fieldnotes is locked")
        assert terminal.application == process
        assert not memory_hits(process, words)
    open_vault(folder, Passphrase(PASSPHRASE)).close()


def test_the_form_left_alone_locks_itself_and_the_lock_screen_has_no_need_to(folder: Path) -> None:
    async def leave_alone() -> None:
        app = FieldnotesApp(folder, Settings(idle_lock_seconds=30))
        async with app.run_test() as pilot:
            await pilot.pause()
            app.idle.listen(0)
            app._watch()
            await pilot.pause()
            assert app.ending.way is Way.QUIT, "nothing was decided"
            app.idle.stop_listening()
            await pilot.press("ctrl+r")
            assert "LOCKS IN" in app.state_words()
            app.idle.listen(0)
            app._watch()
            await pilot.pause()
            assert app.ending.way is Way.LOCK

    asyncio.run(leave_alone())


def test_the_palette_leads_there_and_says_elsewhere_where_it_works(folder: Path) -> None:
    with Terminal.on_vault(folder) as terminal:
        terminal.wait_for("fieldnotes is locked")
        terminal.press("Ctrl+P")
        terminal.wait_for("Every action")
        terminal.type("recovery words")
        terminal.wait_for("recovery words: Open with the recovery words")
        terminal.press("Enter")
        terminal.wait_for("Type all twelve in order")
        terminal.press("F1")
        terminal.wait_for("Help: Lock", "Ctrl+L", "Esc")
        terminal.press("Esc")
        terminal.wait_for("Type all twelve in order", without="Help: Lock")
        terminal.press("Esc")
        terminal.wait_for("fieldnotes is locked")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("1 case")
        terminal.press("Ctrl+P")
        terminal.wait_for("Every action")
        terminal.type("recovery words")
        terminal.wait_for("Lock · Open with the recovery words")
        terminal.press("Enter")
        terminal.wait_for("Ctrl+R works on the lock screen.")
