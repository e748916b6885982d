"""Which codes stand together: on overlapping words, in the same case, or near each other.

Codes that are applied to the same or to neighbouring words point to topics that belong together in what people say (Armborst
2017, *Thematic Proximity in Content Analysis*, SAGE Open 7(2), doi:10.1177/2158244017707797; Scharp 2021, *Thematic Co-occurrence
Analysis: Advancing a Theory and Qualitative Method to Illuminate Ambivalent Experiences*, Journal of Communication 71(4), 545-571,
doi:10.1093/joc/jqab015). A co-occurrence is a pair of codings, one of each code; in a case it is the case. Pairs are counted in
one sweep over sorted places with a tally of what is open, so that dense coding costs no more than its length.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, groupby

from fieldnotes.analysis.material import Material
from fieldnotes.analysis.sentences import DEFAULT_WITHIN, sentence_span
from fieldnotes.base.ids import FactorId

UNEQUAL = 5
"""One code applied more than this many times as often as the other distorts the coefficient (ATLAS.ti's yellow mark)."""

Code = Callable[[FactorId], str | None]
"""What a factor is counted as: itself, or its group; ``None`` leaves it out."""


class By(StrEnum):
    """When two codings stand together."""

    OVERLAP = "overlap"
    """Their passages share at least one character."""

    CASE = "case"
    """They stand in the same case; the unit is the case."""

    NEAR = "near"
    """Their passages stand in the same interview, at most so many sentences apart."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes.

    Attributes:
        first: the one that comes first in the codebook.
        second: the other.
        n_first: codings with the first (cases, where cases are the unit).
        n_second: codings with the second.
        together: co-occurrences.
    """

    first: str
    second: str
    n_first: int
    n_second: int
    together: int

    @property
    def coefficient(self) -> float | None:
        """The c-coefficient n12 / (n1 + n2 - n12), from 0 to 1; ``None`` where it cannot be computed.

        The formula is ATLAS.ti's (manual for Windows, version 22, *Code Co-occurrence Coefficient*). It assumes separate
        entities: where one passage overlaps several of the other code, n12 counts each, and c may leave its range; then it
        means nothing and is not given.
        """
        either = self.n_first + self.n_second - self.together
        return self.together / either if 0 <= self.together <= either and either else None

    @property
    def unequal(self) -> bool:
        """Whether one code is applied so much more often than the other that c looks smaller than the relation is."""
        few, many = sorted((self.n_first, self.n_second))
        return bool(self.together) and many > UNEQUAL * few


@dataclass(frozen=True, slots=True)
class CoOccurrence:
    """Every code with every other.

    Attributes:
        by: when two codings stand together.
        within: sentences apart at most, where they only need to be near.
        codes: the codes that occur, in the codebook's order.
        counts: how often each occurs.
        together: co-occurrences of two codes, the earlier one first; pairs without any are absent.
    """

    by: By
    within: int | None
    codes: tuple[str, ...]
    counts: Mapping[str, int]
    together: Mapping[tuple[str, str], int]

    def pair(self, first: str, second: str) -> Pair:
        """Two different codes that occur, in either order."""
        if self.codes.index(first) > self.codes.index(second):
            first, second = second, first
        return Pair(
            first, second, self.counts[first], self.counts[second], self.together.get((first, second), 0)
        )

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs that stand together, most often first."""
        found = [
            Pair(first, second, self.counts[first], self.counts[second], together)
            for (first, second), together in self.together.items()
        ]
        return tuple(sorted(found, key=lambda pair: -pair.together))


def cooccurrence(
    material: Material,
    by: By,
    order: Sequence[str],
    *,
    within: int = DEFAULT_WITHIN,
    code: Code = lambda factor: factor,
) -> CoOccurrence:
    """Count which codes stand together.

    Args:
        material: the codings.
        by: when two codings stand together.
        order: codes in the order in which they are to be given; any other comes last, by its name.
        within: sentences apart at most, for :attr:`By.NEAR`; 0 is the same sentence.
        code: what a factor is counted as. Words that carry two factors of one code are counted once.
    """
    if by is By.CASE:
        counts, rows = _in_cases(material, code)
    else:
        counts, rows = Counter[str](), defaultdict[str, Counter[str]](Counter)
        for spans in _per_interview(material, code, within if by is By.NEAR else None):
            counts.update(found for _, _, found in spans)
            _sweep(spans, rows)
    rank = {one: place for place, one in enumerate(order)}
    codes = sorted(counts, key=lambda one: (rank.get(one, len(rank)), one))
    together = {
        (first, second): number
        for first, second in combinations(codes, 2)
        if (number := rows[first][second] + rows[second][first])
    }
    return CoOccurrence(by, within if by is By.NEAR else None, tuple(codes), counts, together)


_Spans = list[tuple[int, int, str]]


def _per_interview(material: Material, code: Code, within: int | None) -> Iterator[_Spans]:
    """The coded words of each interview by where they begin: in characters, or in sentences and reaching on by ``within``."""
    for interview, codings in groupby(material.codings, key=lambda one: one.interview):
        places = dict.fromkeys(
            (one.start, one.end, found) for one in codings if (found := code(one.factor)) is not None
        )
        if within is None:
            yield list(places)
            continue
        starts = material.sentences(interview)
        reaching = []
        for start, end, found in places:
            first, last = sentence_span(starts, start, end)
            reaching.append((first, last + within + 1, found))
        yield reaching


def _sweep(spans: _Spans, rows: Mapping[str, Counter[str]]) -> None:
    """Add, for each code as it begins, how often every other code is open there."""
    ends = sorted((end, found) for _, end, found in spans)
    opened: Counter[str] = Counter()
    closed = 0
    for begin, _, found in spans:
        while ends[closed][0] <= begin:
            gone = ends[closed][1]
            opened[gone] -= 1
            if not opened[gone]:
                del opened[gone]
            closed += 1
        row = rows[found]
        for other, number in opened.items():
            if other != found:
                row[other] += number
        opened[found] += 1


def _in_cases(material: Material, code: Code) -> tuple[Counter[str], defaultdict[str, Counter[str]]]:
    counts, rows = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for _, codings in groupby(material.codings, key=lambda one: one.case):
        raised: Iterable[str] = {found for one in codings if (found := code(one.factor)) is not None}
        counts.update(raised)
        for first, second in combinations(sorted(raised), 2):
            rows[first][second] += 1
    return counts, rows
