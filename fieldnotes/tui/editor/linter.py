"""Looking a text through for what could tell who somebody is: in slices between keys, so that none waits."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldnotes.tui.editor.note_text import NoteText

if TYPE_CHECKING:
    from textual.timer import Timer

    from fieldnotes.tui.editor.findings import Wanted

SLICE_SECONDS = 0.004
"""A slice ends with the first piece that takes it beyond this."""

BETWEEN_SECONDS = 0.02
"""What lies between two slices belongs to the keys."""

REST_SECONDS = 0.25
"""A line that is being written is looked through once the fingers rest this long."""


class Linter:
    """Looks one text through, what is on the screen first, then again whatever is edited.

    Args:
        note: the text.
        names: to be pointed out.
        wanted: what was not dismissed.
        clock: seconds that this thread has worked; while others have the processor nothing is gained by stopping.
    """

    def __init__(
        self,
        note: NoteText,
        names: tuple[str, ...],
        wanted: "Wanted",
        clock: Callable[[], float] = time.thread_time,
    ) -> None:
        self._note = note
        self.names = names
        self._wanted = wanted
        self._clock = clock
        self._timer: Timer | None = None
        self.longest = 0.0
        """Seconds of the longest slice so far."""

    def begin(self) -> None:
        """Look through the whole text."""
        self._note.findings.begin(self._note.document.line_count)
        self._in(BETWEEN_SECONDS)

    def edited(self) -> None:
        """Something was typed: look at it after a rest."""
        self._in(REST_SECONDS)

    def stop(self) -> None:
        """Another text is shown."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def look_at(self, row: int) -> None:
        """Look through one line now, if it waits for it."""
        self._note.findings.look(self._note.document.lines, self.names, self._wanted, row)

    def finish(self) -> None:
        """Look through all that is left now, because somebody asks for it."""
        self.stop()
        while not self._note.findings.complete:
            self._look()
        self._note.refresh()

    def _in(self, seconds: float) -> None:
        self.stop()
        self._timer = self._note.set_timer(seconds, self._slice)

    def _look(self) -> bool:
        return self._note.findings.look(
            self._note.document.lines, self.names, self._wanted, self._first_shown()
        )

    def _first_shown(self) -> int:
        rows = self._note.wrapped_document._offset_to_line_info  # noqa: SLF001 - what Textual's own editor reads
        return int(rows[min(self._note.scroll_offset.y, len(rows) - 1)][0]) if rows else 0

    def _slice(self) -> None:
        begun = self._clock()
        changed = False
        while not self._note.findings.complete and self._clock() - begun < SLICE_SECONDS:
            changed = self._look() or changed
        self.longest = max(self.longest, self._clock() - begun)
        if changed:
            self._note.refresh()
        if self._note.findings.complete:
            self._timer = None
        else:
            self._in(BETWEEN_SECONDS)
