"""What the pattern of hidden cells tells somebody who knows the rules by which they were hidden.

Levels that add up to a known total leave a known rest for the hidden ones. If that rest is so large that, were all of
them small, none could be zero, and yet not so large that one of them must be big, then a reader of the rules learns
that each is a small number of people. Hiding one more level ends this: then one of them is known to be big, and nobody
can say which. (Enumerating every table with four levels shows the leak without this rule and none with it:
tests/disclosure/test_disclosure_patterns.py.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.disclosure.attacker import Attacker, Place
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, GROUP, GROUP_BY_PREFIX
from fieldnotes.disclosure.rules import Interval


@dataclass(frozen=True, slots=True)
class Partition:
    """Cells that add up to a total: a cell, or the cohort where there is none."""

    cells: tuple[Place, ...]
    total: Place | None


def partitions(attacker: Attacker) -> tuple[Partition, ...]:
    """The levels of each attribute, and of each attribute within each group."""
    found = []
    for attribute, levels in attacker.layout.attributes.items():
        margin, cross = f"{ATTRIBUTE_PREFIX}{attribute}", f"{GROUP_BY_PREFIX}{attribute}"
        if margin in attacker.tables:
            found.append(Partition(tuple((margin, (level,)) for level in levels), None))
        if cross in attacker.tables:
            found += [
                Partition(tuple((cross, (group, level)) for level in levels), (GROUP, (group,)))
                for group in attacker.layout.groups
            ]
    return tuple(found)


def told_by_rule(
    known: Mapping[Place, Interval], among: Sequence[Partition], *, k: int, cohort: int
) -> list[tuple[Place, ...]]:
    """The shown cells of each partition whose hidden cells are known to be small and not zero.

    A partition with no shown cell is left out: nothing more could be hidden in it.
    """
    told = []
    for partition in among:
        shown = tuple(place for place in partition.cells if place in known)
        total = Interval(cohort, cohort) if partition.total is None else known.get(partition.total)
        if not shown or total is None or not total.exact or not all(known[place].exact for place in shown):
            continue
        hidden = len(partition.cells) - len(shown)
        rest = total.lower - sum(known[place].lower for place in shown)
        if hidden and (hidden - 1) * (k - 1) < rest <= hidden * (k - 1):
            told.append(shown)
    return told
