"""The real program in a pseudo-terminal, its screen kept by pyte, driven by real keys."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import pyte

PASSPHRASE = "seven quiet lamps over the harbour"  # noqa: S105 - the tests' own vaults

CANARY = "heron-quarry-lantern"

INTERVIEW = f"""Q: When did you begin to think about it?
A: In the spring, by the {CANARY}. They were told to fire at a crowd. He would not do it.

Q: Who knew?
A: ရွာက လူတွေ သိတယ်။ သူတို့ ကူညီတယ်။
A: Nobody else until the week he left.
"""

KEYS = {
    "Enter": "\r",
    "Esc": "\x1b",
    "Tab": "\t",
    "Backspace": "\x7f",
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Right": "\x1b[C",
    "Left": "\x1b[D",
    "Home": "\x1b[H",
    "End": "\x1b[F",
    "Shift+Right": "\x1b[1;2C",
    "Shift+Left": "\x1b[1;2D",
    "Ctrl+End": "\x1b[1;5F",
    "F1": "\x1bOP",
    "F2": "\x1bOQ",
    "F4": "\x1bOS",
    "F7": "\x1b[18~",
    "Shift+F7": "\x1b[18;2~",
    "F6": "\x1b[17~",
    "F8": "\x1b[19~",
    "F9": "\x1b[20~",
    "F12": "\x1b[24~",
    **{f"Ctrl+{letter}": chr(ord(letter) - 64) for letter in "ABCDEFGHKLNOPQRSTUVWXYZ"},
}

UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
"""Sequences real terminals take and pyte would print in part: kitty keyboard, secondary queries, mode queries."""

SUPERVISED = (
    "import sys; from fieldnotes.hardening.launcher import run_supervised as run; "
    "sys.exit(run([sys.executable, *sys.argv[1:]]))"
)


class Terminal:
    """A program on a pseudo-terminal. A context manager: the program is ended with it."""

    def __init__(self, *argv: str, columns: int = 80, rows: int = 24, **environment: str) -> None:
        self.screen = pyte.HistoryScreen(columns, rows, history=5000, ratio=0.5)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self._rest = b""
        self.code: int | None = None
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL", "NO_COLOR"))
        }
        variables = (
            kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"} | environment
        )
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.execve(argv[0], list(argv), variables)  # noqa: S606 - the program under test
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @classmethod
    def on_vault(cls, folder: Path, *, columns: int = 80, rows: int = 24, **environment: str) -> "Terminal":
        home = str(folder.parent)
        return cls(
            *(sys.executable, "-c", SUPERVISED, "-m", "fieldnotes.tui", "--vault", str(folder)),
            columns=columns,
            rows=rows,
            HOME=home,
            XDG_CONFIG_HOME=home,
            **environment,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.code is None:
            os.kill(self.pid, signal.SIGTERM)
            try:
                self.wait_end(10)
            except AssertionError:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        os.close(self.descriptor)

    def pump(self, seconds: float = 0.05) -> bool:
        """Take in what the program wrote; whether anything came."""
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:
            return False
        self.raw += data
        data = self._rest + data
        cut = data.rfind(b"\x1b")
        whole = cut < 0 or re.search(rb"[a-zA-Z~\\]", data[cut + 2 :] or b"") is not None
        self._rest = b"" if whole else data[cut:]
        self.stream.feed(UNKNOWN_TO_PYTE.sub(b"", data if whole else data[:cut]))
        return bool(data)

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def everything(self) -> str:
        """The screen and what scrolled off it."""
        history = [*self.screen.history.top, *self.screen.history.bottom]
        return (
            self.text
            + "\n"
            + "\n".join("".join(line[column].data for column in sorted(line)) for line in history)
        )

    def wait_for(self, *wanted: str, without: str = "", seconds: float = 30) -> str:
        """Wait until every one of ``wanted`` is on the screen, broken over two lines or not, and ``without`` is not."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            came = self.pump()
            for _ in range(20):  # a frame comes in pieces, and its first half is not judged
                if not came:
                    break
                came = self.pump(0.02)
            text = self.text
            unbroken = " ".join(text.split())
            if all(word in text or word in unbroken for word in wanted) and not (without and without in text):
                return text
        raise AssertionError(f"not on the screen: {wanted} (without {without!r})\n{self.text}")

    def settle(self, seconds: float = 0.4) -> str:
        """Wait until nothing is written for a moment; a cursor that blinks while a footer counts down may never rest."""
        begun = quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < seconds and time.monotonic() - begun < 20 * seconds:
            if self.pump():
                quiet_since = time.monotonic()
        return self.text

    def press(self, *keys: str) -> None:
        """Press keys by name, one at a time."""
        for key in keys:
            os.write(self.descriptor, KEYS.get(key, key).encode())
            self.pump(0.02)

    def type(self, text: str) -> None:
        """Type a text."""
        os.write(self.descriptor, text.encode())

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)
        os.kill(self.application, signal.SIGWINCH)

    @property
    def application(self) -> int:
        """Process id of the application under its supervisor."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        return int(children[0])

    def wait_end(self, seconds: float = 20) -> int:
        """Wait until the program has ended; its exit code."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.pump()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while self.pump():
                    pass
                self.code = os.waitstatus_to_exitcode(status)
                return self.code
        raise AssertionError(f"still running\n{self.text}")


def spelled(words: str) -> set[bytes]:
    """``words`` as UTF-8 and as Python keeps text: one, two or four bytes a character, whatever the widest needs."""
    encodings = ["utf-8", "utf-16-le", "utf-32-le", *(["latin-1"] if words.isascii() else [])]
    return {words.encode(encoding) for encoding in encodings}


def memory_hits(process: int, words: str) -> int | None:
    """How often ``words`` stand in the memory of a process, as UTF-8 or as Python keeps wider text.

    ``None`` where the kernel does not let the test look, which it does for root only: the application is not dumpable.
    """
    found = memory_scan(process, spelled(words))
    return None if found is None else sum(found.values())


def memory_scan(process: int, needles: Iterable[bytes]) -> dict[bytes, int] | None:
    """How often each needle stands in the writable memory of a process; ``None`` as for :func:`memory_hits`."""
    found = dict.fromkeys(needles, 0)
    try:
        memory = Path(f"/proc/{process}/mem").open("rb", buffering=0)  # noqa: SIM115 - closed below
    except PermissionError:
        return None
    with memory:
        for line in Path(f"/proc/{process}/maps").read_text(encoding="utf-8").splitlines():
            area, rights, *_ = line.split()
            start, end = (int(part, 16) for part in area.split("-"))
            if not rights.startswith("rw") or "[v" in line:
                continue
            try:
                memory.seek(start)
                held = memory.read(end - start)
            except OSError:
                continue
            for needle in found:
                found[needle] += held.count(needle)
    return found
