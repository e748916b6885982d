"""Making a vault on screen: how strong, drawn words, a key file, the trial, and every way it can be cut off."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal_harness import Terminal, memory_hits

from fieldnotes.base.errors import RefusedError
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords
from fieldnotes.vault.share import read_share

CHOSEN = "seven quiet lamps over the harbour wall"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new" / "vault"


@pytest.fixture
def terminal(folder: Path) -> Iterator[Terminal]:
    with Terminal.on_vault(folder) as terminal:
        terminal.wait_for("Create a vault", "Ctrl+O restore a backup")
        yield terminal


def numbered_words(screen: str, count: int) -> list[str]:
    rows = [line.split() for line in screen.splitlines() if line.split() and line.split()[0].isdecimal()]
    words = [word for row in rows for word in row[1::2]]
    assert len(words) == count, screen
    return words


def to_the_recovery_words(terminal: Terminal, passphrase: str = CHOSEN) -> list[str]:
    terminal.type(passphrase + "\r")
    terminal.wait_for("The same passphrase again")
    terminal.type(passphrase + "\r")
    return numbered_words(terminal.wait_for("Recovery words, shown this once", "12 "), 12)


def type_back(terminal: Terminal, words: list[str]) -> None:
    terminal.press("Enter")
    terminal.wait_for("Type the recovery words", without=words[0] + " ")
    terminal.type(" ".join(words) + "\r")


def test_the_strength_is_told_in_words_and_a_bar_while_typing(terminal: Terminal) -> None:
    terminal.press("Enter")
    terminal.wait_for("Passphrase of the researcher's vault", "[····················]")
    terminal.type("password")
    weak = terminal.wait_for("Guessed at once.")
    assert weak.count("█") < 5
    assert "password" not in weak
    terminal.type(" " + CHOSEN)
    strong = terminal.wait_for("Good: a thousand graphics cards", without="Guessed at once.")
    assert strong.count("█") > 15
    assert CHOSEN.split(maxsplit=1)[0] not in strong


def test_drawn_words_are_shown_once_and_typed_back_and_then_open(terminal: Terminal, folder: Path) -> None:
    terminal.press("Enter")
    terminal.wait_for("Ctrl+G words for you")
    terminal.press("Ctrl+G")
    first = numbered_words(terminal.wait_for("Words drawn for you, shown this once", " 7 "), 7)
    terminal.press("Ctrl+G")
    terminal.wait_for("Words drawn for you", without=f"1 {first[0]} ")
    drawn = numbered_words(terminal.settle(), 7)
    terminal.press("Enter")
    terminal.wait_for("Type the words drawn for you", without=drawn[0] + " ")
    terminal.type("other words entirely, and not those\r")
    terminal.wait_for("! Those are other words.")
    assert not folder.exists()
    terminal.type(" ".join(drawn) + "\r")
    words = numbered_words(terminal.wait_for("Recovery words, shown this once", "12 "), 12)
    type_back(terminal, words)
    terminal.wait_for("fieldnotes is locked", "Unlock it once now")
    with open_vault(folder, Passphrase(" ".join(drawn))) as vault:
        assert vault.words_confirmed
        assert vault.tried


def test_with_a_key_file_nothing_opens_without_it(terminal: Terminal, folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "stick" / "a.key", tmp_path / "safe" / "b.key"
    first.parent.mkdir()
    second.parent.mkdir()
    terminal.press("Enter")
    terminal.wait_for("Ctrl+K key file")
    terminal.press("Ctrl+K")
    told = terminal.wait_for("Key file on removable media", "Nothing opens the vault without this file")
    assert "neither passphrase" in told
    terminal.type(f"{first}\r")
    terminal.wait_for("A second copy of the key file")
    terminal.type(f"{second}\r")
    terminal.wait_for("Passphrase of the researcher's vault", "Key file:")
    assert not first.exists(), "nothing is written before the passphrase was typed twice"
    words = to_the_recovery_words(terminal)
    type_back(terminal, words)
    terminal.wait_for("fieldnotes is locked")
    assert str(first) not in terminal.text

    terminal.type(CHOSEN + "\r")
    terminal.wait_for("! The passphrase does not open this vault.")
    terminal.press("Ctrl+K")
    terminal.wait_for("path of the key file")
    terminal.type(f"{tmp_path / 'absent.key'}\r")
    terminal.type(CHOSEN + "\r")
    terminal.wait_for("! The key file absent.key is not there.")
    terminal.press("Ctrl+K", "Ctrl+K")
    terminal.type(f"{second}\r")
    terminal.type(CHOSEN + "\r")
    terminal.wait_for("No case yet.")
    terminal.press("Ctrl+Q")
    assert terminal.wait_end() == 0
    assert read_share(first) == read_share(second)
    with pytest.raises(RefusedError):
        open_with_words(folder, RecoveryWords.parse(" ".join(words)))
    open_with_words(folder, RecoveryWords.parse(" ".join(words)), read_share(first)).close()
    told = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert str(first).encode() not in told, "where the key file is, the vault does not say"


def escape(terminal: Terminal) -> None:
    terminal.press("Esc")


def lock(terminal: Terminal) -> None:
    terminal.press("Ctrl+L")


def suspend(terminal: Terminal) -> None:
    os.kill(terminal.application, signal.SIGTSTP)


@pytest.mark.parametrize("leave", [escape, lock, suspend])
def test_leaving_before_the_words_are_typed_back_keeps_nothing(
    terminal: Terminal, folder: Path, tmp_path: Path, leave
) -> None:
    pair = tmp_path / "a.key", tmp_path / "b.key"
    terminal.press("Enter")
    terminal.wait_for("Ctrl+K key file")
    terminal.press("Ctrl+K")
    terminal.wait_for("Key file on removable media")
    terminal.type(f"{pair[0]}\r{pair[1]}\r")
    terminal.wait_for("Key file:")
    words = to_the_recovery_words(terminal)
    process = terminal.application
    leave(terminal)
    terminal.wait_for("Create a vault", without="Recovery words")
    assert terminal.application == process
    assert words[0] + " " not in terminal.everything
    assert not memory_hits(process, CHOSEN)
    assert not (folder / "vault.key").exists()
    assert not any(path.exists() for path in pair)


# Half a minute of key derivation at the cost that is measured on screen; its twin on the command line runs every time.
@pytest.mark.torture
def test_a_kill_before_the_words_are_typed_back_is_told_and_offered_to_be_removed(folder: Path) -> None:
    with Terminal.on_vault(folder) as terminal:
        terminal.wait_for("Create a vault")
        terminal.press("Enter")
        terminal.wait_for("Passphrase of the")
        to_the_recovery_words(terminal)
        os.kill(terminal.application, signal.SIGKILL)
        terminal.wait_end()
    with Terminal.on_vault(folder) as terminal:
        terminal.wait_for("fieldnotes is locked")
        terminal.type("not the passphrase of it\r")
        terminal.wait_for("! The passphrase does not open this vault.")
        terminal.type(CHOSEN + "\r")
        told = terminal.wait_for("The creation of this vault was cut off", "y removes it and begins again")
        assert "never typed back" in " ".join(told.split())
        terminal.press("n")
        terminal.wait_for("fieldnotes is locked", without="y removes it")
        assert (folder / "vault.key").exists()
        terminal.type(CHOSEN + "\r")
        terminal.wait_for("y removes it and begins again")
        terminal.press("y")
        terminal.wait_for("Create a vault", "There is no vault in")
        assert not any(folder.iterdir())
        terminal.press("Enter")
        terminal.wait_for("Passphrase of the")
        type_back(terminal, to_the_recovery_words(terminal))
        terminal.wait_for("Unlock it once now")
        terminal.type(CHOSEN + "\r")
        terminal.wait_for("No case yet.")
