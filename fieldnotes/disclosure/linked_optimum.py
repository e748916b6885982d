"""Complementary suppression in linked tables as an optimisation: fewest cells, then least information lost.

The scheme of Fischetti and Salazar (2001): a master program chooses hidden cells, the attacker's programs say what is given
away, and each proof becomes a constraint of the master. Since every constraint holds for all choices that protect the tables,
the master's minimum is a lower bound, and its choice is the least once nothing is given away. Bounded by numbers of rounds and
of nodes, never by a clock.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from fieldnotes.disclosure.linked_clauses import Learned
from fieldnotes.disclosure.linked_exposure import Clause, Mask

_WORK = 3_000
"""Rounds, times the number of cells that could be hidden: larger masters take longer and are asked less often."""

_FEWEST_ROUNDS = 8
_NODES = 500
"""Nodes of one master program; most need fewer than twenty."""

_MOST_CHOICES = 600
"""With more cells that could be hidden, the master is not asked."""

_MOST_PEOPLE = 2**31
"""Up to so many people in all cells together, sums of counts are exact to the solver's tolerance."""

_SETTINGS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "parallel": "off",
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
    "mip_max_nodes": _NODES,
    # Measured on tables of 10 by 10: these cost more than they save, as most masters are done near the root.
    "presolve": "off",
    "mip_detect_symmetry": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
}


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


def improve(learned: Learned, found: Mask | None) -> Choice | None:
    """The least choice, or the best known, starting from one that protects the tables if there is one.

    ``None`` if there is no choice, or none was found.
    """
    if found is not None and not found.any():
        return Choice(found, Method.OPTIMAL, 0)
    master = _Master(learned)
    if not 0 < master.width <= _MOST_CHOICES:
        return None if found is None else _step_by_step(found, learned.packing())
    found, least, proved = master.descend(np.ones(master.width), found, None)
    if found is None:
        return None
    if not proved:
        return Choice(found, Method.GREEDY, least)
    people = learned.exposure.counts[master.choices].astype(float)
    if people.sum() > _MOST_PEOPLE:
        return Choice(found, Method.FEWEST, least)
    best, _, proved = master.descend(people, found, least)
    return Choice(found if best is None else best, Method.OPTIMAL if proved else Method.FEWEST, least)


def _step_by_step(found: Mask, least: int) -> Choice:
    fewest = int(found.sum()) == least
    return Choice(found, Method.FEWEST if fewest else Method.GREEDY, least)


class _Master:
    """The program that chooses: one variable a cell, one row a clause."""

    def __init__(self, learned: Learned) -> None:
        self._learned = learned
        self.choices = np.flatnonzero(learned.exposure.choosable)
        self.width = len(self.choices)
        self._column = {int(one): at for at, one in enumerate(self.choices)}
        self._given = 0
        self._rounds = max(_FEWEST_ROUNDS, _WORK // max(1, self.width))
        self._model = _model(self.width)

    def descend(
        self, costs: NDArray[np.float64], found: Mask | None, cells: int | None
    ) -> tuple[Mask | None, int, bool]:
        """Learn clauses until the master's choice protects the tables, or costs no less than the one that does.

        Args:
            costs: what hiding each cell costs.
            found: a choice that protects the tables, if one is known.
            cells: at most so many cells may be hidden.

        Returns:
            The best choice, a lower bound of the cost, and whether the two meet.
        """
        if cells is not None:
            every = np.arange(self.width, dtype=np.int32)
            self._model.addRow(-highspy.kHighsInf, float(cells), self.width, every, np.ones(self.width))
        least = 0
        for _ in range(self._rounds):
            best = None if found is None else round(float(costs @ found[self.choices]))
            bound, chosen = self._minimum(costs)
            least = max(least, bound)
            if best is not None and least >= best:
                return found, least, True
            if chosen is None:
                break
            if self._learned.protects(chosen):
                cost = round(float(costs @ chosen[self.choices]))
                return (chosen if best is None or cost < best else found), least, cost == least
            grown = self._learned.extend(chosen)
            if grown is not None and self._better(grown, costs, best, cells):
                found = grown
        return found, least, False

    def _better(self, chosen: Mask, costs: NDArray[np.float64], best: int | None, cells: int | None) -> bool:
        if cells is not None and int(chosen.sum()) > cells:
            return False
        return best is None or float(costs @ chosen[self.choices]) < best

    def _minimum(self, costs: NDArray[np.float64]) -> tuple[int, Mask | None]:
        """A lower bound of what satisfies every clause so far, and the cheapest choice that was found to."""
        clauses = list(self._learned.clauses)
        for clause in clauses[self._given :]:
            self._add(clause)
        self._given = len(clauses)
        self._model.changeColsCost(self.width, np.arange(self.width, dtype=np.int32), costs)
        self._model.run()
        information = self._model.getInfo()
        bound = float(information.mip_dual_bound)
        least = int(np.ceil(bound - 1e-6)) if abs(bound) < highspy.kHighsInf else 0
        if information.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return least, None
        chosen = np.zeros_like(self._learned.exposure.choosable)
        chosen[self.choices] = np.rint(np.array(self._model.getSolution().col_value)).astype(bool)
        return least, chosen

    def _add(self, clause: Clause) -> None:
        """At least one of ``hide`` is 1, or one of ``show`` is 0."""
        signs = {**dict.fromkeys(clause.show, -1.0), **dict.fromkeys(clause.hide, 1.0)}
        columns = np.array([self._column[one] for one in sorted(signs)], dtype=np.int32)
        factors = np.array([signs[one] for one in sorted(signs)])
        self._model.addRow(1.0 - len(clause.show), highspy.kHighsInf, len(columns), columns, factors)


def _model(width: int) -> Any:
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call] # its constructor has no annotation
    for name, value in _SETTINGS.items():
        model.setOptionValue(name, value)
    every = np.arange(width, dtype=np.int32)
    model.addVars(width, np.zeros(width), np.ones(width))
    model.changeColsIntegrality(width, every, np.full(width, highspy.HighsVarType.kInteger))
    return model
