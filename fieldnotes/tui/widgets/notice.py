"""A line above the keys that tells one sentence, and goes away again."""

import time
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.timer import Timer

SHOWN_SECONDS = 12.0
"""A notice goes by itself after this long."""

READ_SECONDS = 1.5
"""After this long a key takes it away; one that tells of something wrong stays."""


class Notice(Static):
    """Hidden until there is something to tell."""

    def on_mount(self) -> None:
        """Nothing to tell yet."""
        self.display = False
        self._since = 0.0
        self._timer: Timer | None = None

    def tell(self, sentence: str, *, wrong: bool = False) -> None:
        """Show ``sentence``; a mark stands before it, so that colour is not all that tells bad news from good."""
        words = Text.assemble(("! " if wrong else "· ", "bold"), sentence)
        room = max(1, self.content_size.width)
        one_line = words.cell_len <= room
        # In the place of another line, a line moves nothing else on the screen.
        self.update(words, layout=not (one_line and self.display and self.size.height == 1))
        self.set_class(wrong, "-wrong")
        self.display = True
        self._since = time.monotonic()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SHOWN_SECONDS, self.hide)

    def read(self) -> None:
        """A key was pressed: go, if it could be read and nothing was wrong."""
        if self.display and not self.has_class("-wrong") and time.monotonic() - self._since > READ_SECONDS:
            self.hide()

    def hide(self) -> None:
        """Nothing to tell any more."""
        self.display = False
