"""Autosave: every edit reaches the journal, durably, within one second of the last key."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.text.edits import Edit
from fieldnotes.tui.editor.note_text import NoteText

if TYPE_CHECKING:
    from textual.timer import Timer

PAUSE_SECONDS = 0.4
"""After this long without a key, what was typed is saved."""

LONGEST_SECONDS = 0.9
"""While typing goes on without a pause, it is saved this often."""


class Autosave:
    """Hands a text's edits to the journal.

    Args:
        note: the text.
        record: writes edits durably, or raises and leaves nothing written.
        saved: called after edits were written.
        failed: called with the sentence when they could not be; they are kept and tried again.
    """

    def __init__(
        self,
        note: NoteText,
        record: Callable[[Sequence[Edit]], None],
        saved: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:
        self._note = note
        self._record = record
        self._saved = saved
        self._failed = failed
        self._timer: Timer | None = None
        self._since = 0.0

    @property
    def pending(self) -> bool:
        """Whether edits wait to be saved."""
        return bool(self._note.edits)

    def typed(self) -> None:
        """An edit was made: save it after the next pause, or soon if there is none."""
        now = time.monotonic()
        if self._timer is None:
            self._since = now
        else:
            self._timer.stop()
        wait = min(PAUSE_SECONDS, max(0.0, self._since + LONGEST_SECONDS - now))
        self._timer = self._note.set_timer(wait, self.flush)

    def flush(self) -> bool:
        """Save now.

        Returns:
            Whether nothing is left to save.
        """
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        edits = list(self._note.edits)
        if not edits:
            return True
        try:
            self._record(edits)
        except FieldnotesError as error:
            self._failed(str(error))
            self._timer = self._note.set_timer(LONGEST_SECONDS, self.flush)
            return False
        del self._note.edits[: len(edits)]
        self._saved()
        return True
