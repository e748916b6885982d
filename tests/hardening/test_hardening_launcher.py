"""The supervisor: what it hands its child, and what it leaves on the terminal."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tui"))

from terminal_harness import SUPERVISED, Terminal

from fieldnotes.hardening.farewell import VARIABLE, heard, say_last
from fieldnotes.hardening.launcher import child_environment

DRAWS = r"""
import os, signal, sys
sys.stdout.write("\x1b[?1049h\x1b[?1000h\x1b[?1006h\x1b[?2004h\x1b[?25l\x1b[31mheron-quarry-lantern\n" * 40)
sys.stdout.flush()
"""


def supervised(program: str) -> Terminal:
    return Terminal(sys.executable, "-c", SUPERVISED, "-c", program)


def modes_left_on(raw: bytes) -> set[int]:
    """Private modes (xterm's ctlseqs) that are on after everything that was written."""
    state: dict[int, bool] = {}
    for number, final in re.findall(rb"\x1b\[\?(\d+)([hl])", raw):
        state[int(number)] = final == b"h"
    return {mode for mode, on in state.items() if on}


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", 128 + signal.SIGKILL),
        ("os.kill(os.getpid(), signal.SIGSEGV)", 128 + signal.SIGSEGV),
        ("os._exit(3)", 3),
        ("raise SystemExit(0)", 0),
    ],
)
def test_the_terminal_is_left_clean_whatever_the_child_dies_of(ending: str, code: int) -> None:
    with supervised(DRAWS + ending) as terminal:
        assert terminal.wait_end() == code
        assert "heron" not in terminal.everything
        assert modes_left_on(terminal.raw) == {7, 25}, "line wrap and the cursor, nothing else"
        assert terminal.raw.rindex(b"\x1b[3J") > terminal.raw.rindex(b"heron"), "the scrollback is cleared"


def test_the_terminals_settings_are_put_back() -> None:
    program = "import os, signal, tty; tty.setraw(0); os.kill(os.getpid(), signal.SIGKILL)"
    script = SUPERVISED.replace("sys.exit(", "code = (").replace("import sys;", "import sys, termios;")
    script += "; print('same', before == termios.tcgetattr(0))"
    script = script.replace("import sys, termios;", "import sys, termios; before = termios.tcgetattr(0);")
    with Terminal(sys.executable, "-c", script, "-c", program) as terminal:
        assert terminal.wait_end() == 0
        assert "same True" in terminal.text


def test_the_child_overwrites_freed_memory_and_gets_no_variable_that_writes_the_screen_down() -> None:
    base = {
        "PATH": "/bin",
        "TEXTUAL": "devtools",
        "TEXTUAL_LOG": "x",
        "TEXTUAL_COLOR_SYSTEM": "256",
        "COLUMNS": "80",
        "LINES": "24",
    }
    assert child_environment(7, base) == {
        "PATH": "/bin",
        "TEXTUAL_COLOR_SYSTEM": "256",
        "PYTHONMALLOC": "debug",
        VARIABLE: "7",
    }


def test_last_words_are_said_after_the_clearing_and_command_no_terminal() -> None:
    program = (
        "from fieldnotes.hardening.farewell import say_last; say_last('over \\x1b]0;title\\x07 and out')"
    )
    with supervised(DRAWS + program) as terminal:
        assert terminal.wait_end() == 0
        assert terminal.text.strip() == "over ]0;title and out"
        assert terminal.raw.rindex(b"and out") > terminal.raw.rindex(b"\x1b[3J")


def test_last_words_without_a_supervisor_are_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert not say_last("words")
    monkeypatch.setenv(VARIABLE, "999")
    assert not say_last("words")


def test_nothing_said_is_nothing_heard() -> None:
    reading, writing = os.pipe()
    assert heard(reading) == ""
    os.close(writing)
    assert heard(reading) == ""
    os.close(reading)


def test_the_child_ends_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = f"""
import os, signal, time
from pathlib import Path
from fieldnotes.hardening.signals import end_with_parent, on_end
def note():
    Path({str(told)!r}).write_text('ended'); os._exit(0)
on_end(note)
assert end_with_parent(os.getppid())
print('ready', flush=True)
time.sleep(60)
"""
    with supervised(program) as terminal:
        terminal.wait_for("ready")
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.wait_end() == -signal.SIGKILL
        for _ in range(100):
            if told.exists() and told.read_text():
                break
            terminal.pump(0.05)
        assert told.read_text() == "ended"
