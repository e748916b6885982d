"""Merging exports, and protecting the sums once more before anything is published.

A hidden cell contributes its interval, so every sum is an interval.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.tables import SUPPRESSED, Certificate, IntervalCell, IntervalTable, ProtectedTable
from fieldnotes.disclosure.attacker import Attacker, Place
from fieldnotes.disclosure.auditing import Auditor, Proven
from fieldnotes.disclosure.choosing import choose
from fieldnotes.disclosure.layout import CellKey, Layout, tables_allowed
from fieldnotes.disclosure.policy import Policy
from fieldnotes.disclosure.rules import Interval


@dataclass(frozen=True, slots=True)
class MergedCell:
    """One cell over all exports.

    Attributes:
        interval: what the sum over all contributors can be.
        largest: the most that any one contributor can have put in.
        largest_rest: the most that any one contributor's cases outside the cell can be.
    """

    interval: Interval
    largest: int
    largest_rest: int


@dataclass(frozen=True, slots=True)
class Merged:
    """Exports added up.

    Attributes:
        cells: every cell of every table that at least one export gives.
        cohort: number of cases N over all exports.
        contributors: number of researchers.
    """

    cells: Mapping[str, Mapping[CellKey, MergedCell]]
    cohort: int
    contributors: int


def merge(
    exports: Sequence[tuple[Sequence[ProtectedTable], Certificate]],
    *,
    layout: Layout,
    contributors: Sequence[str] | None = None,
) -> Merged:
    """Add up verified exports.

    A cell that an export hides contributes its certified interval. A table that an export does not give (its cohort was
    too small) contributes ``[0, N_i]`` to each cell: so every table keeps the one denominator N, its levels still add
    up to it, and nothing can be learned by subtracting a table over some exports from a table over all.

    Args:
        exports: tables and certificate of each export, certificates already checked.
        layout: the layout all of them were made under.
        contributors: the researcher behind each export, such as a device id; several exports of one researcher count
            as one contributor. ``None``: every export comes from another researcher.

    Raises:
        WrongUseError: if a table does not fit the layout, or the contributors are not as many as the exports.
    """
    owners = list(contributors) if contributors is not None else [str(index) for index in range(len(exports))]
    if len(owners) != len(exports):
        raise WrongUseError(
            "The exports and their contributors differ in number.", "Name one contributor an export."
        )
    parts = [_contribution(tables, certificate, layout) for tables, certificate in exports]
    cohorts = [certificate.cohort for _, certificate in exports]
    cells: dict[str, dict[CellKey, MergedCell]] = {}
    for name in layout.table_names:
        if any(name in part for part in parts):
            cells[name] = {
                key: _add_up(
                    [
                        (owner, size, part[name][key] if name in part else Interval(0, size))
                        for owner, size, part in zip(owners, cohorts, parts, strict=True)
                    ]
                )
                for key in layout.keys(name)
            }
    return Merged(cells=cells, cohort=sum(cohorts), contributors=len(set(owners)))


def _add_up(contributions: Sequence[tuple[str, int, Interval]]) -> MergedCell:
    """One cell from each export's researcher, cohort and interval."""
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for owner, size, interval in contributions:
        inside[owner] += interval.upper
        outside[owner] += size - interval.lower
    total = Interval(
        sum(interval.lower for _, _, interval in contributions),
        sum(interval.upper for _, _, interval in contributions),
    )
    return MergedCell(total, max(inside.values()), max(outside.values()))


def _contribution(
    tables: Sequence[ProtectedTable], certificate: Certificate, layout: Layout
) -> dict[str, dict[CellKey, Interval]]:
    proven = {(one.table, one.key): Interval(one.lower, one.upper) for one in certificate.intervals}
    found: dict[str, dict[CellKey, Interval]] = {}
    for table in tables:
        if not layout.fits(table):
            raise WrongUseError(
                "A table does not fit the layout of the merge.", "Merge exports of one taxonomy only."
            )
        found[table.name] = {
            cell.key: proven[table.name, cell.key] if cell.n == SUPPRESSED else Interval(cell.n, cell.n)
            for cell in table.cells
        }
    return found


