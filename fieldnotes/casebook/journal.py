"""The journal: every edit is written at once, durably; what follows from it is worked out and written down later."""

from collections.abc import Callable, Sequence
from typing import Any

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import InterviewId
from fieldnotes.casebook import searching, undoing
from fieldnotes.casebook.actforgetting import forget_of_interview
from fieldnotes.casebook.copies import refuse_edit_of_copy
from fieldnotes.casebook.deleting import deletion
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.rows import interview_row, refuse_unstorable, today, touch
from fieldnotes.casebook.sessions import forget_writing, note_writing, written_since
from fieldnotes.casebook.texts import Texts, damaged, edit_of
from fieldnotes.casebook.undoing import Row, Standing, Step, reversing, rows_of, turn
from fieldnotes.text.edits import Edit, apply
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

FOLD_AFTER = 200
"""Edits after which text and passages are written down anew; until then reading an interview applies them one by one."""


class Journal:
    """The edits of every interview since its text was written down, and as many before as undo needs."""

    def __init__(self, vault: Vault, texts: Texts, passages: Passages) -> None:
        self._vault = vault
        self._texts = texts
        self._passages = passages

    def record(self, interview: InterviewId, edits: Sequence[Edit]) -> None:
        """Append edits that are undone together; see :meth:`record_steps`."""
        self.record_steps(interview, [Step(edits)])

    def record_steps(self, interview: InterviewId, steps: Sequence[Step]) -> None:
        """Append edits, in the order they were made, in one transaction that is durable when this returns.

        Spans move with the text; a coding whose passage had its words edited is marked changed; one whose passage was
        deleted becomes a lost coding (see ``codings.lost``). What is written is the size of the edits, not of the text
        and not of the codings.

        Raises:
            AnswerIsNoError: if there is no such interview.
            WrongUseError: if an edit does not fit the text as stored, or inserts what cannot be stored. Nothing is
                recorded then.
        """
        rows = rows_of(steps)
        for row in rows:
            refuse_unstorable(row.edit.inserted)

        def choose(connection: Connection) -> list[Row]:
            if rows:
                undoing.spend_undone(connection, interview)
            return rows

        self._append(interview, choose, Standing.DONE)

    def undo(self, interview: InterviewId) -> list[Edit]:
        """Take back the step that was done last, in whatever session that was, and tell the edits that did so.

        Raises:
            AnswerIsNoError: if there is no such interview, or nothing left to undo.
        """
        edits = self._append(
            interview, lambda connection: turn(connection, interview, Standing.DONE), Standing.UNDONE
        )
        if not edits:
            raise AnswerIsNoError(
                "There is nothing to undo in this interview.", "Earlier edits are not kept."
            )
        return edits

    def redo(self, interview: InterviewId) -> list[Edit]:
        """Do again the step that was undone last, and tell the edits that did so.

        Raises:
            AnswerIsNoError: if there is no such interview, or nothing was undone since the last edit.
        """
        edits = self._append(
            interview, lambda connection: turn(connection, interview, Standing.UNDONE), Standing.DONE
        )
        if not edits:
            raise AnswerIsNoError("There is nothing to redo in this interview.", "Ctrl+Z undoes.")
        return edits

    def take_back(self, interview: InterviewId, before: int, after: int) -> list[Edit]:
        """Reverse the edits numbered ``before + 1`` to ``after``, the latest ones; undo brings all of them back at once.

        Raises:
            AnswerIsNoError: if there is no such interview.
            DamagedError: if the journal lacks one of them, or has later ones.
        """

        def choose(connection: Connection) -> list[Row]:
            edits = self._between(interview, before, after)
            if interview_row(connection, interview)["edits"] != after or len(edits) != after - before:
                raise damaged(interview)
            undoing.spend_undone(connection, interview)
            forget_writing(connection, interview)
            return reversing(edits[::-1])

        return self._append(interview, choose, Standing.DONE)

    def fold(self, interview: InterviewId) -> None:
        """Write down text and passages as they stand and bring the search index up to date.

        Done by itself after :data:`FOLD_AFTER` edits; call it when an interview is closed.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        text = self._texts.current(interview)
        with self._vault.transaction() as connection:
            row = _interview_and_snapshot(connection, interview)
            self._passages.fold(connection, interview)
            if row["edits"] > row["folded"]:
                _write_snapshot(connection, interview, row["edits"], text)
            if not row["indexed"]:
                searching.index(connection, interview, text)

    def history(self, interview: InterviewId) -> list[Edit]:
        """The edits that are kept, oldest first, those that undo and redo made among them.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        return self._between(interview, 0, interview_row(self._vault.connection, interview)["edits"])

    def forget(self, interview: InterviewId) -> None:
        """Fold, and delete for good what the history still holds of earlier wordings; nothing can be undone there then.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        self.fold(interview)
        with deletion(self._vault) as connection:
            connection.execute("DELETE FROM journal WHERE interview_id = ?", (interview,))
            forget_writing(connection, interview)
            forget_of_interview(connection, interview)
            self._passages.forget_lost_words(connection, interview)

    def drop(self) -> None:
        """Forget what is remembered of texts and passages, because they were changed in another way."""
        self._texts.drop()
        self._passages.drop()

    def _between(self, interview: InterviewId, before: int, after: int) -> list[Edit]:
        rows = self._vault.connection.execute(
            "SELECT start, removed, inserted FROM journal WHERE interview_id = ? AND number > ? AND number <= ?"
            " ORDER BY number",
            (interview, before, after),
        )
        return [edit_of(row) for row in rows.fetchall()]

    def _append(
        self, interview: InterviewId, choose: Callable[[Connection], list[Row]], standing: Standing
    ) -> list[Edit]:
        with self._vault.transaction() as connection:
            row = _interview_and_snapshot(connection, interview)
            refuse_edit_of_copy(connection, interview)
            rows = choose(connection)
            if not rows:
                return []
            text = self._texts.after(interview, row["edits"])
            for added in rows:
                text = apply(text, added.edit)
            number = _insert(connection, interview, int(row["edits"]), rows, standing)
            note_writing(connection, interview, row["edits"])
            _advance(connection, interview, number, len(text))
            if row["indexed"]:
                searching.outdate(connection, interview)
            if row["changed"] != today():
                connection.execute("UPDATE interviews SET changed = ? WHERE id = ?", (today(), interview))
                touch(connection, row["case_id"])
            if number - row["folded"] > FOLD_AFTER:
                self._passages.fold(connection, interview)
                _write_snapshot(connection, interview, number, text)
        edits = [added.edit for added in rows]
        self._passages.follow(interview, row["edits"], edits)
        self._texts.remember(interview, number, text)
        return edits


def _interview_and_snapshot(connection: Connection, interview: InterviewId) -> Any:
    row = connection.execute(
        "SELECT i.edits, i.changed, i.case_id, s.folded,"
        " NOT EXISTS (SELECT 1 FROM unindexed WHERE interview_id = i.id) AS indexed"
        " FROM interviews i JOIN snapshots s ON s.interview_id = i.id WHERE i.id = ?",
        (interview,),
    ).fetchone()
    if row is None:
        interview_row(connection, interview)
        raise damaged(interview)
    return row


def _insert(
    connection: Connection, interview: InterviewId, number: int, rows: Sequence[Row], standing: Standing
) -> int:
    connection.executemany(
        "INSERT OR FAIL INTO journal (interview_id, number, start, removed, inserted, standing, continues)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                interview,
                number + place,
                row.edit.start,
                row.edit.removed,
                row.edit.inserted,
                standing,
                row.continues,
            )
            for place, row in enumerate(rows, 1)
        ],
    )
    return number + len(rows)


def _advance(connection: Connection, interview: InterviewId, number: int, length: int) -> None:
    # OR FAIL here and where the journal gets its rows: SQLite then keeps no journal of the statement, to take back a part of
    # it, which would take longer than the statement. A failure takes back the whole transaction all the same. `changed` is
    # left alone for the same reason: the form of a day is checked by a function.
    connection.execute(
        "UPDATE OR FAIL interviews SET edits = ?, length = ? WHERE id = ?", (number, length, interview)
    )


def _write_snapshot(connection: Connection, interview: InterviewId, number: int, text: str) -> None:
    """Write the text after that many edits as the snapshot; the search index stays as it was, and is known to be."""
    connection.execute(
        "UPDATE snapshots SET folded = ?, text = ? WHERE interview_id = ?", (number, text, interview)
    )
    undoing.trim(connection, interview, written_since(connection, interview, number))
