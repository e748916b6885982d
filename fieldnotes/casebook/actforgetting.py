"""What undo keeps goes with what is deleted for good; whether there is any of it is told here too."""

from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.casebook.actchanges import What
from fieldnotes.vault.sqlcipher import Connection


def forget_of_interview(connection: Connection, interview: InterviewId) -> None:
    """Nothing done to the codings of an interview so far is to be undone; inside a deletion."""
    for column in ("passage_before", "passage_after"):
        connection.execute(
            f"DELETE FROM act_changes WHERE {column} IN (SELECT id FROM passages WHERE interview_id = ?)",  # noqa: S608 - one of two constants
            (interview,),
        )
    drop_empty(connection)


def forget_of_case(connection: Connection, case: CaseId) -> None:
    """Nothing done to codings and checklist of a case so far is to be undone; inside a deletion. Bands and factors stay."""
    connection.execute("DELETE FROM act_changes WHERE case_id = ? AND what NOT IN ('band', 'local')", (case,))
    drop_empty(connection)


def keeps_of_case(connection: Connection, case: CaseId) -> bool:
    """Whether there is anything that :func:`forget_of_case` would forget."""
    row = connection.execute(
        "SELECT 1 FROM act_changes WHERE case_id = ? AND what NOT IN ('band', 'local') LIMIT 1", (case,)
    ).fetchone()
    return row is not None


def forget_text(connection: Connection, what: What, subject: str) -> None:
    """Nothing is to bring back a memo, an entry of the diary or a factor that is deleted for good; inside a deletion.

    Args:
        connection: the vault's.
        what: one of :data:`~fieldnotes.casebook.actchanges.TEXTS`, or a factor of the team's own.
        subject: the case, the factor or the entry's number.
    """
    connection.execute("DELETE FROM act_changes WHERE what = ? AND subject = ?", (what, subject))
    drop_empty(connection)


def keeps_text(connection: Connection, what: What, subject: str) -> bool:
    """Whether undo or redo could bring back wordings of a memo or an entry; arguments as for :func:`forget_text`."""
    row = connection.execute(
        "SELECT 1 FROM act_changes WHERE what = ? AND subject = ? LIMIT 1", (what, subject)
    ).fetchone()
    return row is not None


def forget_settling(connection: Connection, case: CaseId) -> None:
    """Another coding of a case began, which overtakes what was chosen before."""
    connection.execute("DELETE FROM act_changes WHERE case_id = ? AND what = 'settled'", (case,))
    drop_empty(connection)


def forget_factors(connection: Connection) -> None:
    """Nothing done with a factor so far is to be undone: the codebook became another, and would not have some of them."""
    connection.execute(
        "DELETE FROM acts WHERE number IN"
        " (SELECT act FROM act_changes WHERE what NOT IN ('case-memo', 'diary', 'settled', 'local'))"
    )


_WITH_FACTOR = "what = 'coding' AND ?1 IN (before ->> 0, after ->> 0)"


def acts_with_factor(connection: Connection, factor: str) -> int:
    """How many acts changed codings that had a factor, before or after."""
    row = connection.execute(
        f"SELECT count(DISTINCT act) FROM act_changes WHERE {_WITH_FACTOR}",  # noqa: S608 - a constant
        (factor,),
    ).fetchone()
    return int(row[0])


def forget_of_factor(connection: Connection, factor: str) -> None:
    """Nothing is to bring back a factor that is deleted, its earlier names, or a coding with it; inside a deletion."""
    connection.execute(f"DELETE FROM act_changes WHERE {_WITH_FACTOR}", (factor,))  # noqa: S608 - a constant
    for what in (What.FACTOR_MEMO, What.LOCAL):
        forget_text(connection, what, factor)


def kept_by_acts(connection: Connection, factor: str) -> bool:
    """Whether undo or redo could bring back a factor of the team's own of this id, or a coding with it."""
    row = connection.execute(
        f"SELECT 1 FROM act_changes WHERE (what = 'local' AND subject = ?1) OR ({_WITH_FACTOR}) LIMIT 1",  # noqa: S608 - a constant
        (factor,),
    ).fetchone()
    return row is not None


def drop_empty(connection: Connection) -> None:
    """Acts of which no change is left, because their cases were deleted."""
    connection.execute("DELETE FROM acts WHERE number NOT IN (SELECT act FROM act_changes)")
