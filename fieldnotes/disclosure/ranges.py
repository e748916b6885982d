"""The exact range of linear expressions over all integer points of a program.

A range is reported only with a proof from both sides. From inside: an integer point that attains the end, checked in
integer arithmetic, so a fault of the solver cannot make an interval look wider than it is, which is the dangerous
direction. From outside: a bound by the domains, by the linear relaxation, or by branch and bound.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldnotes.disclosure.components import Component, split
from fieldnotes.disclosure.highs import IntegerProgram, Optimum, Relaxation, coefficients
from fieldnotes.disclosure.programs import ContradictionError, Program, Terms, box
from fieldnotes.disclosure.propagation import propagate
from fieldnotes.disclosure.rules import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Range:
    """The range of an expression.

    Attributes:
        interval: its ends. They may be negative for an expression with negative coefficients.
        decided: whether both ends are proved exact. If not, the interval is the widest that was attained: too narrow
            if anything, so that whoever asks for width does not get it.
    """

    interval: Interval
    decided: bool = True


class Solver:
    """Answers for one program under changing domains; answers for a component seen before are kept."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._rows_of: list[list[int]] = [[] for _ in range(program.size)]
        for at, row in enumerate(program.rows):
            for index, _ in row.terms:
                self._rows_of[index].append(at)
        self._known: dict[Component, _Explored] = {}

    def ranges(self, domains: Sequence[Interval], expressions: Sequence[Terms]) -> list[Range]:
        """The range of each expression over all integer points within ``domains`` that satisfy the program's rows.

        Raises:
            ContradictionError: if there is no such point.
        """
        tight = propagate(self._program.rows, domains, self._rows_of)
        components = list(split(self._program.rows, tight))
        owner = {index: at for at, component in enumerate(components) for index in component.variables}
        asked: list[dict[Terms, None]] = [{} for _ in components]
        pieces: list[tuple[Terms, list[tuple[int, Terms]]]] = []
        for terms in expressions:
            free: list[tuple[int, int]] = []
            bound: dict[int, list[tuple[int, int]]] = {}
            for index, factor in terms:
                if index in owner:
                    bound.setdefault(owner[index], []).append((index, factor))
                else:
                    free.append((index, factor))
            parts = [(at, tuple(part)) for at, part in bound.items()]
            for at, part in parts:
                asked[at][part] = None
            pieces.append((tuple(free), parts))
        answers = [
            self._explored(component).ranges(list(wanted))
            for component, wanted in zip(components, asked, strict=True)
        ]
        return [
            _add(Range(box(free, tight)), [answers[at][part] for at, part in parts]) for free, parts in pieces
        ]

    def _explored(self, component: Component) -> "_Explored":
        if component not in self._known:
            self._known[component] = _Explored(component)
        return self._known[component]


def _add(first: Range, others: Sequence[Range]) -> Range:
    """Sums of ranges of expressions in components that do not touch: exact, since the parts move freely."""
    lower, upper, decided = first.interval.lower, first.interval.upper, first.decided
    for other in others:
        lower += other.interval.lower
        upper += other.interval.upper
        decided = decided and other.decided
    return Range(Interval(lower, upper), decided)


class _Explored:
    """What is known about one component: integer points met so far, and finished answers."""

    def __init__(self, component: Component) -> None:
        self._component = component
        self._domains = dict(zip(component.variables, component.domains, strict=True))
        self._answers: dict[Terms, Range] = {}
        self._points: list[Whole] = []
        self._relaxation: Relaxation | None = None
        self._integer: IntegerProgram | None = None
        self._single_row = len(component.rows) == 1 and all(
            abs(factor) == 1 for _, factor in component.rows[0].terms
        )

    def ranges(self, expressions: Sequence[Terms]) -> dict[Terms, Range]:
        """The range of each expression in this component's variables."""
        todo = [terms for terms in expressions if terms not in self._answers]
        for terms in todo:
            closed = self._closed_form(terms)
            if closed is not None:
                self._answers[terms] = closed
        todo = [terms for terms in todo if terms not in self._answers]
        if todo:
            self._solve(todo)
        return self._answers

    def _closed_form(self, terms: Terms) -> Range | None:
        """One row of plus and minus ones under tight domains: each variable attains both its ends."""
        if not self._single_row or len(terms) != 1:
            return None
        return Range(box(terms, self._domains))

    def _solve(self, expressions: Sequence[Terms]) -> None:
        """Minimise every expression and its negative; points met on the way serve all of them."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        matrix = coefficients(self._component, expressions)
        signed = np.concatenate([matrix, -matrix])
        boxes = [box(terms, self._domains) for terms in expressions]
        outer = [one.lower for one in boxes] + [-one.upper for one in boxes]
        best = np.full(len(outer), np.iinfo(np.int64).max)
        for point in self._points:
            best = np.minimum(best, signed @ point)
        decided = [True] * len(outer)
        for at, bound in enumerate(outer):
            if best[at] == bound:
                continue
            proven, points = self._minimise(signed[at])
            for point in points:
                best = np.minimum(best, signed @ point)
            decided[at] = proven is not None and int(best[at]) == proven
        if not self._points:
            raise ContradictionError
        count = len(expressions)
        for at, terms in enumerate(expressions):
            interval = Interval(int(best[at]), -int(best[count + at]))
            self._answers[terms] = Range(interval, decided[at] and decided[count + at])

    def _minimise(self, row: "Whole") -> "tuple[int | None, list[Whole]]":
        """A proven lower bound, if any, and integer points met on the way."""
        costs = row.astype(float)
        if self._relaxation is None:
            self._relaxation = Relaxation(self._component)
        first = self._relaxation.minimise(costs)
        points = self._checked(first)
        bound = _up(first.bound)
        if bound is not None and any(int(row @ point) == bound for point in points):
            return bound, points
        if self._integer is None:
            self._integer = IntegerProgram(self._component)
        second = self._integer.minimise(costs)
        bounds = [one for one in (bound, _up(second.bound)) if one is not None]
        return (max(bounds) if bounds else None), points + self._checked(second)

    def _checked(self, optimum: Optimum) -> "list[Whole]":
        """The solver's point rounded, if it satisfies every constraint in integer arithmetic."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        if optimum.point is None:
            return []
        point = np.rint(optimum.point).astype(np.int64)
        value = dict(zip(self._component.variables, point.tolist(), strict=True))
        if any(
            not self._domains[index].lower <= one <= self._domains[index].upper
            for index, one in value.items()
        ):
            return []
        for row in self._component.rows:
            total = sum(factor * value[index] for index, factor in row.terms)
            if (row.lower is not None and total < row.lower) or (row.upper is not None and total > row.upper):
                return []
        self._points.append(point)
        return [point]


def _up(bound: float | None) -> int | None:
    """The smallest whole number that a solver's bound allows."""
    return None if bound is None else math.ceil(bound - _TOLERANCE - _TOLERANCE / 1000 * abs(bound))
