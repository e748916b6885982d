"""Releases that count some of the same people, solved as one system.

Every part (those who are counted in exactly the same releases) has variables of its own for every cell that one of the
releases gives, bound by everything that binds a cohort. A released count is the sum over the parts in it. So what two
nested releases show by subtraction is the count of a part, and is judged like any other number of people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import WrongUseError
from fieldnotes.disclosure.attacker import Attacker, Place, is_inner, published
from fieldnotes.disclosure.auditing import Proven
from fieldnotes.disclosure.exploring import Question
from fieldnotes.disclosure.programs import Program, Terms, collect
from fieldnotes.disclosure.quantities import Quantity, protected_quantities
from fieldnotes.disclosure.ranges import Solver
from fieldnotes.disclosure.released import Part, Released
from fieldnotes.disclosure.rules import Interval


@dataclass(frozen=True, slots=True)
class OverlappingAudit:
    """What an attacker proves from releases that share people.

    Attributes:
        violations: what is given away or could not be decided, and of whom.
        intervals: of every cell, for each group of people that is asked about, by its name.
        totals: of every cell, over all the people of these releases, each counted once.
        cases: how many people they are.
    """

    violations: tuple[tuple[str, Proven], ...]
    intervals: Mapping[str, Mapping[Place, Interval]]
    totals: Mapping[Place, Interval]
    cases: int


@dataclass(frozen=True, slots=True)
class _People:
    """A group of people that is asked about: some of the parts."""

    name: str
    parts: tuple[int, ...]
    cases: int
    k: int


def audit_overlapping(releases: Sequence[Released], parts: Sequence[Part]) -> OverlappingAudit:
    """The audit of releases that share people.

    Asked about are the people of each part (which are all differences and intersections of two releases), of each
    release, and all of them together. An attacker is taken to know how many people each part has.

    Raises:
        WrongUseError: if the releases were made under different layouts.
        ContradictionError: if no counts agree with all tables.
    """
    layout = releases[0].layout
    if any(release.layout != layout for release in releases):
        raise WrongUseError(
            "Releases that share cases were made under different codebooks or policies.",
            "They cannot be audited together; treat the shared cases as given away.",
        )
    tables = {table.name for release in releases for table in release.tables}
    system = _System([Attacker(layout, sorted(tables), part.cases) for part in parts])
    for release in releases:
        within = [at for at, part in enumerate(parts) if release.name in part.releases]
        for place, count in published(release.tables).items():
            system.show(place, within, count.lower)
    return system.judge(list(_asked_about(releases, parts)))


def _asked_about(releases: Sequence[Released], parts: Sequence[Part]) -> Iterator[_People]:
    k = min(release.k for release in releases)
    for at, part in enumerate(parts):
        absent = sorted(release.name for release in releases if release.name not in part.releases)
        name = " and ".join(sorted(part.releases)) + (f" but not {' nor '.join(absent)}" if absent else "")
        yield _People(name, (at,), part.cases, k)
    for release in releases:
        within = tuple(at for at, part in enumerate(parts) if release.name in part.releases)
        if len(within) > 1:
            yield _People(release.name, within, release.cohort, release.k)
    everybody = tuple(range(len(parts)))
    if not any(release.cohort == sum(part.cases for part in parts) for release in releases):
        yield _People("these releases together", everybody, sum(part.cases for part in parts), k)


class _System:
    """The variables and rows of all parts, one after another, and the rows that say what was released."""

    def __init__(self, attackers: Sequence[Attacker]) -> None:
        self._attackers = attackers
        self._size = attackers[0].program.size
        self._index = attackers[0].index
        self._program = Program(self._size * len(attackers))
        self._margins = Program(self._size * len(attackers))
        for at, attacker in enumerate(attackers):
            names = [name for name in attacker.tables if not is_inner(name)]
            outer = Attacker(attacker.layout, names, attacker.cohort)  # the same cells under the same indices
            for whole, its in ((self._program, attacker.program), (self._margins, outer.program)):
                for row in its.rows:
                    whole.add_row(self._moved(row.terms, at), row.lower, row.upper)
        self._domains = [Interval(0, one.cohort) for one in attackers for _ in range(self._size)]

    def _moved(self, terms: Terms, part: int) -> list[tuple[int, int]]:
        return [(index + part * self._size, factor) for index, factor in terms]

    def _over(self, terms: Terms, people: Sequence[int]) -> Terms:
        """An expression in the counts of some people: the sum over their parts."""
        return collect([one for part in people for one in self._moved(terms, part)])

    def show(self, place: Place, within: Sequence[int], count: int) -> None:
        """Say that the parts of a release add up to a number that it shows."""
        terms = self._over(((self._index[place], 1),), within)
        self._program.add_row(terms, count, count)
        if not is_inner(place[0]):
            self._margins.add_row(terms, count, count)

    def judge(self, asked: Sequence[_People]) -> OverlappingAudit:
        quantities = [
            (people, quantity)
            for people in asked
            for quantity in protected_quantities(self._attacker_of(people))
        ]
        questions = [Question(self._over(quantity.terms, people.parts)) for people, quantity in quantities]
        ranges = Solver(self._program).ranges(self._domains, questions)
        floors = self._floors(quantities)
        violations: list[tuple[str, Proven]] = []
        intervals: dict[str, dict[Place, Interval]] = {people.name: {} for people in asked}
        places = {((index, 1),): place for place, index in self._index.items()}
        for (people, quantity), one, floor in zip(quantities, ranges, floors, strict=True):
            lower, upper = one.interval.lower + quantity.constant, one.interval.upper + quantity.constant
            found = Interval(lower, upper)
            if quantity.terms in places and not quantity.constant:
                intervals[people.name][places[quantity.terms]] = found
            if not (one.decided and quantity.is_safe(found, floor, k=people.k, cohort=people.cases)):
                violations.append((people.name, Proven(quantity.name, lower, upper, one.decided)))
        everybody = max(asked, key=lambda people: len(people.parts))
        return OverlappingAudit(
            tuple(violations),
            intervals,
            intervals[everybody.name],
            sum(one.cohort for one in self._attackers),
        )

    def _attacker_of(self, people: _People) -> Attacker:
        first = self._attackers[0]
        return Attacker(first.layout, first.tables, people.cases)

    def _floors(self, quantities: Sequence[tuple[_People, Quantity]]) -> list[int]:
        """What margins alone put under each quantity, if it is an intersection; otherwise zero."""
        asked = [
            Question(self._over(quantity.floor, people.parts))
            for people, quantity in quantities
            if quantity.floor is not None
        ]
        found = iter(Solver(self._margins).ranges(self._domains, asked) if asked else [])
        return [
            0 if quantity.floor is None else max(0, next(found).interval.lower + quantity.floor_constant)
            for _, quantity in quantities
        ]
