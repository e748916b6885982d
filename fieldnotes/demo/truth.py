"""The true counts, which only the demo knows: counted from the plan, without the program's own counting."""

from collections import Counter
from collections.abc import Iterable

from fieldnotes.demo.study import PlannedCase
from fieldnotes.disclosure.policy import Policy

Cell = tuple[str, tuple[str, ...]]
"""A table's name and a cell's key."""


def true_counts(cases: Iterable[PlannedCase], policy: Policy) -> Counter[Cell]:
    """How many of the cases stand in each cell of every table of the whitelist; a cell nobody stands in counts 0."""
    counts: Counter[Cell] = Counter()
    for case in cases:
        counts.update(_cells_of(case, policy))
    return counts


def _cells_of(case: PlannedCase, policy: Policy) -> set[Cell]:
    groups = {factor.rpartition(".")[0] for factor in case.raised}
    levels = {attribute: policy.coarsen(attribute, band) for attribute, band in case.bands.items()}
    cells: set[Cell] = {("factor", (factor,)) for factor in case.raised}
    cells |= {("group", (group,)) for group in groups}
    cells |= {(f"attribute.{attribute}", (level,)) for attribute, level in levels.items()}
    cells |= {
        (f"group-by-{attribute}", (group, level)) for attribute, level in levels.items() for group in groups
    }
    return cells | {("pair", (one, other)) for one in groups for other in groups if one != other}
