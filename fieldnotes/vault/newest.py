"""Refusing a vault of a newer version before anything of it is opened for writing.

Opening a database can move its write-ahead log, and rooms above migrate only after the vault is open. So the numbers are
read from the pages themselves first: a vault that is refused keeps its files byte for byte.
"""

from collections.abc import Mapping
from types import MappingProxyType

from fieldnotes.base.errors import RefusedError
from fieldnotes.vault.btrees import Cell, walk
from fieldnotes.vault.cipherpages import PageKeys, Pages
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.locating import schema_of
from fieldnotes.vault.records import values

NEWEST: Mapping[str, int] = MappingProxyType(
    {
        "vault": 3,
        "documents": 1,
        "casebook": 4,
        "restored": 1,
        "consenting": 1,
        "retention": 1,
        "guides": 1,
        "abbreviations": 1,
        "local": 1,
        "exchange": 1,
        "secondcoding": 1,
        "copies": 1,
        "findings": 1,
        "memos": 1,
        "diary": 1,
        "acts": 3,
        "dismissing": 1,
        "succession": 1,
        "release": 3,
        "remotes": 1,
        "coordination": 2,
        "identity": 1,
    }
)
"""The last migration of every room in this version. Written down here, since the vault knows none of the rooms above it; a
test compares."""


def refuse_newer(files: VaultFiles, key: VaultKey, vault_id: bytes) -> None:
    """Make sure that no room of this vault has been migrated further than this version knows. Writes nothing.

    What cannot be read is left for the opening to say.

    Raises:
        RefusedError: if one has.
    """
    for component, number in _numbers(files, key, vault_id).items():
        if number > NEWEST.get(component, number):
            raise RefusedError(
                f"This vault was used with a newer version of fieldnotes ({component} {number}).",
                "Open it with that version; nothing was changed.",
            )


def _numbers(files: VaultFiles, key: VaultKey, vault_id: bytes) -> dict[str, int]:
    found: dict[str, int] = {}
    if files.database.is_symlink() or not files.database.is_file():  # a pipe would be waited for
        return found

    def take(cell: Cell) -> None:
        try:
            component, number = values(cell.record or b"")
        except ValueError:
            return
        if isinstance(component, str) and isinstance(number, int):
            found[component] = number

    try:
        with Pages.of_files(PageKeys(key, vault_id), files.database) as pages:
            for entry in schema_of(pages)[0]:
                if (entry.type, entry.name) == ("table", "schema_version"):
                    walk(pages, entry.root, take)
    except OSError:
        return {}
    return found
