"""The rows of the team's own factors: read and written in one way, by who changes them and by what undoes it."""

from typing import Any

from fieldnotes.casebook.actchanges import LocalState
from fieldnotes.vault.sqlcipher import Connection


def local_state(connection: Connection, factor: str) -> LocalState | None:
    """The factor of this id as it is stored; ``None`` where there is none."""
    row: Any = connection.execute(
        "SELECT number, label, description, guid FROM local_factors WHERE id = ?", (factor,)
    ).fetchone()
    return None if row is None else LocalState(*row)


def put_local(connection: Connection, factor: str, state: LocalState | None) -> None:
    """Store a factor, or take it away."""
    if state is None:
        connection.execute("DELETE FROM local_factors WHERE id = ?", (factor,))
        return
    connection.execute(
        "INSERT INTO local_factors (id, number, label, description, guid) VALUES (?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT (id) DO UPDATE SET label = ?3, description = ?4, guid = ?5",
        (factor, *state),
    )


def is_taken(connection: Connection, factor: str, state: LocalState) -> bool:
    """Whether another factor has the name, or what else only one can have."""
    row = connection.execute(
        "SELECT 1 FROM local_factors WHERE id <> ? AND (label = ? OR number = ? OR guid = ?)",
        (factor, state.label, state.number, state.guid),
    ).fetchone()
    return row is not None


def is_used(connection: Connection, factor: str) -> bool:
    """Whether a coding has the factor, lost ones too, or there is a memo on it."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM codings WHERE factor = ?1) OR EXISTS (SELECT 1 FROM factor_memos WHERE factor = ?1)",
        (factor,),
    ).fetchone()
    return bool(row[0])
