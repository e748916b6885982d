"""A release as the adversary holds it, and what an attack reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.tables import SUPPRESSED, ProtectedCell, ProtectedTable
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, GROUP, GROUP_BY_PREFIX, CellKey, Layout

Place = tuple[str, CellKey]
"""A cell: the table's name and the cell's key."""

Shown = Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class Target:
    """A release as the adversary holds it.

    Attributes:
        tables: what is shown, hidden cells marked.
        cohort: number of cases N.
        k: the threshold; a number of people from 1 to k-1 is worth learning.
        layout: which tables and cells there are, and what levels imply.
    """

    tables: tuple[ProtectedTable, ...]
    cohort: int
    k: int
    layout: Layout

    @property
    def names(self) -> frozenset[str]:
        """Names of the tables that are given."""
        return frozenset(one.name for one in self.tables)

    @property
    def shown(self) -> dict[Place, int]:
        """The cells that are shown."""
        return {
            (one.name, cell.key): cell.n for one in self.tables for cell in one.cells if cell.n != SUPPRESSED
        }

    @property
    def sums(self) -> Iterator[tuple[list[Place], int]]:
        """Sets of cells that add up to a number the adversary knows: N, or a group's count that is shown."""
        shown, names = self.shown, self.names
        for attribute, levels in self.layout.attributes.items():
            margin, cross = f"{ATTRIBUTE_PREFIX}{attribute}", f"{GROUP_BY_PREFIX}{attribute}"
            if margin in names:
                yield [(margin, (level,)) for level in levels], self.cohort
            for group in self.layout.groups if cross in names else ():
                if (GROUP, (group,)) in shown:
                    yield [(cross, (group, level)) for level in levels], shown[GROUP, (group,)]


@dataclass(frozen=True, slots=True)
class Learned:
    """What an attack proves: a number of people, and the values it can still have.

    Attributes:
        attack: its name.
        about: which people, in labels of the layout.
        lower: the fewest they can be.
        upper: the most they can be.
    """

    attack: str
    about: str
    lower: int
    upper: int


def target_of(tables: Sequence[ProtectedTable], *, cohort: int, k: int, layout: Layout) -> Target:
    """A release as the adversary holds it."""
    return Target(tuple(tables), cohort, k, layout)


def residual(target: Target, counts: Mapping[Place, int], people: int) -> Target | None:
    """What a release says of everybody but some people the adversary knows; ``None`` if they cannot all be in it.

    Args:
        target: the release.
        counts: in how many of its cells those people stand; cells that are absent count none of them.
        people: how many they are.
    """
    cohort = target.cohort - people
    tables = []
    for table in target.tables:
        cells = []
        for cell in table.cells:
            if cell.n == SUPPRESSED:
                cells.append(cell)
                continue
            rest = cell.n - counts.get((table.name, cell.key), 0)
            if not 0 <= rest <= cohort:
                return None
            cells.append(ProtectedCell(key=cell.key, n=rest))
        tables.append(table.model_copy(update={"cells": tuple(cells)}))
    return Target(tuple(tables), cohort, target.k, target.layout)
