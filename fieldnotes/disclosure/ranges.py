"""The exact range of linear expressions over all integer points of a program, split into parts that do not touch."""

from collections.abc import Mapping, Sequence

from fieldnotes.disclosure.arrays import RowArrays
from fieldnotes.disclosure.components import Component, split
from fieldnotes.disclosure.exploring import Explored, Question, Range
from fieldnotes.disclosure.programs import Program, Row, box
from fieldnotes.disclosure.propagation import propagate
from fieldnotes.disclosure.rules import Interval

_MANY_ROWS = 300
"""From so many rows on, those that say nothing are sieved out before any of them is looked at one by one."""


class Solver:
    """Answers for one program under changing domains; answers for a component seen before are kept."""

    def __init__(self, program: Program) -> None:
        self._rows = program.rows
        self._sieve: RowArrays | None = RowArrays(program.rows) if len(program.rows) > _MANY_ROWS else None
        self._known: dict[Component, Explored] = {}

    def ranges(self, domains: Sequence[Interval], questions: Sequence[Question]) -> list[Range]:
        """The range of each expression over all integer points within ``domains`` that satisfy the program's rows.

        Raises:
            ContradictionError: if there is no such point.
        """
        tight = propagate(self._binding(domains), domains)
        components = list(split(self._binding(tight), tight))
        owner = {index: at for at, component in enumerate(components) for index in component.variables}
        asked: list[dict[Question, None]] = [{} for _ in components]
        split_up = [_split_up(question, owner, tight) for question in questions]
        for _, parts in split_up:
            for at, part in parts:
                asked[at][part] = None
        answers = [
            self._explored(component).ranges(list(wanted))
            for component, wanted in zip(components, asked, strict=True)
        ]
        return [_add(fixed, [answers[at][part] for at, part in parts]) for fixed, parts in split_up]

    def _binding(self, domains: Sequence[Interval]) -> Sequence[Row]:
        """The rows that the domains do not imply; of few rows, all."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        if self._sieve is None:
            return self._rows
        lower = np.array([domain.lower for domain in domains])
        upper = np.array([domain.upper for domain in domains])
        return [self._rows[at] for at in self._sieve.binding(lower, upper)]

    def _explored(self, component: Component) -> "Explored":
        if component not in self._known:
            self._known[component] = Explored(component)
        return self._known[component]


def _split_up(
    question: Question, owner: Mapping[int, int], domains: Sequence[Interval]
) -> tuple[Interval, list[tuple[int, Question]]]:
    """The range of what no row binds, and the questions to the components that hold the rest."""
    free: list[tuple[int, int]] = []
    held: dict[int, list[tuple[int, int]]] = {}
    for index, factor in question.terms:
        if index in owner:
            held.setdefault(owner[index], []).append((index, factor))
        else:
            free.append((index, factor))
    fixed = box(tuple(free), domains)
    if len(held) != 1 or not fixed.exact or question.enough is None:
        return fixed, [(at, Question(tuple(terms))) for at, terms in held.items()]
    shift = fixed.lower
    enough = Interval(question.enough.lower - shift, question.enough.upper - shift)
    ceiling = None if question.ceiling is None else question.ceiling - shift
    return fixed, [
        (at, Question(tuple(terms), enough, ceiling, question.quick)) for at, terms in held.items()
    ]


def _add(fixed: Interval, others: Sequence[Range]) -> Range:
    """Sums of ranges of expressions in components that do not touch: exact, since the parts move freely."""
    lower = fixed.lower + sum(other.interval.lower for other in others)
    upper = fixed.upper + sum(other.interval.upper for other in others)
    return Range(Interval(lower, upper), all(other.decided for other in others))
