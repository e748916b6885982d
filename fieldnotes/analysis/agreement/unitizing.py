"""Krippendorff's alpha for unitizing: whether coders mark the same stretches of a text with the same value.

Krippendorff (2004), *Measuring the Reliability of Qualitative Text Analysis Data*, Quality & Quantity 38, sections 4
and 5; the same as Krippendorff (1995), *On the Reliability of Unitizing Continuous Data*. A continuum of ``length``
positions is cut by each coder into units and the gaps between them, for each value by itself.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from fieldnotes.analysis.agreement.coefficients import NotComputableError
from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.span import Span

Markings = Mapping[str, Sequence[Span]]
"""By coder, the spans marked with one value; of one coder they do not overlap."""


@dataclass(frozen=True, slots=True)
class _Section:
    start: int
    length: int
    is_unit: bool

    @property
    def end(self) -> int:
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Observed and expected disagreement about one value, each at least 0."""

    observed: float
    expected: float


def disagreement(markings: Markings, length: int) -> Disagreement:
    """Observed and expected disagreement about one value.

    Args:
        markings: at least two coders.
        length: of the text, in code points; every span lies within it.

    Raises:
        WrongUseError: for fewer than two coders, spans beyond the text, or spans of one coder that overlap.
    """
    if len(markings) < 2:
        raise WrongUseError("Agreement needs at least two coders.", "Have a second coder code the text.")
    sections = {coder: _sections(spans, length) for coder, spans in markings.items()}
    return Disagreement(_observed(sections, length), _expected(sections, length))


def alpha(disagreements: Sequence[Disagreement]) -> float:
    """Alpha for one value, or for several together.

    Raises:
        NotComputableError: if nobody marked anything, so that no disagreement could be expected.
    """
    expected = sum(one.expected for one in disagreements)
    if expected == 0:
        raise NotComputableError("Nobody marked anything, so there is nothing to compare.")
    return 1 - sum(one.observed for one in disagreements) / expected


def _sections(spans: Sequence[Span], length: int) -> list[_Section]:
    sections: list[_Section] = []
    reached = 0
    for span in sorted(spans, key=lambda one: one.start):
        if span.start < reached:
            raise WrongUseError(
                "Spans that one coder marked with the same value overlap.", "Join them before comparing."
            )
        if span.end > length:
            raise WrongUseError("A span ends beyond the text.", "Give the length of the text that was coded.")
        if span.start > reached:
            sections.append(_Section(reached, span.start - reached, is_unit=False))
        if len(span):
            sections.append(_Section(span.start, len(span), is_unit=True))
        reached = span.end
    if reached < length:
        sections.append(_Section(reached, length - reached, is_unit=False))
    return sections


def _observed(sections: Mapping[str, list[_Section]], length: int) -> float:
    coders = len(sections)
    total = 0
    for first, mine in sections.items():
        for second, theirs in sections.items():
            if first != second:
                total += _differences(mine, theirs)
    return total / (coders * (coders - 1) * length**2)


def _differences(mine: list[_Section], theirs: list[_Section]) -> int:
    """Squared differences of all pairs of sections that meet; both lists are in order, so it is one sweep."""
    total = at = 0
    for section in mine:
        while at < len(theirs) and theirs[at].end <= section.start:
            at += 1
        place = at
        while place < len(theirs) and theirs[place].start < section.end:
            total += _squared_difference(section, theirs[place])
            place += 1
    return total


def _squared_difference(one: _Section, other: _Section) -> int:
    if one.is_unit and other.is_unit:
        return (one.start - other.start) ** 2 + (one.end - other.end) ** 2
    if one.is_unit and not other.is_unit and other.start <= one.start and one.end <= other.end:
        return one.length**2
    if other.is_unit and not one.is_unit and one.start <= other.start and other.end <= one.end:
        return other.length**2
    return 0


def _expected(sections: Mapping[str, list[_Section]], length: int) -> float:
    units = [section.length for mine in sections.values() for section in mine if section.is_unit]
    gaps = sorted(section.length for mine in sections.values() for section in mine if not section.is_unit)
    beyond = [0, *accumulate(reversed(gaps))]  # how long the longest gaps are together, by how many they are
    total = 0.0
    for unit in units:
        overlapping = (len(units) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit)
        room = len(gaps) - bisect_left(gaps, unit)
        total += overlapping + unit**2 * (beyond[room] - room * (unit - 1))
    positions = len(sections) * length
    pairs = positions * (positions - 1) - sum(unit * (unit - 1) for unit in units)
    return 0.0 if not units else 2 / length * total / pairs
