"""The protected quantities of a release: numbers of people that must not be pinned between 1 and k-1."""

from collections.abc import Iterator
from dataclasses import dataclass

from fieldnotes.disclosure.attacker import Attacker, margins_of
from fieldnotes.disclosure.layout import FACTOR, GROUP, GROUP_BY_PREFIX, PAIR
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
        floor: for an intersection, the expression in margins below which it cannot fall (a + b - N), else ``None``.
        floor_constant: added to ``floor``.
    """

    name: str
    terms: Terms
    constant: int = 0
    complement: bool = False
    floor: Terms | None = None
    floor_constant: int = 0

    def is_safe(self, interval: Interval, floor: int, *, k: int, cohort: int) -> bool:
        """Whether what is proved of the quantity leaves it, and its complement if that is protected, protected.

        Args:
            interval: its smallest and largest possible value.
            floor: the value that published margins alone put under an intersection, 0 if none: a lower end no higher
                than that counts as zero, since the intersection's own table has not raised it.
            k: the threshold.
            cohort: number of cases N.
        """
        if self.complement and not is_safe(interval.complement(cohort), k=k, cohort=cohort):
            return False
        return is_safe(
            interval if interval.lower > floor else Interval(0, interval.upper), k=k, cohort=cohort
        )


def protected_quantities(attacker: Attacker) -> tuple[Quantity, ...]:
    """All protected quantities over the tables the attacker sees, in a fixed order, the cells first.

    They are: every cell and its complement; group minus factor; for every group and level, the group outside the level
    and the level without the group; the four parts of a pair; and what an implied level holds beyond the level that
    implies it. A quantity that is zero whatever was counted (a group of one factor minus that factor) is left out.
    """
    return (
        *_cells(attacker),
        *_factor_residuals(attacker),
        *_level_residuals(attacker),
        *_implied_residuals(attacker),
        *_pair_residuals(attacker),
    )


def _cells(attacker: Attacker) -> Iterator[Quantity]:
    for (table, key), index in attacker.index.items():
        name = f"{table} {' × '.join(key)}"
        margins = margins_of((table, key))
        if margins:
            floor = collect([(attacker.index[margin], 1) for margin in margins])
            yield Quantity(name, ((index, 1),), complement=True, floor=floor, floor_constant=-attacker.cohort)
        else:
            yield Quantity(name, ((index, 1),), complement=True)


def _factor_residuals(attacker: Attacker) -> Iterator[Quantity]:
    if FACTOR not in attacker.tables:
        return
    for group, members in attacker.layout.groups.items():
        for factor in members if len(members) > 1 else ():
            terms = collect([(attacker.index[GROUP, (group,)], 1), (attacker.index[FACTOR, (factor,)], -1)])
            yield Quantity(f"{group} without {factor}", terms)


def _without(name: str, whole: int, other: int, both: int) -> Quantity:
    """The part of ``whole`` outside ``other``; the margins alone put ``whole - other`` under it."""
    return Quantity(name, collect([(whole, 1), (both, -1)]), floor=collect([(whole, 1), (other, -1)]))


def _level_residuals(attacker: Attacker) -> Iterator[Quantity]:
    for attribute, levels in attacker.layout.attributes.items():
        if f"{GROUP_BY_PREFIX}{attribute}" not in attacker.tables:
            continue
        for group in attacker.layout.groups:
            whole = attacker.index[GROUP, (group,)]
            for level in levels:
                both, margin = attacker.crossed(group, attribute, level), attacker.level(attribute, level)
                yield _without(f"{group} outside {attribute} {level}", whole, margin, both)
                yield _without(f"{attribute} {level} without {group}", margin, whole, both)


def _implied_residuals(attacker: Attacker) -> Iterator[Quantity]:
    for rule in attacker.layout.implications:
        if attacker.layout.holds_both_ways(rule):
            continue
        label = f"{rule.implies_attribute} {'+'.join(rule.implies_levels)} beyond {rule.attribute} {'+'.join(rule.levels)}"
        margin: list[tuple[int, int]] = []
        for group, terms in attacker.implied(rule):
            if group:
                floor = collect([*margin, (attacker.index[GROUP, (group,)], 1)]) if margin else None
                yield Quantity(
                    f"{group} at {label}", collect(terms), floor=floor, floor_constant=-attacker.cohort
                )
            else:
                margin = terms
                yield Quantity(label, collect(terms))


def _pair_residuals(attacker: Attacker) -> Iterator[Quantity]:
    if PAIR not in attacker.tables:
        return
    for first, second in attacker.layout.keys(PAIR):
        one, two = attacker.index[GROUP, (first,)], attacker.index[GROUP, (second,)]
        both = attacker.pair(first, second)
        yield _without(f"{first} without {second}", one, two, both)
        yield _without(f"{second} without {first}", two, one, both)
        yield Quantity(
            f"neither {first} nor {second}",
            collect([(both, 1), (one, -1), (two, -1)]),
            constant=attacker.cohort,
            floor=((one, -1), (two, -1)),
            floor_constant=attacker.cohort,
        )
