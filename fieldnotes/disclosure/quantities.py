"""The protected quantities of a release: numbers of people that must not be pinned between 1 and k-1."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from fieldnotes.disclosure.attacker import Attacker
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, FACTOR, GROUP, GROUP_BY_PREFIX, PAIR
from fieldnotes.disclosure.programs import Terms, collect
from fieldnotes.disclosure.rules import Interval, is_safe


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of people: ``constant`` plus an expression in cells.

    Attributes:
        name: what it counts, in labels of the layout.
        terms: the expression.
        constant: added to it.
        complement: whether N minus the number is protected as well.
    """

    name: str
    terms: Terms
    constant: int = 0
    complement: bool = False

    def is_safe(self, interval: Interval, *, k: int, cohort: int) -> bool:
        """Whether the interval of the whole quantity leaves it, and its complement if protected, protected."""
        if not is_safe(interval, k=k, cohort=cohort):
            return False
        return not self.complement or is_safe(interval.complement(cohort), k=k, cohort=cohort)


def protected_quantities(attacker: Attacker) -> tuple[Quantity, ...]:
    """All protected quantities over the tables the attacker sees, in a fixed order.

    They are: every cell and its complement; group minus factor; for every group and attribute each union of levels,
    and each level without the group; the four parts of a pair; and what an implied level holds beyond the level that
    implies it. A quantity that is zero whatever was counted (a group of one factor minus that factor) is left out.
    """
    cells = (
        Quantity(f"{table} {' × '.join(key)}", ((index, 1),), complement=True)
        for (table, key), index in attacker.index.items()
    )
    return (
        *cells,
        *_factor_residuals(attacker),
        *_level_residuals(attacker),
        *_implied_residuals(attacker),
        *_pair_residuals(attacker),
    )


def _factor_residuals(attacker: Attacker) -> Iterator[Quantity]:
    if FACTOR not in attacker.tables:
        return
    for group, members in attacker.layout.groups.items():
        for factor in members if len(members) > 1 else ():
            terms = collect([(attacker.index[GROUP, (group,)], 1), (attacker.index[FACTOR, (factor,)], -1)])
            yield Quantity(f"{group} without {factor}", terms)


def _level_residuals(attacker: Attacker) -> Iterator[Quantity]:
    for attribute, levels in attacker.layout.attributes.items():
        if f"{ATTRIBUTE_PREFIX}{attribute}" in attacker.tables:
            for chosen in _unions(levels, len(levels) // 2):
                terms = collect([(attacker.level(attribute, level), 1) for level in chosen])
                yield Quantity(f"{attribute} {'+'.join(chosen)}", terms, complement=True)
        if f"{GROUP_BY_PREFIX}{attribute}" not in attacker.tables:
            continue
        for group in attacker.layout.groups:
            for chosen in _unions(levels, len(levels) - 1):
                terms = collect([(attacker.crossed(group, attribute, level), 1) for level in chosen])
                yield Quantity(f"{group} at {attribute} {'+'.join(chosen)}", terms)
            for level in levels:
                terms = collect(
                    [(attacker.level(attribute, level), 1), (attacker.crossed(group, attribute, level), -1)]
                )
                yield Quantity(f"{attribute} {level} without {group}", terms)


def _unions(levels: tuple[str, ...], largest: int) -> Iterator[tuple[str, ...]]:
    for size in range(2, largest + 1):
        yield from combinations(levels, size)


def _implied_residuals(attacker: Attacker) -> Iterator[Quantity]:
    for rule in attacker.layout.implications:
        if attacker.layout.holds_both_ways(rule):
            continue
        label = f"{rule.implies_attribute} {'+'.join(rule.implies_levels)} beyond {rule.attribute} {'+'.join(rule.levels)}"
        for group, terms in attacker.implied(rule):
            yield Quantity(f"{group} at {label}" if group else label, collect(terms))


def _pair_residuals(attacker: Attacker) -> Iterator[Quantity]:
    if PAIR not in attacker.tables:
        return
    for first, second in attacker.layout.keys(PAIR):
        one, two = attacker.index[GROUP, (first,)], attacker.index[GROUP, (second,)]
        both = attacker.pair(first, second)
        yield Quantity(f"{first} without {second}", collect([(one, 1), (both, -1)]))
        yield Quantity(f"{second} without {first}", collect([(two, 1), (both, -1)]))
        neither = collect([(both, 1), (one, -1), (two, -1)])
        yield Quantity(f"neither {first} nor {second}", neither, constant=attacker.cohort)
