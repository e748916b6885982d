"""Creating a vault by hand, in a real terminal (tmux): the recovery words leave no trace in it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.vault.discarding import discard
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovery import RecoveryWords

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tui"))

from tmux_harness import Tmux

PASSPHRASE = "three grey herons wade below the weir"  # noqa: S105 - the tests' own vaults

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    terminal = Tmux(f"fieldnotes-{tmp_path.name}")
    yield terminal
    terminal.end()


def begin(tmux: Tmux, vault: Path) -> str:
    tmux.wait_for("ready>")
    tmux.line(f"{sys.executable} -m fieldnotes --vault {vault} vault create --role researcher --kdf 1")
    tmux.wait_at("Passphrase:")
    tmux.line(PASSPHRASE)
    tmux.wait_at("Repeat for confirmation:")
    tmux.line(PASSPHRASE)
    seen = tmux.wait_at("type them back")
    return re.search(r"^ {4}((?:[a-z]+ ){11}[a-z]+)$", seen, re.MULTILINE)[1]


def test_words_typed_back_make_the_vault_and_leave_no_trace(tmux: Tmux, tmp_path: Path):
    words = begin(tmux, tmp_path / "vault")
    tmux.line("these are not the words at all")
    tmux.wait_at("type them back", after="2 more tries")
    tmux.line(words)
    tmux.wait_at("Unlock it once")
    tmux.line(PASSPHRASE)
    tmux.wait_for("Created a researcher's vault")
    tmux.line("printf 'still here\\n'")
    tmux.wait_for("still here")
    left = tmux.everything()
    for trace in (words, words[:24], words[-24:], PASSPHRASE):
        assert trace not in left
    assert (tmp_path / "vault" / "vault.key").exists()


def test_words_never_typed_back_keep_no_vault(tmux: Tmux, tmp_path: Path):
    words = begin(tmux, tmp_path / "vault")
    for left in ("2 more tries", "1 more try"):
        tmux.line("these are not the words at all")
        tmux.wait_at("type them back", after=left)
    tmux.line("these are not the words at all")
    tmux.wait_for("no vault was kept")
    assert words[:24] not in tmux.everything()
    assert not (tmp_path / "vault" / "vault.key").exists()


def test_a_short_passphrase_is_refused_at_the_prompt(tmux: Tmux, tmp_path: Path):
    tmux.wait_for("ready>")
    tmux.line(
        f"{sys.executable} -m fieldnotes --vault {tmp_path / 'vault'} vault create --role researcher --kdf 1"
    )
    for question in ("Passphrase:", "Repeat for confirmation:"):
        tmux.wait_at(question)
        tmux.line("fifteen letters")
    tmux.wait_for("Too short")
    assert not (tmp_path / "vault").exists()


def test_a_vault_that_is_not_unlocked_once_is_not_kept(tmux: Tmux, tmp_path: Path):
    words = begin(tmux, tmp_path / "vault")
    tmux.line(words)
    for before in ("", "2 more tries", "1 more try"):
        tmux.wait_at("Unlock it once", after=before)
        tmux.line("something else altogether")
    tmux.wait_for("no vault was kept")
    assert not (tmp_path / "vault" / "vault.key").exists()


def test_killed_before_the_words_were_typed_back_it_opens_with_the_words_only_or_is_discarded(
    tmux: Tmux, tmp_path: Path
):
    vault = tmp_path / "vault"
    words = begin(tmux, vault)
    for pid in subprocess.run(["pgrep", "-f", vault], capture_output=True, check=True).stdout.split():
        os.kill(int(pid), signal.SIGKILL)
        while Path("/proc", pid.decode()).exists():
            time.sleep(0.02)
    with pytest.raises(RefusedError, match="never typed back"):
        open_vault(vault, Passphrase(PASSPHRASE))
    kept = tmp_path / "kept"
    shutil.copytree(vault, kept)
    open_with_words(kept, RecoveryWords.parse(words)).close()
    open_vault(kept, Passphrase(PASSPHRASE)).close()
    with pytest.raises(RefusedError, match="was finished"):
        discard(kept, Passphrase(PASSPHRASE))
    with pytest.raises(WrongUseError, match="passphrase"):
        discard(vault)
    discard(vault, Passphrase(PASSPHRASE))
    assert list(vault.iterdir()) == []


def test_a_drawn_passphrase_is_shown_once_and_leaves_no_trace(tmux: Tmux, tmp_path: Path):
    tmux.wait_for("ready>")
    command = f"{sys.executable} -m fieldnotes --vault {tmp_path / 'vault'} vault create --generate"
    tmux.line(f"{command} --role researcher --kdf 1")
    drawn = re.search(r"^ {4}((?:[a-z]+ ){6}[a-z]+)$", tmux.wait_at("type them back"), re.MULTILINE)[1]
    tmux.line(drawn)
    shown = tmux.wait_at("type them back", after="Recovery words")
    words = re.search(r"^ {4}((?:[a-z]+ ){11}[a-z]+)$", shown, re.MULTILINE)[1]
    tmux.line(words)
    tmux.wait_at("Unlock it once")
    tmux.line(drawn)
    tmux.wait_for("Created a researcher's vault")
    left = tmux.everything()
    assert drawn not in left
    assert words not in left
    open_vault(tmp_path / "vault", Passphrase(drawn)).close()
