"""From what bands imply about each other to what the levels of a release imply about each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from fieldnotes.disclosure.layout import LevelImplication
from fieldnotes.disclosure.policy import Policy

Possible = dict[str, frozenset[str]]
"""For each attribute, the bands a case can still have."""


@dataclass(frozen=True, slots=True)
class BandImplication:
    """A case with one of ``bands`` of ``attribute`` has one of ``implies_bands`` of ``implies_attribute``."""

    attribute: str
    bands: frozenset[str]
    implies_attribute: str
    implies_bands: frozenset[str]


def coarsen_implications(policy: Policy, rules: Sequence[BandImplication]) -> tuple[LevelImplication, ...]:
    """What follows about levels from rules about bands.

    Rules are chained on bands first, forwards and backwards (whoever is in service has not left, and so has left in no
    manner), because a step of the chain may be a band that is no level of its own. For two attributes the result holds
    every set of levels that confines another attribute, which is all that margins can show (Hall's condition for the
    table of the two).

    Args:
        policy: its coarsening says which bands make up a level; only its attributes occur in the result.
        rules: the taxonomy's declarations.
    """
    levels = {
        attribute: {level.id: frozenset(level.bands) for level in coarsening.levels}
        for attribute, coarsening in policy.coarsening.items()
    }
    everything: Possible = {attribute: frozenset(chain(*of.values())) for attribute, of in levels.items()}
    usable = [rule for rule in rules if {rule.attribute, rule.implies_attribute} <= set(levels)]
    found = []
    for attribute, of in levels.items():
        reach = {level: _chain(usable, everything | {attribute: bands}) for level, bands in of.items()}
        for other, other_levels in levels.items():
            if other != attribute:
                images = {level: _image(other_levels, reach[level][other]) for level in of}
                found += [
                    LevelImplication(attribute, chosen, other, image)
                    for chosen, image in _confined(images)
                    if len(image) < len(other_levels)
                ]
    return tuple(_once(found, levels))


def _once(
    rules: Sequence[LevelImplication], levels: Mapping[str, Mapping[str, frozenset[str]]]
) -> Iterator[LevelImplication]:
    """Each rule or its contrapositive, which says the same of margins, but not both."""
    seen: set[tuple[str, frozenset[str], str, frozenset[str]]] = set()
    for rule in rules:
        here = frozenset(levels[rule.attribute]) - set(rule.levels)
        there = frozenset(levels[rule.implies_attribute]) - set(rule.implies_levels)
        if (rule.implies_attribute, there, rule.attribute, here) not in seen:
            seen.add(
                (
                    rule.attribute,
                    frozenset(rule.levels),
                    rule.implies_attribute,
                    frozenset(rule.implies_levels),
                )
            )
            yield rule


def _chain(rules: Sequence[BandImplication], possible: Possible) -> Possible:
    """The bands left after applying every rule, forwards and backwards, until nothing changes."""
    left = dict(possible)
    while True:
        before = dict(left)
        for rule in rules:
            if left[rule.attribute] <= rule.bands:
                left[rule.implies_attribute] &= rule.implies_bands
            if not left[rule.implies_attribute] & rule.implies_bands:
                left[rule.attribute] -= rule.bands
        if left == before:
            return left


def _image(levels: Mapping[str, frozenset[str]], possible: frozenset[str]) -> tuple[str, ...]:
    return tuple(level for level, bands in levels.items() if bands & possible)


def _confined(images: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Sets of levels with the levels they are confined to; of sets confined alike only the largest."""
    largest: dict[frozenset[str], tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for size in range(1, len(images)):
        for chosen in combinations(images, size):
            image = tuple(dict.fromkeys(level for one in chosen for level in images[one]))
            largest[frozenset(image)] = (chosen, image)
    yield from largest.values()
