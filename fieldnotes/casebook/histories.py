"""Whether an earlier wording of an interview, which undo or redo would bring back, holds certain words."""

from collections.abc import Iterable
from typing import Any

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import InterviewId
from fieldnotes.casebook.occurrences import Words
from fieldnotes.casebook.texts import edit_of
from fieldnotes.text.edits import Edit, apply
from fieldnotes.vault.sqlcipher import Connection


def history_holds(connection: Connection, interview: InterviewId, text: str, words: Words) -> bool:
    """Whether the journal can still tell of ``words``; also if it cannot be made out.

    A word is typed in pieces, so the pieces alone do not tell: earlier texts are put together again from the latest one
    back, in the three ways the journal allows, and looked at around each change.

    Args:
        connection: of the vault.
        interview: which.
        text: as it stands.
        words: to look for.
    """
    rows = connection.execute(
        "SELECT number, start, removed, inserted, standing FROM journal WHERE interview_id = ? ORDER BY number DESC",
        (interview,),
    ).fetchall()
    if not rows:
        return False
    if any(words.held(row["removed"]) or words.held(row["inserted"]) for row in rows):
        return True
    ways = (
        _unbroken(rows),
        *([row for row in rows if row["standing"] == standing] for standing in ("done", "undone")),
    )
    return any(_held_on_the_way(text, map(edit_of, way), words) for way in ways)


def _unbroken(rows: list[Any]) -> list[Any]:
    """The latest rows, up to the first that is missing: those that were spent are dropped from the middle."""
    last = int(rows[0]["number"])
    return [row for place, row in enumerate(rows) if row["number"] == last - place]


def _held_on_the_way(text: str, latest_first: Iterable[Edit], words: Words) -> bool:
    for edit in latest_first:
        try:
            text = apply(text, edit.inverse())
        except WrongUseError:
            return True
        around = text[max(0, edit.start - words.reach) : edit.start + len(edit.removed) + words.reach]
        if words.held(around):
            return True
    return False
