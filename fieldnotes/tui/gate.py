"""The last gate before the terminal: whatever a widget draws, no character in it commands the terminal.

Notes are shown with such characters made visible (:func:`fieldnotes.text.visible.visible`). This is for everything else that
may carry one: the name of a folder, of a file, of a backup. They take no room on the screen, so that nothing moves without them.
"""

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import LineFilter

from fieldnotes.text.visible import CONTROL, DIRECTION_CONTROL

if TYPE_CHECKING:
    from textual.color import Color


class ControlGate(LineFilter):
    """Takes control characters, and those that turn the reading order around, out of each line."""

    def apply(self, segments: list[Segment], background: "Color") -> list[Segment]:  # noqa: ARG002 - Textual's form
        """The segments without them; the same list where there are none, as nearly always."""
        if not any(_commands(segment.text) for segment in segments):
            return segments
        return [Segment(_harmless(one.text), one.style, one.control) for one in segments]


def _commands(text: str) -> bool:
    return bool(CONTROL.search(text) or DIRECTION_CONTROL.search(text))


def _harmless(text: str) -> str:
    return DIRECTION_CONTROL.sub("", CONTROL.sub("", text))
