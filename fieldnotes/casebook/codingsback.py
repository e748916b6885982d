"""Puts the row of a coding back as it was, or as it became: where its words are by now, and marked where they were edited."""

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId, InterviewId, PassageId
from fieldnotes.casebook.actchanges import Change, CodingState, State
from fieldnotes.casebook.localfactors import is_local
from fieldnotes.casebook.localrows import local_state
from fieldnotes.casebook.overtaking import changed_since
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.tally import Note
from fieldnotes.casebook.wordsbefore import forget_of_coding, put_back
from fieldnotes.vault.sqlcipher import Connection


class CodingsBack:
    """The codings that one act changed, in the transaction that undoes it or does it again.

    Args:
        connection: the vault's.
        passages: where passages stand.
        note: tells the counts that a coding came or went.
        undoing: whether it is undone.
    """

    def __init__(self, connection: Connection, passages: Passages, note: Note, *, undoing: bool) -> None:
        self._connection = connection
        self._passages = passages
        self._note = note
        self._undoing = undoing

    def turn(self, change: Change, case: CaseId, now: State, then: State) -> None:
        """Make it ``then`` what it is ``now``.

        Raises:
            AnswerIsNoError: if it is not, or its factor is not there any more.
        """
        row = self._connection.execute("SELECT * FROM codings WHERE id = ?", (change.coding,)).fetchone()
        known = None if row is None else CodingState.of(row)
        if not (known is None if now is None else isinstance(now, CodingState) and now.same(known)):
            raise changed_since(change)
        if isinstance(now, CodingState):
            self._count(case, now, -1)
        if then is None:
            self._connection.execute("DELETE FROM codings WHERE id = ?", (change.coding,))
        elif isinstance(then, CodingState):
            self._refuse(change, known, then)
            self._store(change, known, then)
            self._count(case, then, 1)

    def _refuse(self, change: Change, known: CodingState | None, then: CodingState) -> None:
        if self._connection.execute(
            "SELECT 1 FROM codings WHERE passage_id = ? AND factor = ? AND coder = ? AND id <> ?",
            (then.passage, then.factor, then.coder, change.coding),
        ).fetchone():
            raise changed_since(change)
        anew = known is None or known.factor != then.factor
        if anew and is_local(then.factor) and local_state(self._connection, then.factor) is None:
            raise AnswerIsNoError(
                f"In {change.case} coding {change.coding} would have {then.factor}, which is not there any more.",
                "Where its addition was undone, do that again first: fieldnotes code local redo.",
            )

    def _store(self, change: Change, known: CodingState | None, then: CodingState) -> None:
        """Give the coding the row it had, marked as changed where its words were edited since, and with the words before."""
        changed, as_of = self._edited(change, known, then)
        values = (
            then.passage, then.factor, then.stance, then.strength, then.memo, then.coder, changed, as_of,
            change.coding,
        )  # fmt: skip
        if known is None:
            self._connection.execute(
                "INSERT INTO codings (passage_id, factor, stance, strength, memo, coder, changed, as_of, id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        else:
            self._connection.execute(
                "UPDATE codings SET passage_id = ?, factor = ?, stance = ?, strength = ?, memo = ?, coder = ?,"
                " changed = ?, as_of = ? WHERE id = ?",
                values,
            )
        if _reviews(change) or (known is not None and known.passage != then.passage):
            forget_of_coding(self._connection, int(change.coding or 0))
        if self._undoing and change.words is not None:
            put_back(self._connection, int(change.coding or 0), change.words)

    def _edited(self, change: Change, known: CodingState | None, then: CodingState) -> tuple[int, int]:
        """Whether the words were edited, and as of which edit that is said."""
        if self._undoing and (_reviews(change) or change.words is not None):
            return 1, then.as_of
        if known is not None and known.passage == then.passage and not _reviews(change):
            return known.changed, known.as_of
        return int(then.changed or change.touched > then.as_of), then.as_of

    def _count(self, case: CaseId, state: CodingState, by: int) -> None:
        """Tell the counts, unless the words of the passage were deleted: such a coding counts nowhere."""
        row = self._connection.execute(
            "SELECT interview_id FROM passages WHERE id = ?", (state.passage,)
        ).fetchone()
        if self._passages.place(InterviewId(row["interview_id"]), PassageId(state.passage)).length:
            self._note(case, state.coder, state.factor, by)


def _reviews(change: Change) -> bool:
    """Whether all it did was to say that the coding fits its words as they were then."""
    before = change.before
    return (
        isinstance(before, CodingState)
        and isinstance(change.after, CodingState)
        and before.same(change.after)
    )
