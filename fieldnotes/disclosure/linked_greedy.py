"""Complementary suppression in linked tables cell by cell: quick, deterministic, and not always the least."""

from collections.abc import Sequence

import numpy as np

from fieldnotes.disclosure.linked import Linked
from fieldnotes.disclosure.linked_exposure import Clause, Exposure, Mask


class Greedy:
    """Hides the cell that serves most clauses for its cost until none is broken, then shows what was needless."""

    def __init__(self, linked: Linked, exposure: Exposure) -> None:
        self._exposure = exposure
        self._depth = [len(cell) for cell in linked.index]
        self._beside: dict[int, list[int]] = {}
        for line in linked.lines:
            cells = [linked.index[cell] for cell in line]
            for cell in cells:
                self._beside.setdefault(cell, []).extend(cells)

    def search(self, start: Mask) -> Mask | None:
        """A choice of hidden cells that protects the tables, from one that may not; ``None`` if it finds none."""
        chosen = start.copy()
        added: list[int] = [int(one) for one in np.flatnonzero(start)]
        while clauses := self._broken(chosen):
            best = self._best(clauses)
            if best is None:
                return None
            chosen[best] = True
            added.append(best)
        for one in sorted(added, key=lambda at: (-self._exposure.counts[at], at)):
            chosen[one] = False
            if self._exposure.lone(chosen) or self._exposure.exposed(
                chosen, self._beside.get(one, ()), stop=True
            ):
                chosen[one] = True
        return None if self._broken(chosen) else chosen

    def _broken(self, chosen: Mask) -> Sequence[Clause]:
        lone = self._exposure.lone(chosen)
        return lone or [clause for of in self._exposure.exposed(chosen).values() for clause in of]

    def _best(self, clauses: Sequence[Clause]) -> int | None:
        """The cell that stands in most of the clauses; among equals one inside, with few people."""
        serves: dict[int, int] = {}
        for clause in clauses:
            for one in clause.hide:
                serves[one] = serves.get(one, 0) + 1
        return min(
            serves,
            key=lambda one: (-serves[one], -self._depth[one], int(self._exposure.counts[one]), one),
            default=None,
        )
