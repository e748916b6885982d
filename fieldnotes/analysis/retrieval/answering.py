"""Answering a question: which codings it finds.

An answer is a set of codings, numbered in reading order, and through them of passages; and, or and not are those of sets of
passages, so that the laws of sets hold (De Morgan's among them). A relation looks for *another* coding: ``dmv near dmv``
finds passages that have a second one beside them. Relations are answered by bisection in sorted places, never pair by pair.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from fieldnotes.analysis.material import Material
from fieldnotes.analysis.retrieval.expressions import (
    And,
    Codings,
    Expression,
    Not,
    OfBand,
    OfCase,
    Or,
    Related,
    Relation,
)
from fieldnotes.analysis.sentences import sentence_of

if TYPE_CHECKING:
    from fieldnotes.base.ids import InterviewId
    from fieldnotes.casebook.coded import Coded

Numbers = AbstractSet[int]


class Answerer:
    """Answers questions about one material.

    Args:
        material: its codings are numbered as they stand there.
    """

    def __init__(self, material: Material) -> None:
        self._material = material
        self._passage: list[int] = []
        """The passage of each coding: the number of its first coding."""
        before = None
        for number, one in enumerate(material.codings):
            here = (one.interview, one.start, one.end)
            self._passage.append(number if here != before else self._passage[-1])
            before = here

    def answer(self, asked: Expression) -> frozenset[int]:
        """Numbers of the codings that are found."""
        match asked:
            case Codings(()):
                return frozenset(range(len(self._passage)))
            case Codings(conditions):
                cases = self._material.cases
                return frozenset(
                    number
                    for number, one in enumerate(self._material.codings)
                    if all(condition.fits(one, cases) for condition in conditions)
                )
            case Not(of):
                found = self.passages(self.answer(of))
                return frozenset(
                    number for number, passage in enumerate(self._passage) if passage not in found
                )
            case And(parts):
                answers = [self.answer(part) for part in parts]
                shared = frozenset.intersection(*(self.passages(answer) for answer in answers))
                naming = [answer for part, answer in zip(parts, answers, strict=True) if _names_codings(part)]
                return frozenset(
                    number
                    for answer in naming or answers
                    for number in answer
                    if self._passage[number] in shared
                )
            case Or(parts):
                return frozenset[int]().union(*(self.answer(part) for part in parts))
            case Related(left, relation, right, within, wanted):
                found_left = self.answer(left)
                related = self._related(found_left, relation, self.answer(right), within)
                return frozenset(related) if wanted else found_left - frozenset(related)

    def passages(self, numbers: Iterable[int]) -> frozenset[int]:
        """The passages of these codings, each by the number of its first coding."""
        return frozenset(self._passage[number] for number in numbers)

    def codings_of(self, passage: int) -> "Sequence[Coded]":
        """The codings of a passage, which is given by the number of its first one."""
        last = passage + 1
        while last < len(self._passage) and self._passage[last] == passage:
            last += 1
        return self._material.codings[passage:last]

    def _related(
        self, left: Numbers, relation: Relation, right: Numbers, within: int | None
    ) -> Iterator[int]:
        codings = self._material.codings
        if relation is Relation.SAME_CASE:
            in_case = Counter(codings[number].case for number in right)
            yield from (number for number in left if in_case[codings[number].case] > (number in right))
            return
        beside: defaultdict[InterviewId, list[int]] = defaultdict(list)
        for number in sorted(right):
            beside[codings[number].interview].append(number)
        of_interview: defaultdict[InterviewId, list[int]] = defaultdict(list)
        for number in left:
            of_interview[codings[number].interview].append(number)
        for interview, numbers in of_interview.items():
            if beside[interview]:
                spans = [(codings[number].start, codings[number].end) for number in beside[interview]]
                starts = self._material.sentences(interview) if within is not None else ()
                look = _Beside(spans, starts, within)
                for number in numbers:
                    one = codings[number]
                    if look.holds(relation, one.start, one.end, itself=number in right):
                        yield number


def _names_codings(asked: Expression) -> bool:
    """Whether a question says which codings it is about; ``not`` and what is known of a case only narrow down passages."""
    match asked:
        case Codings(conditions):
            return any(not isinstance(condition, OfCase | OfBand) for condition in conditions)
        case Not():
            return False
        case And(parts) | Or(parts):
            return any(_names_codings(part) for part in parts)
        case Related(left):
            return _names_codings(left)


class _Beside:
    """The places on the right of a relation, in one interview; ``spans`` are sorted by their starts."""

    def __init__(
        self, spans: Sequence[tuple[int, int]], sentences: Sequence[int], within: int | None
    ) -> None:
        self._starts = [start for start, _ in spans]
        self._ends = sorted(end for _, end in spans)
        self._sentences = sentences
        self._within = within
        if within is not None:
            self._firsts = [sentence_of(sentences, start) for start in self._starts]
            self._lasts = [sentence_of(sentences, end - 1) for end in self._ends]

    def holds(self, relation: Relation, start: int, end: int, *, itself: bool) -> bool:
        """Whether a place stands so to at least one of them; ``itself``: it is one of them, which does not count."""
        match relation:
            case Relation.OVERLAPS:
                return bisect_left(self._starts, end) - bisect_right(self._ends, start) > itself
            case Relation.NEAR:
                within = self._within or 0
                first, last = (
                    sentence_of(self._sentences, start) - within,
                    sentence_of(self._sentences, end - 1) + within,
                )
                return bisect_right(self._firsts, last) - bisect_left(self._lasts, first) > itself
            case Relation.THEN:
                later = bisect_left(self._starts, end)
                return later < len(self._starts) and (
                    self._within is None
                    or self._firsts[later] <= sentence_of(self._sentences, end - 1) + self._within
                )
            case _:
                earlier = bisect_right(self._ends, start) - 1
                return earlier >= 0 and (
                    self._within is None
                    or self._lasts[earlier] >= sentence_of(self._sentences, start) - self._within
                )
