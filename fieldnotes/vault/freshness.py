"""Finding rows that were put back from an older copy of the database.

SQLCipher authenticates every page but not when it was written. So the vault keeps, for every scope (an interview, a case,
the settings), the sum of a keyed hash of its rows, and over all scopes one sum and a count of changes (the root). The
anchor in the key file remembers the root outside the database. docs/format-vault.md, section *Freshness*.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fieldnotes.vault.rowhashing import MODULUS, SUM_BYTES, RowHash, Value, scope_hash
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.watching import CAME, LEAVING, MOVED, WENT, Definition, Watched, columns_of, definitions

WHOLE = "vault"
"""The scope that is told where what was put back cannot be told apart further."""


@dataclass(frozen=True, slots=True)
class Root:
    """What stands for all watched rows at one moment.

    Attributes:
        changes: transactions that changed a watched row, since the vault was made.
        total: sum of the hashes of all scopes, 0 … 2^256 - 1.
        doubted: whether the database was once found to be older than the anchor.
        scope: the scope changed last, whose sum is kept here and not in the table of scopes, so that writing in one
            interview writes one page and not two; ``None`` before the first.
        sum: of that scope.
    """

    changes: int = 0
    total: int = 0
    doubted: bool = False
    scope: str | None = None
    sum: int = 0


class Freshness:
    """Keeps the sums of one open vault, and compares them.

    Args:
        connection: the database.
        key: asked for the 32-byte key when it is first needed.
    """

    def __init__(self, connection: Connection, key: Callable[[], bytes]) -> None:
        self._connection = connection
        self._ask_key = key
        self._known_key: bytes | None = None
        self._tables: dict[str, Definition] = {}
        self._ready: set[str] = set()
        self._ready_before: frozenset[str] = frozenset()
        self._held_up: set[str] = set()
        self._hashes: dict[str, RowHash] = {}
        self._root: Root | None = None
        self._next: Root | None = None
        self._inside = self._redefined = False
        self.seen = 0
        self._pending: defaultdict[str, int] = defaultdict(int)
        self._leaving: dict[tuple[str, Value], str] = {}
        for name, function in (
            (CAME, self._came),
            (WENT, self._went),
            (MOVED, self._moved),
            (LEAVING, self._leave),
        ):
            connection.create_listener(name, function)

    # Watching.

    def attach(self) -> None:
        """Watch everything that this vault has been told to watch, whichever room asked for it.

        The triggers of a table are made when a statement first writes to it: it is held up while it is compiled. To make
        all of them would take as long as the rest of unlocking.
        """
        rows = self._connection.execute("SELECT definition FROM freshness_watch").fetchall()
        self._redefined = self._inside
        if rows:
            # Asked for now: a trigger should not have to read the database for it.
            self._known_key = self._key
        self._tables = {known.table: known for known in (Definition.parse(row[0]) for row in rows)}
        self._hashes = {}
        self._connection.expire()

    def holds_up(self, table: str) -> bool:
        """Whether ``table`` is watched and has no triggers yet."""
        if table not in self._tables or table in self._ready:
            return False
        self._held_up.add(table)
        return True

    def prepare(self) -> bool:
        """Make the triggers of the tables that were held up, and say whether there were any."""
        tables, self._held_up = self._held_up, set()
        parents = {known.parent[0] for known in self._tables.values() if known.parent is not None}
        for table in tables:
            for name, body in self._tables[table].triggers(is_parent=table in parents):
                self._connection.execute(f"CREATE TEMP TRIGGER IF NOT EXISTS {name} {body}")
            self._ready.add(table)
        return bool(tables)

    def unmet(self, tables: Sequence[Watched]) -> list[Definition]:
        """Those that are not watched yet in the way asked for; nearly always none.

        Columns are looked up for these only: they change by a migration, before which a table is put down.
        """
        wanted = [table for table in tables if not table.is_met_by(self._tables.get(table.table), tables)]
        return definitions(self._connection, wanted, tables)

    def take_up(self, component: str, tables: Iterable[Definition]) -> None:
        """Watch tables from now on, inside a transaction; their rows count as they are.

        A table that was watched in another way is taken out first. Sums that were wrong stay wrong.
        """
        for table in tables:
            if table.table in self._tables:
                self._take_out(self._tables[table.table])
            self._connection.execute(
                "INSERT INTO freshness_watch (name, component, definition) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET component = excluded.component, definition = excluded.definition",
                (table.table, component, table.as_text()),
            )
            self._hashes.pop(table.table, None)
            for scope, row in self._rows(table):
                self._pending[scope] += row
        self.attach()

    def put_down(self, component: str) -> None:
        """Stop watching the tables of a component, inside a transaction, before its schema is migrated."""
        if not columns_of(self._connection, "freshness_watch"):
            return  # the vault's own first migrations
        rows = self._connection.execute(
            "SELECT definition FROM freshness_watch WHERE component = ?", (component,)
        ).fetchall()
        for row in rows:
            self._take_out(Definition.parse(row[0]))
        if rows:
            self._connection.execute("DELETE FROM freshness_watch WHERE component = ?", (component,))
            self.attach()

    # Transactions.

    def begin(self) -> None:
        """A transaction has begun: rows may change."""
        self._inside = True
        self._ready_before = frozenset(self._ready)

    def write(self) -> None:
        """Write what the transaction changed, as its last statements before it is stored."""
        if not self._pending:
            return
        changed = {scope: delta % MODULUS for scope, delta in self._pending.items() if delta % MODULUS}
        self._pending.clear()
        if changed:
            self._next = self._changed(self._next or self.root(), changed)

    def end(self, *, stored: bool) -> None:
        """The transaction has ended; nothing is remembered of one that was not stored."""
        self._inside = False
        if self._next is not None or not stored:
            self._root, self._next = (self._next if stored else None), None
        self._pending.clear()
        self._leaving.clear()
        if not stored:
            self._ready = set(self._ready_before)  # triggers made in a transaction are taken back with it
        if self._redefined:
            self._redefined = False
            if not stored:
                self.attach()

    # Comparing.

    def root(self) -> Root:
        """The root as last stored."""
        if self._root is None:
            row = self._connection.execute(
                "SELECT changes, total, doubted, scope, sum FROM freshness_root"
            ).fetchone()
            self._root = (
                Root()
                if row is None
                else Root(row[0], _number(row[1]), bool(row[2]), row[3], _number(row[4]))
            )
        return self._root

    def stale(self) -> set[str]:
        """The scopes whose rows are not as they were last written, found by reading every watched row."""
        self.write()
        self._root = None
        root = self._next or self.root()
        kept = self._kept(root)
        found: defaultdict[str, int] = defaultdict(int)
        for table in self._tables.values():
            for scope, row in self._rows(table):
                found[scope] += row
        told = {scope for scope in {*kept, *found} if found.get(scope, 0) % MODULUS != kept.get(scope, 0)}
        total = sum(scope_hash(self._key, scope, kept[scope]) for scope in kept) % MODULUS
        return told | ({WHOLE} if total != root.total or root.doubted else set())

    def doubt(self, beyond: int) -> None:
        """Remember, inside a transaction, that this database was found older than one with ``beyond`` changes."""
        root = self._next or self.root()
        self._next = Root(max(root.changes, beyond) + 1, root.total, True, root.scope, root.sum)
        self._write_root(self._next)

    # What the triggers call.

    def _came(self, table: str, *row: Value) -> None:
        self._count(table, row, 1)

    def _went(self, table: str, *row: Value) -> None:
        self._count(table, row, -1)

    def _moved(self, table: str, *rows: Value) -> None:
        half = len(rows) // 2
        self._count(table, rows[:half], -1)
        self._count(table, rows[half:], 1)

    def _leave(self, table: str, row: Value, scope: str) -> None:
        self._leaving[table, row] = scope

    def _count(self, table: str, row: tuple[Any, ...], sign: int) -> None:
        if not self._inside:
            raise RuntimeError("a watched row changes only within Vault.transaction")
        self.seen += 1
        scope, parent, *values = row
        if scope is None:
            scope = self._orphan(table, parent)
        self._pending[scope] += sign * self._hash(table)(values)

    def _orphan(self, table: str, parent: Value) -> str:
        through = self._tables[table].parent
        return table if through is None else self._leaving.get((through[0], parent), table)

    # Sums.

    @property
    def _key(self) -> bytes:
        if self._known_key is None:
            self._known_key = self._ask_key()
        return self._known_key

    def _hash(self, table: str) -> RowHash:
        known = self._hashes.get(table)
        if known is None:
            known = self._hashes[table] = RowHash(self._key, table, self._tables[table].columns)
        return known

    def _rows(self, table: Definition) -> Iterator[tuple[str, int]]:
        hashed = RowHash(self._key, table.table, table.columns)
        for row in self._connection.execute(table.select):
            yield (table.table if row[0] is None else row[0]), hashed(row[2:])

    def _take_out(self, table: Definition) -> None:
        for scope, row in self._rows(table):
            self._pending[scope] -= row
        for name in table.trigger_names():
            self._connection.execute(f"DROP TRIGGER IF EXISTS temp.{name}")
        self._ready.discard(table.table)

    def _kept(self, root: Root) -> dict[str, int]:
        rows = self._connection.execute("SELECT scope, sum FROM freshness_scope")
        kept = {str(row[0]): _number(row[1]) for row in rows}
        if root.scope is not None:
            kept[root.scope] = root.sum
        return kept

    def _sum(self, root: Root, scope: str) -> int:
        if scope == root.scope:
            return root.sum
        row = self._connection.execute("SELECT sum FROM freshness_scope WHERE scope = ?", (scope,)).fetchone()
        return 0 if row is None else _number(row[0])

    def _changed(self, root: Root, changed: dict[str, int]) -> Root:
        sums = {} if root.scope is None or root.scope in changed else {root.scope: root.sum}
        total = root.total
        for scope, delta in changed.items():
            before = self._sum(root, scope)
            sums[scope] = (before + delta) % MODULUS
            total += scope_hash(self._key, scope, sums[scope]) - scope_hash(self._key, scope, before)
        scope, latest = sums.popitem()
        for other, value in sums.items():
            self._write_scope(other, value)
        if scope != root.scope:
            self._write_scope(scope, 0)
        after = Root(root.changes + 1, total % MODULUS, root.doubted, scope if latest else None, latest)
        self._write_root(after)
        return after

    def _write_scope(self, scope: str, value: int) -> None:
        if value:
            self._connection.execute(
                "INSERT INTO freshness_scope (scope, sum) VALUES (?, ?)"
                " ON CONFLICT (scope) DO UPDATE SET sum = excluded.sum",
                (scope, value.to_bytes(SUM_BYTES, "big")),
            )
        else:  # without rows: its name, which may be that of a deleted case, goes too
            self._connection.execute("DELETE FROM freshness_scope WHERE scope = ?", (scope,))

    def _write_root(self, root: Root) -> None:
        row = (
            root.changes,
            root.total.to_bytes(SUM_BYTES, "big"),
            int(root.doubted),
            root.scope,
            root.sum.to_bytes(SUM_BYTES, "big"),
        )
        written = self._connection.execute(
            "UPDATE freshness_root SET changes = ?, total = ?, doubted = ?, scope = ?, sum = ? WHERE one = 1",
            row,
        )
        if not written.rowcount:
            self._connection.execute(
                "INSERT INTO freshness_root (one, changes, total, doubted, scope, sum) VALUES (1, ?, ?, ?, ?, ?)",
                row,
            )


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "big")
