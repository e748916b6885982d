"""The bottom line: the keys that matter here, from the registry, and how safe things are."""

from collections.abc import Callable, Sequence

from rich.text import Text
from textual.widgets import Static

from fieldnotes.tui.keys.action import Action


class KeyBar(Static):
    """One line: keys on the left as far as they fit, state on the right.

    Args:
        actions: asked for the actions to show, most useful first.
        state: asked for the words on the right: what is saved, what waits, when it locks.
    """

    def __init__(self, actions: Callable[[], Sequence[Action]], state: Callable[[], str]) -> None:
        super().__init__("")
        self._actions = actions
        self._state = state

    def on_mount(self) -> None:
        """Count down once a second."""
        self.set_interval(1.0, self.refresh)

    def render(self) -> Text:
        """The line."""
        width = self.content_size.width
        state = self._state()
        line = Text()
        for action in self._actions():
            key = Text.assemble((action.shown, "bold"), f" {action.label}")
            gap = 2 if line else 0
            if line.cell_len + gap + key.cell_len > width - len(state) - 2:
                break
            line.append(" " * gap).append_text(key)
        line.append(" " * max(1, width - line.cell_len - len(state)))
        return line.append(state)
