"""A real terminal that keeps a history: tmux on a server of its own."""

import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


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
        # As a careless user has it: what a program puts on the clipboard or into the title is kept.
        self("set-option", "-g", "set-clipboard", "on")
        self("set-option", "-g", "allow-rename", "on")

    def __call__(self, *words: str) -> str:
        return subprocess.run(
            ["tmux", "-L", self.socket, *words], capture_output=True, text=True, check=True, timeout=20
        ).stdout

    def tried(self, *words: str) -> str:
        """As a call, and nothing where tmux refuses."""
        command = ["tmux", "-L", self.socket, *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=20).stdout

    def end(self) -> None:
        self.tried("kill-server")

    def everything(self) -> str:
        return self("capture-pane", "-p", "-J", "-S", "-")

    def kept(self) -> str:
        """All that tmux remembers: screen, what scrolled off it, the screen behind it, buffers, titles."""
        behind = self.tried("capture-pane", "-p", "-J", "-a", "-S", "-")
        buffers = self("list-buffers").splitlines()
        named = [self("show-buffer", "-b", line.split(":")[0]) for line in buffers]
        titles = self("display-message", "-p", "#{pane_title} #{window_name} #{pane_path} #{T:status-right}")
        return "\n".join([self.everything(), behind, *buffers, *named, titles])

    def mode(self, name: str) -> str:
        """One of tmux's format variables, such as ``alternate_on``."""
        return self("display-message", "-p", f"#{{{name}}}").strip()

    @property
    def shell(self) -> int:
        return int(self.mode("pane_pid"))

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

    def wait_at(self, question: str, after: str = "") -> str:
        """Wait until the cursor stands behind ``question``, with ``after`` somewhere above.

        A question for a secret throws away what was typed before it was asked.
        """
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            above, _, last = (seen := self("capture-pane", "-p", "-J").rstrip()).rpartition("\n")
            if question in last and after in above:
                return seen
            time.sleep(0.05)
        raise AssertionError(f"{question!r} was not asked after {after!r}")
