"""What undo and redo would take next, from the journal itself, so that both go on after a restart where they stood.

Undoing is an edit like any other and gets rows of its own. A row is *done* while undo can take it back, *undone* where it
took something back and redo can reverse it, and *spent* once neither is so. Both stacks are in the order of the numbers.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from fieldnotes.base.ids import InterviewId
from fieldnotes.casebook.texts import edit_of
from fieldnotes.text.edits import Edit, joined
from fieldnotes.text.typing import goes_on
from fieldnotes.vault.sqlcipher import Connection

KEPT = 500
"""Edits of the past that are kept for undo, and what it takes to begin with a whole step."""


class Standing(StrEnum):
    """See the module."""

    DONE = "done"
    UNDONE = "undone"
    SPENT = "spent"


class Step(NamedTuple):
    """Edits that are undone together.

    Attributes:
        edits: in the order they were made.
        continues: whether they belong to the step recorded last, as the second half of a word does.
    """

    edits: Sequence[Edit]
    continues: bool = False


class Row(NamedTuple):
    """What becomes a row of the journal."""

    edit: Edit
    continues: bool


def rows_of(steps: Sequence[Step]) -> list[Row]:
    """One row for each run of typing or of Backspace within a step."""
    return [
        Row(edit, place > 0 or step.continues)
        for step in steps
        for place, edit in enumerate(joined(step.edits))
    ]


def turn(connection: Connection, interview: InterviewId, source: Standing) -> list[Row]:
    """Take the step that was done, or undone, last off its stack; what reverses it, or nothing if there is none."""
    numbers, edits = _last_step(connection, interview, source)
    if numbers:
        connection.execute(
            "UPDATE journal SET standing = 'spent' WHERE interview_id = ? AND number BETWEEN ? AND ?",
            (interview, numbers[-1], numbers[0]),
        )
    return reversing(edits)


def reversing(latest_first: Sequence[Edit]) -> list[Row]:
    """One step that takes these edits back."""
    return [Row(edit.inverse(), place > 0) for place, edit in enumerate(latest_first)]


def spend_undone(connection: Connection, interview: InterviewId) -> None:
    """Something was written: what was undone before cannot be done again."""
    undone = connection.execute(
        "SELECT 1 FROM journal WHERE interview_id = ? AND standing = 'undone' LIMIT 1", (interview,)
    ).fetchone()
    if undone is None:  # as nearly always, and an UPDATE that finds nothing takes ten times as long as asking
        return
    connection.execute(
        "UPDATE journal SET standing = 'spent' WHERE interview_id = ? AND standing = 'undone'", (interview,)
    )


def trim(connection: Connection, interview: InterviewId, up_to: int) -> None:
    """Drop rows up to that number which undo does not need: spent ones, and steps that lie :data:`KEPT` edits back.

    ``up_to`` is not beyond the edit as of which text and passages are written down.
    """
    first = connection.execute(
        "SELECT number FROM journal WHERE interview_id = ? AND standing = 'done' ORDER BY number DESC"
        " LIMIT 1 OFFSET ?",
        (interview, KEPT - 1),
    ).fetchone()
    begins = connection.execute(
        "SELECT max(number) AS number FROM journal"
        " WHERE interview_id = ? AND number <= ? AND standing = 'done' AND continues IS NOT 1",
        (interview, first["number"] if first else 0),
    ).fetchone()["number"]
    connection.execute(
        "DELETE FROM journal WHERE interview_id = ? AND number <= ?"
        " AND (standing = 'spent' OR (standing = 'done' AND number < ?))",
        (interview, up_to, begins or 0),
    )


def _last_step(
    connection: Connection, interview: InterviewId, standing: Standing
) -> tuple[list[int], list[Edit]]:
    """Numbers and edits of the step, the last one first."""
    numbers: list[int] = []
    edits: list[Edit] = []
    rows = connection.execute(
        "SELECT number, start, removed, inserted, continues FROM journal"
        " WHERE interview_id = ? AND standing = ? ORDER BY number DESC",
        (interview, standing),
    )
    later: Any = None
    for row in rows:
        edit = edit_of(row)
        if later is not None and not (
            row["number"] == numbers[-1] - 1 and _continues(later, edit, edits[-1])
        ):
            break
        numbers.append(row["number"])
        edits.append(edit)
        later = row
    return numbers, edits


def _continues(row: Any, before: Edit, edit: Edit) -> bool:
    return goes_on(before, edit) if row["continues"] is None else bool(row["continues"])
