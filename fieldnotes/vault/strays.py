"""Whole pages of rows to which no tree leads any more, because a page above them is lost."""

from collections import Counter
from collections.abc import Iterable, Sequence

from fieldnotes.vault.btrees import LEAF_INDEX, LEAF_TABLE, Cell, leaf_cells
from fieldnotes.vault.cipherpages import Pages
from fieldnotes.vault.sqlcipher import Connection
from fieldnotes.vault.tablefilling import Table, quoted


class Strays:
    """Finds the table of each such page, by what fits.

    A table may have had a page if all its rows fit: columns, types, checks, keys. Where several may, the one whose rows
    refer to rows that are there is taken; so pages are looked at again as parents come in. Where that leaves more than one,
    nothing is taken: words of one case must not come to stand in another.

    Args:
        connection: the new database.
        pages: of the old one.
        tables: that may lack pages.

    Attributes:
        taken: rows by table.
        left: pages of tables with row numbers whose table cannot be told.
    """

    def __init__(self, connection: Connection, pages: Pages, tables: Sequence[Table]) -> None:
        self._connection = connection
        self._pages = pages
        self._tables = tables
        self.taken: Counter[str] = Counter()
        self.left: list[int] = []

    def settle(self, numbers: Iterable[int]) -> None:
        """Take in the rows of every page whose table can be told."""
        waiting: dict[int, tuple[int, list[Cell]]] = {}
        for number in numbers:
            for kind in (LEAF_TABLE, LEAF_INDEX):
                cells = leaf_cells(self._pages, number, kind) if self._tables else None
                if cells:
                    waiting[number] = kind, cells
        for lenient in (False, True):
            progress = True
            while progress:
                settled = [
                    number
                    for number, (kind, cells) in waiting.items()
                    if self._take(kind, cells, lenient=lenient)
                ]
                for number in settled:
                    del waiting[number]
                progress = bool(settled)
        self.left = [number for number, (kind, _) in waiting.items() if kind == LEAF_TABLE]

    def _take(self, kind: int, cells: Sequence[Cell], *, lenient: bool) -> bool:
        owners = [table for table in self._tables if all(map(table.fits, cells))]
        # A leaf of an index looks like one of a table without row numbers, and what it indexes may be whole.
        if len(owners) > 1 or kind == LEAF_INDEX:
            tried = {table: self._violations(table, cells) for table in owners}
            owners = [table for table, count in tried.items() if count == 0]
            if lenient and not owners:
                owners = [table for table, count in tried.items() if count is not None]
        if len(owners) != 1 or not self._insert(owners[0], cells):
            return False
        self.taken[owners[0].name] += len(cells)
        return True

    def _insert(self, table: Table, cells: Sequence[Cell]) -> bool:
        """All rows of a page or none."""
        self._connection.execute("SAVEPOINT stray")
        taken = all(table.insert(self._connection, cell) for cell in cells)
        if not taken:
            self._connection.execute("ROLLBACK TO stray")
        self._connection.execute("RELEASE stray")
        return taken

    def _violations(self, table: Table, cells: Sequence[Cell]) -> int | None:
        """How many rows would refer to nothing; ``None`` if the table does not take one of them."""
        before = self._unmet(table)
        self._connection.execute("SAVEPOINT stray")
        taken = all(table.insert(self._connection, cell) for cell in cells)
        count = self._unmet(table) - before
        self._connection.execute("ROLLBACK TO stray")
        self._connection.execute("RELEASE stray")
        return count if taken else None

    def _unmet(self, table: Table) -> int:
        return len(self._connection.execute(f"PRAGMA foreign_key_check({quoted(table.name)})").fetchall())
