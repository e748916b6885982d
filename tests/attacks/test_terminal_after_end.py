"""A real terminal with a history (tmux) after every way the application can end: it holds no word of a note."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tui"))

from terminal_harness import CANARY, INTERVIEW, PASSPHRASE
from tmux_harness import Tmux

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

TYPED = "quince-barometer"
CANARIES = (CANARY, TYPED, "crowd", "Nobody else until", PASSPHRASE)
MODES = ("alternate_on", "mouse_any_flag", "mouse_all_flag", "mouse_button_flag", "keypad_flag")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal") / "vault"
    create_vault(folder, role=VaultRole.RESEARCHER, passphrase=Passphrase(PASSPHRASE), kdf_id=1)[0].close()
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        book.cases.add(CaseId("C1"))
        for purpose in Purpose:
            book.consent.give(CaseId("C1"), purpose)
        interview = book.interviews.add(CaseId("C1"), INTERVIEW)
        book.codings.add(interview.id, Span(3, 20), load_taxonomy().active_factors[0].id)
    return folder


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "vault"
    shutil.copytree(model, copy)
    return copy


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    terminal = Tmux(f"fieldnotes-{tmp_path.name}")
    yield terminal
    terminal.end()


def child_of(process: int) -> int:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
        if children:
            return int(children[0])
        time.sleep(0.02)
    raise AssertionError("no child")


def work(tmux: Tmux, folder: Path) -> tuple[int, int]:
    """Write in an interview and copy all of it; the supervisor's and the application's process."""
    tmux.wait_for("ready>")
    tmux.line(f"XDG_CONFIG_HOME={folder.parent} {sys.executable} -m fieldnotes --vault {folder}")
    tmux.wait_for("fieldnotes is locked")
    tmux.line(PASSPHRASE)
    tmux.wait_for("1 case")
    tmux("send-keys", "Enter")
    tmux.wait_for(CANARY)
    tmux("send-keys", "C-End")
    tmux("send-keys", "-l", TYPED)
    tmux.wait_for(TYPED)
    tmux("send-keys", "C-a", "C-c")
    assert CANARY in tmux.kept(), "the search finds what is there"
    supervisor = child_of(tmux.shell)
    return supervisor, child_of(supervisor)


def quit_it(tmux: Tmux, _supervisor: int, _application: int) -> None:
    tmux("send-keys", "C-q")


def lock_and_quit(tmux: Tmux, _supervisor: int, _application: int) -> None:
    tmux("send-keys", "C-l")
    tmux.wait_for("fieldnotes is locked")
    left = tmux.kept()
    assert not any(canary in left for canary in CANARIES), "locked already means gone from the terminal"
    tmux("send-keys", "C-q")


def crash(tmux: Tmux, _supervisor: int, _application: int) -> None:
    tmux("send-keys", "F4")
    tmux.wait_for("type to find")
    tmux.line("attributes")  # a screen that reads the damaged row
    tmux.wait_for("a fault of the program")


def signalled(number: signal.Signals, *, supervisor: bool) -> Callable[[Tmux, int, int], None]:
    def send(_tmux: Tmux, parent: int, application: int) -> None:
        os.kill(parent if supervisor else application, number)

    return send


ENDS = {
    "quit": quit_it,
    "locked, then quit": lock_and_quit,
    "a fault in a screen": crash,
    "SIGTERM": signalled(signal.SIGTERM, supervisor=True),
    "SIGHUP": signalled(signal.SIGHUP, supervisor=True),
    "SIGKILL of the application": signalled(signal.SIGKILL, supervisor=False),
    "SIGSEGV of the application": signalled(signal.SIGSEGV, supervisor=False),
    "SIGKILL of the supervisor": signalled(signal.SIGKILL, supervisor=True),
}


def damage(folder: Path) -> None:
    """A band that is no text; only a bad sector or a stranger could have put it there."""
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        attribute = load_taxonomy().attributes[0].id
        vault.connection.execute(
            "INSERT INTO case_attributes VALUES ('C1', ?, CAST(x'ff' AS TEXT))", (attribute,)
        )


@pytest.mark.parametrize("end", ENDS)
def test_the_terminal_keeps_no_word_whatever_the_application_ends_of(
    tmux: Tmux, folder: Path, end: str
) -> None:
    if end == "a fault in a screen":
        damage(folder)
    supervisor, application = work(tmux, folder)
    ENDS[end](tmux, supervisor, application)
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{process}").exists() for process in (supervisor, application)):
        assert time.monotonic() < deadline, "still running"
        time.sleep(0.05)
    tmux.line("echo shell-is-$((40+2))")
    tmux.wait_for("shell-is-42")
    left = tmux.kept()
    assert not [canary for canary in CANARIES if canary in left]
    assert tmux("list-buffers") == "", "nothing was put on the terminal's clipboard"
    assert "Traceback" not in left
    assert {name: tmux.mode(name) for name in MODES} == dict.fromkeys(MODES, "0")
    assert tmux.mode("cursor_flag") == "1"
