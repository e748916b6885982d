"""One table of a new database, filled from the records of an old one."""

from collections.abc import Sequence

from fieldnotes.base.errors import WrongUseError
from fieldnotes.vault.btrees import Cell
from fieldnotes.vault.locating import Entry
from fieldnotes.vault.records import Value, values
from fieldnotes.vault.sqlcipher import Connection

_STORAGE = {"INT": int, "INTEGER": int, "REAL": float, "TEXT": str, "BLOB": bytes}


class Table:
    """One table of the new database, filled from records of the old one."""

    def __init__(self, connection: Connection, entry: Entry) -> None:
        self.name = entry.name
        self.root = entry.root
        listed = connection.execute(f"PRAGMA table_list({quoted(entry.name)})").fetchone()
        self.is_plain = listed["type"] == "table" and not is_sqlites_own(entry.name)
        self.has_row_numbers = not listed["wr"]
        columns = connection.execute(f"PRAGMA table_xinfo({quoted(entry.name)})").fetchall()
        if not self.has_row_numbers:
            keys = sorted((row for row in columns if row["pk"]), key=lambda row: row["pk"])
            columns = [*keys, *(row for row in columns if not row["pk"])]
        self._columns = [str(row["name"]) for row in columns]
        self._types = [_STORAGE.get(str(row["type"]).upper()) for row in columns]
        self._required = [bool(row["notnull"]) for row in columns]
        self._number_column = _number_column(columns) if self.has_row_numbers else None

    def fits(self, cell: Cell) -> bool:
        """Whether a record could be a row of this table: no more columns, and every value of its column's type."""
        try:
            found = values(cell.record or b"")
        except ValueError:
            return False
        if len(found) > len(self._columns) or (cell.rowid is not None) != self.has_row_numbers:
            return False
        return all(self._could_be(place, value) for place, value in enumerate(found))

    def insert(self, connection: Connection, cell: Cell) -> bool:
        """Store one row; whether it could be. Columns that its record is too old to have get their defaults."""
        try:
            found = list(values(cell.record or b""))
        except ValueError:
            return False
        names = [quoted(name) for name in self._columns[: len(found)]]
        if self._number_column is not None and self._number_column < len(found):
            found[self._number_column] = cell.rowid
        elif self.has_row_numbers:
            names, found = ["rowid", *names], [cell.rowid, *found]
        places = ", ".join("?" * len(found))
        try:
            connection.execute(
                f"INSERT INTO {quoted(self.name)} ({', '.join(names)}) VALUES ({places})",  # noqa: S608 - names quoted
                found,
            )
        except WrongUseError:  # it contradicts a row that is there, or a check: it is not as it was written
            return False
        return True

    def _could_be(self, place: int, value: Value) -> bool:
        if value is None:
            return place == self._number_column or not self._required[place]
        kind = self._types[place]
        return kind is None or isinstance(value, kind) or (kind is float and isinstance(value, int))


def _number_column(columns: Sequence[dict[str, object]]) -> int | None:
    keys = [place for place, row in enumerate(columns) if row["pk"]]
    if len(keys) == 1 and str(columns[keys[0]]["type"]).upper() == "INTEGER":
        return keys[0]
    return None


def is_virtual(sql: str) -> bool:
    """Whether a statement makes a virtual table, such as an index of words."""
    return sql.upper().startswith("CREATE VIRTUAL")


def is_sqlites_own(name: str) -> bool:
    """Whether SQLite makes that table by itself."""
    return name.startswith("sqlite_")


def quoted(name: str) -> str:
    """A name as an identifier in a statement."""
    return '"' + name.replace('"', '""') + '"'
