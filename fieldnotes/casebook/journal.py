"""The journal: every edit is written at once, durably, and the spans move in the same transaction."""

from collections.abc import Sequence
from typing import Any

from fieldnotes.base.ids import InterviewId
from fieldnotes.casebook import passages, searching
from fieldnotes.casebook.deleting import deletion
from fieldnotes.casebook.rows import interview_row, refuse_unstorable, today, touch
from fieldnotes.casebook.texts import Texts, damaged, edit_of
from fieldnotes.text.edits import Edit, apply, joined
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

FOLD_AFTER = 200
"""Edits after which the snapshot is written anew; until then opening an interview applies them one by one."""

KEPT = 500
"""Edits of the past that are kept for undo."""


class Journal:
    """The edits of every interview since its snapshot was written."""

    def __init__(self, vault: Vault, texts: Texts) -> None:
        self._vault = vault
        self._texts = texts

    def record(self, interview: InterviewId, edits: Sequence[Edit]) -> None:
        """Append edits, in the order they were made, in one transaction that is durable when this returns.

        Spans move with the text; a coding whose passage had its words edited is marked changed; one whose passage was
        deleted becomes a lost coding (see ``codings.lost``). What is written is the size of the edits, not of the text.

        Raises:
            AnswerIsNoError: if there is no such interview.
            WrongUseError: if an edit does not fit the text as stored, or inserts what cannot be stored. Nothing is
                recorded then.
        """
        if not edits:
            return
        for edit in edits:
            refuse_unstorable(edit.inserted)
        with self._vault.transaction() as connection:
            row = _interview_and_snapshot(connection, interview)
            text = self._texts.after(interview, row["edits"])
            for edit in edits:
                text = apply(text, edit)
            number = _append(connection, interview, int(row["edits"]), edits)
            for edit in joined(edits):
                passages.move(connection, interview, edit)
            connection.execute(
                "UPDATE interviews SET edits = ?, length = ?, changed = ? WHERE id = ?",
                (number, len(text), today(), interview),
            )
            if row["changed"] != today():
                touch(connection, row["case_id"])
            if number - row["folded"] > FOLD_AFTER:
                _write_snapshot(connection, interview, number, text)
        self._texts.remember(interview, number, text)

    def fold(self, interview: InterviewId) -> None:
        """Write the text as it stands as the new snapshot and bring the search index up to date.

        Done by itself after :data:`FOLD_AFTER` edits; call it when an interview is closed.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        text = self._texts.current(interview)
        with self._vault.transaction() as connection:
            row = _interview_and_snapshot(connection, interview)
            if row["edits"] > row["folded"]:
                _write_snapshot(connection, interview, row["edits"], text)
            if row["edits"] > row["indexed"]:
                searching.index(connection, interview, text, row["edits"])

    def history(self, interview: InterviewId) -> list[Edit]:
        """The latest edits, oldest first, for undo across restarts.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        interview_row(self._vault.connection, interview)
        rows = self._vault.connection.execute(
            "SELECT start, removed, inserted FROM journal WHERE interview_id = ? ORDER BY number",
            (interview,),
        )
        return [edit_of(row) for row in rows.fetchall()]

    def forget(self, interview: InterviewId) -> None:
        """Fold, and delete for good what the history still holds of earlier wordings.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        self.fold(interview)
        with deletion(self._vault) as connection:
            connection.execute("DELETE FROM journal WHERE interview_id = ?", (interview,))
            passages.forget_lost_words(connection, interview)


def _interview_and_snapshot(connection: Connection, interview: InterviewId) -> Any:
    row = connection.execute(
        "SELECT i.edits, i.changed, i.case_id, s.folded, s.indexed FROM interviews i"
        " JOIN snapshots s ON s.interview_id = i.id WHERE i.id = ?",
        (interview,),
    ).fetchone()
    if row is None:
        interview_row(connection, interview)
        raise damaged(interview)
    return row


def _append(connection: Connection, interview: InterviewId, number: int, edits: Sequence[Edit]) -> int:
    connection.executemany(
        "INSERT INTO journal (interview_id, number, start, removed, inserted) VALUES (?, ?, ?, ?, ?)",
        [
            (interview, number + place, edit.start, edit.removed, edit.inserted)
            for place, edit in enumerate(edits, 1)
        ],
    )
    return number + len(edits)


def _write_snapshot(connection: Connection, interview: InterviewId, number: int, text: str) -> None:
    """Write the text after that many edits as the snapshot; the search index stays as it was, and is known to be."""
    connection.execute(
        "UPDATE snapshots SET folded = ?, text = ? WHERE interview_id = ?", (number, text, interview)
    )
    connection.execute(
        "DELETE FROM journal WHERE interview_id = ? AND number <= ?", (interview, number - KEPT)
    )
