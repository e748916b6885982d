"""Edits that wait to be saved, in the steps that undo takes back one at a time."""

import time
from collections.abc import Callable, Sequence

from textual.document._edit import Edit as Replacement
from textual.document._history import EditHistory

from fieldnotes.casebook.undoing import Step
from fieldnotes.text.edits import Edit
from fieldnotes.text.typing import goes_on

THINKING_SECONDS = 1.0
"""After a pause this long, what is typed is a step of its own, in the middle of a word too."""

Turn = Callable[[], Sequence[Edit]]
"""Undoes or redoes a step where the text is stored, and tells the edits that did so; none if it could not be saved."""


class NoHistory(EditHistory):
    """In place of Textual's own history: the journal keeps it, and that outlives the session."""

    def record(self, edit: Replacement) -> None:
        """Nothing."""


class Typed:
    """Collects edits as they are made. Times are looked at and not kept.

    Args:
        clock: seconds of a clock that never goes back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: list[tuple[Edit, bool]] = []
        self._last: Edit | None = None
        self._at = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, edit: Edit) -> None:
        """An edit was made."""
        now = self._clock()
        soon = now - self._at < THINKING_SECONDS
        self._waiting.append((edit, self._last is not None and soon and goes_on(self._last, edit)))
        self._last, self._at = edit, now

    def edits(self) -> list[Edit]:
        """What waits, one edit after the other."""
        return [edit for edit, _ in self._waiting]

    def steps(self) -> list[Step]:
        """What waits, in the order it was made."""
        steps: list[tuple[list[Edit], bool]] = []
        for edit, continues in self._waiting:
            if steps and continues:
                steps[-1][0].append(edit)
            else:
                steps.append(([edit], continues))
        return [Step(edits, continues) for edits, continues in steps]

    def saved(self, steps: list[Step]) -> None:
        """These steps, the first ones, are stored."""
        del self._waiting[: sum(len(step.edits) for step in steps)]

    def clear(self) -> None:
        """Nothing waits, and what comes next begins a step."""
        self._waiting.clear()
        self._last = None
