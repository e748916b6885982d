"""Deleting for good.

A DELETE alone leaves words in the write-ahead log, and their trigrams in the index even after a checkpoint. So a deletion
notes that it is unfinished in the same transaction, merges the index, empties the log, and is finished only then; one
that was cut off is finished when the casebook is next opened.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId, InterviewId
from fieldnotes.casebook.actforgetting import drop_empty, forget_of_case
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault


@contextmanager
def deletion(vault: Vault) -> Iterator[Connection]:
    """A transaction whose deletions are for good once the block has ended.

    Raises:
        RuntimeError: inside another transaction, which would keep the log from being emptied.
        RefusedError: if the log cannot be emptied now; the rest is done at the next opening.
    """
    if vault.connection.in_transaction:
        raise RuntimeError("deleting for good cannot be part of a larger transaction")
    with vault.transaction() as connection:
        connection.execute("INSERT OR IGNORE INTO unfinished (task) VALUES ('scrub')")
        yield connection
    finish_deletions(vault)


def finish_deletions(vault: Vault) -> None:
    """Do what a deletion still has to do; nothing if there is no unfinished one.

    Raises:
        RefusedError: if the log cannot be emptied now.
    """
    if vault.connection.execute("SELECT task FROM unfinished").fetchone() is None:
        return
    with vault.transaction() as connection:
        connection.execute("INSERT INTO interview_index (interview_index) VALUES ('optimize')")
    if not vault.checkpoints.truncate():
        raise RefusedError(
            "It is deleted, but traces may remain in the vault's log, which is in use.",
            "Lock and unlock the vault; the deletion is finished then.",
        )
    with vault.transaction() as connection:
        connection.execute("DELETE FROM unfinished WHERE task = 'scrub'")


def delete_interviews(connection: Connection, interviews: Iterable[InterviewId]) -> None:
    """Delete interviews with all that hangs on them; inside :func:`deletion`."""
    for interview in interviews:
        connection.execute("DELETE FROM interview_index WHERE rowid = ?", (interview,))
        connection.execute("DELETE FROM interviews WHERE id = ?", (interview,))


def delete_case(connection: Connection, case: CaseId) -> None:
    """Delete a case with all its interviews, codings, marks, attributes and consent; inside :func:`deletion`."""
    rows = connection.execute("SELECT id FROM interviews WHERE case_id = ?", (case,)).fetchall()
    delete_interviews(connection, [InterviewId(row["id"]) for row in rows])
    connection.execute("DELETE FROM cases WHERE id = ?", (case,))
    drop_empty(connection)


def has_coding_work(connection: Connection, case: CaseId) -> bool:
    """Whether a case has codings, lost ones included, checklist marks, or a memo of its own."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM checklist_marks WHERE case_id = ?1)"
        " OR EXISTS (SELECT 1 FROM second_marks WHERE case_id = ?1)"
        " OR EXISTS (SELECT 1 FROM case_memos WHERE case_id = ?1)",
        (case,),
    ).fetchone()
    return bool(row[0]) or _coding_count(connection, case) > 0


def delete_coding_work(connection: Connection, case: CaseId) -> int:
    """Delete a case's codings, passages, memos, dismissed candidates and checklist marks, and count the codings.

    Inside :func:`deletion`.
    """
    codings = _coding_count(connection, case)
    connection.execute(  # their codings go with them
        "DELETE FROM passages WHERE interview_id IN (SELECT id FROM interviews WHERE case_id = ?)", (case,)
    )
    connection.execute(
        "UPDATE interviews SET passage_changes = passage_changes + 1 WHERE case_id = ?", (case,)
    )
    forget_of_case(connection, case)
    delete_dismissals(connection, case)
    for table in ("checklist_marks", "second_marks", "second_codings", "case_memos", "moved_marks"):
        connection.execute(f"DELETE FROM {table} WHERE case_id = ?", (case,))  # noqa: S608 - one of five constants
    return codings


def delete_dismissals(connection: Connection, case: CaseId) -> None:
    """Forget which candidate passages of a case were dismissed."""
    connection.execute(
        "DELETE FROM dismissed_candidates WHERE interview_id IN (SELECT id FROM interviews WHERE case_id = ?)",
        (case,),
    )


def _coding_count(connection: Connection, case: CaseId) -> int:
    row = connection.execute(
        "SELECT count(*) FROM codings c JOIN passages p ON p.id = c.passage_id"
        " JOIN interviews i ON i.id = p.interview_id WHERE i.case_id = ?",
        (case,),
    ).fetchone()
    return int(row[0])
