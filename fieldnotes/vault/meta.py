"""What a vault knows about itself, inside the encrypted database."""

from fieldnotes.base.errors import DamagedError
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.watching import Watched

COMPONENT = "vault"

MIGRATIONS = (
    Migration(
        1,
        "what the vault knows about itself",
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
        CREATE TABLE key_slot (place INTEGER PRIMARY KEY CHECK (place BETWEEN 0 AND 7), kind TEXT NOT NULL
            CHECK (kind IN ('passphrase', 'recovery'))) STRICT;
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        """,
    ),
    Migration(
        2,
        "where backups are",
        """
        -- made is a day, never finer. name is that of the key file without its suffix.
        CREATE TABLE backup (
            id INTEGER PRIMARY KEY,
            folder TEXT NOT NULL,
            name TEXT NOT NULL,
            made TEXT NOT NULL CHECK (made GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
            UNIQUE (folder, name)
        ) STRICT;
        """,
    ),
    Migration(
        3,
        "whether rows are as they were last written",
        """
        -- docs/format-vault.md, section Freshness. One row: the sum over all scopes, and the scope changed last.
        CREATE TABLE freshness_root (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            changes INTEGER NOT NULL CHECK (changes >= 0),
            total BLOB NOT NULL CHECK (length(total) = 32),
            doubted INTEGER NOT NULL CHECK (doubted IN (0, 1)),
            scope TEXT,
            sum BLOB NOT NULL CHECK (length(sum) = 32)
        ) STRICT;
        CREATE TABLE freshness_scope (
            scope TEXT PRIMARY KEY,
            sum BLOB NOT NULL CHECK (length(sum) = 32)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE freshness_watch (
            name TEXT PRIMARY KEY,
            component TEXT NOT NULL,
            definition TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
    ),
)
"""``key_slot`` says which slots of the key file are in use, which the key file itself hides."""

WATCHED = (
    Watched("meta", scope="'vault'"),
    Watched("key_slot", scope="'vault'"),
    Watched("backup", scope="'vault'"),
    Watched("schema_version", scope="'vault'"),
    Watched("setting", scope="'settings'"),
)
"""All but the tables of freshness, which watch over each other."""


def put(connection: Connection, name: str, value: bytes) -> None:
    """Store one fact."""
    connection.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def get(connection: Connection, name: str) -> bytes:
    """Read one fact that every vault has.

    Raises:
        DamagedError: if the vault lacks it.
    """
    value = find(connection, name)
    if value is None:
        raise DamagedError(
            "The vault's database lacks a part that every vault has.", "Restore a backup into another folder."
        )
    return value


def find(connection: Connection, name: str) -> bytes | None:
    """Read one fact that a vault may have."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else bytes(row[0])


def drop(connection: Connection, name: str) -> None:
    """Remove one fact, if it is there."""
    connection.execute("DELETE FROM meta WHERE name = ?", (name,))


class Settings:
    """Small settings that live inside the vault, by name, as text."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str | None:
        """The value, or ``None`` if it was never set."""
        row = self._connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        """Store a value, durable on return unless a transaction is open."""
        self._connection.execute(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )
