"""Which hidden cells of linked tables are given away, and what any better choice of hidden cells must do about it.

Each exposed cell comes with clauses. A clause holds for *every* choice of hidden cells that protects the tables: it hides
one more of some cells, or shows one of others. They come from the attacker's own proofs. An end of an interval is proved by
the dual of a linear program, and stays proved until a cell is hidden that the proof uses; and it is attained by a table that
stays possible until a cell is shown in which that table differs from the truth.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fieldnotes.disclosure.linked import Linked
from fieldnotes.disclosure.linked_auditing import LinkedAuditor
from fieldnotes.disclosure.linked_met import Met
from fieldnotes.disclosure.linked_relaxation import Bound, Relaxation
from fieldnotes.disclosure.linked_tables import LinkedCell

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Clause:
    """At least one cell of ``hide`` is hidden or at least one of ``show`` is shown; cells by their variables."""

    hide: frozenset[int]
    show: frozenset[int] = frozenset()


class Exposure:
    """Finds exposed cells under one choice of hidden cells after the other.

    Attributes:
        counts: the true count of each variable.
        choosable: the variables of cells that may be shown or hidden; others are hidden for themselves, or the total.
    """

    def __init__(self, linked: Linked, k: int, primary: frozenset[LinkedCell]) -> None:
        self._linked = linked
        self._k = k
        self._cells = list(linked.index)
        self.counts = _true_counts(linked)
        self.choosable = np.array(
            [bool(cell) and cell in linked.given and cell not in primary for cell in self._cells]
        )
        self._always = np.array([cell in primary or cell not in linked.given for cell in self._cells])
        self._judged = np.array([bool(cell) and cell in linked.given for cell in self._cells])
        self._lines = [np.array([linked.index[cell] for cell in line]) for line in linked.lines]
        self._relaxation = Relaxation(linked.program, self.counts, 10 * (linked.cap + k))
        self._auditor = LinkedAuditor(linked, k)
        self._met = Met(self.counts)

    def hidden(self, chosen: Mask) -> Mask:
        """All hidden variables, when some choosable ones are hidden."""
        return self._always | chosen

    def lonely_lines(self) -> Iterator[Clause]:
        """For each sum of which no cell is hidden for itself: if one is hidden, so is another."""
        for line in self._lines:
            if not self._always[line].any():
                cells = frozenset(int(one) for one in line if self.choosable[one])
                for one in sorted(cells):
                    yield Clause(cells - {one}, frozenset({one}))

    def broken(self, chosen: Mask, first: Sequence[int] = (), *, stop: bool = False) -> list[Clause]:
        """The clauses that a choice breaks, the plain ones first: where there are such, no program is asked.

        Args:
            chosen: which choosable cells are hidden.
            first: variables to look at before the others.
            stop: whether one is enough.
        """
        return self._lone(chosen) or [
            clause for of in self.exposed(chosen, first, stop=stop).values() for clause in of
        ]

    def _lone(self, chosen: Mask) -> list[Clause]:
        """A clause for each sum in which one hidden cell is alone, so that subtraction gives it away."""
        hidden = self.hidden(chosen)
        found = []
        for line in self._lines:
            gone = line[hidden[line]]
            if len(gone) == 1 and self._judged[gone[0]]:
                others = frozenset(int(one) for one in line if self.choosable[one] and one != gone[0])
                found.append(Clause(others, self._choices(gone)))
        return found

    def exposed(
        self, chosen: Mask, first: Sequence[int] = (), *, stop: bool = False
    ) -> dict[int, tuple[Clause, ...]]:
        """The hidden cells that are given away, each with its clauses.

        Args:
            chosen: which choosable cells are hidden.
            first: variables to look at before the others.
            stop: whether one is enough.
        """
        hidden = self.hidden(chosen)
        self._relaxation.show(~hidden)
        low, high = self._met.ends(hidden)
        most = self._most(hidden)
        found: dict[int, tuple[Clause, ...]] = {}
        asked = [*(one for one in first if hidden[one]), *np.flatnonzero(hidden & self._judged)]
        for at in dict.fromkeys(int(one) for one in asked):
            if self._clearly_wide(int(low[at]), int(high[at]), int(most[at])):
                continue
            ends = []
            for sign in (1, -1):
                end = self._relaxation.extreme(at, sign)
                ends.append(end)
                if end.point is not None:
                    self._met.keep(end.point)
                    low, high = np.minimum(low, end.point), np.maximum(high, end.point)
            clauses = self._judge(at, hidden, ends[0], ends[1])
            if clauses:
                found[at] = clauses
                if stop:
                    break
        return found

    def _clearly_wide(self, low: int, high: int, most: int) -> bool:
        """Whether a cell is safe by what is attained and by a simple upper bound, whatever else is possible."""
        total, k = self._linked.total, self._k
        if low == high or low > 0 or high < (k if total is None else min(k, total)):
            return False
        return total is None or most <= total - k or (high == total and total - low >= min(k, total))

    def _most(self, hidden: Mask) -> NDArray[np.int64]:
        """An upper bound of each cell: what is left of a shown margin."""
        most = np.full(len(self._cells), 2**62)
        for line in self._lines:
            if not hidden[line[0]]:
                parts = line[1:]
                gone = parts[hidden[parts]]
                most[gone] = np.minimum(most[gone], self.counts[gone].sum())
        return most

    def _judge(self, at: int, hidden: Mask, least: Bound, largest: Bound) -> tuple[Clause, ...]:
        """The clauses of a cell, from the proofs of both its ends; none if it is protected."""
        clauses = tuple(self._clauses(at, least, largest))
        if clauses or (least.point is not None and largest.point is not None):
            return clauses
        # An optimum over fractions was no whole table, and whole numbers prove more.
        shown = {cell: int(self.counts[one]) for cell, one in self._linked.index.items() if not hidden[one]}
        ((_, holds),) = self._auditor.judge(shown, [self._cells[at]]).values()
        if holds:
            return ()
        return (Clause(self._choices(np.flatnonzero(~hidden)), self._choices(np.flatnonzero(hidden))),)

    def _clauses(self, at: int, least: Bound, largest: Bound) -> Iterator[Clause]:
        k, total, count = self._k, self._linked.total, int(self.counts[at])
        lower, upper = least.value, -largest.value
        reach = k if total is None else min(k, total)
        if lower == upper:
            yield Clause(self._choices(least.uses(count - 1) | largest.uses(-count - 1)), self._choices([at]))
        if 0 < lower < k and (count < k or least.point is not None):
            yield Clause(self._choices(least.uses(0)), self._differs(least) if count >= k else frozenset())
        if lower == 0 and upper < reach:
            yield Clause(self._choices(largest.uses(-reach)))
        if total is None or upper > total:
            return
        outside = total - count
        if 0 < total - upper < k and (outside < k or largest.point is not None):
            yield Clause(
                self._choices(largest.uses(-total)), self._differs(largest) if outside >= k else frozenset()
            )
        if upper == total and total - lower < reach:
            yield Clause(self._choices(least.uses(total - reach)))

    def _differs(self, bound: Bound) -> frozenset[int]:
        """The cells in which the table that attains a bound differs from the truth."""
        return self._choices([] if bound.point is None else np.flatnonzero(bound.point != self.counts))

    def _choices(self, cells: "NDArray[np.int64] | Sequence[int] | frozenset[int]") -> frozenset[int]:
        return frozenset(int(one) for one in cells if self.choosable[one])


def _true_counts(linked: Linked) -> NDArray[np.int64]:
    """The count of every variable; that of a margin that stands in no table is the sum of its parts."""
    known = dict(linked.shown)
    while len(known) < len(linked.index):
        for margin, *parts in linked.lines:
            if margin not in known and all(part in known for part in parts):
                known[margin] = sum(known[part] for part in parts)
    return np.array([known[cell] for cell in linked.index], dtype=np.int64)
