"""SQLite's b-trees, walked page by page around damaged ones (sqlite.org/fileformat2, section 1.6)."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from fieldnotes.vault.cipherpages import USABLE_BYTES, Pages
from fieldnotes.vault.records import Value, signed, values, varint

INNER_INDEX, INNER_TABLE, LEAF_INDEX, LEAF_TABLE = 2, 5, 10, 13
_INNER = frozenset((INNER_INDEX, INNER_TABLE))
_FILE_HEAD_BYTES = 100
_FREE_LIST_AT = 32
_SMALLEST = (USABLE_BYTES - 12) * 32 // 255 - 23
_LARGEST = {
    LEAF_TABLE: USABLE_BYTES - 35,
    LEAF_INDEX: (USABLE_BYTES - 12) * 64 // 255 - 23,
    INNER_INDEX: (USABLE_BYTES - 12) * 64 // 255 - 23,
}

Key = tuple[Value, ...]
"""Where a row stands in its tree: its row number, or the record of a table without row numbers."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a page: the page it points to (0 in a leaf), its row number, its record.

    ``record`` is ``None`` where a page that it continues on cannot be read; ``broken`` is the number of that page then.
    """

    child: int
    rowid: int | None
    record: bytes | None
    broken: int = 0
    overflow: tuple[int, ...] = ()

    @property
    def key(self) -> Key | None:
        """Where the row stands; ``None`` if that cannot be read."""
        if self.rowid is not None:
            return (self.rowid,)
        if self.record is None:
            return None
        try:
            return values(self.record)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Gap:
    """A page of a tree that cannot be read, and what stood on it.

    Attributes:
        page: its number.
        after: the last key before it, ``None`` at the beginning of the tree.
        upto: the last key it could hold, ``None`` at the end of the tree.
        row: whether it is one row of which a part is missing; ``upto`` is its key then.
    """

    page: int
    after: Key | None
    upto: Key | None
    row: bool = False


@dataclass
class Tree:
    """One b-tree as far as it can be walked.

    Attributes:
        gaps: pages that could not be read; what hung below one of them is not among ``pages``.
        pages: every page that belongs to it, gaps included.
    """

    gaps: list[Gap] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)


def walk(pages: Pages, root: int, take: Callable[[Cell], None]) -> Tree:
    """Go through one tree around what cannot be read; ``take`` is given every row, in no particular order."""
    tree = Tree()
    waiting: list[tuple[int, Key | None, Key | None]] = [(root, None, None)]
    while waiting:
        number, after, upto = waiting.pop()
        if number in tree.pages:  # a circle, in a database that was tampered with
            continue
        tree.pages.add(number)
        read = _cells(pages, number)
        if read is None:
            tree.gaps.append(Gap(number, after, upto))
            continue
        found, last_child = read
        below = []
        for cell in found:
            tree.pages.update(cell.overflow)
            key = cell.key
            if cell.record is None and cell.broken:
                tree.gaps.append(
                    Gap(cell.broken, after, (cell.rowid,) if cell.rowid is not None else upto, row=True)
                )
            elif cell.record is not None:
                take(cell)
            if cell.child:
                below.append((cell.child, after, key))
            after = key if key is not None else after
        if last_child:
            below.append((last_child, after, upto))
        waiting.extend(reversed(below))
    return tree


def leaf_cells(pages: Pages, number: int, kind: int) -> list[Cell] | None:
    """The cells of a page if it is a leaf of that kind; for pages that no tree leads to."""
    page = pages.read(number)
    if page is None or page[_FILE_HEAD_BYTES if number == 1 else 0] != kind:
        return None
    read = _cells(pages, number)
    return None if read is None else read[0]


def free_pages(pages: Pages) -> set[int]:
    """The pages that hold nothing, as far as the list of them can be read."""
    first = pages.read(1)
    free: set[int] = set()
    trunk = 0 if first is None else struct.unpack_from(">I", first, _FREE_LIST_AT)[0]
    while trunk and trunk not in free:
        free.add(trunk)
        page = pages.read(trunk)
        if page is None:
            break
        trunk, count = struct.unpack_from(">II", page)
        room = (USABLE_BYTES - 8) // 4
        free.update(struct.unpack_from(f">{min(count, room)}I", page, 8))
    return free


def _cells(pages: Pages, number: int) -> tuple[list[Cell], int] | None:
    page = pages.read(number)
    if page is None:
        return None
    try:
        return _parsed(pages, page, _FILE_HEAD_BYTES if number == 1 else 0)
    except (IndexError, struct.error, ValueError):  # authentic, and yet not a page of a tree
        return None


def _parsed(pages: Pages, page: bytes, start: int) -> tuple[list[Cell], int]:
    kind = page[start]
    if kind not in (*_INNER, LEAF_INDEX, LEAF_TABLE):
        raise ValueError("not a page of a tree")
    count = struct.unpack_from(">H", page, start + 3)[0]
    inner = kind in _INNER
    last_child = struct.unpack_from(">I", page, start + 8)[0] if inner else 0
    places = struct.unpack_from(f">{count}H", page, start + (12 if inner else 8))
    return [_cell(pages, page, kind, place) for place in places], last_child


def _cell(pages: Pages, page: bytes, kind: int, at: int) -> Cell:
    child = 0
    if kind in _INNER:
        child = struct.unpack_from(">I", page, at)[0]
        at += 4
    if kind == INNER_TABLE:
        return Cell(child, signed(varint(page, at)[0]), None)
    size, at = varint(page, at)
    rowid = None
    if kind == LEAF_TABLE:
        number, at = varint(page, at)
        rowid = signed(number)
    local = _local_bytes(size, _LARGEST[kind])
    if at + local > len(page):
        raise ValueError("a cell reaches beyond its page")
    if local == size:
        return Cell(child, rowid, page[at : at + size])
    first = struct.unpack_from(">I", page, at + local)[0]
    parts, chain, broken = _overflow(pages, first, size - local)
    record = None if broken else page[at : at + local] + parts
    return Cell(child, rowid, record, broken, chain)


def _local_bytes(size: int, largest: int) -> int:
    if size <= largest:
        return size
    wanted = _SMALLEST + (size - _SMALLEST) % (USABLE_BYTES - 4)
    return wanted if wanted <= largest else _SMALLEST


def _overflow(pages: Pages, number: int, size: int) -> tuple[bytes, tuple[int, ...], int]:
    parts = bytearray()
    chain: dict[int, None] = {}
    while len(parts) < size:
        page = None if number in chain else pages.read(number)
        chain[number] = None
        if page is None:
            return b"", tuple(chain), number
        parts += page[4:USABLE_BYTES]
        number = struct.unpack_from(">I", page)[0]
    return bytes(parts[:size]), tuple(chain), 0
