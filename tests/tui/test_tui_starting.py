"""What is loaded before a passphrase was typed, and how the application begins."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from terminal_harness import PASSPHRASE, Terminal, memory_hits

HEAVY = {"highspy", "numpy", "opendal", "asyncssh", "matplotlib", "duckdb"}
STORE = {"sqlcipher3", "argon2", "fieldnotes.casebook", "fieldnotes.codebook", "fieldnotes.release"}

TO_THE_LOCK_SCREEN = """
import asyncio, json, sys
from pathlib import Path
import fieldnotes.tui.starting, fieldnotes.tui.driver
from fieldnotes.tui.app import FieldnotesApp

async def main():
    app = FieldnotesApp(Path(sys.argv[1]))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "LockPage" in type(app.page).__name__
        await pilot.press("f1", "escape", "f12", "escape", "ctrl+r")
        assert "RecoverPage" in type(app.page).__name__
        return sorted(sys.modules)

print(json.dumps(asyncio.run(main())))
"""


def test_the_lock_screen_loads_neither_heavy_parts_nor_the_store(vault_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TO_THE_LOCK_SCREEN, str(vault_folder)],
        capture_output=True,
        check=True,
        timeout=60,
    )
    loaded = set(json.loads(done.stdout))
    assert "fieldnotes.tui.screens.lock" in loaded
    assert not loaded & HEAVY
    assert not loaded & STORE


def test_what_is_typed_while_the_screens_still_load_is_neither_echoed_nor_lost(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        drawn = terminal.wait_for("fieldnotes is locked", "Vault vault", "passphrase")
        assert "Ctrl+R" not in drawn, "this is the first frame, drawn by hand"
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("2 cases")
        assert PASSPHRASE.encode() not in terminal.raw
        terminal.press("Ctrl+L")
        drawn = terminal.wait_for("fieldnotes is locked", "passphrase", without="2 cases")
        terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("2 cases")
        assert PASSPHRASE.encode() not in terminal.raw


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (40, 12)])
def test_the_first_frame_stands_where_the_lock_screen_stands(
    vault_folder: Path, columns: int, rows: int
) -> None:
    with Terminal.on_vault(vault_folder, columns=columns, rows=rows) as terminal:
        first = terminal.wait_for("fieldnotes is locked", "passphrase").splitlines()
        loaded = terminal.wait_for("Ctrl+R").splitlines()
        for words in ("fieldnotes is locked", "Vault vault", "passphrase", "fieldnotes › locked"):
            places = [[(y, line.find(words)) for y, line in enumerate(lines) if words in line]
                      for lines in (first, loaded)]  # fmt: skip
            assert places[0] == places[1], words


def test_a_name_that_commands_the_terminal_is_not_sent_to_it(vault_folder: Path) -> None:
    named = vault_folder.with_name("va\x1b]0;title\x07ult")
    vault_folder.rename(named)
    with Terminal.on_vault(named) as terminal:
        terminal.wait_for("fieldnotes is locked", "Ctrl+R")
        screen = terminal.settle()
        assert b"\x1b]0;title" not in terminal.raw
        assert "Vault va" in screen, "the words of it are shown"


def test_the_module_alone_says_how_to_start() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fieldnotes.tui"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "fieldnotes --vault" in done.stderr


def test_without_a_terminal_it_refuses_in_a_sentence(vault_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fieldnotes.tui", "--vault", str(vault_folder)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_vault_is_created_on_screen_with_words_typed_back(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "vault"
    with Terminal.on_vault(folder) as terminal:
        terminal.wait_for("Create a vault", "researcher", "coordinator")
        terminal.press("Enter")
        terminal.wait_for("Passphrase of the researcher's vault")
        terminal.type("too short\r")
        terminal.wait_for("Too short")
        terminal.type("six or more words nobody guesses\r")
        terminal.wait_for("The same passphrase again")
        terminal.type("something else altogether here\r")
        terminal.wait_for("were not the same")
        assert not folder.exists()
        terminal.type("six or more words nobody guesses\r")
        terminal.wait_for("The same passphrase again")
        terminal.type("six or more words nobody guesses\r")
        shown = terminal.wait_for("Recovery words, shown this once", "12 ")
        words = [
            word
            for line in shown.splitlines()
            for number, word in zip(line.split()[::2], line.split()[1::2], strict=False)
            if number.isdecimal() and len(line.split()) == 8
        ]
        assert len(words) == 12
        terminal.press("Enter")
        terminal.wait_for("Type the recovery words", without=words[0] + " ")
        terminal.type(" ".join(reversed(words)) + "\r")
        terminal.wait_for("!")
        process = terminal.application
        terminal.type(" ".join(words) + "\r")
        terminal.wait_for("fieldnotes is locked", "Unlock it once now, before the")
        assert terminal.application == process
        assert not memory_hits(process, " ".join(words))
        assert not memory_hits(process, "six or more words nobody guesses")
        terminal.type("six or more words nobody guesses\r")
        terminal.wait_for("No case yet.", "Last backup: never.")
        terminal.press("a")
        terminal.wait_for("New case")
        terminal.type("C1\r")
        terminal.wait_for("Case C1 added")
        terminal.press("Ctrl+Q")
        assert terminal.wait_end() == 0
    assert (folder / "vault.key").stat().st_mode & 0o777 == 0o600
