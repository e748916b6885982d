"""Putting the rows that can be read from a damaged database into a new one."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from fieldnotes.base.errors import DamagedError
from fieldnotes.vault import meta
from fieldnotes.vault.btrees import LEAF_TABLE, Cell, Gap, free_pages, leaf_cells, walk
from fieldnotes.vault.cipherpages import Pages
from fieldnotes.vault.locating import Entry, entry_of, schema_of
from fieldnotes.vault.migrating import VERSIONS, Migration
from fieldnotes.vault.records import values
from fieldnotes.vault.schemas import Schema, schema_in, schema_made_by
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.strays import Strays
from fieldnotes.vault.tablefilling import Table, is_sqlites_own, is_virtual, quoted


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
        self._take_in(broken)
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
            if there is None and entry.sql and not is_sqlites_own(entry.name):
                self._connection.execute(entry.sql)
        return [
            Table(self._connection, entry)
            for entry in ordered
            if entry.root and not (is_sqlites_own(entry.name) and not self._has(entry.name))
        ]

    def _has(self, name: str) -> bool:
        found = self._connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        return found is not None

    def _expected(self) -> Schema:
        """What the migrations that this vault has had make."""
        self._connection.execute(VERSIONS)
        rows = self._connection.execute("SELECT component, number FROM schema_version").fetchall()
        reached = {str(row[0]): int(row[1]) for row in rows}
        if not reached:
            reached = self._stray_versions()
            self._connection.executemany("INSERT INTO schema_version VALUES (?, ?)", list(reached.items()))
        for component, steps in self._components.items():
            if component not in reached and (number := self._number_reached(component, steps)):
                reached[component] = number
                self._connection.execute("INSERT INTO schema_version VALUES (?, ?)", (component, number))
        return schema_made_by(
            {name: steps[: reached[name]] for name, steps in self._components.items() if name in reached}
        )

    def _stray_versions(self) -> dict[str, int]:
        """The table that says how far each component is, told by its content where no line in the schema names it."""
        for number in range(2, self._pages.count + 1):
            if number in self._used:
                continue
            found: dict[str, int] = {}
            cells = leaf_cells(self._pages, number, LEAF_TABLE) or []
            for cell in cells:
                with suppress(ValueError):
                    name, reached = values(cell.record or b"")
                    if isinstance(name, str) and isinstance(reached, int):
                        found[name] = reached
            if len(found) == len(cells) and meta.COMPONENT in found:
                self._used.add(number)
                return found
        return {}

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
        for name, sql in sorted(tables, key=lambda made: not is_virtual(made[1])):
            if not (is_sqlites_own(name) or self._has(name)):
                for shadow in [
                    other for other, _ in tables if is_virtual(sql) and other.startswith(f"{name}_")
                ]:
                    self._connection.execute(f"DROP TABLE IF EXISTS {quoted(shadow)}")
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
        return table.is_plain and any(not gap.row for gap in tree.gaps)

    def _taker(self, table: Table) -> Callable[[Cell], None]:
        def take(cell: Cell) -> None:
            if table.insert(self._connection, cell):
                self.outcome.saved[table.name] += 1
            else:
                self.outcome.unreadable_rows[table.name] += 1

        return take

    def _take_in(self, broken: Sequence[Table]) -> None:
        strays = Strays(self._connection, self._pages, broken)
        strays.settle(number for number in range(2, self._pages.count + 1) if number not in self._used)
        for table, count in strays.taken.items():
            if table in self._skip:
                self._connection.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608 - quoted
            else:
                self.outcome.saved[table] += count
        self.outcome.lost += [Lost(number, None) for number in strays.left]
