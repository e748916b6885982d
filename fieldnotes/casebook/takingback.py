"""Undo and redo of acts: what was there before is put back exactly, or the reason why not is told and nothing is changed."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId, InterviewId, PassageId
from fieldnotes.base.span import Span
from fieldnotes.casebook.actchanges import ActKind, Change, CodingState, What
from fieldnotes.casebook.acts import HIDDEN, ActLog, changes_of
from fieldnotes.casebook.checklist import finish_second_coding
from fieldnotes.casebook.overtaking import is_overtaken
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.puttingback import PuttingBack
from fieldnotes.casebook.rows import case_row, touch
from fieldnotes.casebook.tally import Tally
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault

_OF_CASE: Final = (
    "EXISTS (SELECT 1 FROM act_changes WHERE act = number"
    " AND (?1 IS NULL OR case_id = ?1 OR (?2 IS NOT NULL AND case_id IS NULL)))"
)
_WANTED: Final = f"{_OF_CASE} AND (?2 IS NULL OR kind = ?2) AND NOT {HIDDEN}"
"""In SQL, whether a row of ``acts`` is one of a case and a kind, each of which may be ``NULL``."""


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
            back = PuttingBack(connection, self._passages, note, undoing=done)
            for change in reversed(act.changes) if done else act.changes:
                back.turn(change)
            connection.execute(
                "UPDATE acts SET standing = ?, turned = (SELECT max(turned) + 1 FROM acts) WHERE number = ?",
                ("undone" if done else "done", act.number),
            )
            for changed in act.cases:
                finish_second_coding(connection, self._taxonomy, self._passages, changed)
                touch(connection, changed)
        return act

    def _next(self, connection: Connection, case: CaseId | None, kind: ActKind | None, *, done: bool) -> Act:
        """The latest that stands, or the one undone last; acts on factors that were overtaken bar nothing before them."""
        order = "number DESC" if done else "turned DESC, number ASC"
        rows = connection.execute(
            f"SELECT * FROM acts WHERE standing = ?3 AND {_WANTED} ORDER BY {order}",  # noqa: S608 - constants
            (case, kind, "done" if done else "undone"),
        ).fetchall()
        for act in map(self._act, rows):
            if not (done and is_overtaken(connection, act.changes)):
                return act
        what = "undo" if done else "do again"
        raise AnswerIsNoError(
            f"There is nothing to {what}{'' if case is None else f' in {case}'}.",
            "The last 500 acts are kept, and none on what was deleted for good; a factor that is used stays, and what is typed"
            " into a text has an undo of its own.",
        )

    def _act(self, row: Any) -> Act:
        changes = changes_of(self._vault.connection, row["number"])
        return Act(row["number"], ActKind(row["kind"]), row["standing"] == "done", tuple(changes))
