"""Which interviews have been written in since the vault was opened, so that a session that was cut off is noticed."""

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.base.ids import InterviewId
from fieldnotes.casebook.undoing import trim
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.vault import Vault


def begin_session(vault: Vault) -> None:
    """Find what a session that was cut off has left; from now on closing the vault ends the session properly.

    Does nothing where a session of this opening has begun already.
    """
    if not vault.before_closing("writing", lambda: _end_session(vault)):
        return
    if vault.connection.execute("SELECT 1 FROM writing_sessions WHERE edits_after IS NULL").fetchone():
        with vault.transaction() as connection:
            connection.execute(
                "UPDATE writing_sessions SET edits_after ="
                " (SELECT edits FROM interviews WHERE interviews.id = interview_id) WHERE edits_after IS NULL"
            )


def _end_session(vault: Vault) -> None:
    rows = vault.connection.execute(
        "SELECT interview_id FROM writing_sessions WHERE edits_after IS NULL"
    ).fetchall()
    if not rows:
        return
    try:
        with vault.transaction() as connection:
            for row in rows:
                decide(connection, InterviewId(row["interview_id"]))
    except FieldnotesError:
        # A full or failing disk must not keep the vault from closing. All edits are stored; that the session ended
        # is not, so the next opening asks about them, which loses nothing.
        return


def decide(connection: Connection, interview: InterviewId) -> None:
    """Nothing that was written in an interview so far is to be taken back: keep of it what undo needs."""
    row = connection.execute("SELECT folded FROM snapshots WHERE interview_id = ?", (interview,)).fetchone()
    if row is not None:
        trim(connection, interview, row["folded"])
    forget_writing(connection, interview)


def note_writing(connection: Connection, interview: InterviewId, edits_before: int) -> None:
    """An interview is written in; who goes on writing after a session that was cut off keeps what that has written."""
    known = connection.execute(
        "SELECT edits_after FROM writing_sessions WHERE interview_id = ?", (interview,)
    ).fetchone()
    if known is None:
        connection.execute(
            "INSERT INTO writing_sessions (interview_id, edits_before) VALUES (?, ?)",
            (interview, edits_before),
        )
    elif known["edits_after"] is not None:
        connection.execute(
            "UPDATE writing_sessions SET edits_before = ?, edits_after = NULL WHERE interview_id = ?",
            (edits_before, interview),
        )


def forget_writing(connection: Connection, interview: InterviewId) -> None:
    """Nothing more is to be asked about what was written in an interview so far."""
    connection.execute("DELETE FROM writing_sessions WHERE interview_id = ?", (interview,))


def written_since(connection: Connection, interview: InterviewId, edits: int) -> int:
    """After which edit the running session, or one that was cut off, began to write; ``edits`` if there is neither."""
    row = connection.execute(
        "SELECT edits_before FROM writing_sessions WHERE interview_id = ?", (interview,)
    ).fetchone()
    return edits if row is None else int(row["edits_before"])
