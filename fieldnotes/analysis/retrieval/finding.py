"""What a question found: passages in reading order, and how many."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fieldnotes.analysis.material import Material
from fieldnotes.analysis.retrieval.answering import Answerer
from fieldnotes.analysis.retrieval.expressions import Expression
from fieldnotes.base.ids import CaseId, FactorId, InterviewId


class Passage(NamedTuple):
    """A passage that was found.

    Attributes:
        case: the case.
        interview: the interview.
        number: the interview's number within its case.
        start: first code point in the stored text.
        end: code point after the last.
        factors: every factor it is coded with, in the codebook's order, also those that were not asked for.
    """

    case: CaseId
    interview: InterviewId
    number: int
    start: int
    end: int
    factors: tuple[FactorId, ...]


@dataclass(frozen=True, slots=True)
class FactorCount:
    """How often a factor occurs among the codings that were found: codings, and cases with at least one."""

    codings: int
    cases: int


@dataclass(frozen=True, slots=True)
class Found:
    """An answer.

    Attributes:
        passages: in reading order; each stands once, however many of its codings fit.
        codings: how many codings fit.
        factors: their factors, in the codebook's order.
    """

    passages: tuple[Passage, ...]
    codings: int
    factors: Mapping[FactorId, FactorCount]

    @property
    def interviews(self) -> int:
        """In how many interviews the passages stand."""
        return len({passage.interview for passage in self.passages})

    @property
    def cases(self) -> int:
        """In how many cases the passages stand."""
        return len({passage.case for passage in self.passages})


def retrieve(material: Material, asked: Expression, order: Iterable[FactorId]) -> Found:
    """Answer a question.

    Args:
        material: the codings.
        asked: the question.
        order: factors in the codebook's order; any other comes last, by its id.
    """
    answerer = Answerer(material)
    numbers = sorted(answerer.answer(asked))
    rank = {factor: place for place, factor in enumerate(order)}
    codings = material.codings
    passages = []
    for first in sorted(answerer.passages(numbers)):
        one = codings[first]
        on_it = answerer.codings_of(first)
        factors = _in_order({coding.factor for coding in on_it}, rank) if len(on_it) > 1 else (one.factor,)
        passages.append(Passage(one.case, one.interview, one.number, one.start, one.end, factors))
    counted = Counter(codings[number].factor for number in numbers)
    in_cases = Counter(factor for factor, _ in {(codings[at].factor, codings[at].case) for at in numbers})
    return Found(
        tuple(passages),
        len(numbers),
        {factor: FactorCount(counted[factor], in_cases[factor]) for factor in _in_order(counted, rank)},
    )


def _in_order(factors: Iterable[FactorId], rank: Mapping[FactorId, int]) -> tuple[FactorId, ...]:
    return tuple(sorted(factors, key=lambda factor: (rank.get(factor, len(rank)), factor)))
