"""The rows that say whose coding of a case counts: read and written in one way, by who chooses and by what undoes it."""

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.actchanges import SettledState
from fieldnotes.casebook.checklist import is_settled
from fieldnotes.casebook.rows import case_row
from fieldnotes.vault.sqlcipher import Connection


def settled_state(connection: Connection, case: CaseId) -> SettledState:
    """Whose coding counts.

    Raises:
        AnswerIsNoError: if there is no such case.
    """
    return SettledState(case_row(connection, case)["settled_coder"], int(is_settled(connection, case)))


def put_settled(connection: Connection, case: CaseId, state: SettledState) -> None:
    """Let it be so."""
    connection.execute("UPDATE cases SET settled_coder = ? WHERE id = ?", (state.coder, case))
    connection.execute("UPDATE second_codings SET settled = ? WHERE case_id = ?", (state.settled, case))
