"""Finding the exact range of expressions over one component.

A range is reported only with a proof from both sides. From inside: an integer point that attains the end, checked in
integer arithmetic, so a fault of the solver cannot make an interval look wider than it is, which is the dangerous
direction. From outside: a bound by the domains, by the linear relaxation, or by branch and bound.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldnotes.disclosure.components import Component
from fieldnotes.disclosure.highs import IntegerProgram, Relaxation, coefficients
from fieldnotes.disclosure.programs import ContradictionError, Terms, box
from fieldnotes.disclosure.rules import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

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
        enough: where given, an end that reaches this far need not be exact; far ends cost a proof that nobody needs.
        ceiling: where given, an upper end must be exact after all if the domains alone let it rise above this.
    """

    terms: Terms
    enough: Interval | None = None
    ceiling: int | None = None

    def satisfied(self, best: Interval, outer: Interval) -> tuple[bool, bool]:
        """Whether the lower and the upper end attained so far will do, given what the domains allow."""
        low = best.lower <= outer.lower or (self.enough is not None and best.lower <= self.enough.lower)
        exact = self.enough is None or (self.ceiling is not None and outer.upper > self.ceiling)
        high = best.upper >= outer.upper or (
            not exact and self.enough is not None and best.upper >= self.enough.upper
        )
        return low, high


class Explored:
    """What is known about one component: integer points met so far, and finished answers."""

    def __init__(self, component: Component) -> None:
        self._component = component
        self._domains = dict(zip(component.variables, component.domains, strict=True))
        self._answers: dict[Question, Range] = {}
        self._points: list[Whole] = []
        only = component.rows[0].terms if len(component.rows) == 1 else ()
        self._one_row = bool(only) and all(abs(factor) == 1 for _, factor in only)

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

        matrix = coefficients(self._component, [question.terms for question in questions])
        lower = np.full(len(questions), _NO_SIDE)
        upper = np.full(len(questions), -_NO_SIDE)
        search: _Search | None = None

        def learn(points: "list[Whole]") -> None:
            for point in points:
                values = matrix @ point
                np.minimum(lower, values, out=lower)
                np.maximum(upper, values, out=upper)

        learn(self._points)
        for at, question in enumerate(questions):
            outer = box(question.terms, self._domains)
            decided = True
            for side, sign in ((0, 1), (1, -1)):
                if question.satisfied(Interval(int(lower[at]), int(upper[at])), outer)[side]:
                    continue
                search = search or _Search(self._component)
                proven, points = search.minimise(sign * matrix[at])
                self._points += points
                learn(points)
                if not self._points:
                    raise ContradictionError
                attained = int(lower[at]) if sign > 0 else -int(upper[at])
                decided = decided and attained == proven
            self._answers[question] = Range(Interval(int(lower[at]), int(upper[at])), decided)


class _Search:
    """The two solvers for a component, and the check of what they return."""

    def __init__(self, component: Component) -> None:
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        self._component = component
        self._relaxation = Relaxation(component)
        self._integer: IntegerProgram | None = None
        column = {index: at for at, index in enumerate(component.variables)}
        entries = [(column[index], factor) for row in component.rows for index, factor in row.terms]
        self._columns = np.array([at for at, _ in entries])
        self._factors = np.array([factor for _, factor in entries])
        self._starts = np.cumsum([0, *(len(row.terms) for row in component.rows[:-1])])
        self._least = np.array([-_NO_SIDE if row.lower is None else row.lower for row in component.rows])
        self._most = np.array([_NO_SIDE if row.upper is None else row.upper for row in component.rows])
        self._lower = np.array([domain.lower for domain in component.domains])
        self._upper = np.array([domain.upper for domain in component.domains])

    def minimise(self, row: "Whole") -> "tuple[int | None, list[Whole]]":
        """A proven lower bound of an expression, if there is one, and integer points met on the way."""
        costs = row.astype(float)
        first = self._relaxation.minimise(costs)
        points = self._checked(first.point)
        bound = _up(first.bound)
        if bound is not None and any(int(row @ point) == bound for point in points):
            return bound, points
        if self._integer is None:
            self._integer = IntegerProgram(self._component)
        second = self._integer.minimise(costs)
        bounds = [one for one in (bound, _up(second.bound)) if one is not None]
        return (max(bounds) if bounds else None), points + self._checked(second.point)

    def _checked(self, found: "NDArray[np.float64] | None") -> "list[Whole]":
        """The solver's point rounded, if it satisfies every constraint in integer arithmetic."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        if found is None:
            return []
        point = np.rint(found).astype(np.int64)
        if np.any(point < self._lower) or np.any(point > self._upper):
            return []
        totals = np.add.reduceat(point[self._columns] * self._factors, self._starts)
        if np.any(totals < self._least) or np.any(totals > self._most):
            return []
        return [point]


def _up(bound: float | None) -> int | None:
    """The smallest whole number that a solver's bound allows."""
    return None if bound is None else math.ceil(bound - _TOLERANCE - _TOLERANCE / 1000 * abs(bound))
