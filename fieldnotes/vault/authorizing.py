"""What no statement may do in a vault, whoever writes it."""

from sqlcipher3 import dbapi2

# Protections are set while opening and asked back; afterwards they may be read, never changed.
_FIXED_PRAGMAS = frozenset(
    (
        *("key", "hexkey", "textkey", "rekey", "hexrekey", "textrekey"),
        *("temp_store", "temp_store_directory", "data_store_directory", "mmap_size", "secure_delete"),
        *("journal_mode", "synchronous", "locking_mode", "foreign_keys", "recursive_triggers"),
        *("writable_schema", "trusted_schema", "cell_size_check"),
    )
)


def authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """SQLite's authorizer (sqlite3_set_authorizer): deny what could put notes or keys somewhere in the clear.

    An attached database has no key of its own and would be written in the clear; an extension is foreign code;
    ``cipher_profile`` and ``cipher_log`` write statements to a file. VACUUM attaches a file too and is denied with it.
    """
    denied = (
        action in {dbapi2.SQLITE_ATTACH, dbapi2.SQLITE_DETACH}
        or (action == dbapi2.SQLITE_FUNCTION and (second or "").lower() == "load_extension")
        or (action == dbapi2.SQLITE_PRAGMA and _changes_protection(first or "", second))
    )
    return int(dbapi2.SQLITE_DENY if denied else dbapi2.SQLITE_OK)


def _changes_protection(pragma: str, argument: str | None) -> bool:
    name = pragma.lower()
    return argument is not None and (name in _FIXED_PRAGMAS or name.startswith("cipher_"))
