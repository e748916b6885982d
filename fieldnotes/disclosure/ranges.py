"""The exact range of linear expressions over all integer points of a program, split into parts that do not touch."""

from collections.abc import Iterator, Sequence

from fieldnotes.disclosure.components import Identity, Splitter
from fieldnotes.disclosure.exploring import Explored, Question, Range
from fieldnotes.disclosure.programs import Program, box
from fieldnotes.disclosure.rules import Interval

_MOST_SEEDS = 24
"""Points that a new component takes over from those it was made of, at most."""


class Solver:
    """Answers for one program under changing domains; a part that was seen before is not solved again."""

    def __init__(self, program: Program) -> None:
        self._splitter = Splitter(program)
        self._known: dict[Identity, Explored] = {}
        self._domains: list[Interval] = []
        self._tight: list[Interval] = []
        self._held: list[Explored | None] = []

    def ranges(self, domains: Sequence[Interval], questions: Sequence[Question]) -> list[Range]:
        """The range of each expression over all integer points within ``domains`` that satisfy the program's rows.

        Raises:
            ContradictionError: if there is no such point.
        """
        self.move(domains)
        asked: dict[int, tuple[Explored, dict[Question, None]]] = {}
        split_up = [self._split_up(question) for question in questions]
        for _, parts in split_up:
            for explored, part in parts:
                asked.setdefault(id(explored), (explored, {}))[1][part] = None
        answers = {at: explored.ranges(list(wanted)) for at, (explored, wanted) in asked.items()}
        return [_add(fixed, [answers[id(one)][part] for one, part in parts]) for fixed, parts in split_up]

    def move(self, domains: Sequence[Interval]) -> list[int]:
        """Take in new domains; the variables about which anything may have changed since the last ones.

        Raises:
            ContradictionError: if a row holds nowhere within them.
        """
        if self._domains == domains:
            return []
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        lower = np.array([domain.lower for domain in domains])
        upper = np.array([domain.upper for domain in domains])
        split = self._splitter.split(lower, upper)
        ends = zip(split.lower.tolist(), split.upper.tolist(), strict=True)
        tight = [Interval(*one) for one in ends]
        held: list[Explored | None] = [None] * len(tight)
        for identity, variables, rows in split.components():
            if identity not in self._known:
                explored = self._known[identity] = Explored(split.component(variables, rows))
                explored.take_over(self._seeds(explored))
            for index in variables.tolist():
                held[index] = self._known[identity]
        first = not self._domains
        changed = [
            index
            for index in range(len(tight))
            if first or held[index] is not self._held[index] or tight[index] != self._tight[index]
        ]
        self._domains, self._tight, self._held = list(domains), tight, held
        return changed

    def _seeds(self, explored: Explored) -> Iterator[list[int]]:
        """Points put together from those of the parts that the new one was made of; most will still do."""
        if not self._domains:
            return
        before = list(dict.fromkeys(self._held[index] for index in explored.variables))
        known = [one for one in before if one is not None and one.points]
        at = {id(one): {index: place for place, index in enumerate(one.variables)} for one in known}
        for turn in range(min(_MOST_SEEDS, max((len(one.points) for one in known), default=0))):
            point = []
            for index in explored.variables:
                one = self._held[index]
                if one is None or not one.points:
                    point.append(self._tight[index].lower)
                else:
                    point.append(int(one.points[turn % len(one.points)][at[id(one)][index]]))
            yield point

    def _split_up(self, question: Question) -> tuple[Interval, list[tuple[Explored, Question]]]:
        """The range of what no row binds, and the questions to the components that hold the rest."""
        free: list[tuple[int, int]] = []
        held: dict[int, tuple[Explored, list[tuple[int, int]]]] = {}
        for index, factor in question.terms:
            explored = self._held[index]
            if explored is None:
                free.append((index, factor))
            else:
                held.setdefault(id(explored), (explored, []))[1].append((index, factor))
        fixed = box(tuple(free), self._tight)
        if len(held) != 1 or not fixed.exact or question.enough is None:
            return fixed, [(one, Question(tuple(terms))) for one, terms in held.values()]
        shift = fixed.lower
        enough = Interval(question.enough.lower - shift, question.enough.upper - shift)
        ceiling = None if question.ceiling is None else question.ceiling - shift
        return fixed, [
            (one, Question(tuple(terms), enough, ceiling, question.quick)) for one, terms in held.values()
        ]


def _add(fixed: Interval, others: Sequence[Range]) -> Range:
    """Sums of ranges of expressions in components that do not touch: exact, since the parts move freely."""
    lower = fixed.lower + sum(other.interval.lower for other in others)
    upper = fixed.upper + sum(other.interval.upper for other in others)
    return Range(Interval(lower, upper), all(other.decided for other in others))
