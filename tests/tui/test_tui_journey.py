"""The real program with real keys: from the lock screen to a coded passage, and every way out again."""

import os
import signal
import time
from pathlib import Path

import pytest
from terminal_harness import CANARY, PASSPHRASE, Terminal, memory_hits

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase


def unlock(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked", "passphrase")
    terminal.type(PASSPHRASE)
    terminal.press("Enter")
    terminal.wait_for("2 cases")


def open_interview(terminal: Terminal) -> None:
    unlock(terminal)
    terminal.press("Enter")
    terminal.wait_for("C1", "Interview", CANARY)


def stored_text(folder: Path) -> str:
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        return book.interviews.text(book.interviews.of(CaseId("C1"))[0].id)


def code_a_sentence(terminal: Terminal) -> None:
    terminal.press("F2")
    terminal.wait_for("Coding", "0 of 46 considered")
    terminal.type("]]cdmv\r")  # as fast as a person's fastest fingers: all at once
    terminal.wait_for("Coded dmv", "1 of 46 considered")
    line = next(line for line in terminal.text.splitlines() if "In the spring" in line)
    assert "dmv" in line.split("A:")[0], "the margin names the factor left of the coded words"
    cells = [cell for row in terminal.screen.buffer.values() for cell in row.values()]
    assert any(cell.underscore for cell in cells), "coded words are underlined, not only coloured"


def lock(terminal: Terminal) -> None:
    terminal.press("Ctrl+L")


def suspend(terminal: Terminal) -> None:
    os.kill(terminal.application, signal.SIGTSTP)


@pytest.mark.parametrize(("columns", "rows", "leave"), [(80, 24, lock), (120, 40, suspend)])
def test_from_lock_screen_to_coded_passage_and_back(
    vault_folder: Path, columns: int, rows: int, leave
) -> None:
    with Terminal.on_vault(vault_folder, columns=columns, rows=rows) as terminal:
        terminal.wait_for("fieldnotes is locked")
        terminal.type("not the passphrase at all")
        terminal.press("Enter")
        refused = terminal.wait_for("does not open this vault")
        assert "not the passphrase at all" not in refused
        open_interview(terminal)
        code_a_sentence(terminal)

        terminal.press("F9")
        terminal.wait_for("Listening", without=CANARY)
        terminal.press("x")
        terminal.wait_for(CANARY, without="Listening")

        process = terminal.application
        before = memory_hits(process, CANARY)
        assert before is None or before > 0, "the scan finds what is there"
        leave(terminal)
        terminal.wait_for("fieldnotes is locked", without=CANARY)
        assert terminal.application == process, "the process was replaced, none was left behind"
        assert CANARY not in terminal.everything
        assert not memory_hits(process, CANARY), "nothing of the text is left in the locked process"
        assert not memory_hits(process, PASSPHRASE)
        unlock(terminal)
        terminal.wait_for("1 of 46")
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0
        assert terminal.text.strip() == ""


def test_what_was_typed_outlives_a_kill_and_the_terminal_is_left_clean(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        open_interview(terminal)
        terminal.press("Ctrl+End")
        terminal.type("Q: Typed by the ferry\rand on the other bank")
        terminal.wait_for("Typed by the ferry", "A: and on the other bank")
        time.sleep(1.0)  # the promise: durable within one second of the last key
        os.kill(terminal.application, signal.SIGKILL)
        assert terminal.wait_end() == 128 + signal.SIGKILL
        assert CANARY not in terminal.everything
        assert "ferry" not in terminal.everything
        assert "ended from outside" in terminal.text
    assert stored_text(vault_folder).endswith("Q: Typed by the ferry\nA: and on the other bank")


def test_an_end_asked_for_saves_and_leaves_the_terminal_clean(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        open_interview(terminal)
        terminal.press("Ctrl+End")
        terminal.type("the last words")
        terminal.wait_for("the last words")
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_end() == 0
        assert CANARY not in terminal.everything
    assert stored_text(vault_folder).endswith("the last words")


def test_a_terminal_that_goes_away_saves_and_ends(vault_folder: Path) -> None:
    terminal = Terminal.on_vault(vault_folder)
    open_interview(terminal)
    application = terminal.application
    terminal.press("Ctrl+End")
    terminal.type("cut off")
    terminal.wait_for("cut off")
    os.close(terminal.descriptor)
    deadline = time.monotonic() + 15
    while Path(f"/proc/{application}").exists() and time.monotonic() < deadline:
        os.waitpid(-1, os.WNOHANG)
        time.sleep(0.05)
    assert not Path(f"/proc/{application}").exists(), "nothing goes on in the dark with an open vault"
    assert stored_text(vault_folder).endswith("cut off")


def test_panic_asks_for_the_word_and_then_destroys(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        terminal.press("F12")
        terminal.wait_for("Destroy this vault")
        terminal.press("Esc")
        terminal.wait_for("2 cases", without="Destroy this vault")
        assert (vault_folder / "vault.key").exists()
        terminal.press("F12")
        terminal.wait_for("Destroy this vault")
        terminal.type("wipe\r")
        assert terminal.wait_end() == 0
        assert "Logical erase verified." in terminal.text
        assert "Still exists: exports already sent." in terminal.text
    assert not any(vault_folder.iterdir())


def test_without_colour_in_a_changing_window_and_with_nothing_for_the_terminals_clipboard(
    vault_folder: Path,
) -> None:
    with Terminal.on_vault(vault_folder, NO_COLOR="1", COLUMNS="80", LINES="24") as terminal:
        open_interview(terminal)
        terminal.press("Ctrl+A", "Ctrl+C", "Ctrl+End", "Ctrl+V")
        terminal.settle()
        assert terminal.text.count(CANARY) == 2, "the text was pasted from a register of our own"
        assert b"\x1b]52" not in terminal.raw, "and nothing was sent to the terminal's clipboard"
        terminal.resize(120, 40)
        terminal.settle()
        terminal.press("F2")
        terminal.wait_for("Coding", "Use when")
        terminal.press("]")
        terminal.settle()
        cells = [cell for row in terminal.screen.buffer.values() for cell in row.values()]
        assert any(cell.reverse and cell.data.strip() for cell in cells), "a selection shows without colour"
        hues = {cell.fg for cell in cells} | {cell.bg for cell in cells}
        assert all(hue == "default" or hue[0:2] == hue[2:4] == hue[4:6] for hue in hues), hues
