"""Putting the rows that can be read from a damaged database into a new one."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.vault.btrees import LEAF_INDEX, LEAF_TABLE, Cell, Gap, free_pages, leaf_cells, walk
from fieldnotes.vault.cipherpages import Pages
from fieldnotes.vault.locating import Entry, entry_of, schema_of
from fieldnotes.vault.migrating import VERSIONS, Migration
from fieldnotes.vault.records import Value, values
from fieldnotes.vault.schemas import Schema, schema_in, schema_made_by
from fieldnotes.vault.sqlcipher import Connection

_STORAGE = {"INT": int, "INTEGER": int, "REAL": float, "TEXT": str, "BLOB": bytes}


class NoTablesError(DamagedError):
    """Not one table of the damaged database can be found."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that could not be read.

    Attributes:
        page: its number, from 1; 0 where it is no page.
        table: it belonged to; ``None`` if that cannot be told.
        gap: what stood there, if it is known to be a place in a table.
    """

    page: int
    table: str | None
    gap: Gap | None = field(default=None, repr=False)


@dataclass
class Outcome:
    """What became of every row and page."""

    saved: Counter[str] = field(default_factory=Counter)
    lost: list[Lost] = field(default_factory=list)
    unreadable_rows: Counter[str] = field(default_factory=Counter)


class Table:
    """One table of the new database, filled from records of the old one."""

    def __init__(self, connection: Connection, entry: Entry) -> None:
        self.name = entry.name
        self.root = entry.root
        listed = connection.execute(f"PRAGMA table_list({_quoted(entry.name)})").fetchone()
        self.is_plain = listed["type"] == "table" and not _is_sqlites_own(entry.name)
        self.has_row_numbers = not listed["wr"]
        columns = connection.execute(f"PRAGMA table_xinfo({_quoted(entry.name)})").fetchall()
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
        names = [_quoted(name) for name in self._columns[: len(found)]]
        if self._number_column is not None and self._number_column < len(found):
            found[self._number_column] = cell.rowid
        elif self.has_row_numbers:
            names, found = ["rowid", *names], [cell.rowid, *found]
        places = ", ".join("?" * len(found))
        try:
            connection.execute(
                f"INSERT INTO {_quoted(self.name)} ({', '.join(names)}) VALUES ({places})",  # noqa: S608 - names quoted
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


class Rebuilder:
    """Makes a new database out of what can be read of an old one.

    Args:
        pages: of the old database.
        connection: the new, empty one, without references enforced.
        skip: tables whose rows are not taken over.
        components: migrations by component, for tables whose line in the schema was lost.
    """

    def __init__(
        self,
        pages: Pages,
        connection: Connection,
        skip: Sequence[str],
        components: Mapping[str, Sequence[Migration]],
    ) -> None:
        self._pages = pages
        self._connection = connection
        self._skip = frozenset(skip)
        self._components = components
        self._used: set[int] = set(free_pages(pages))
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Do it, in one transaction.

        Raises:
            WrongUseError: if no table at all can be found.
            RefusedError, DamagedError: from the new database.
        """
        schema = self._schema()
        self._connection.execute("BEGIN IMMEDIATE")
        tables = self._make_tables(schema)
        broken = [table for table in tables if self._fill(table)]
        for entry in schema:
            if entry.type == "index" and entry.root:
                self._used |= walk(self._pages, entry.root, lambda _: None).pages
        expected = self._expected()
        if self.outcome.lost and expected:
            broken += [table for table in self._make_missing(expected) if table.is_plain]
        self._take_in_strays(broken)
        self._make_others(schema, expected)
        self._connection.execute("COMMIT")
        return self.outcome

    def _schema(self) -> list[Entry]:
        schema, gaps = schema_of(self._pages)
        self._used.add(1)
        if gaps:
            self.outcome.lost += [Lost(gap.page, "sqlite_schema", gap) for gap in gaps]
            schema += list(self._stray_schema())
        found = {(entry.type, entry.name): entry for entry in schema}
        if not any(entry.type == "table" and entry.root for entry in found.values()):
            raise NoTablesError(
                "The list of the vault's tables cannot be read, so nothing can be saved from it.",
                "Restore a backup into another folder.",
            )
        return list(found.values())

    def _stray_schema(self) -> Iterator[Entry]:
        for number in range(2, self._pages.count + 1):
            cells = leaf_cells(self._pages, number, LEAF_TABLE)
            entries = [entry_of(cell) for cell in cells or ()]
            if entries and None not in entries:
                self._used.add(number)
                yield from (entry for entry in entries if entry is not None)

    def _make_tables(self, schema: Sequence[Entry]) -> list[Table]:
        entries = {entry.name: entry for entry in schema if entry.type == "table"}
        # A virtual table makes its own shadow tables, so it comes first and they are not made a second time.
        ordered = sorted(entries.values(), key=lambda entry: entry.root != 0)
        for entry in ordered:
            there = self._connection.execute(
                "SELECT 1 FROM sqlite_schema WHERE name = ?", (entry.name,)
            ).fetchone()
            if there is None and entry.sql and not _is_sqlites_own(entry.name):
                self._connection.execute(entry.sql)
        return [
            Table(self._connection, entry)
            for entry in ordered
            if entry.root and not (_is_sqlites_own(entry.name) and not self._has(entry.name))
        ]

    def _has(self, name: str) -> bool:
        found = self._connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        return found is not None

    def _expected(self) -> Schema:
        """What the migrations that this vault has had make."""
        self._connection.execute(VERSIONS)
        rows = self._connection.execute("SELECT component, number FROM schema_version").fetchall()
        reached = {str(row[0]): int(row[1]) for row in rows}
        for component, steps in self._components.items():
            if component not in reached and (number := self._number_reached(component, steps)):
                reached[component] = number
                self._connection.execute("INSERT INTO schema_version VALUES (?, ?)", (component, number))
        return schema_made_by(
            {name: steps[: reached[name]] for name, steps in self._components.items() if name in reached}
        )

    def _number_reached(self, component: str, steps: Sequence[Migration]) -> int:
        """The last migration whose tables are those found; 0 if none is. For a vault that no longer says it."""
        found = schema_in(self._connection)
        for number in range(len(steps), 0, -1):
            made = schema_made_by({component: steps[:number]})
            tables = [one for one in made if one[0] == "table" and one[1] != "schema_version"]
            there = [one for one in tables if one in found]
            if there and all(found[one] == made[one] for one in there):
                return number
        return 0

    def _make_missing(self, expected: Schema) -> Iterator[Table]:
        tables = [(name, sql) for (kind, name), sql in expected.items() if kind == "table" and sql]
        for name, sql in sorted(tables, key=lambda made: not _is_virtual(made[1])):
            if not (_is_sqlites_own(name) or self._has(name)):
                for shadow in [
                    other for other, _ in tables if _is_virtual(sql) and other.startswith(f"{name}_")
                ]:
                    self._connection.execute(f"DROP TABLE IF EXISTS {_quoted(shadow)}")
                self._connection.execute(sql)
                yield Table(self._connection, Entry("table", name, name, 0, sql))

    def _make_others(self, schema: Sequence[Entry], expected: Schema) -> None:
        """Indexes and triggers, once the rows are there."""
        made = {(entry.type, entry.name): entry.sql for entry in schema if self._has(entry.table)}
        for (kind, name), sql in (dict(expected) | made).items():
            if kind != "table" and sql and not self._has(name):
                self._connection.execute(sql)

    def _fill(self, table: Table) -> bool:
        """Copy the rows of a table; whether something below a damaged page may be missing."""
        wanted = table.is_plain and table.name not in self._skip
        if table.name == "sqlite_sequence":  # numbers already given out, which must not be given out again
            self._connection.execute("DELETE FROM sqlite_sequence")
            wanted = True
        tree = walk(self._pages, table.root, self._taker(table) if wanted else lambda _: None)
        self._used |= tree.pages
        if wanted:
            self.outcome.lost += [Lost(gap.page, table.name, gap) for gap in tree.gaps]
        return wanted and any(not gap.row for gap in tree.gaps)

    def _taker(self, table: Table) -> Callable[[Cell], None]:
        def take(cell: Cell) -> None:
            if table.insert(self._connection, cell):
                self.outcome.saved[table.name] += 1
            else:
                self.outcome.unreadable_rows[table.name] += 1

        return take

    def _take_in_strays(self, broken: Sequence[Table]) -> None:
        """Rows on whole pages to which no tree leads any more, where only one table can have had them."""
        for number in range(2, self._pages.count + 1):
            if number in self._used or not broken:
                continue
            for kind in (LEAF_TABLE, LEAF_INDEX):
                cells = leaf_cells(self._pages, number, kind)
                owners = [table for table in broken if cells and all(map(table.fits, cells))]
                taken = cells and len(owners) == 1 and self._take_page(owners[0], cells)
                if cells and not taken and kind == LEAF_TABLE:
                    self.outcome.lost.append(Lost(number, None))

    def _take_page(self, table: Table, cells: Sequence[Cell]) -> bool:
        """All rows of a page or none: one that the table does not take shows that the page is another's."""
        self._connection.execute("SAVEPOINT stray")
        taken = all(table.insert(self._connection, cell) for cell in cells)
        if taken:
            self.outcome.saved[table.name] += len(cells)
        else:
            self._connection.execute("ROLLBACK TO stray")
        self._connection.execute("RELEASE stray")
        return taken


def _number_column(columns: Sequence[dict[str, object]]) -> int | None:
    keys = [place for place, row in enumerate(columns) if row["pk"]]
    if len(keys) == 1 and str(columns[keys[0]]["type"]).upper() == "INTEGER":
        return keys[0]
    return None


def _is_virtual(sql: str) -> bool:
    return sql.upper().startswith("CREATE VIRTUAL")


def _is_sqlites_own(name: str) -> bool:
    return name.startswith("sqlite_")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
