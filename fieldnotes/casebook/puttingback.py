"""Puts one change of an act back, or makes it again: exactly, or it tells why not."""

from collections.abc import Callable, Mapping
from typing import Final

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId, CoderLabel, FactorId
from fieldnotes.casebook.actchanges import (
    TEXTS,
    Change,
    LocalState,
    SettledState,
    State,
    TextState,
    What,
)
from fieldnotes.casebook.checklist import marks_of, set_mark
from fieldnotes.casebook.codingsback import CodingsBack
from fieldnotes.casebook.localrows import is_taken, is_used, local_state, put_local
from fieldnotes.casebook.memorows import put_text, text_of
from fieldnotes.casebook.overtaking import changed_since
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.records import State as MarkState
from fieldnotes.casebook.settlements import put_settled, settled_state
from fieldnotes.casebook.tally import Note
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
        self._codings = CodingsBack(connection, passages, note, undoing=undoing)
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
            self._codings.turn(change, change.case, now, then)
        elif change.case is not None:
            _OF_CASE[change.what](self._connection, change.case, change, now, then)


def _turn_text(connection: Connection, change: Change, now: State, then: State) -> None:
    if text_of(connection, change.what, change.subject) != now:
        raise changed_since(change)
    put_text(connection, change.what, change.subject, then if isinstance(then, TextState) else None)


def _turn_local(connection: Connection, change: Change, now: State, then: State) -> None:
    if local_state(connection, change.subject) != now:
        raise changed_since(change)
    if isinstance(then, LocalState):
        if is_taken(connection, change.subject, then):
            raise changed_since(change)
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
        raise changed_since(change)
    put_settled(connection, case, then)


def _turn_mark(connection: Connection, case: CaseId, change: Change, now: State, then: State) -> None:
    factor, coder = FactorId(change.subject), CoderLabel(change.coder)
    known = marks_of(connection, case, coder).get(factor)
    if (None if known is None else str(known)) != now:
        raise changed_since(change)
    state = MarkState.NOT_CONSIDERED if then is None else MarkState(str(then))
    set_mark(connection, case, coder, factor, state)


def _turn_band(connection: Connection, case: CaseId, change: Change, now: State, then: State) -> None:
    row = connection.execute(
        "SELECT band FROM case_attributes WHERE case_id = ? AND attribute = ?", (case, change.subject)
    ).fetchone()
    if (None if row is None else row["band"]) != now:
        raise changed_since(change)
    connection.execute(
        "DELETE FROM case_attributes WHERE case_id = ? AND attribute = ?", (case, change.subject)
    )
    if then is not None:
        connection.execute(
            "INSERT INTO case_attributes (case_id, attribute, band) VALUES (?, ?, ?)",
            (case, change.subject, then),
        )


_OF_CASE: Final[Mapping[What, Callable[[Connection, CaseId, Change, State, State], None]]] = {
    What.MARK: _turn_mark,
    What.BAND: _turn_band,
    What.SETTLED: _turn_settled,
}
