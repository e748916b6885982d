"""Opening SQLCipher with its traps closed; the list is `Opening` in the design of the vault."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError
from fieldnotes.vault.authorizing import authorize
from fieldnotes.vault.disk import PRIVATE_FILE, create_private_file, failure, make_private
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keys import VaultKey, database_key, database_salt
from fieldnotes.vault.sqlcipher import Connection

PAGE_BYTES = 4096
PLAINTEXT_HEADER = b"SQLite format 3\0"

REQUIRED: Mapping[str, str] = MappingProxyType(
    {
        "cipher_status": "1",  # the pages are encrypted
        "cipher_page_size": str(PAGE_BYTES),
        "cipher_hmac_algorithm": "HMAC_SHA512",
        "cipher_kdf_algorithm": "PBKDF2_HMAC_SHA512",
        "cipher_use_hmac": "1",  # each page is authenticated
        "cipher_memory_security": "1",  # freed memory is overwritten
        "cipher_log_level": "NONE",  # its log would be printed over the screen
        "temp_store": "2",  # memory: nothing of a note in a temporary file
        "secure_delete": "1",  # deleted content is overwritten
        "journal_mode": "wal",
        "synchronous": "2",  # FULL: a commit that was acknowledged survives a power cut
        "foreign_keys": "1",
        "recursive_triggers": "1",  # a row that REPLACE takes away is seen to go
        "trusted_schema": "0",  # a schema that was tampered with calls no functions
        "cell_size_check": "1",
        "mmap_size": "0",  # pages reach memory only through the cipher
    }
)
"""What must be so on a live connection, asked back from SQLCipher itself after every opening."""

_BEFORE_KEY = ("cipher_log_level = NONE", "cipher_memory_security = ON")
_AFTER_KEY = (
    "cipher_compatibility = 4",
    "temp_store = MEMORY",
    "secure_delete = ON",
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
)
_AFTER_FIRST_READ = ("journal_mode = WAL", "synchronous = FULL")


def connect(files: VaultFiles, key: VaultKey, vault_id: bytes) -> Connection:
    """Open the database of a vault that exists, checked and set up.

    Args:
        files: where it lies; the file must exist and is never created here.
        key: the vault key.
        vault_id: 16 bytes from the key file.

    Raises:
        DamagedError: if the database is missing, unreadable, not encrypted, or belongs to another vault.
        RefusedError: if this build of SQLCipher lacks a protection, or the files may not be written.
    """
    head = _head(files.database)
    for path in (files.database, *files.journals):
        if path.exists():
            make_private(path, PRIVATE_FILE)
    connection = Connection.open(files.database)
    try:
        _prepare(connection, key, vault_id)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except DamagedError:
            raise _unreadable(belongs=head[:16] == database_salt(key, vault_id)) from None
        for setting in _AFTER_FIRST_READ:
            connection.execute(f"PRAGMA {setting}").fetchall()
        _require_protections(connection)
        connection.set_authorizer(authorize)
    except BaseException:
        connection.close()
        raise
    return connection


def opens(files: VaultFiles, key: VaultKey, vault_id: bytes) -> bool:
    """Whether ``key`` opens the database as it stands, its write-ahead log included; beside a connection that is open.

    The file is opened by SQLite alone: closing a descriptor of our own would drop the locks of the other connection.

    Raises:
        RefusedError: if the database is busy or may not be read.
    """
    connection = Connection.open(files.database)
    try:
        _prepare(connection, key, vault_id)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except DamagedError:
        return False
    finally:
        connection.close()
    return True


@contextmanager
def connect_beside(files: VaultFiles, key: VaultKey, vault_id: bytes) -> Iterator[Connection]:
    """Another connection to a database that is open in this process, to read with.

    As in :func:`opens`, SQLite alone opens the file.

    Raises:
        DamagedError: if its first page cannot be read.
    """
    connection = Connection.open(files.database)
    try:
        _prepare(connection, key, vault_id)
        connection.execute("PRAGMA query_only = ON").fetchall()
        connection.set_authorizer(authorize)
        yield connection
    finally:
        connection.close()


@contextmanager
def connect_read_only(files: VaultFiles, key: VaultKey, vault_id: bytes) -> Iterator[Connection]:
    """Open a database that nobody writes, such as a backup's. Nothing is written beside it, and no log is read.

    Raises:
        DamagedError: as for :func:`connect`.
        RefusedError: as for :func:`connect`.
    """
    head = _head(files.database)
    connection = Connection.open(files.database, read_only=True)
    try:
        _prepare(connection, key, vault_id)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except DamagedError:
            raise _unreadable(belongs=head[:16] == database_salt(key, vault_id)) from None
        connection.set_authorizer(authorize)
        yield connection
    finally:
        connection.close()


def lay_down(
    files: VaultFiles,
    key: VaultKey,
    vault_id: bytes,
    fill: Callable[[Connection], None] | None = None,
) -> None:
    """Make the database of a new vault, encrypted from its first byte on.

    Args:
        files: where it is to lie; nothing may be there.
        key: the vault key.
        vault_id: 16 bytes.
        fill: puts something in, before anybody else can open it; without one it is empty.

    Raises:
        RefusedError: if the file exists already, or the disk is full.
        DamagedError: if the disk fails.
    """
    os.close(create_private_file(files.database))
    connection = Connection.open(files.database)
    try:
        _prepare(connection, key, vault_id)
        connection.execute(f"PRAGMA {_AFTER_FIRST_READ[0]}").fetchall()
        connection.execute("PRAGMA user_version = 1").fetchall()
        if fill is not None:
            fill(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def settings_of(connection: Connection) -> Mapping[str, str]:
    """The live settings of a connection by PRAGMA name, with ``cipher_version``; read from SQLCipher, not remembered."""
    asked = ("cipher_version", *REQUIRED)
    return MappingProxyType({name: _ask(connection, name) for name in asked})


def _ask(connection: Connection, pragma: str) -> str:
    row = connection.execute(f"PRAGMA {pragma}").fetchone()
    return "" if row is None else str(row[0])


def _head(database: Path) -> bytes:
    if database.is_symlink() or not database.is_file():  # a wipe would leave what a link points to
        raise DamagedError(
            f"The vault's database {database.name} is missing or not a plain file.",
            "Put the database back, or restore a backup into another folder.",
        )
    try:
        with database.open("rb") as file:
            head = file.read(PAGE_BYTES)
    except OSError as error:
        raise failure(error, f"The vault's database {database.name} cannot be read") from None
    if head.startswith(PLAINTEXT_HEADER):
        raise DamagedError(
            f"The file {database.name} is not encrypted, so it is not this vault's database.",
            "Find out who put it there; restore a backup into another folder.",
        )
    if len(head) < PAGE_BYTES:
        raise DamagedError(
            f"The vault's database {database.name} is cut off before its first page ends.",
            "Leave it as it is and restore a backup into another folder.",
        )
    return head


def _prepare(connection: Connection, key: VaultKey, vault_id: bytes) -> None:
    for setting in _BEFORE_KEY:
        connection.execute(f"PRAGMA {setting}").fetchall()
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        raise RefusedError("This installation has SQLite instead of SQLCipher.", "Install fieldnotes again.")
    connection.set_key(database_key(key, vault_id))
    for setting in _AFTER_KEY:
        connection.execute(f"PRAGMA {setting}").fetchall()


def _unreadable(*, belongs: bool) -> FieldnotesError:
    if belongs:
        return DamagedError(
            "The key opens, but the vault's database is damaged at its beginning.",
            "Leave the folder as it is and restore a backup into another folder.",
        )
    return DamagedError(
        "The database in this folder belongs to another vault, or its beginning has been overwritten.",
        "Put the database that goes with this key file back, or restore a backup into another folder.",
    )


def _require_protections(connection: Connection) -> None:
    live = settings_of(connection)
    lacking = sorted(name for name, value in REQUIRED.items() if live[name] != value)
    if lacking:
        raise RefusedError(
            f"This build of SQLCipher does not give the protection that a vault needs ({', '.join(lacking)}).",
            "Install fieldnotes again; nothing was changed.",
        )
