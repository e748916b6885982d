"""Listening: nothing of the text on the screen while somebody talks."""

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Middle
from textual.screen import ModalScreen
from textual.widgets import Static


class Listening(ModalScreen[None], inherit_bindings=False):
    """Covers the whole screen; any key brings the text back.

    Args:
        left: asked for the seconds until the lock.
    """

    def __init__(self, left: Callable[[], float]) -> None:
        super().__init__()
        self._left = left

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

    def on_key(self, event: events.Key) -> None:
        """Any key brings the text back; keys that work everywhere came first."""
        event.stop()
        event.prevent_default()
        self.dismiss()

    def go_out(self) -> bool:
        """Esc is a key like any other."""
        self.dismiss()
        return True
