"""Which tables are watched for rows that were put back from an older copy, and the triggers that watch them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from fieldnotes.vault.sqlcipher import Connection

CAME, WENT, MOVED, LEAVING = "fn_row_came", "fn_row_went", "fn_row_moved", "fn_row_leaving"
"""SQL functions that the triggers call."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A table to be watched.

    Attributes:
        table: its name.
        columns: of which columns; all of them where empty.
        scope: an SQL expression that names what a row belongs to, such as ``'case ' || {row}.case_id``; ``{row}`` stands
            for the row. Never ``NULL``, but for a row whose parent is gone.
        parent: where the scope is that of a row of another watched table: that table, and the column here that holds its
            ``id``. A parent never changes its scope.
    """

    table: str
    columns: tuple[str, ...] = ()
    scope: str = ""
    parent: tuple[str, str] | None = None

    def is_met_by(self, known: "Definition | None", tables: Sequence["Watched"]) -> bool:
        """Whether a table that is known is watched in this way; ``tables`` holds the parent, if there is one."""
        return (
            known is not None
            and (known.scope, known.parent) == (_scope(self, tables), self.parent)
            and self.columns in {(), known.columns}
        )


@dataclass(frozen=True, slots=True)
class Definition:
    """A watched table as the vault remembers it: columns spelt out, scope as SQL.

    Attributes:
        table: its name.
        columns: at least one.
        scope: SQL with ``{row}``.
        parent: table and column, as in :class:`Watched`.
    """

    table: str
    columns: tuple[str, ...]
    scope: str
    parent: tuple[str, str] | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what :meth:`as_text` wrote."""
        table, columns, scope, parent = json.loads(text)
        return cls(table, tuple(columns), scope, None if parent is None else (parent[0], parent[1]))

    def as_text(self) -> str:
        """As it is kept in the vault."""
        return json.dumps([self.table, self.columns, self.scope, self.parent], separators=(",", ":"))

    @property
    def select(self) -> str:
        """The statement that gives every row: its scope, its parent's ``id`` or NULL, then its columns."""
        return f"SELECT {self._row(_quoted(self.table))} FROM {_quoted(self.table)} NOT INDEXED"  # noqa: S608 - names from the program's own schema

    def triggers(self, *, is_parent: bool) -> Iterator[tuple[str, str]]:
        """Names and statements of the triggers that tell of every row that comes, goes or changes."""
        table, name = _quoted(self.table), f"'{self.table}'"
        new, old = self._row("NEW"), self._row("OLD")
        calls = (
            ("insert", "AFTER INSERT", f"{CAME}({name}, {new})"),
            ("delete", "AFTER DELETE", f"{WENT}({name}, {old})"),
            ("update", "AFTER UPDATE", f"{MOVED}({name}, {old}, {new})"),
        )
        for event, when, call in calls:
            yield self._trigger(event), f"{when} ON main.{table} BEGIN SELECT {call}; END"
        if is_parent:  # rows that go by ON DELETE CASCADE find their parent gone
            call = f"{LEAVING}({name}, OLD.id, {self.scope.format(row='OLD')})"
            yield self._trigger("leave"), f"BEFORE DELETE ON main.{table} BEGIN SELECT {call}; END"

    def trigger_names(self) -> tuple[str, ...]:
        """Every name that :meth:`triggers` may give."""
        return tuple(self._trigger(event) for event in ("insert", "delete", "update", "leave"))

    def _trigger(self, event: str) -> str:
        return _quoted(f"fresh_{self.table}_{event}")

    def _row(self, row: str) -> str:
        parent = "NULL" if self.parent is None else f"{row}.{_quoted(self.parent[1])}"
        values = (f"{row}.{_quoted(column)}" for column in self.columns)
        return ", ".join((self.scope.format(row=row), parent, *values))


def definitions(
    connection: Connection, wanted: Sequence[Watched], tables: Sequence[Watched]
) -> list[Definition]:
    """What is wanted, with columns read from the schema and scopes of parents, which are among ``tables``, filled in."""
    return [
        Definition(
            watched.table,
            watched.columns or columns_of(connection, watched.table),
            _scope(watched, tables),
            watched.parent,
        )
        for watched in wanted
    ]


def columns_of(connection: Connection, table: str) -> tuple[str, ...]:
    """The columns of a table in the order of its schema."""
    rows = connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))
    return tuple(str(row[0]) for row in rows.fetchall())


def _scope(watched: Watched, tables: Sequence[Watched]) -> str:
    if watched.parent is None:
        return watched.scope
    table, column = watched.parent
    of_parent = next(other.scope for other in tables if other.table == table).format(row=_quoted(table))
    return f"(SELECT {of_parent} FROM {_quoted(table)} WHERE {_quoted(table)}.id = {{row}}.{_quoted(column)})"  # noqa: S608 - names from the program's own schema


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
