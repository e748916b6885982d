"""Listening: nothing of the text on the screen while somebody talks."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Middle
from textual.screen import ModalScreen
from textual.widgets import Static

WHILE_LISTENING = frozenset({"lock", "panic", "quit"})
"""The actions that do what they always do; any other key only brings the text back."""


class Listening(ModalScreen[None], inherit_bindings=False):
    """Covers the whole screen; any key brings the text back.

    Args:
        left: asked for the seconds until the lock.
        ended: called once the text is back, whatever brought it back.
    """

    def __init__(self, left: Callable[[], float], ended: Callable[[], None]) -> None:
        super().__init__()
        self._left = left
        self._ended = ended

    def compose(self) -> ComposeResult:
        """A few words."""
        with Middle():
            yield Static("", classes="listening")

    def on_mount(self) -> None:
        """Count down."""
        self._tick()
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        minutes, seconds = divmod(int(self._left()), 60)
        self.query_one(Static).update(
            f"Listening. The text is hidden.\n\nAny key brings it back. Locks in {minutes}:{seconds:02}."
        )

    def on_unmount(self) -> None:
        """The text is back."""
        self._ended()

    def go_out(self) -> bool:
        """Esc is a key like any other."""
        self.dismiss()
        return True
