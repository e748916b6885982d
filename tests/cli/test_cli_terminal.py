"""Creating a vault by hand, in a real terminal (tmux): the recovery words leave no trace in it."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "three grey herons wade below the weir"  # noqa: S105 - the tests' own vaults

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Tmux:
    def __init__(self, socket: str) -> None:
        self.socket = socket
        self(
            "new-session",
            "-d",
            "-x",
            "100",
            "-y",
            "24",
            "-c",
            str(ROOT),
            "PS1='ready> ' bash --norc --noprofile",
        )

    def __call__(self, *words: str) -> str:
        return subprocess.run(
            ["tmux", "-L", self.socket, *words], capture_output=True, text=True, check=True, timeout=20
        ).stdout

    def everything(self) -> str:
        return self("capture-pane", "-p", "-J", "-S", "-")

    def line(self, text: str) -> None:
        self("send-keys", "-l", text)
        self("send-keys", "Enter")

    def wait_for(self, text: str) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if text in (seen := self("capture-pane", "-p", "-J")):
                return seen
            time.sleep(0.05)
        raise AssertionError(f"{text!r} did not appear")


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    terminal = Tmux(f"fieldnotes-{tmp_path.name}")
    yield terminal
    terminal("kill-server")


def begin(tmux: Tmux, vault: Path) -> str:
    tmux.wait_for("ready>")
    tmux.line(f"{sys.executable} -m fieldnotes --vault {vault} vault create --role researcher --kdf 1")
    tmux.wait_for("Passphrase:")
    tmux.line(PASSPHRASE)
    tmux.wait_for("Repeat for confirmation:")
    tmux.line(PASSPHRASE)
    seen = tmux.wait_for("type them back")
    return re.search(r"^ {4}((?:[a-z]+ ){11}[a-z]+)$", seen, re.MULTILINE)[1]


def test_words_typed_back_make_the_vault_and_leave_no_trace(tmux: Tmux, tmp_path: Path):
    words = begin(tmux, tmp_path / "vault")
    tmux.line("these are not the words at all")
    tmux.wait_for("2 more tries")
    tmux.line(words)
    tmux.wait_for("Created a researcher's vault")
    tmux.line("printf 'still here\\n'")
    tmux.wait_for("still here")
    left = tmux.everything()
    for trace in (words, words[:24], words[-24:], PASSPHRASE):
        assert trace not in left
    assert (tmp_path / "vault" / "vault.key").exists()


def test_words_never_typed_back_keep_no_vault(tmux: Tmux, tmp_path: Path):
    words = begin(tmux, tmp_path / "vault")
    for _ in range(3):
        tmux.line("these are not the words at all")
    tmux.wait_for("no vault was kept")
    assert words[:24] not in tmux.everything()
    assert not (tmp_path / "vault" / "vault.key").exists()


def test_a_short_passphrase_is_refused_at_the_prompt(tmux: Tmux, tmp_path: Path):
    tmux.wait_for("ready>")
    tmux.line(
        f"{sys.executable} -m fieldnotes --vault {tmp_path / 'vault'} vault create --role researcher --kdf 1"
    )
    for _ in range(2):
        tmux.wait_for(":")
        tmux.line("fifteen letters")
        time.sleep(0.3)
    tmux.wait_for("Too short")
    assert not (tmp_path / "vault").exists()
