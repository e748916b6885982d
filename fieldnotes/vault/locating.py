"""Which table, and which of its rows, a damaged page belongs to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fieldnotes.vault.btrees import Cell, Gap, free_pages, walk
from fieldnotes.vault.cipherpages import Pages
from fieldnotes.vault.records import values


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the schema.

    Attributes:
        type: ``table``, ``index``, ``trigger`` or ``view``.
        name: of it.
        table: that it belongs to; the table itself for a table.
        root: first page of its tree; 0 where it has none.
        sql: as it was made; ``None`` for an index that a constraint made.
    """

    type: str
    name: str
    table: str
    root: int
    sql: str | None


SCHEMA = Entry("table", "sqlite_schema", "sqlite_schema", 1, None)


@dataclass(frozen=True, slots=True)
class Owner:
    """What a page belongs to, and the gap that it leaves there."""

    entry: Entry
    gap: Gap


def entry_of(cell: Cell) -> Entry | None:
    """A row of the schema's table; ``None`` if it is none."""
    try:
        kind, name, table, root, sql = values(cell.record or b"")
    except ValueError:
        return None
    if kind not in {"table", "index", "trigger", "view"} or not isinstance(root, int | None):
        return None
    if not (isinstance(name, str) and isinstance(table, str) and isinstance(sql, str | None)):
        return None
    return Entry(str(kind), name, table, root or 0, sql)


def schema_of(pages: Pages) -> tuple[list[Entry], list[Gap]]:
    """The schema as far as it can be read, and the gaps in it."""
    found: list[Entry | None] = []
    tree = walk(pages, SCHEMA.root, lambda cell: found.append(entry_of(cell)))
    return [entry for entry in found if entry is not None], tree.gaps


def owners(pages: Pages, damaged: Collection[int]) -> Mapping[int, Owner | None]:
    """What each damaged page belongs to.

    ``None`` for a page that holds nothing; a page that no tree leads to, because one above it is damaged too, is left
    out.
    """
    schema, gaps = schema_of(pages)
    found: dict[int, Owner | None] = dict.fromkeys(free_pages(pages) & set(damaged))
    found.update({gap.page: Owner(SCHEMA, gap) for gap in gaps})
    for entry in schema:
        if entry.root:
            tree = walk(pages, entry.root, lambda _: None)
            found.update({gap.page: Owner(entry, gap) for gap in tree.gaps})
    return found
