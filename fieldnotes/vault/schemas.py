"""Whether the tables of a vault are those that its migrations make."""

from collections.abc import Mapping, Sequence

from fieldnotes.vault.migrating import Migration, migrate
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.transactions import Transactions

Schema = Mapping[tuple[str, str], str | None]


def schema_in(connection: Connection) -> Schema:
    """Every object of a database by type and name, with the statement that made it."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
    return {(str(row[0]), str(row[1])): row[2] for row in rows}


def schema_made_by(components: Mapping[str, Sequence[Migration]]) -> Schema:
    """What migrations make of nothing, found by running them in memory; nothing of a vault is in there."""
    connection = Connection.in_memory()
    try:
        for component, migrations in components.items():
            migrate(Transactions(connection), component, migrations)
        return schema_in(connection)
    finally:
        connection.close()


def differences(found: Schema, expected: Schema, *, complete: bool) -> list[tuple[str, str]]:
    """Sentences, each with the name of what it is about.

    Args:
        found: in the vault.
        expected: from the migrations.
        complete: whether ``expected`` covers every part of the vault, so that anything else in it is strange.
    """
    told = [(name, f"The {kind} {name} is missing.") for kind, name in sorted(expected.keys() - found.keys())]
    told += [
        (name, f"The {kind} {name} is not as this program makes it.")
        for kind, name in sorted(expected.keys() & found.keys())
        if found[kind, name] != expected[kind, name]
    ]
    if complete:
        told += [
            (name, f"The {kind} {name} is not one that this program makes.")
            for kind, name in sorted(found.keys() - expected.keys())
        ]
    return told
