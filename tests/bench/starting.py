"""Starting: the command line's help against Python alone, and the lock screen against a minimal Textual application.

Both applications run in a pseudo-terminal of 80 by 24 cells, from the start of the process to the moment their words reach
the terminal. The launcher gives its child ``PYTHONMALLOC=debug``, so the minimal application is measured with it too, and
once without.
"""

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from tests.bench.measuring import Figure, against

ROUNDS = 11
MINIMAL = """
from textual.app import App
from textual.widgets import Static

class Minimal(App):
    def compose(self):
        yield Static("fieldnotes is locked")

Minimal().run()
"""
DRAWN, LIVE = b"fieldnotes is locked", b"Ctrl+R"
"""The first frame; and the footer, which only the loaded lock screen draws."""


def figures() -> Iterator[Figure]:
    yield against(
        "fieldnotes --help, against python -c pass",
        lambda: subprocess.run(
            [sys.executable, "-m", "fieldnotes", "--help"], capture_output=True, check=True
        ),
        lambda: subprocess.run([sys.executable, "-c", "pass"], capture_output=True, check=True),
        rounds=9,
        wanted="",
    )
    with tempfile.TemporaryDirectory() as root:
        vault = Path(root) / "vault"
        passphrase = Passphrase("a passphrase for measuring only")
        create_vault(vault, role=VaultRole.RESEARCHER, passphrase=passphrase, kdf_id=1)[0].close()
        yield from _lock_screens(vault)


def _lock_screens(vault: Path) -> Iterator[Figure]:
    ours, minimal = (
        [sys.executable, "-m", "fieldnotes", "--vault", str(vault)],
        [sys.executable, "-c", MINIMAL],
    )
    runs = {
        "drawn": lambda: _until(ours, DRAWN, "default"),
        "live": lambda: _until(ours, LIVE, "default"),
        "minimal": lambda: _until(minimal, DRAWN, "debug"),
        "minimal, usual allocator": lambda: _until(minimal, DRAWN, "default"),
    }
    taken = _in_turn(runs)
    yield Figure(
        "start to lock screen drawn (keys are kept), against minimal", taken["drawn"], taken["minimal"], "1.2"
    )
    yield Figure("start to lock screen answering, against minimal", taken["live"], taken["minimal"], "")
    plain = taken["minimal, usual allocator"]
    yield Figure("the same, against minimal with the usual allocator", taken["live"], plain, "")


def _in_turn(runs: dict[str, Callable[[], float]]) -> dict[str, float]:
    rounds = [{name: run() for name, run in runs.items()} for _ in range(ROUNDS)]
    return {name: statistics.median(one[name] for one in rounds) for name in runs}


def _until(command: Sequence[str], wanted: bytes, allocator: str) -> float:
    """Seconds from the start of ``command`` until ``wanted`` has come to its terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEXTUAL")}
    started = time.perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        variables = kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONMALLOC": allocator}
        os.execve(command[0], command, variables)  # noqa: S606 - what is measured
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    shown = b""
    while wanted not in shown:
        if not select.select([terminal], [], [], 30)[0]:
            raise RuntimeError(f"nothing came from {command}")
        shown += os.read(terminal, 65536)
    taken = time.perf_counter() - started
    _end(process, terminal)
    return taken


def _end(process: int, terminal: int) -> None:
    os.kill(process, signal.SIGTERM)
    deadline = time.monotonic() + 10
    while not os.waitpid(process, os.WNOHANG)[0]:
        if time.monotonic() > deadline:
            os.kill(process, signal.SIGKILL)
        if select.select([terminal], [], [], 0.02)[0]:
            try:
                os.read(terminal, 65536)
            except OSError:  # the terminal's other end has gone, and its process with it
                time.sleep(0.01)
    os.close(terminal)
