"""Protecting merged tables once more, before anything of them is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.tables import IntervalCell, IntervalTable
from fieldnotes.disclosure.attacker import Attacker, Place
from fieldnotes.disclosure.auditing import Auditor, Proven
from fieldnotes.disclosure.choosing import choose
from fieldnotes.disclosure.layout import Layout, tables_allowed
from fieldnotes.disclosure.merging import Merged, MergedCell
from fieldnotes.disclosure.policy import Policy
from fieldnotes.disclosure.rules import Interval


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
    hidden = choose(attacker, k, showable, by_rule=False)
    reasons |= dict.fromkeys(hidden, MergedReason.COMPLEMENTARY)
    shown = {place: interval for place, interval in showable.items() if place not in hidden}
    result = Auditor(attacker, k).audit(shown)
    if not result.holds:
        raise RefusedError(
            f"These merged tables could not be made safe: they would give away {result.violations[0].quantity}.",
            "Wait for more exports, and merge again.",
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
