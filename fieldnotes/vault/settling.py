"""The last step of a passphrase change, by whoever gets to it: the change itself, or the next opening."""

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.vault import meta
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.wrapping import Wrapper

NEXT_WRAP_ROOT = "wrap_root_next"
"""Name of the fact that stands in a vault from the beginning of a passphrase change to its very end."""


def under_way(connection: Connection) -> bool:
    """Whether a passphrase change was begun and not brought to its end."""
    return meta.find(connection, NEXT_WRAP_ROOT) is not None


def took_hold(connection: Connection, key: VaultKey, vault_id: bytes) -> bool:
    """Whether the database is under the new key already, seen from the key that opened it.

    Raises:
        DamagedError: if neither sealed root belongs to the key.
    """
    try:
        Wrapper.open(key, vault_id, meta.get(connection, "wrap_root")).destroy()
    except DamagedError:
        Wrapper.open(key, vault_id, meta.get(connection, NEXT_WRAP_ROOT)).destroy()
        return True
    return False


def empty_log(connection: Connection) -> None:
    """Move the write-ahead log into the database, which comes before the old key is erased.

    Until then the database file itself may still be under the old key, and only the log under the new one. No copy of the
    database may be under way.

    Raises:
        RefusedError: if the database is being read.
        RefusedError, DamagedError: from the disk.
    """
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise RefusedError("The database is being read just now.", "Lock the vault.")


def settle(connection: Connection, key: VaultKey, vault_id: bytes) -> None:
    """Keep the sealed root that belongs to ``key`` and drop the other. The key file must be final by then.

    Raises:
        DamagedError: if neither belongs to it, or the database fails.
    """
    if took_hold(connection, key, vault_id):
        # One statement, so that it is whole or not at all: the new root takes the name and the place of the old one.
        connection.execute("UPDATE OR REPLACE meta SET name = 'wrap_root' WHERE name = ?", (NEXT_WRAP_ROOT,))
    else:
        meta.drop(connection, NEXT_WRAP_ROOT)
