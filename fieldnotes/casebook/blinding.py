"""Whose codings are seen: while a second coder works on a case, only that coder's.

On one machine this blinds only who plays by the rules: the notes of both coders lie in one vault under one passphrase.
"""

from typing import Any, Final

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.casebook.rows import case_row
from fieldnotes.vault.sqlcipher import Connection

_WORKING: Final = "FROM second_codings WHERE working IS NOT NULL"
SEEN: Final = (
    f"(i.case_id NOT IN (SELECT case_id {_WORKING})"
    f" OR (i.case_id, c.coder) IN (SELECT case_id, working {_WORKING}))"
)
"""In SQL, whether the coding ``c`` of the interview ``i`` may be shown. Every list of codings asks this."""

ACTING: Final = "coalesce(s.working, k.settled_coder)"
"""In SQL, whose checklist of the case ``k``, with a LEFT JOIN of its row ``s`` of second_codings, is shown: the second coder's
while one works, else the coder's that counts."""


def working_coder(connection: Connection, case: CaseId) -> CoderLabel | None:
    """The second coder who works on a case now, to whom all other codings are hidden; ``None`` where nothing is."""
    row = connection.execute("SELECT working FROM second_codings WHERE case_id = ?", (case,)).fetchone()
    return None if row is None or row["working"] is None else CoderLabel(row["working"])


def acting_coder(connection: Connection, case: CaseId) -> CoderLabel:
    """Who codes a case unless another is named: the second coder at work, else the coder whose codings count.

    Raises:
        AnswerIsNoError: if there is no such case.
    """
    settled = CoderLabel(case_row(connection, case)["settled_coder"])
    return working_coder(connection, case) or settled


def refuse_hidden(connection: Connection, row: Any) -> None:
    """Refuse to touch a coding that is hidden.

    Args:
        connection: of the vault.
        row: with ``id``, ``case_id`` and ``coder``.

    Raises:
        RefusedError: if it is hidden.
    """
    working = working_coder(connection, row["case_id"])
    if working not in (None, row["coder"]):
        raise RefusedError(
            f"Coding {row['id']} is hidden while coder {working} codes case {row['case_id']}.",
            f"It shows once {working} has considered every factor.",
        )


def refuse_other_coder(connection: Connection, case: CaseId, coder: CoderLabel) -> None:
    """Refuse a coding by somebody else while a second coder works on a case, or in a copy for one coder.

    Raises:
        RefusedError: naming who works.
    """
    copied = connection.execute("SELECT coder FROM received_copies WHERE case_id = ?", (case,)).fetchone()
    if copied is not None and copied["coder"] != coder:
        raise RefusedError(
            f"Case {case} is a copy for coder {copied['coder']}, who alone codes it.",
            f"Code as {copied['coder']}.",
        )
    working = working_coder(connection, case)
    if working not in (None, coder):
        raise RefusedError(
            f"Coder {working} is coding case {case}, and coder {coder}'s codings are hidden until {working} is complete.",
            f"Code as {working}, or end it unfinished: fieldnotes case recode {case} --stop.",
        )
