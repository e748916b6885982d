"""Complementary suppression in linked tables as an optimisation: fewest cells, then least information lost.

The scheme of Fischetti and Salazar (2001): a master program chooses hidden cells, the attacker's programs say what is given
away, and each proof becomes a constraint of the master. Since every constraint holds for all choices that protect the tables,
the master's minimum is a lower bound, and its choice is the least once nothing is given away. Bounded by numbers of rounds and
of nodes, never by a clock.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from fieldnotes.disclosure.components import Component
from fieldnotes.disclosure.highs import Optimum, SolverModel
from fieldnotes.disclosure.linked_exposure import Clause, Exposure, Mask
from fieldnotes.disclosure.programs import Row
from fieldnotes.disclosure.rules import Interval

_ROUNDS = 150
_NODES = 2_000
"""Nodes of one master program."""

_MOST_CHOICES = 600
"""With more cells that could be hidden, the master is not asked."""

_MOST_PEOPLE = 2**31
"""Up to so many people in all cells together, sums of counts are exact to the solver's tolerance."""


class Method(StrEnum):
    """How good a choice of hidden cells is known to be."""

    OPTIMAL = "optimal"
    """Proved: no choice hides fewer cells, and none with as few hides fewer people."""
    FEWEST = "fewest cells"
    """Proved: no choice hides fewer cells. Whether one with as few hides fewer people was not decided."""
    GREEDY = "greedy"
    """Found cell by cell; a choice of fewer cells was neither found nor ruled out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of cells to hide besides those that are hidden for themselves.

    Attributes:
        chosen: which variables.
        method: how good it is known to be.
        least: no choice that protects the tables hides fewer cells than this.
    """

    chosen: Mask
    method: Method
    least: int


class Master:
    """The program that chooses, and the clauses it has learned."""

    def __init__(self, exposure: Exposure) -> None:
        self._exposure = exposure
        self._choices = tuple(int(one) for one in np.flatnonzero(exposure.choosable))
        self._clauses: dict[Clause, None] = {}

    def improve(self, found: Mask | None) -> Choice | None:
        """The least choice, or the best known, starting from one that protects the tables if there is one.

        ``None`` if there is no choice, or none was found.
        """
        if not 0 < len(self._choices) <= _MOST_CHOICES:
            return None if found is None else Choice(found, self._settled(found), 0)
        ones = np.ones(len(self._choices))
        found, least, proved = self._descend(ones, found, None)
        if found is None:
            return None
        if not proved:
            return Choice(found, Method.GREEDY, least)
        people = self._exposure.counts[list(self._choices)]
        if people.sum() > _MOST_PEOPLE:
            return Choice(found, Method.FEWEST, least)
        found, _, proved = self._descend(people.astype(float), found, int(found.sum()))
        assert found is not None  # noqa: S101 - it was given one
        return Choice(found, Method.OPTIMAL if proved else Method.FEWEST, least)

    def _settled(self, found: Mask) -> Method:
        return Method.GREEDY if found.any() else Method.OPTIMAL

    def _descend(
        self, costs: NDArray[np.float64], found: Mask | None, cells: int | None
    ) -> tuple[Mask | None, int, bool]:
        """Learn clauses until the master's choice protects the tables, or costs no less than the one that does.

        Returns:
            The best choice, a lower bound of the cost, and whether the two meet.
        """
        columns = list(self._choices)
        least = 0
        for _ in range(_ROUNDS):
            best = None if found is None else round(float(costs @ found[columns]))
            optimum = self._minimum(costs, cells)
            if optimum.bound is not None:
                least = max(least, int(np.ceil(optimum.bound - 1e-6)))
            if best is not None and least >= best:
                return found, least, True
            if optimum.point is None:
                break
            chosen = np.zeros_like(self._exposure.choosable)
            chosen[columns] = np.rint(optimum.point).astype(bool)
            clauses = self._exposure.lone(chosen) or [
                clause for of in self._exposure.exposed(chosen).values() for clause in of
            ]
            if not clauses:
                cost = round(float(costs @ chosen[columns]))
                if best is None or cost < best:
                    found = chosen
                if cost == least:
                    return found, least, True
                break
            self._clauses |= dict.fromkeys(clauses)
        return found, least, False

    def _minimum(self, costs: NDArray[np.float64], cells: int | None) -> Optimum:
        """The master's cheapest choice, at most so many cells if a number is given."""
        rows = [_row(clause) for clause in self._clauses]
        if cells is not None:
            rows.append(Row(tuple((one, 1) for one in self._choices), None, cells))
        if not rows:
            return Optimum(0.0, np.zeros(len(costs)))
        component = Component(self._choices, (Interval(0, 1),) * len(self._choices), tuple(rows))
        return SolverModel(component, integer=True, nodes=_NODES).minimise(costs)


def _row(clause: Clause) -> Row:
    """At least one of ``hide`` is 1, or one of ``show`` is 0."""
    terms = {**dict.fromkeys(clause.show, -1), **dict.fromkeys(clause.hide, 1)}
    return Row(tuple(sorted(terms.items())), 1 - len(clause.show), None)
