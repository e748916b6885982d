"""Passages: where codings stand in a text, and how they move with it."""

import hashlib
from typing import Any

from fieldnotes.base.ids import InterviewId, PassageId
from fieldnotes.base.span import Span
from fieldnotes.text.edits import Edit, move_span
from fieldnotes.vault.sqlcipher import Connection


def at(connection: Connection, interview: InterviewId, span: Span) -> PassageId:
    """The passage of exactly these words; a new one if there is none yet."""
    place = (interview, len(span), span.start)
    row = connection.execute(
        "SELECT id FROM passages WHERE interview_id = ? AND length = ? AND start = ?", place
    ).fetchone()
    if row is not None:
        return PassageId(row["id"])
    return PassageId(
        connection.execute(
            "INSERT INTO passages (interview_id, length, start) VALUES (?, ?, ?)", place
        ).lastrowid
    )


def drop_if_bare(connection: Connection, passage: PassageId) -> None:
    """Delete a passage that nothing codes any more."""
    connection.execute(
        "DELETE FROM passages WHERE id = ? AND NOT EXISTS (SELECT 1 FROM codings WHERE passage_id = ?)",
        (passage, passage),
    )


def forget_lost_words(connection: Connection, interview: InterviewId) -> None:
    """Delete what would bring lost passages of an interview back when the deletion of their words is undone."""
    connection.execute("UPDATE passages SET lost_digest = NULL WHERE interview_id = ?", (interview,))


def move(connection: Connection, interview: InterviewId, edit: Edit) -> None:
    """Move every passage of an interview as :func:`fieldnotes.text.edits.move_span` says; mark what was touched.

    Passages behind the edit, of which there may be thousands, are moved by one statement. Those it touches, few at a time,
    are moved one by one.
    """
    edit = edit.minimal()
    if not edit.removed and not edit.inserted:
        return
    touched = connection.execute(
        "SELECT id, start, length FROM passages"
        " WHERE interview_id = ? AND length > 0 AND start < ? AND start + length > ?",
        (interview, edit.end, edit.start),
    ).fetchall()
    lost = connection.execute(
        "SELECT id, start, lost_digest, lost_offset, lost_length FROM passages"
        " WHERE interview_id = ? AND length = 0 AND start >= ?",
        (interview, edit.start),
    ).fetchall()
    if edit.growth:
        connection.execute(
            "UPDATE passages SET start = start + ? WHERE interview_id = ? AND length > 0 AND start >= ?",
            (edit.growth, interview, edit.end),
        )
    for row in touched:
        _move_touched(connection, row, edit)
    for row in lost:
        _move_lost(connection, row, edit)


def _move_touched(connection: Connection, row: Any, edit: Edit) -> None:
    span = Span(row["start"], row["start"] + row["length"])
    moved, _ = move_span(span, edit)
    if moved is not None:
        connection.execute(
            "UPDATE passages SET start = ?, length = ? WHERE id = ?", (moved.start, len(moved), row["id"])
        )
    else:
        connection.execute(
            "UPDATE passages SET start = ?, length = 0, lost_digest = ?, lost_offset = ?, lost_length = ? WHERE id = ?",
            (edit.start, _digest(edit.removed), span.start - edit.start, len(span), row["id"]),
        )
    connection.execute("UPDATE codings SET changed = 1 WHERE passage_id = ?", (row["id"],))


def _move_lost(connection: Connection, row: Any, edit: Edit) -> None:
    if row["start"] == edit.start and edit.inserted and row["lost_digest"] == _digest(edit.inserted):
        # What was deleted is put back at its place: the deletion was undone.
        connection.execute(
            "UPDATE passages SET start = ?, length = ?, lost_digest = NULL WHERE id = ?",
            (edit.start + row["lost_offset"], row["lost_length"], row["id"]),
        )
        return
    start = row["start"] + edit.growth if row["start"] >= edit.end else edit.start
    connection.execute("UPDATE passages SET start = ? WHERE id = ?", (start, row["id"]))


def _digest(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()
