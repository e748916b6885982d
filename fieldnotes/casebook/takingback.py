"""Undo and redo of acts: what was there before is put back exactly, or the reason why not is told and nothing is changed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId, CoderLabel, FactorId, InterviewId, PassageId
from fieldnotes.base.span import Span
from fieldnotes.casebook.actchanges import TEXTS, ActKind, Change, CodingState, State, TextState, What
from fieldnotes.casebook.acts import HIDDEN, ActLog, changes_of
from fieldnotes.casebook.checklist import finish_second_coding, marks_of, set_mark
from fieldnotes.casebook.memorows import put_text, text_of
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.records import State as MarkState
from fieldnotes.casebook.rows import case_row, touch
from fieldnotes.casebook.tally import Note, Tally
from fieldnotes.casebook.wordsbefore import forget_of_coding
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

_OF_CASE: Final = (
    "EXISTS (SELECT 1 FROM act_changes WHERE act = number"
    " AND (?1 IS NULL OR case_id = ?1 OR (?2 IS NOT NULL AND case_id IS NULL)))"
)
_WANTED: Final = f"{_OF_CASE} AND (?2 IS NULL OR kind = ?2) AND NOT {HIDDEN}"
"""In SQL, whether a row of ``acts`` is one of a case and a kind, each of which may be ``NULL``."""


Count: TypeAlias = Callable[[CodingState, int], None]
"""Tells the counts that a coding came or went."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done.

    Attributes:
        number: later acts have higher ones.
        kind: see :class:`ActKind`.
        done: whether it stands; otherwise it was undone.
        changes: its parts; those of what was deleted for good are gone.
    """

    number: int
    kind: ActKind
    done: bool
    changes: tuple[Change, ...]

    @property
    def cases(self) -> tuple[CaseId, ...]:
        """The cases it changed, each once, in the order it was done; none for a memo on a factor or the diary."""
        return tuple(dict.fromkeys(change.case for change in self.changes if change.case is not None))


class Acts:
    """The acts of one casebook that can be undone or done again: of one case, or of all of them.

    While a second coder works on a case, acts that changed the work of another coder there are as good as not there.
    """

    def __init__(
        self, vault: Vault, taxonomy: Taxonomy, passages: Passages, tally: Tally, log: ActLog
    ) -> None:
        self._taxonomy = taxonomy
        self._log = log
        self._vault = vault
        self._passages = passages
        self._tally = tally

    def all(self, case: CaseId | None = None, most: int = 500, kind: ActKind | None = None) -> list[Act]:
        """The acts that are kept, the latest first.

        Args:
            case: only those that changed this case.
            most: no more than so many.
            kind: see :meth:`undo`.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        if case is not None:
            case_row(self._vault.connection, case)
        rows = self._vault.connection.execute(
            f"SELECT * FROM acts WHERE {_WANTED} ORDER BY number DESC LIMIT ?3",  # noqa: S608 - a constant
            (case, kind, most),
        ).fetchall()
        return [self._act(row) for row in rows]

    def undo(self, case: CaseId | None = None, kind: ActKind | None = None) -> Act:
        """Undo the last act that stands, in one transaction; which one that was.

        Args:
            case: the last one that changed this case. If it changed others, it is undone in those as well.
            kind: the last one of this kind; together with a case, also one that belongs to no case.

        Raises:
            AnswerIsNoError: if there is none, or if something was changed since that it would have to overwrite. Nothing
                was changed then.
        """
        return self._turn(case, kind, done=True)

    def redo(self, case: CaseId | None = None, kind: ActKind | None = None) -> Act:
        """Do the act again that was undone last; see :meth:`undo`.

        Raises:
            AnswerIsNoError: as for :meth:`undo`; any other act since takes away what could be done again.
        """
        return self._turn(case, kind, done=False)

    def not_noted(self) -> AbstractContextManager[None]:
        """What is done inside is no act; see :meth:`fieldnotes.casebook.acts.ActLog.not_noted`."""
        return self._log.not_noted()

    def spot(self, act: Act, case: CaseId) -> tuple[InterviewId, Span | None] | None:
        """Where a coding that an act changed stands, or stood, in a case; no span where its words were deleted."""
        connection = self._vault.connection
        for change in act.changes:
            if change.what is not What.CODING or change.case != case:
                continue
            row = connection.execute(
                "SELECT passage_id FROM codings WHERE id = ?", (change.coding,)
            ).fetchone()
            state = change.before or change.after
            passage = state.passage if row is None and isinstance(state, CodingState) else row["passage_id"]
            interview = connection.execute(
                "SELECT interview_id FROM passages WHERE id = ?", (passage,)
            ).fetchone()["interview_id"]
            place = self._passages.place(interview, PassageId(passage))
            span = Span(place.start, place.start + place.length) if place.length else None
            return InterviewId(interview), span
        return None

    def _turn(self, case: CaseId | None, kind: ActKind | None, *, done: bool) -> Act:
        if case is not None:
            case_row(self._vault.connection, case)
        with self._tally.following() as note, self._vault.transaction() as connection:
            act = self._next(connection, case, kind, done=done)
            for change in reversed(act.changes) if done else act.changes:
                now, then = (change.after, change.before) if done else (change.before, change.after)
                if change.case is None or change.what in TEXTS:
                    _turn_text(connection, change, now, then)
                elif change.what is What.CODING:
                    count = partial(self._count, connection, change.case, note)
                    self._turn_coding(connection, change, now, then, count)
                elif change.what is What.MARK:
                    _turn_mark(connection, change.case, change, now, then)
                else:
                    _turn_band(connection, change.case, change, now, then)
            connection.execute(
                "UPDATE acts SET standing = ? WHERE number = ?", ("undone" if done else "done", act.number)
            )
            for changed in act.cases:
                finish_second_coding(connection, self._taxonomy, self._passages, changed)
                touch(connection, changed)
        return act

    def _next(self, connection: Connection, case: CaseId | None, kind: ActKind | None, *, done: bool) -> Act:
        order = "DESC" if done else "ASC"
        row = connection.execute(
            f"SELECT * FROM acts WHERE standing = ?3 AND {_WANTED} ORDER BY number {order} LIMIT 1",  # noqa: S608 - constants
            (case, kind, "done" if done else "undone"),
        ).fetchone()
        if row is None:
            what = "undo" if done else "do again"
            raise AnswerIsNoError(
                f"There is nothing to {what}{'' if case is None else f' in {case}'}.",
                "The last 500 acts are kept, and none on what was deleted for good; what is typed into a text has an undo of its own.",
            )
        return self._act(row)

    def _act(self, row: Any) -> Act:
        changes = changes_of(self._vault.connection, row["number"])
        return Act(row["number"], ActKind(row["kind"]), row["standing"] == "done", tuple(changes))

    def _turn_coding(
        self, connection: Connection, change: Change, now: State, then: State, count: Count
    ) -> None:
        row = connection.execute("SELECT * FROM codings WHERE id = ?", (change.coding,)).fetchone()
        known = None if row is None else CodingState.of(row)
        if not (known is None if now is None else isinstance(now, CodingState) and now.same(known)):
            raise _changed_since(change)
        if isinstance(now, CodingState):
            count(now, -1)
        if then is None:
            connection.execute("DELETE FROM codings WHERE id = ?", (change.coding,))
        elif isinstance(then, CodingState):
            self._put_back(connection, change, known, then)
            count(then, 1)

    def _put_back(
        self, connection: Connection, change: Change, known: CodingState | None, then: CodingState
    ) -> None:
        """Give the coding the row it had; whether its words were edited meanwhile is seen from its passage."""
        if connection.execute(
            "SELECT 1 FROM codings WHERE passage_id = ? AND factor = ? AND coder = ? AND id <> ?",
            (then.passage, then.factor, then.coder, change.coding),
        ).fetchone():
            raise _changed_since(change)
        if (
            known is not None and known.passage == then.passage
        ):  # its words are marked as they were edited since
            changed, as_of = known.changed, known.as_of
        else:
            changed, as_of = int(then.changed or change.touched > then.as_of), then.as_of
        values = (
            then.passage, then.factor, then.stance, then.strength, then.memo, then.coder, changed, as_of,
        )  # fmt: skip
        if known is None:
            connection.execute(
                "INSERT INTO codings (passage_id, factor, stance, strength, memo, coder, changed, as_of, id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, change.coding),
            )
            return
        connection.execute(
            "UPDATE codings SET passage_id = ?, factor = ?, stance = ?, strength = ?, memo = ?, coder = ?, changed = ?,"
            " as_of = ? WHERE id = ?",
            (*values, change.coding),
        )
        if known.passage != then.passage:
            forget_of_coding(connection, int(change.coding or 0))

    def _count(self, connection: Connection, case: CaseId, note: Note, state: CodingState, by: int) -> None:
        """Tell the counts, unless the words of the passage were deleted: such a coding counts nowhere."""
        row = connection.execute(
            "SELECT interview_id FROM passages WHERE id = ?", (state.passage,)
        ).fetchone()
        if self._passages.place(InterviewId(row["interview_id"]), PassageId(state.passage)).length:
            note(case, state.coder, state.factor, by)


def _turn_text(connection: Connection, change: Change, now: State, then: State) -> None:
    if text_of(connection, change.what, change.subject) != now:
        raise _changed_since(change)
    put_text(connection, change.what, change.subject, then if isinstance(then, TextState) else None)


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


def _changed_since(change: Change) -> AnswerIsNoError:
    what = {
        What.CODING: f"coding {change.coding}",
        What.MARK: f"the mark of {change.subject}",
        What.BAND: f"the band of {change.subject}",
        What.CASE_MEMO: "the memo on the case",
        What.FACTOR_MEMO: f"the memo on {change.subject}",
        What.DIARY: f"entry {change.subject} of the diary",
    }[change.what]
    where = f"In {change.case} {what}" if change.case else what[0].upper() + what[1:]
    return AnswerIsNoError(
        f"{where} was changed since, so nothing was undone or done again.",
        "Undo the later act first, or change it by hand; `fieldnotes code acts` lists what was done.",
    )
