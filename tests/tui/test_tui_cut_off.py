"""Killed in the middle of writing, in the real program: what is stored, what is asked, what undo still knows."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from terminal_harness import CANARY, PASSPHRASE, Terminal

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.text.edits import Edit
from fieldnotes.tui.editor.typed import THINKING_SECONDS, Typed
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

LONG = 500_000
TURN = "A: we walked at night and said nothing to anybody.\n"
FACTOR = "driver.morality.civilian-violence"
CUT_OFF = "The last session was cut off"


def unlock(terminal: Terminal) -> None:
    terminal.wait_for("fieldnotes is locked", "passphrase")
    terminal.type(PASSPHRASE)
    terminal.press("Enter")


def open_first(terminal: Terminal) -> None:
    unlock(terminal)
    terminal.wait_for("2 cases")
    terminal.press("Enter")
    terminal.wait_for("C1", "Interview")
    terminal.settle()


def kill(terminal: Terminal) -> None:
    os.kill(terminal.application, signal.SIGKILL)
    terminal.wait_end()


def stored(folder: Path) -> str:
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        return book.interviews.text(book.interviews.of(CaseId("C1"))[0].id)


@pytest.fixture
def long_vault(vault_folder: Path) -> Path:
    """The first interview has half a million characters and some codings."""
    with open_vault(vault_folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        interview = book.interviews.of(CaseId("C1"))[0]
        text = book.interviews.text(interview.id)
        book.journal.record(interview.id, [Edit(0, text, TURN * (LONG // len(TURN)))])
        book.journal.forget(interview.id)
        for number in range(0, 2_000, 10):
            start = number * len(TURN)
            book.codings.add(interview.id, Span(start, start + 20), FACTOR)
    return vault_folder


def test_a_second_after_the_last_key_everything_survives_a_kill(long_vault: Path) -> None:
    with Terminal.on_vault(long_vault) as terminal:
        open_first(terminal)
        for _ in range(12):
            terminal.press("Down")
        terminal.type("heron in the reeds ")
        terminal.wait_for("heron in the reeds")
        time.sleep(1.0)
        kill(terminal)
    assert stored(long_vault).count("heron in the reeds ") == 1


@contextmanager
def stalls(folder: Path) -> Iterator[Callable[[], float]]:
    """How long, at the worst, this machine took for a thousandth of a second's pause and one write that is synced.

    What the program promises can be no faster than that while other tests keep disk and processors busy.
    """
    worst, ended = 0.0, threading.Event()

    def probe() -> None:
        nonlocal worst
        with (folder.parent / "probe").open("wb") as file:
            while not ended.is_set():
                begun = time.monotonic()
                time.sleep(0.001)
                file.write(b"x" * 4096)
                file.flush()
                os.fsync(file.fileno())
                worst = max(worst, time.monotonic() - begun)
                time.sleep(0.02)

    thread = threading.Thread(target=probe)
    thread.start()
    try:
        yield lambda: worst
    finally:
        ended.set()
        thread.join()


def test_typing_without_a_pause_and_killed_loses_nothing_older_than_a_second(long_vault: Path) -> None:
    with stalls(long_vault) as stalled, Terminal.on_vault(long_vault) as terminal:
        open_first(terminal)
        shown: list[tuple[float, str]] = []
        begun = time.monotonic()
        typed = ""
        while time.monotonic() - begun < 4.0:
            letter = "abcdefghijklmnopqrstuvwxyz"[len(typed) % 26]
            terminal.type(letter)
            typed += letter
            limit = time.monotonic() + 0.08
            while time.monotonic() < limit:
                terminal.pump(0.02)
            # A letter counts from when the program has shown it: a slow machine may take it in late.
            on_screen = "".join(line.strip() for line in terminal.screen.display[1:-1])
            seen = max((count for count in range(len(typed) + 1) if typed[:count] in on_screen), default=0)
            shown.append((time.monotonic(), typed[:seen]))
        killed = time.monotonic()
        kill(terminal)
        promised = 1.0 + stalled()
    older = max((words for at, words in shown if at <= killed - promised), key=len)
    text = stored(long_vault)
    assert len(older) > 15
    assert text.startswith(older), (older, text[:60])


def test_what_a_killed_session_typed_is_shown_and_kept_or_taken_back(vault_folder: Path) -> None:
    before = stored(vault_folder)
    with Terminal.on_vault(vault_folder) as terminal:
        open_first(terminal)
        terminal.type("unfinished sentence ")
        terminal.wait_for("unfinished sentence", "saved")
        time.sleep(1.0)
        kill(terminal)
    with Terminal.on_vault(vault_folder) as terminal:
        unlock(terminal)
        shown = terminal.wait_for(CUT_OFF, "C1 interview 1", "before:", "now:")
        assert "unfinished sentence" in shown
        terminal.press("Esc")
        terminal.wait_for("2 cases", without=CUT_OFF)
        terminal.press("Ctrl+L")
        unlock(terminal)
        terminal.wait_for(CUT_OFF)  # it was not decided, so it is asked again
        terminal.type("t")
        terminal.wait_for("taken back", without=CUT_OFF)
        terminal.press("Enter")
        terminal.wait_for("Interview", CANARY, without="unfinished sentence")
        terminal.press("Ctrl+Z")
        terminal.wait_for("unfinished sentence")
        terminal.press("Ctrl+Y")
        terminal.wait_for(CANARY, without="unfinished sentence")
        terminal.press("Ctrl+Q")
        terminal.wait_end()
    assert stored(vault_folder) == before


def test_enter_keeps_and_it_is_not_asked_again(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder, columns=120, rows=40) as terminal:
        open_first(terminal)
        terminal.type("kept words ")
        terminal.wait_for("kept words")
        time.sleep(1.0)
        kill(terminal)
    with Terminal.on_vault(vault_folder, columns=120, rows=40) as terminal:
        unlock(terminal)
        terminal.wait_for(CUT_OFF, "kept words")
        terminal.press("Enter")
        terminal.wait_for("kept.", without=CUT_OFF)
        terminal.press("Ctrl+L")
        unlock(terminal)
        terminal.wait_for("2 cases")
        assert CUT_OFF not in terminal.settle()
    assert stored(vault_folder).startswith("kept words ")


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP])
def test_an_end_that_was_asked_for_saves_and_counts_as_proper(
    vault_folder: Path, end: signal.Signals
) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        open_first(terminal)
        terminal.type("until the end ")
        terminal.wait_for("until the end")
        os.kill(terminal.application, end)
        if end is signal.SIGTSTP:  # locks instead of stopping
            terminal.wait_for("fieldnotes is locked")
        else:
            terminal.wait_end()
    with open_vault(vault_folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        assert book.recovery.recovered() == []
        assert book.interviews.text(book.interviews.of(CaseId("C1"))[0].id).startswith("until the end ")


def test_undo_and_redo_go_on_after_a_lock_word_by_word(vault_folder: Path) -> None:
    with Terminal.on_vault(vault_folder) as terminal:
        open_first(terminal)
        for word in ("heron ", "quarry ", "lantern "):
            terminal.type(word)
            terminal.wait_for(word.strip())
        terminal.press("Ctrl+Z")
        terminal.wait_for("heron quarry Q: When")
        terminal.press("Ctrl+L")
        open_first(terminal)
        terminal.press("Ctrl+Z")
        terminal.wait_for("heron Q: When")
        terminal.press("Ctrl+L")
        open_first(terminal)
        terminal.press("Ctrl+Y", "Ctrl+Y")
        terminal.wait_for("heron quarry lantern Q: When")
        terminal.press("Ctrl+Y")
        terminal.wait_for("nothing to redo")
        terminal.press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
        terminal.settle()
        terminal.press("Ctrl+Z")
        terminal.wait_for("nothing to undo")


def steps(*made: tuple[float, Edit]) -> list[str]:
    now = 0.0
    typed = Typed(lambda: now)
    for at, edit in made:
        now = at
        typed.add(edit)
    return ["".join(edit.inserted or f"<{edit.removed}>" for edit in step.edits) for step in typed.steps()]


def keys(words: str, start: int = 0, *, seconds: float = 0.1) -> list[tuple[float, Edit]]:
    return [(seconds * place, Edit(start + place, "", letter)) for place, letter in enumerate(words)]


def test_steps_are_words_phrases_lines_and_pauses() -> None:
    assert steps(*keys("we left.  He")) == ["we ", "left.  ", "He"]
    assert steps(*keys("သွားတယ်၊ လာတယ်။")) == ["သွားတယ်၊ ", "လာတယ်။"]
    slow = keys("one", seconds=THINKING_SECONDS * 2)
    assert steps(*slow) == ["o", "n", "e"]
    line = [(0.0, Edit(0, "", "a")), (0.1, Edit(1, "", "\nA: ")), (0.2, Edit(5, "", "b"))]
    assert steps(*line) == ["a", "\nA: ", "b"]
    paste = [(0.0, Edit(0, "", "a")), (0.1, Edit(1, "", "pasted")), (0.2, Edit(7, "", "b"))]
    assert steps(*paste) == ["a", "pasted", "b"]
    elsewhere = [(0.0, Edit(0, "", "a")), (0.1, Edit(9, "", "b"))]
    assert steps(*elsewhere) == ["a", "b"]
    back = [(place / 10, Edit(6 - place, "he ran"[6 - place], "")) for place in range(1, 7)]
    assert steps(*back) == ["<n><a><r>< >", "<e><h>"]
    over = [(0.0, Edit(0, "old", "new")), (0.1, Edit(3, "", "s"))]
    assert steps(*over) == ["new", "s"]
