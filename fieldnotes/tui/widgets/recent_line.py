"""The factors used last, with the digits that apply them."""

from collections.abc import Sequence

from rich.text import Text
from textual.widget import Widget


class RecentLine(Widget):
    """One line that is never cut off where 80 columns are shared with the list of factors."""

    DEFAULT_CSS = "RecentLine { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[str, ...] = ()

    def tell(self, keys: Sequence[str]) -> None:
        """Show these keys of factors, the latest first."""
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self.refresh()

    def render(self) -> Text:
        """The line, as widely set as it fits."""
        return Text(recent_line(self._keys, self.content_size.width))


def recent_line(keys: Sequence[str], room: int) -> str:
    """The factors on the keys 1 to 9, as widely set as they fit.

    Args:
        keys: of the factors used last, the latest first; at most nine.
        room: cells there are.
    """
    if not keys:
        return "c codes, g guides; factors used are then on 1 to 9."
    spaced = "  ".join(f"{number} {key}" for number, key in enumerate(keys, start=1))
    return spaced if len(spaced) <= room else " ".join(f"{n}{key}" for n, key in enumerate(keys, start=1))
