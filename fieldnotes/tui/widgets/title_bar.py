"""The top line: where you are, and what is worth knowing about it."""

from rich.text import Text
from textual.widgets import Static


class TitleBar(Static):
    """One line: a path on the left, facts on the right; the facts give way when the line is narrow."""

    def __init__(self) -> None:
        super().__init__("")
        self._path: tuple[str, ...] = ()
        self._facts: tuple[str, ...] = ()

    def tell(self, path: tuple[str, ...], facts: tuple[str, ...] = ()) -> None:
        """Show another path and other facts; of several ways to put the facts, the first that fits."""
        if (path, facts) != (self._path, self._facts):
            self._path, self._facts = path, facts
            self.refresh()

    def render(self) -> Text:
        """The line."""
        width = self.content_size.width
        left = Text.assemble(("fieldnotes", "bold"))
        for step in self._path:
            left.append(" › ", style="dim").append(step)
        room = width - left.cell_len - 2
        facts = next((facts for facts in self._facts if len(facts) <= room), "")
        left.append(" " * max(0, width - left.cell_len - len(facts)))
        return left.append(facts, style="dim")
