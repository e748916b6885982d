"""Autosave: every edit reaches the journal, durably, within one second of the last key."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.casebook.undoing import Step
from fieldnotes.tui.editor.note_text import NoteText

if TYPE_CHECKING:
    from textual.timer import Timer

PAUSE_SECONDS = 0.3
"""After this long without a key, what was typed is saved."""

LONGEST_SECONDS = 0.5
"""While typing goes on without a pause, it is saved this often: within a second, with time to spare for the disk."""


class Autosave:
    """Hands a text's edits to the journal.

    Args:
        note: the text.
        record: writes steps durably, or raises and leaves nothing written.
        saved: called after edits were written.
        failed: called with the sentence when they could not be; they are kept and tried again.
    """

    def __init__(
        self,
        note: NoteText,
        record: Callable[[list[Step]], None],
        saved: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:
        self._note = note
        self._record = record
        self._saved = saved
        self._failed = failed
        self._timer: Timer | None = None
        self._since = self._last = 0.0

    @property
    def pending(self) -> bool:
        """Whether edits wait to be saved."""
        return len(self._note.typed) > 0

    def typed(self) -> None:
        """An edit was made: save it after the next pause, or soon if there is none.

        Where it is late it is saved at once: a timer would wait behind the keys that a slow machine has still to take in.
        """
        self._last = time.monotonic()
        if self._timer is None:
            self._since = self._last
            self._timer = self._note.set_timer(PAUSE_SECONDS, self._due)
        elif self._last - self._since >= LONGEST_SECONDS:
            self.flush()

    def _due(self) -> None:
        now = time.monotonic()
        left = min(self._last + PAUSE_SECONDS, self._since + LONGEST_SECONDS) - now
        if left > 0:
            self._timer = self._note.set_timer(left, self._due)
        else:
            self.flush()

    def flush(self) -> bool:
        """Save now.

        Returns:
            Whether nothing is left to save.
        """
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        steps = self._note.typed.steps()
        if not steps:
            return True
        try:
            self._record(steps)
        except FieldnotesError as error:
            self._failed(str(error))
            self._since = time.monotonic()
            self._timer = self._note.set_timer(LONGEST_SECONDS, self.flush)
            return False
        self._note.typed.saved(steps)
        self._saved()
        return True
