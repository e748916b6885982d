"""Only whole people: every table that agrees with published sums, made up cell by cell.

The adversary knows sums of cells that are not published themselves, such as all two-way tables of four questions, and that
nobody can be counted in halves. It wants a cell that every such table holds below k and not at nought. Linear programs do
not see this: over fractions the bounds of such a cell can be wider by more than one person (Hosten and Sturmfels 2007 on
the gap of integer programs over margins of small tables).
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.disclosure.rules import Interval

Cell = Hashable


@dataclass(frozen=True, slots=True)
class KnownSum:
    """Cells, each once, and how many people they hold together."""

    cells: frozenset[Cell]
    people: int


def every_table(sums: Sequence[KnownSum]) -> Iterator[dict[Cell, int]]:
    """Every way to put people into cells so that all sums come out; for small numbers of both."""
    cells = list(dict.fromkeys(cell for one in sums for cell in sorted(one.cells, key=str)))
    last = {cell: at for at, cell in enumerate(cells)}
    ends = [max(last[cell] for cell in one.cells) for one in sums]
    holding = [[at for at, one in enumerate(sums) if cell in one.cells] for cell in cells]
    left = [one.people for one in sums]
    counts: list[int] = []

    def fill() -> Iterator[dict[Cell, int]]:
        at = len(counts)
        if at == len(cells):
            yield dict(zip(cells, counts, strict=True))
            return
        most = min(left[one] for one in holding[at])
        closing = [left[one] for one in holding[at] if ends[one] == at]
        for count in range(most + 1) if not closing else {closing[0]} & set(range(most + 1)):
            if any(needed != count for needed in closing):
                continue
            counts.append(count)
            for one in holding[at]:
                left[one] -= count
            yield from fill()
            for one in holding[at]:
                left[one] += count
            counts.pop()

    yield from fill()


def bounds(sums: Sequence[KnownSum]) -> Mapping[Cell, Interval]:
    """The fewest and the most people that each cell holds over every table; empty if there is none."""
    found: dict[Cell, Interval] = {}
    for table in every_table(sums):
        for cell, count in table.items():
            known = found.get(cell, Interval(count, count))
            found[cell] = Interval(min(known.lower, count), max(known.upper, count))
    return found
