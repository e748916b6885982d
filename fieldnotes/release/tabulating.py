"""Counting: from the snapshots of a cohort to frequency tables in the constant layout. Nothing else is derived."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from fieldnotes.casebook.records import CaseSnapshot
from fieldnotes.disclosure.counts import FrequencyTable
from fieldnotes.disclosure.layout import (
    ATTRIBUTE_PREFIX,
    FACTOR,
    GROUP,
    PAIR,
    CellKey,
    Layout,
)
from fieldnotes.disclosure.policy import Policy


def tabulate(
    snapshots: Sequence[CaseSnapshot], *, layout: Layout, policy: Policy, names: Sequence[str]
) -> tuple[FrequencyTable, ...]:
    """Count cases in every cell of the named tables.

    A case counts once in a cell, however often a factor was coded in it. A factor that the layout does not hold, such as
    a team's own, is not counted. Every cell of the layout is there, zeros too.

    Args:
        snapshots: one a case.
        layout: which cells there are.
        policy: which level a band falls into.
        names: which tables.

    Raises:
        WrongUseError: if a table is not in the layout, or the policy does not map a band.
    """
    counted = [_CountedCase(snapshot, layout, policy) for snapshot in snapshots]
    tables = []
    for name in names:
        cells: dict[CellKey, int] = dict.fromkeys(layout.keys(name), 0)
        for case in counted:
            for key in case.cells_of(name):
                cells[key] += 1
        tables.append(FrequencyTable(name=name, dimensions=layout.dimensions(name), cells=cells))
    return tuple(tables)


class _CountedCase:
    """One case in the terms of the layout."""

    def __init__(self, snapshot: CaseSnapshot, layout: Layout, policy: Policy) -> None:
        self._layout = layout
        self._factors = tuple(
            factor for factors in layout.groups.values() for factor in factors if factor in snapshot.raised
        )
        self._groups = tuple(
            group for group, factors in layout.groups.items() if not snapshot.raised.isdisjoint(factors)
        )
        self._levels = {
            str(attribute): policy.coarsen(attribute, band)
            for attribute, band in snapshot.attributes.items()
            if attribute in layout.attributes
        }

    def cells_of(self, table: str) -> Iterator[CellKey]:
        """The cells of a table that this case stands in."""
        if table == GROUP:
            yield from ((group,) for group in self._groups)
        elif table == FACTOR:
            yield from ((factor,) for factor in self._factors)
        elif table == PAIR:
            yield from combinations(self._groups, 2)
        else:
            level = self._levels[self._layout.attribute_of(table)]
            if table.startswith(ATTRIBUTE_PREFIX):
                yield (level,)
            else:
                yield from product(self._groups, (level,))
