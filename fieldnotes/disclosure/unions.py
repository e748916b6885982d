"""Several releases of one vault as one system of constraints, and what an attacker proves from all of them together.

The people behind the releases fall into *parts*: each part is those who are counted in exactly the same releases. Whatever
binds the counts of one cohort binds those of every part of it, and a released count is the sum over its parts. Where cohorts
share nobody, each release is one part, no constraint reaches from one to another, and the system falls apart into the
releases: each is solved by itself, once, so the work grows with their number and no faster. Where they do share people,
the releases that hang together are solved as one, and differences between them become what they are: counts of a part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.tables import FeasibilityInterval
from fieldnotes.disclosure.attacker import Place, published
from fieldnotes.disclosure.auditing import Audit, Proven, audit
from fieldnotes.disclosure.overlapping import audit_overlapping
from fieldnotes.disclosure.released import Part, Released
from fieldnotes.disclosure.rules import Interval, is_safe

EVERYBODY: Final = "all releases together"
"""Of whom a finding is that no single release gives away."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that releases give away.

    Attributes:
        among: of whom: a release, what is in one and not in another, or all releases together.
        proven: of what, and within what bounds.
    """

    among: str
    proven: Proven

    @property
    def sentence(self) -> str:
        """It in words."""
        one = self.proven
        who = f"{self.among[:1].upper()}{self.among[1:]}"
        return f"{who} give away {one.quantity}: it lies between {one.lower} and {one.upper}."


@dataclass(frozen=True, slots=True)
class UnionAudit:
    """What an attacker proves from several releases together.

    Attributes:
        findings: what is given away, or could not be decided; empty if the audit holds.
        overlaps: the parts that are counted more than once.
        intervals: for each release that shares no case, by name, the feasibility interval of every hidden cell.
        totals: each cell of the whitelist summed over all releases; a table that a release does not give adds 0 … N.
        cases: number of people behind all releases.
    """

    findings: tuple[Finding, ...]
    overlaps: tuple[Part, ...]
    intervals: Mapping[str, tuple[FeasibilityInterval, ...]]
    totals: Mapping[Place, Interval]
    cases: int

    @property
    def holds(self) -> bool:
        """Whether nothing is given away."""
        return not self.findings


class UnionAuditor:
    """Audits the releases of one vault together, again and again as they become more.

    It believes nothing that was stored: every release is computed again from its tables. What it has computed itself it
    remembers as long as it lives, in memory only, and looks up by everything that a release says.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[Released, Audit]] = {}

    def alone(self, release: Released) -> Audit:
        """The audit of one release by itself.

        Raises:
            WrongUseError: if a table does not fit the layout of the release.
            ContradictionError: if its tables contradict each other.
        """
        known = self._known.get(release.name)
        if known is not None and known[0] == release:
            return known[1]
        found = audit(release.tables, layout=release.layout, k=release.k, cohort=release.cohort)
        self._known[release.name] = (release, found)
        return found

    def audit(self, releases: Sequence[Released], parts: Sequence[Part] | None = None) -> UnionAudit:
        """The audit of all releases together.

        Args:
            releases: each by a name of its own.
            parts: who is counted where; ``None``: nobody is counted twice.

        Raises:
            WrongUseError: if the parts do not add up to the cohorts, a name stands twice, or releases that share cases
                were made under different layouts.
            ContradictionError: if no counts agree with all tables.
        """
        split = [Part(frozenset((one.name,)), one.cohort) for one in releases] if parts is None else parts
        _require_sound(releases, split)
        findings: list[Finding] = []
        intervals: dict[str, tuple[FeasibilityInterval, ...]] = {}
        totals = _Totals(releases)
        for together, theirs in _hanging_together(releases, split):
            if len(together) == 1:
                (release,) = together
                found = self.alone(release)
                findings += [Finding(release.name, violation) for violation in found.violations]
                intervals[release.name] = found.intervals
                totals.add(release, found.intervals)
            else:
                overlapping = audit_overlapping(together, theirs)
                findings += [Finding(among, proven) for among, proven in overlapping.violations]
                totals.add_together(overlapping.totals, overlapping.cases)
        findings += totals.findings()
        return UnionAudit(
            findings=tuple(findings),
            overlaps=tuple(part for part in split if len(part.releases) > 1),
            intervals=intervals,
            totals=totals.sums,
            cases=totals.cases,
        )


class _Totals:
    """Sums over releases that share nobody: their parts move freely, so the ends of a sum are the sums of the ends."""

    def __init__(self, releases: Sequence[Released]) -> None:
        self.cases = 0
        self.sums = {
            (name, key): Interval(0, 0)
            for release in releases
            for name in (table.name for table in release.tables)
            for key in release.layout.keys(name)
        }
        self._counted = dict(self.sums)
        self._k = min((release.k for release in releases), default=1)

    def add(self, release: Released, hidden: Sequence[FeasibilityInterval]) -> None:
        cells = published(release.tables) | {
            (one.table, one.key): Interval(one.lower, one.upper) for one in hidden
        }
        self.add_together(cells, release.cohort)

    def add_together(self, cells: Mapping[Place, Interval], cases: int) -> None:
        """Add the cells of some releases, and how many people are behind them."""
        self.cases += cases
        for place, sum_ in self.sums.items():
            one = cells.get(place, Interval(0, cases))
            self.sums[place] = Interval(sum_.lower + one.lower, sum_.upper + one.upper)
            # A small lower end that passed the audit of its own release is put there by margins that are shown, and is
            # reported there; only what the sum adds to it is asked about here.
            lower = 0 if 0 < one.lower < self._k else one.lower
            counted = self._counted[place]
            self._counted[place] = Interval(counted.lower + lower, counted.upper + one.upper)

    def findings(self) -> list[Finding]:
        """The sums that give something away."""
        return [
            Finding(EVERYBODY, Proven(f"{table} {' × '.join(key)}", sum_.lower, sum_.upper))
            for (table, key), sum_ in self._counted.items()
            if not (
                is_safe(sum_, k=self._k, cohort=self.cases)
                and is_safe(sum_.complement(self.cases), k=self._k, cohort=self.cases)
            )
        ]


def _require_sound(releases: Sequence[Released], parts: Sequence[Part]) -> None:
    cohorts = {release.name: release.cohort for release in releases}
    counted = dict.fromkeys(cohorts, 0)
    sound = len(cohorts) == len(releases)
    for part in parts:
        sound = sound and part.cases >= 1 and bool(part.releases) and part.releases <= set(cohorts)
        for name in part.releases if sound else ():
            counted[name] += part.cases
    if not sound or counted != cohorts:
        raise WrongUseError(
            "Who is counted in which release does not add up to the cohorts of the releases.",
            "Give every case of every release exactly once.",
        )


def _hanging_together(
    releases: Sequence[Released], parts: Sequence[Part]
) -> list[tuple[list[Released], list[Part]]]:
    """The releases that share cases, directly or through others, each set with the parts that make it up."""
    owner = {release.name: release.name for release in releases}
    for part in parts:
        first, *others = sorted(part.releases)
        for other in others:
            gone, kept = owner[other], owner[first]
            owner = {name: kept if at == gone else at for name, at in owner.items()}
    sets: dict[str, tuple[list[Released], list[Part]]] = {}
    for release in releases:
        sets.setdefault(owner[release.name], ([], []))[0].append(release)
    for part in parts:
        sets[owner[min(part.releases)]][1].append(part)
    return list(sets.values())
