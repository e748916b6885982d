"""Small questions that several services ask the tables."""

import time
from typing import Any

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import CaseId, FactorId, InterviewId
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.models import Factor, Taxonomy
from fieldnotes.text.visible import CONTROL
from fieldnotes.vault.sqlcipher import Connection


def today() -> str:
    """The day by this machine's calendar, ``YYYY-MM-DD``: the finest time that is stored."""
    return time.strftime("%Y-%m-%d")


def case_row(connection: Connection, case: CaseId) -> Any:
    """The row of a case.

    Raises:
        AnswerIsNoError: if there is none. The label is repeated; it is never a name.
    """
    row = connection.execute("SELECT * FROM cases WHERE id = ?", (case,)).fetchone()
    if row is None:
        raise AnswerIsNoError(f"There is no case {case!r}.", "List the cases, or add it first.")
    return row


def interview_row(connection: Connection, interview: InterviewId) -> Any:
    """The row of an interview.

    Raises:
        AnswerIsNoError: if there is none.
    """
    row = connection.execute("SELECT * FROM interviews WHERE id = ?", (interview,)).fetchone()
    if row is None:
        raise AnswerIsNoError(f"There is no interview {interview}.", "List the interviews of the case.")
    return row


def active_factor(taxonomy: Taxonomy, factor: FactorId) -> Factor:
    """The factor, if it may be coded or marked.

    Raises:
        UnknownFactorError: if the taxonomy has none of that id.
        WrongUseError: if it was retired, naming what replaces it.
    """
    known = taxonomy.factor(factor)
    if known.retired is not None:
        instead = ", ".join(known.retired.replaced_by)
        raise WrongUseError(
            f"The factor {known.id} was retired in version {known.retired.since} of the taxonomy.",
            f"Use {instead}." if instead else "Nothing replaces it.",
        )
    return known


def consent_of(connection: Connection, case: CaseId) -> frozenset[Purpose]:
    """The purposes a case consented to; empty for an unknown case."""
    rows = connection.execute("SELECT purpose FROM consents WHERE case_id = ?", (case,)).fetchall()
    return frozenset(Purpose(row["purpose"]) for row in rows)


def touch(connection: Connection, case: CaseId) -> None:
    """Note that a case changed today; writes nothing the second time."""
    day = today()
    connection.execute("UPDATE cases SET changed = ? WHERE id = ? AND changed <> ?", (day, case, day))


def refuse_unstorable(words: str, *, one_line: bool = False) -> None:
    """Refuse characters that are never stored; see :func:`fieldnotes.text.visible.visible` for showing them instead.

    Raises:
        WrongUseError: if there is a control character other than tab and LF, or an unpaired surrogate; with
            ``one_line``, LF too.
    """
    if CONTROL.search(words) or (one_line and "\n" in words):
        raise WrongUseError(
            "That holds control characters, which are not stored because they could command a terminal.",
            "Leave them out, or paste it through normalising, which shows them as pictures.",
        )
