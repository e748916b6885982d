"""The attacker who tries every casebook there could be. Slow, independent of every solver, and right.

It knows nothing of constraints: it makes up every cohort of N people over a small layout, counts it, and keeps those
whose counts agree with what was published. What holds in all of them is what can be proved.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, combinations_with_replacement, product

from fieldnotes.base.tables import SUPPRESSED, FeasibilityInterval, ProtectedTable
from fieldnotes.disclosure.adversary.intersections import margins_of_cell
from fieldnotes.disclosure.adversary.populations import Member, respects, tabulate
from fieldnotes.disclosure.adversary.targets import Learned, Place
from fieldnotes.disclosure.counts import FrequencyTable
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, FACTOR, GROUP, PAIR, Layout
from fieldnotes.disclosure.rules import Interval

Counts = Mapping[Place, int]


def every_member(layout: Layout) -> list[Member]:
    """Every kind of case a layout allows: each set of factors with each combination of levels."""
    factors = [factor for members in layout.groups.values() for factor in members]
    raised = chain.from_iterable(combinations(factors, size) for size in range(len(factors) + 1))
    levels = [dict(zip(layout.attributes, one, strict=True)) for one in product(*layout.attributes.values())]
    allowed = [one for one in levels if respects(one, layout)]
    return [Member(frozenset(some), one) for some in raised for one in allowed]


def every_release(layout: Layout, tables: Sequence[str], cohort: int) -> Iterator[tuple[FrequencyTable, ...]]:
    """The tables of every cohort of the given size, each set of counts once."""
    seen: set[tuple[int, ...]] = set()
    for members in combinations_with_replacement(every_member(layout), cohort):
        made = tabulate(members, layout, tables)
        key = tuple(count for table in made for count in table.cells.values())
        if key not in seen:
            seen.add(key)
            yield made


def counts_of(tables: Sequence[FrequencyTable]) -> dict[Place, int]:
    """All cells of some tables."""
    return {(table.name, key): count for table in tables for key, count in table.cells.items()}


def consistent(worlds: Sequence[Counts], published: Sequence[ProtectedTable]) -> list[Counts]:
    """The worlds that agree with what was published."""
    shown = [
        ((one.name, cell.key), cell.n) for one in published for cell in one.cells if cell.n != SUPPRESSED
    ]
    return [world for world in worlds if all(world[place] == count for place, count in shown)]


def proven(worlds: Sequence[Counts], published: Sequence[ProtectedTable]) -> dict[Place, Interval]:
    """The interval of every hidden cell over all consistent worlds."""
    left = consistent(worlds, published)
    hidden = [(one.name, cell.key) for one in published for cell in one.cells if cell.n == SUPPRESSED]
    return {
        place: Interval(min(world[place] for world in left), max(world[place] for world in left))
        for place in hidden
    }


def overstated(
    worlds: Sequence[Counts],
    published: Sequence[ProtectedTable],
    certified: Sequence[FeasibilityInterval],
) -> list[Learned]:
    """Hidden cells that the adversary narrows further than the certificate says is possible."""
    narrower = proven(worlds, published)
    return [
        Learned(
            "every casebook",
            f"{one.table} {one.key}",
            narrower[one.table, one.key].lower,
            narrower[one.table, one.key].upper,
        )
        for one in certified
        if narrower[one.table, one.key] != Interval(one.lower, one.upper)
    ]


def small_numbers(
    worlds: Sequence[Counts], published: Sequence[ProtectedTable], *, layout: Layout, cohort: int, k: int
) -> list[Learned]:
    """Every number of people that is between 1 and k-1 in all casebooks that agree with what was published."""
    values: dict[tuple[str, str], set[int]] = {}
    for world in consistent(worlds, published):
        for quantity, number in numbers(layout, world, cohort):
            values.setdefault(quantity, set()).add(number)
    return [
        Learned("every casebook", " ".join(quantity), min(possible), max(possible))
        for quantity, possible in values.items()
        if possible <= set(range(1, k))
    ]


def numbers(layout: Layout, world: Counts, cohort: int) -> Iterator[tuple[tuple[str, str], int]]:
    """Every number of people that the adversary would like to know, in one possible casebook, by what it counts."""
    for rule in layout.implications:
        beyond = sum(
            world.get((f"{ATTRIBUTE_PREFIX}{rule.implies_attribute}", (level,)), 0)
            for level in rule.implies_levels
        )
        within = sum(world.get((f"{ATTRIBUTE_PREFIX}{rule.attribute}", (level,)), 0) for level in rule.levels)
        yield ("beyond", str(rule)), beyond - within
    for place, count in world.items():
        yield ("inside", str(place)), count
        yield ("outside", str(place)), cohort - count
        table, key = place
        if table == FACTOR and len(layout.groups[layout.group_of(key[0])]) > 1:
            yield ("beside", str(place)), world[GROUP, (layout.group_of(key[0]),)] - count
        margins = margins_of_cell(place)
        for side, margin in enumerate(margins or ()):
            yield (f"without side {side}", str(place)), world[margin] - count
        if margins and table == PAIR:
            yield ("neither", str(place)), cohort - sum(world[margin] for margin in margins) + count
