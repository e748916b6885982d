"""Finding the exact range of expressions over one component.

A range is reported only with a proof from both sides. From inside: an integer point that attains the end, checked in
integer arithmetic, so a fault of the solver cannot make an interval look wider than it is, which is the dangerous
direction. From outside: a bound by the domains, by the linear relaxation, or by branch and bound.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldnotes.disclosure.arrays import RowArrays, matrix
from fieldnotes.disclosure.components import Component
from fieldnotes.disclosure.highs import SolverModel
from fieldnotes.disclosure.programs import ContradictionError, Terms, box
from fieldnotes.disclosure.rules import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Numbers = NDArray[np.int64] | NDArray[np.float64]

_TOLERANCE = 1e-6
_NO_SIDE = 2**62


@dataclass(frozen=True, slots=True)
class Range:
    """The range of an expression.

    Attributes:
        interval: its ends. They may be negative for an expression with negative coefficients.
        decided: whether each end is proved exact, or reaches far enough for what was asked. If not, the interval is the
            widest that was attained: too narrow if anything, so that whoever asks for width does not get it.
    """

    interval: Interval
    decided: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """An expression whose range is asked for.

    Attributes:
        terms: the expression.
        enough: where given, an end that reaches this far need not be exact; far ends cost a proof that nobody needs. Nor
            need a lower end that is proved to be at least ``enough.upper``.
        ceiling: where given, an upper end must be exact after all if the domains alone let it rise above this.
        quick: whether an end of which the linear relaxation already proves that it does not reach far enough may be
            left undecided.
    """

    terms: Terms
    enough: Interval | None = None
    ceiling: int | None = None
    quick: bool = False

    def targets(self, outer: Interval) -> tuple[int, int]:
        """How far down and how far up it must be attained, given what the domains allow."""
        if self.enough is None:
            return outer.lower, outer.upper
        if self.ceiling is not None and outer.upper > self.ceiling:
            return max(outer.lower, self.enough.lower), outer.upper
        return max(outer.lower, self.enough.lower), min(outer.upper, self.enough.upper)


class Explored:
    """What is known about one component: integer points met so far, and finished answers.

    Attributes:
        variables: indices of its variables in the program, ascending.
        points: integer points of it, a value for each variable.
    """

    def __init__(self, component: Component) -> None:
        self.variables = component.variables
        self.points: list[Whole] = []
        self._component = component
        self._column = {index: at for at, index in enumerate(component.variables)}
        self._domains = dict(zip(component.variables, component.domains, strict=True))
        self._answers: dict[Question, Range] = {}
        self._search: _Search | None = None
        only = component.rows[0].terms if len(component.rows) == 1 else ()
        self._one_row = bool(only) and all(abs(factor) == 1 for _, factor in only)

    def take_over(self, points: Iterable[Sequence[int]]) -> None:
        """Keep those of some points that are points of this component."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        for point in points:
            self.points += self._searching().checked(np.array(point))

    def ranges(self, questions: Sequence[Question]) -> dict[Question, Range]:
        """The range of each expression in this component's variables.

        Raises:
            ContradictionError: if the component has no integer point.
        """
        todo = []
        for question in questions:
            if question in self._answers:
                continue
            if self._one_row and len(question.terms) == 1:
                # One row of plus and minus ones under tight domains: each variable attains both its ends.
                self._answers[question] = Range(box(question.terms, self._domains))
            else:
                todo.append(question)
        if todo:
            self._solve(todo)
        return self._answers

    def _solve(self, questions: Sequence[Question]) -> None:
        """Minimise every expression and its negative; points met on the way serve all of them."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        values_of = matrix([question.terms for question in questions], self._column)
        lower = np.full(len(questions), _NO_SIDE)
        upper = np.full(len(questions), -_NO_SIDE)

        def learn(points: "list[Whole]") -> None:
            for point in points:
                values = values_of @ point
                np.minimum(lower, values, out=lower)
                np.maximum(upper, values, out=upper)

        learn(self.points)
        for at, question in enumerate(questions):
            low, high = question.targets(box(question.terms, self._domains))
            decided = True
            for sign, target in ((1, low), (-1, -high)):
                if (lower[at] if sign > 0 else -upper[at]) <= target:
                    continue
                proven, points = self._searching().minimise(
                    sign * values_of[at], target, quick=question.quick
                )
                self.points += points
                learn(points)
                if not self.points and not question.quick:
                    raise ContradictionError
                end = int(lower[at]) if sign > 0 else -int(upper[at])
                large = sign > 0 and question.enough is not None and (proven or 0) >= question.enough.upper
                decided = decided and (end == proven or end <= target or large)
            attained = (
                Interval(int(lower[at]), int(upper[at]))
                if self.points
                else box(question.terms, self._domains)
            )
            self._answers[question] = Range(attained, decided and bool(self.points))

    def _searching(self) -> "_Search":
        if self._search is None:
            self._search = _Search(self._component, self._column)
        return self._search


class _Search:
    """The two models of a component, and the check of what they return."""

    def __init__(self, component: Component, column: Mapping[int, int]) -> None:
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        self._component = component
        self._relaxation: SolverModel | None = None
        self._integer: SolverModel | None = None
        self._rows = RowArrays(component.rows, column)
        self._lower = np.array([domain.lower for domain in component.domains])
        self._upper = np.array([domain.upper for domain in component.domains])

    def minimise(self, row: "Whole", target: int, *, quick: bool) -> "tuple[int | None, list[Whole]]":
        """A proven lower bound of an expression, if there is one, and integer points met on the way.

        Args:
            row: the expression's coefficients.
            target: a value that need not be undercut.
            quick: whether to stop when the linear relaxation proves that not even the target is reached.
        """
        costs = row.astype(float)
        if self._relaxation is None:
            self._relaxation = SolverModel(self._component, integer=False)
        first = self._relaxation.minimise(costs)
        points = self.checked(first.point)
        bound = _up(first.bound)
        best = min((int(row @ point) for point in points), default=None)
        if best is not None and (best <= target or best == bound):
            return bound, points
        if quick and bound is not None and bound > target:
            return bound, points
        second = self._whole().minimise(costs, target)
        bounds = [one for one in (bound, _up(second.bound)) if one is not None]
        return (max(bounds) if bounds else None), points + self.checked(second.point)

    def _whole(self) -> SolverModel:
        if self._integer is None:
            self._integer = SolverModel(self._component, integer=True)
        return self._integer

    def checked(self, found: "Numbers | None") -> "list[Whole]":
        """A point rounded, if it satisfies every constraint in integer arithmetic."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        if found is None:
            return []
        point = np.rint(found).astype(np.int64)
        if np.any(point < self._lower) or np.any(point > self._upper) or self._rows.broken(point):
            return []
        return [point]


def _up(bound: float | None) -> int | None:
    """The smallest whole number that a solver's bound allows."""
    return None if bound is None else math.ceil(bound - _TOLERANCE - _TOLERANCE / 1000 * abs(bound))
