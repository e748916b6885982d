"""Rows of codings, joined with where they stand, as records."""

from typing import Any

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CoderLabel, CodingId, FactorId, InterviewId, PassageId
from fieldnotes.base.span import Span
from fieldnotes.casebook.blinding import refuse_hidden
from fieldnotes.casebook.moving import Place
from fieldnotes.casebook.records import Coding, LostCoding
from fieldnotes.codebook.models import Stance
from fieldnotes.vault.sqlcipher import Connection

SELECT = (
    "SELECT c.id, c.passage_id, c.factor, c.stance, c.strength, c.memo, c.coder, c.changed, c.as_of,"
    " p.interview_id, i.case_id, i.edits AS interview_edits"
    " FROM codings c JOIN passages p ON p.id = c.passage_id JOIN interviews i ON i.id = p.interview_id"
)
"""Codings with their interview; a WHERE clause follows. Where they stand, only ``Passages`` knows."""


def coding_row(connection: Connection, coding: CodingId) -> Any:
    """The row of a coding, lost or not.

    Raises:
        AnswerIsNoError: if there is none.
    """
    row = connection.execute(f"{SELECT} WHERE c.id = ?", (coding,)).fetchone()
    if row is None:
        raise AnswerIsNoError(f"There is no coding {coding}.", "List the codings of the case.")
    return row


def seen_coding_row(connection: Connection, coding: CodingId) -> Any:
    """The row of a coding that may be seen, lost or not.

    Raises:
        AnswerIsNoError: if there is none.
        RefusedError: if it is hidden while another coder works on its case.
    """
    row = coding_row(connection, coding)
    refuse_hidden(connection, row)
    return row


def as_coding(row: Any, place: Place) -> Coding:
    """A coding whose passage still has words."""
    return Coding(
        id=CodingId(row["id"]),
        passage=PassageId(row["passage_id"]),
        interview=InterviewId(row["interview_id"]),
        span=Span(place.start, place.start + place.length),
        factor=FactorId(row["factor"]),
        stance=_stance(row["stance"]),
        strength=row["strength"],
        memo=row["memo"],
        coder=CoderLabel(row["coder"]),
        changed=is_changed(row, place),
    )


def is_changed(row: Any, place: Place) -> bool:
    """Whether the words of a coding were edited since it was made or reviewed last."""
    return bool(row["changed"]) or place.touched > row["as_of"]


def as_lost_coding(row: Any, place: Place) -> LostCoding:
    """A coding whose passage has no words left."""
    return LostCoding(
        id=CodingId(row["id"]),
        interview=InterviewId(row["interview_id"]),
        at=place.start,
        factor=FactorId(row["factor"]),
        stance=_stance(row["stance"]),
        strength=row["strength"],
        memo=row["memo"],
        coder=CoderLabel(row["coder"]),
    )


def _stance(value: str | None) -> Stance | None:
    return None if value is None else Stance(value)