class MergedReason(StrEnum):
    """Why a merged cell is hidden; for the coordinator's screen only."""

    THRESHOLD = "threshold"
    """Fewer than k cases can be proved to be in it."""
    COMPLEMENT = "complement"
    """Fewer than k cases can be proved to be outside it."""
    DOMINANCE = "dominance"
    """Without the largest contributor, fewer than k would be left in it or outside it."""
    COMPLEMENTARY = "complementary"
    """It would give another number away."""


@dataclass(frozen=True, slots=True)
class MergedProtection:
    """Merged tables as they may be published.

    Attributes:
        tables: the tables; a cell is a number, an interval, or hidden.
        k: the threshold they were held to.
        cohort: number of cases N.
        contributors: number of researchers.
        reasons: why each hidden cell is hidden.
        proven: what an attacker can prove about each hidden cell from what is published.
        reported: intersections of which the published margins alone prove that somebody is there.
    """

    tables: tuple[IntervalTable, ...]
    k: int
    cohort: int
    contributors: int
    reasons: Mapping[Place, MergedReason]
    proven: Mapping[Place, Interval]
    reported: tuple[Proven, ...]


def protect_merged(merged: Merged, *, layout: Layout, policy: Policy) -> MergedProtection:
    """Hide in merged tables what may not be published, and audit what is left.

    A cell is shown as its interval (a number where the ends are equal) when at least k cases are proved to be in it, at
    least k outside it, and both still hold without the contributor who matters most. Then the attacker problem is
    solved with the shown intervals as constraints, and cells are hidden until nothing is given away. Whoever holds the
    exports as well learns no more from the publication, because it is computed from what the exports show.

    Raises:
        RefusedError: with fewer cases or researchers than the policy asks for, or if no set of hidden cells is safe.
        ContradictionError: if the merged intervals contradict each other.
    """
    _refuse_small(merged, policy)
    k = policy.publish_k
    names = [name for name in tables_allowed(policy, layout, merged.cohort) if name in merged.cells]
    attacker = Attacker(layout, names, merged.cohort)
    reasons: dict[Place, MergedReason] = {}
    showable: dict[Place, Interval] = {}
    for table, key in attacker.index:
        cell = merged.cells[table][key]
        reason = _reason(cell, k, merged.cohort)
        if reason is None:
            showable[table, key] = cell.interval
        else:
            reasons[table, key] = reason
    hidden = choose(attacker, k, showable)
    reasons |= dict.fromkeys(hidden, MergedReason.COMPLEMENTARY)
    shown = {place: interval for place, interval in showable.items() if place not in hidden}
    result = Auditor(attacker, k).audit(shown)
    if not result.holds:
        raise RefusedError(
            "These merged tables could not be made safe.", "Wait for more exports, and merge again."
        )
    return MergedProtection(
        tables=tuple(_table(name, layout, shown) for name in names),
        k=k,
        cohort=merged.cohort,
        contributors=merged.contributors,
        reasons=reasons,
        proven={(one.table, one.key): Interval(one.lower, one.upper) for one in result.intervals},
        reported=result.reported,
    )


def _refuse_small(merged: Merged, policy: Policy) -> None:
    if merged.contributors < policy.publish_researchers:
        raise RefusedError(
            f"The exports come from {merged.contributors} researchers; the policy asks for {policy.publish_researchers}.",
            "Wait for exports of more researchers.",
        )
    if merged.cohort < policy.publish_cases:
        raise RefusedError(
            f"The exports hold {merged.cohort} cases; the policy asks for {policy.publish_cases}.",
            "Wait for more exports.",
        )


def _reason(cell: MergedCell, k: int, cohort: int) -> MergedReason | None:
    inside, outside = cell.interval.lower, cohort - cell.interval.upper
    if inside < k:
        return MergedReason.THRESHOLD
    if outside < k:
        return MergedReason.COMPLEMENT
    if inside - cell.largest < k or outside - cell.largest_rest < k:
        return MergedReason.DOMINANCE
    return None


def _table(name: str, layout: Layout, shown: Mapping[Place, Interval]) -> IntervalTable:
    cells = []
    for key in layout.keys(name):
        interval = shown.get((name, key))
        lower, upper = (None, None) if interval is None else (interval.lower, interval.upper)
        cells.append(IntervalCell(key=key, lower=lower, upper=upper))
    return IntervalTable(name=name, dimensions=layout.dimensions(name), cells=tuple(cells))
