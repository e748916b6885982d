"""What has been learned about which cells must be hidden together, and a quick choice that agrees with all of it."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fieldnotes.disclosure.linked_exposure import Clause, Exposure, Mask


class Learned:
    """Clauses that every choice of hidden cells has to satisfy if it is to protect the tables.

    Attributes:
        exposure: finds what a choice gives away.
        clauses: the clauses, in the order in which they were learned.
    """

    def __init__(self, exposure: Exposure) -> None:
        self.exposure = exposure
        self.clauses: dict[Clause, None] = dict.fromkeys(exposure.lonely_lines())

    def protects(self, chosen: Mask) -> bool:
        """Whether a choice protects the tables; if not, it is learned why."""
        clauses = self.exposure.broken(chosen)
        self.clauses |= dict.fromkeys(clauses)
        return not clauses

    def packing(self) -> int:
        """A number of cells that every choice hides at least: clauses that want something hidden and share no cell."""
        taken: set[int] = set()
        count = 0
        for clause in sorted(self.clauses, key=lambda one: len(one.hide)):
            if not clause.show and taken.isdisjoint(clause.hide):
                taken |= clause.hide
                count += 1
        return count

    def extend(self, chosen: Mask) -> Mask | None:
        """Hide more cells one by one until the tables are protected, learning on the way; ``None`` if that fails."""
        grown = chosen.copy()
        while clauses := self.exposure.broken(grown):
            self.clauses |= dict.fromkeys(clauses)
            best = next(iter(_by_service(clauses, self.exposure.counts)), None)
            if best is None:
                return None
            grown[best] = True
        return grown

    def hit(self) -> Mask | None:
        """A small choice that satisfies every clause: always the cell that serves most of those left; then fewer."""
        chosen = np.zeros_like(self.exposure.choosable)
        holding = _Holding(self.clauses, len(chosen))
        while (best := holding.best(self.exposure.counts)) is not None:
            holding.hide(best)
            chosen[best] = True
        if holding.left:
            return None
        for one in sorted(np.flatnonzero(chosen), key=lambda at: (-self.exposure.counts[at], at)):
            if holding.can_show(int(one)):
                chosen[one] = False
        return chosen


class _Holding:
    """Which clauses are satisfied, kept up while cells are hidden and shown."""

    def __init__(self, clauses: Iterable[Clause], width: int) -> None:
        self._clauses = list(clauses)
        self._hides: list[list[int]] = [[] for _ in range(width)]
        self._shows: list[list[int]] = [[] for _ in range(width)]
        self._for = [len(clause.show) for clause in self._clauses]
        """How many cells satisfy each clause: hidden ones it wants hidden, shown ones it wants shown."""
        self._serves = np.zeros(width, dtype=np.int64)
        for at, clause in enumerate(self._clauses):
            for one in clause.hide:
                self._hides[one].append(at)
            for one in clause.show:
                self._shows[one].append(at)
        self.left: set[int] = set()
        for at, satisfied in enumerate(self._for):
            if not satisfied:
                self._break(at)

    def best(self, counts: NDArray[np.int64]) -> int | None:
        """The hidden cell that would satisfy most broken clauses, among equals the one with fewest people."""
        most = int(self._serves.max(initial=0))
        if not self.left or not most:
            return None
        equal = np.flatnonzero(self._serves == most)
        return int(equal[np.argmin(counts[equal])])

    def hide(self, one: int) -> None:
        """Hide a cell."""
        for at in self._hides[one]:
            self._for[at] += 1
            if self._for[at] == 1:
                self._mend(at)
        for at in self._shows[one]:
            self._for[at] -= 1
            if not self._for[at]:
                self._break(at)

    def can_show(self, one: int) -> bool:
        """Show a hidden cell if that breaks no clause."""
        if any(self._for[at] == 1 for at in self._hides[one]):
            return False
        for at in self._hides[one]:
            self._for[at] -= 1
        for at in self._shows[one]:
            self._for[at] += 1
        return True

    def _break(self, at: int) -> None:
        self.left.add(at)
        self._serves[list(self._clauses[at].hide)] += 1

    def _mend(self, at: int) -> None:
        self.left.discard(at)
        self._serves[list(self._clauses[at].hide)] -= 1


def _by_service(clauses: Sequence[Clause], counts: NDArray[np.int64]) -> Iterator[int]:
    """The cells that the clauses want hidden, those that serve most clauses first, then those with fewest people."""
    serves: dict[int, int] = {}
    for clause in clauses:
        for one in clause.hide:
            serves[one] = serves.get(one, 0) + 1
    yield from sorted(serves, key=lambda one: (-serves[one], int(counts[one]), one))
