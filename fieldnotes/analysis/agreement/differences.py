"""Codings of several coders laid side by side: which are the same, and where coders differ."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fieldnotes.analysis.agreement.coded import CodedCase
from fieldnotes.base.ids import CoderLabel, FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import Coding, State


class Verdict(StrEnum):
    """What became of a factor at a place."""

    SAME = "same"
    STANCE = "other stance"
    EXTENT = "other words"
    ONE_SIDED = "not by all"


@dataclass(frozen=True, slots=True)
class Compared:
    """A place where at least one coder coded a factor: codings of it that overlap, directly or through others.

    Attributes:
        interview: where.
        number: of the interview within its case.
        factor: the factor.
        span: from the first to the last word that any of them holds.
        by: the codings of each coder there; empty for a coder who has none.
        verdict: whether the coders agree. Where words and stance both differ, the words are named.
    """

    interview: InterviewId
    number: int
    factor: FactorId
    span: Span
    by: Mapping[CoderLabel, tuple[Coding, ...]]
    verdict: Verdict

    @property
    def differs(self) -> bool:
        """Whether the coders differ here."""
        return self.verdict is not Verdict.SAME

    @property
    def without(self) -> tuple[CoderLabel, ...]:
        """Coders who did not code the factor here."""
        return tuple(coder for coder, codings in self.by.items() if not codings)


@dataclass(frozen=True, slots=True)
class CheckedDifferently:
    """A factor on which checklists differ."""

    factor: FactorId
    states: Mapping[CoderLabel, State]


def compared(case: CodedCase) -> tuple[Compared, ...]:
    """Every place, interview by interview, in the order of the text."""
    found = []
    for one in case.interviews:
        by_factor: defaultdict[FactorId, list[Coding]] = defaultdict(list)
        for coding in sorted(one.codings, key=lambda coding: (coding.span, coding.id)):
            by_factor[coding.factor].append(coding)
        for factor, codings in by_factor.items():
            for cluster in _clusters(codings):
                by = {coder: tuple(c for c in cluster if c.coder == coder) for coder in case.coders}
                span = Span(cluster[0].span.start, max(coding.span.end for coding in cluster))
                found.append(Compared(one.interview.id, one.interview.number, factor, span, by, _verdict(by)))
    return tuple(sorted(found, key=lambda place: (place.number, place.span, place.factor)))


def checked_differently(case: CodedCase) -> tuple[CheckedDifferently, ...]:
    """The factors of the taxonomy that coders left in different states, in the taxonomy's order."""
    factors = next(iter(case.states.values()))
    rows = ((factor, {coder: case.states[coder][factor] for coder in case.coders}) for factor in factors)
    return tuple(CheckedDifferently(factor, states) for factor, states in rows if len({*states.values()}) > 1)


def _clusters(codings: Sequence[Coding]) -> Iterator[list[Coding]]:
    """Codings that hang together by common words; they come in the order of the text."""
    cluster: list[Coding] = []
    reached = 0
    for coding in codings:
        if cluster and coding.span.start >= reached:
            yield cluster
            cluster = []
        cluster.append(coding)
        reached = max(reached, coding.span.end)
    if cluster:
        yield cluster


def _verdict(by: Mapping[CoderLabel, Sequence[Coding]]) -> Verdict:
    if not all(by.values()):
        return Verdict.ONE_SIDED
    if len({tuple(coding.span for coding in codings) for codings in by.values()}) > 1:
        return Verdict.EXTENT
    if len({tuple(coding.stance for coding in codings) for codings in by.values()}) > 1:
        return Verdict.STANCE
    return Verdict.SAME
