"""Puts one change of an act back, or makes it again: exactly, or it tells why not."""

from typing import Any, Final

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId, CoderLabel, FactorId, InterviewId, PassageId
from fieldnotes.casebook.actchanges import (
    TEXTS,
    Change,
    CodingState,
    LocalState,
    SettledState,
    State,
    TextState,
    What,
)
from fieldnotes.casebook.checklist import marks_of, set_mark
from fieldnotes.casebook.localfactors import is_local
from fieldnotes.casebook.localrows import is_taken, is_used, local_state, put_local
from fieldnotes.casebook.memorows import put_text, text_of
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.records import State as MarkState
from fieldnotes.casebook.settlements import put_settled, settled_state
from fieldnotes.casebook.tally import Note
from fieldnotes.casebook.wordsbefore import forget_of_coding, put_back
from fieldnotes.vault.sqlcipher import Connection


class PuttingBack:
    """The changes of one act, one after the other, in the transaction that undoes it or does it again.

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

    def turn(self, change: Change) -> None:
        """Put back what was there before the change, or where it is done again, after it.

        Raises:
            AnswerIsNoError: if what is there is not what the change left.
        """
        now, then = (change.after, change.before) if self._undoing else (change.before, change.after)
        if change.what in TEXTS:
            _turn_text(self._connection, change, now, then)
        elif change.what is What.LOCAL:
            _turn_local(self._connection, change, now, then)
        elif change.case is not None and change.what is What.CODING:
            self._coding(change, change.case, now, then)
        elif change.case is not None:
            _OF_CASE[change.what](self._connection, change.case, change, now, then)

    def _coding(self, change: Change, case: CaseId, now: State, then: State) -> None:
        row = self._connection.execute("SELECT * FROM codings WHERE id = ?", (change.coding,)).fetchone()
        known = None if row is None else CodingState.of(row)
        if not (known is None if now is None else isinstance(now, CodingState) and now.same(known)):
            raise _changed_since(change)
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
            raise _changed_since(change)
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


def _turn_text(connection: Connection, change: Change, now: State, then: State) -> None:
    if text_of(connection, change.what, change.subject) != now:
        raise _changed_since(change)
    put_text(connection, change.what, change.subject, then if isinstance(then, TextState) else None)


def _turn_local(connection: Connection, change: Change, now: State, then: State) -> None:
    if local_state(connection, change.subject) != now:
        raise _changed_since(change)
    if isinstance(then, LocalState):
        if is_taken(connection, change.subject, then):
            raise _changed_since(change)
        put_local(connection, change.subject, then)
        return
    if is_used(connection, change.subject):
        raise AnswerIsNoError(
            f"Codings or a memo have {change.subject}, so nothing was undone or done again.",
            "Recode them first: C in Coding, or fieldnotes code merge.",
        )
    put_local(connection, change.subject, None)


def _turn_settled(connection: Connection, case: CaseId, change: Change, now: State, then: State) -> None:
    if settled_state(connection, case) != now or not isinstance(then, SettledState):
        raise _changed_since(change)
    put_settled(connection, case, then)


def _turn_mark(connection: Connection, case: CaseId, change: Change, now: State, then: State) -> None:
    factor, coder = FactorId(change.subject), CoderLabel(change.coder)
    known = marks_of(connection, case, coder).get(factor)
    if (None if known is None else str(known)) != now:
        raise _changed_since(change)
    state = MarkState.NOT_CONSIDERED if then is None else MarkState(str(then))
    set_mark(connection, case, coder, factor, state)


def _turn_band(connection: Connection, case: CaseId, change: Change, now: State, then: State) -> None:
    row = connection.execute(
        "SELECT band FROM case_attributes WHERE case_id = ? AND attribute = ?", (case, change.subject)
    ).fetchone()
    if (None if row is None else row["band"]) != now:
        raise _changed_since(change)
    connection.execute(
        "DELETE FROM case_attributes WHERE case_id = ? AND attribute = ?", (case, change.subject)
    )
    if then is not None:
        connection.execute(
            "INSERT INTO case_attributes (case_id, attribute, band) VALUES (?, ?, ?)",
            (case, change.subject, then),
        )


_OF_CASE: Final[Any] = {What.MARK: _turn_mark, What.BAND: _turn_band, What.SETTLED: _turn_settled}


def _changed_since(change: Change) -> AnswerIsNoError:
    what = {
        What.CODING: f"coding {change.coding}",
        What.MARK: f"the mark of {change.subject}",
        What.BAND: f"the band of {change.subject}",
        What.SETTLED: "whose coding counts",
        What.CASE_MEMO: "the memo on the case",
        What.FACTOR_MEMO: f"the memo on {change.subject}",
        What.DIARY: f"entry {change.subject} of the diary",
        What.LOCAL: f"the factor {change.subject}",
    }[change.what]
    where = f"In {change.case} {what}" if change.case else what[0].upper() + what[1:]
    return AnswerIsNoError(
        f"{where} was changed since, so nothing was undone or done again.",
        "Undo the later act first, or change it by hand; `fieldnotes code acts` lists what was done.",
    )
