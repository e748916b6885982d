"""What makes the ids in files written out for other programs those of this vault and of no other."""

import secrets
from typing import Final
from uuid import UUID

from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "exchange"

MIGRATIONS: Final = (
    Migration(
        1,
        "the vault's own UUID for files that other programs read",
        """
        CREATE TABLE exchange (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            guid TEXT NOT NULL CHECK (length(guid) = 36)
        ) STRICT;
        """,
    ),
)

WATCHED: Final = (Watched("exchange", scope="'exchange'"),)


def exchange_guid(vault: Vault) -> UUID:
    """The vault's UUID for exchange: drawn at random when first asked for, and the same ever after.

    It is not made from anything else, so that a file does not tell which vault it came from to someone without the vault.

    Raises:
        RefusedError: if the vault was written by a newer version of the program.
    """
    vault.migrate(COMPONENT, MIGRATIONS)
    vault.watch(COMPONENT, WATCHED)
    with vault.transaction() as connection:
        drawn = UUID(bytes=secrets.token_bytes(16), version=4)
        connection.execute("INSERT OR IGNORE INTO exchange (one, guid) VALUES (1, ?)", (str(drawn),))
        return UUID(connection.execute("SELECT guid FROM exchange").fetchone()["guid"])


def known_exchange_guid(vault: Vault) -> UUID | None:
    """The same if it was ever asked for, otherwise ``None``; nothing is written."""
    table = vault.connection.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'exchange'")
    if table.fetchone() is None:
        return None
    row = vault.connection.execute("SELECT guid FROM exchange").fetchone()
    return None if row is None else UUID(row["guid"])
