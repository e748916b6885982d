"""Invented cohorts, to try protection and attacks on: memberships drawn at random, never anyone's data."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from fieldnotes.disclosure.counts import FrequencyTable
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, FACTOR, GROUP, PAIR, CellKey, Layout


@dataclass(frozen=True, slots=True)
class Member:
    """One invented case: the factors it raises and its level of each attribute."""

    factors: frozenset[str]
    levels: Mapping[str, str]


def draw(layout: Layout, size: int, *, seed: int) -> list[Member]:
    """Draw a cohort in which every factor has a commonness of its own, and some cases raise more than others.

    A level's commonness is drawn per attribute; the layout's implications are respected by drawing again.
    """
    chance = random.Random(seed)  # noqa: S311 - invented data, and the same on every machine
    factors = [factor for members in layout.groups.values() for factor in members]
    common = {factor: chance.betavariate(1.0, 4.0) for factor in factors}
    weights = {name: [chance.gammavariate(1.0, 1.0) for _ in of] for name, of in layout.attributes.items()}
    members: list[Member] = []
    while len(members) < size:
        talk = chance.uniform(0.6, 1.4)
        raised = frozenset(factor for factor in factors if chance.random() < common[factor] * talk)
        levels = {name: chance.choices(of, weights[name])[0] for name, of in layout.attributes.items()}
        if respects(levels, layout):
            members.append(Member(raised, levels))
    return members


def respects(levels: Mapping[str, str], layout: Layout) -> bool:
    """Whether the levels of one case keep every implication of the layout."""
    return all(
        levels[rule.attribute] not in rule.levels or levels[rule.implies_attribute] in rule.implies_levels
        for rule in layout.implications
    )


def tabulate(members: Sequence[Member], layout: Layout, tables: Iterable[str]) -> tuple[FrequencyTable, ...]:
    """Count an invented cohort."""
    raised = [
        [group for group, factors in layout.groups.items() if member.factors & set(factors)]
        for member in members
    ]
    made: list[FrequencyTable] = []
    for name in tables:
        found: Counter[CellKey] = Counter()
        for member, groups in zip(members, raised, strict=True):
            found.update(_cells(name, member, groups, layout))
        cells = {key: found[key] for key in layout.keys(name)}
        made.append(FrequencyTable(name, layout.dimensions(name), cells))
    return tuple(made)


def _cells(name: str, member: Member, groups: Sequence[str], layout: Layout) -> list[CellKey]:
    if name == GROUP:
        return [(group,) for group in groups]
    if name == FACTOR:
        return [(factor,) for factor in member.factors]
    if name == PAIR:
        return list(combinations(groups, 2))
    level = member.levels[layout.attribute_of(name)]
    if name.startswith(ATTRIBUTE_PREFIX):
        return [(level,)]
    return [(group, level) for group in groups]
