"""Schemas by component: each room brings its own numbered migrations."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import RefusedError
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.transactions import Transactions

VERSIONS = (
    "CREATE TABLE IF NOT EXISTS schema_version (component TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT"
)


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of a component's schema.

    Attributes:
        number: 1, 2, 3 … without gaps within its component.
        name: what it does, in a few words.
        sql: any number of statements, each ended by a semicolon.
    """

    number: int
    name: str
    sql: str


def migrate(
    transactions: Transactions,
    component: str,
    migrations: Sequence[Migration],
    unwatch: Callable[[str], None] | None = None,
) -> None:
    """Bring a component's schema to the last of ``migrations``; all missing steps in one transaction.

    Args:
        transactions: of the vault.
        component: which room's schema.
        migrations: all of them, released ones first.
        unwatch: called with the component before a table of an earlier schema changes, in the same transaction.

    Raises:
        ValueError: if the numbers are not 1, 2, 3 …
        RefusedError: if the vault holds a newer schema than the last of ``migrations``.
    """
    if [step.number for step in migrations] != list(range(1, len(migrations) + 1)):
        raise ValueError(f"the migrations of {component} are not numbered 1, 2, 3 …")
    with transactions.run() as connection:
        connection.execute(VERSIONS)
        reached = schema_number(connection, component)
        if reached > len(migrations):
            raise RefusedError(
                f"This vault was used with a newer version of fieldnotes ({component} {reached}).",
                "Open it with that version; nothing was changed.",
            )
        if reached == len(migrations):
            return
        if unwatch is not None:
            unwatch(component)
        for step in migrations[reached:]:
            for statement in statements(step.sql):
                connection.execute(statement)
        connection.execute(
            "INSERT INTO schema_version (component, number) VALUES (?, ?)"
            " ON CONFLICT (component) DO UPDATE SET number = excluded.number WHERE number <> excluded.number",
            (component, len(migrations)),
        )


def schema_number(connection: Connection, component: str) -> int:
    """The schema that a component has reached in this vault; 0 before its first migration."""
    row = connection.execute("SELECT number FROM schema_version WHERE component = ?", (component,)).fetchone()
    return 0 if row is None else int(row[0])


def number_reached(connection: Connection, component: str) -> int:
    """As :func:`schema_number`, also where no component has been migrated yet."""
    known = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").fetchone()
    return 0 if known is None else schema_number(connection, component)


def statements(sql: str) -> Iterator[str]:
    """Split SQL at the semicolons that end a statement, not at those within strings, comments and triggers."""
    statement = ""
    for piece in sql.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \t\r\n;"):
                yield statement.strip()
            statement = ""
    if statement.strip(" \t\r\n;"):
        raise ValueError("the last statement of a migration is not complete")
