"""Rows of codings, joined with where they stand, as records."""

from typing import Any

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CoderLabel, CodingId, FactorId, InterviewId, PassageId
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import Coding, LostCoding
from fieldnotes.codebook.models import Stance
from fieldnotes.vault.sqlcipher import Connection

SELECT = (
    "SELECT c.id, c.passage_id, c.factor, c.stance, c.strength, c.memo, c.coder, c.changed,"
    " p.interview_id, p.start, p.length, i.case_id, i.length AS interview_length"
    " FROM codings c JOIN passages p ON p.id = c.passage_id JOIN interviews i ON i.id = p.interview_id"
)
"""Codings with their passage and interview; a WHERE clause follows."""


def coding_row(connection: Connection, coding: CodingId) -> Any:
    """The row of a coding, lost or not.

    Raises:
        AnswerIsNoError: if there is none.
    """
    row = connection.execute(f"{SELECT} WHERE c.id = ?", (coding,)).fetchone()
    if row is None:
        raise AnswerIsNoError(f"There is no coding {coding}.", "List the codings of the case.")
    return row


def as_coding(row: Any) -> Coding:
    """A coding whose passage still has words."""
    return Coding(
        id=CodingId(row["id"]),
        passage=PassageId(row["passage_id"]),
        interview=InterviewId(row["interview_id"]),
        span=Span(row["start"], row["start"] + row["length"]),
        factor=FactorId(row["factor"]),
        stance=_stance(row["stance"]),
        strength=row["strength"],
        memo=row["memo"],
        coder=CoderLabel(row["coder"]),
        changed=bool(row["changed"]),
    )


def as_lost_coding(row: Any) -> LostCoding:
    """A coding whose passage has no words left."""
    return LostCoding(
        id=CodingId(row["id"]),
        interview=InterviewId(row["interview_id"]),
        at=row["start"],
        factor=FactorId(row["factor"]),
        stance=_stance(row["stance"]),
        strength=row["strength"],
        memo=row["memo"],
        coder=CoderLabel(row["coder"]),
    )


def _stance(value: str | None) -> Stance | None:
    return None if value is None else Stance(value)
