"""The bottom line: the keys that matter here, from the registry, and how safe things are."""

from collections.abc import Callable, Sequence

from rich.text import Text
from textual.widgets import Static

from fieldnotes.tui.keys.action import Action

PINNED = "help"
"""The action whose key is shown however narrow the line is."""


def _key(action: Action) -> Text:
    return Text.assemble((action.shown, "bold"), f" {action.label}")


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
        actions = list(self._actions())
        pinned = [action for action in actions if action.id == PINNED]
        room = width - len(state) - 2 - sum(_key(action).cell_len + 2 for action in pinned)
        line = Text()
        for action in actions:
            if action in pinned:
                continue
            gap = 2 if line else 0
            if line.cell_len + gap + _key(action).cell_len > room:
                break
            line.append(" " * gap).append_text(_key(action))
        for action in pinned:
            line.append("  " if line else "").append_text(_key(action))
        line.append(" " * max(1, width - line.cell_len - len(state)))
        return line.append(state)
