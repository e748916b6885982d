"""Random integer combinations over a ledger: sums and differences of shown numbers of all releases of one vault.

The adversary knows every release, N of each, the codebook, and in which releases one case may stand together (the program
is public). It draws whole coefficients at random. A combination that is 0 or 1 for every kind of case there could be is a
number of people, whatever they said; it wants one that comes to fewer than k.
"""

import random
from collections.abc import Collection, Mapping, Sequence

from fieldnotes.disclosure.adversary.enumeration import every_member
from fieldnotes.disclosure.adversary.populations import tabulate
from fieldnotes.disclosure.adversary.targets import Learned, Place, Target
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, FACTOR, GROUP, GROUP_BY_PREFIX, PAIR, Layout

Pattern = frozenset[int]
"""Places in the ledger, from 0, of the releases that count one case."""

_Term = tuple[int, Place]
_EVERYBODY: Place = ("everybody", ())
_COEFFICIENTS = (1, 1, 1, -1, -1, -1, 2, -2)
_MOST_TERMS = 6


def combine(
    releases: Sequence[Target], patterns: Collection[Pattern], *, seed: int, tries: int
) -> list[Learned]:
    """The small numbers of people that random combinations of shown numbers come to.

    Args:
        releases: the ledger, oldest first; all of one layout.
        patterns: every set of releases in which one case can stand together.
        seed: for the draws.
        tries: how many combinations are drawn.
    """
    chance = random.Random(seed)  # noqa: S311 - draws of an attack, the same on every machine
    known = [{**target.shown, _EVERYBODY: target.cohort} for target in releases]
    layout, k = releases[0].layout, min(target.k for target in releases)
    anchors = sorted({place for shown in known for place in shown if place != _EVERYBODY})
    kinds: dict[tuple[Place, ...], list[frozenset[Place]]] = {}
    found: dict[str, Learned] = {}
    for _ in range(tries if anchors else 0):
        near, part = _neighbourhood(chance.choice(anchors), layout)
        pool = [(at, place) for at, shown in enumerate(known) for place in near if place in shown]
        chosen = chance.sample(pool, min(len(pool), chance.randint(2, _MOST_TERMS)))
        combination = {term: chance.choice(_COEFFICIENTS) for term in chosen}
        about_whom = tuple(near)
        if about_whom not in kinds:
            kinds[about_whom] = _kinds(part, {place[0] for place in anchors})
        if _counts_people(combination, kinds[about_whom], patterns):
            total = sum(factor * known[at][place] for (at, place), factor in combination.items())
            if total < k:
                about = " ".join(
                    f"{factor:+d}·{place}@{at}" for (at, place), factor in sorted(combination.items())
                )
                found[about] = Learned("combinations", about, total, total)
    return list(found.values())


def _counts_people(
    combination: Mapping[_Term, int], kinds: Sequence[frozenset[Place]], patterns: Collection[Pattern]
) -> bool:
    """Whether every possible case adds 0 or 1, and some add 1."""
    some = False
    for kind in kinds:
        for pattern in patterns:
            value = sum(
                factor for (at, place), factor in combination.items() if at in pattern and place in kind
            )
            if value not in {0, 1}:
                return False
            some = some or value == 1
    return some


def _neighbourhood(anchor: Place, layout: Layout) -> tuple[list[Place], Layout]:
    """Cells bound to one by a sum or an inclusion, and the part of the layout that they speak of."""
    table, key = anchor
    if table == PAIR:
        groups: tuple[str, ...] = key
    elif table == FACTOR:
        groups = (layout.group_of(key[0]),)
    else:
        groups = () if table.startswith(ATTRIBUTE_PREFIX) else key[:1]
    name = "" if table in {GROUP, FACTOR, PAIR} else layout.attribute_of(table)
    near: list[Place] = [_EVERYBODY, *((GROUP, (group,)) for group in groups)]
    if len(groups) == 2:
        near.append((PAIR, groups))
    if name:
        near += [(f"{ATTRIBUTE_PREFIX}{name}", (level,)) for level in layout.attributes[name]]
        near += [
            (f"{GROUP_BY_PREFIX}{name}", (group, level))
            for group in groups
            for level in layout.attributes[name]
        ]
    else:
        near += [(FACTOR, (factor,)) for group in groups for factor in layout.groups[group]]
    part = Layout(
        {group: layout.groups[group] for group in groups}, {name: layout.attributes[name]} if name else {}
    )
    return near, part


def _kinds(part: Layout, tables: Collection[str]) -> list[frozenset[Place]]:
    """For each kind of case that part of a layout knows, the cells it stands in."""
    names = [name for name in part.table_names if name in tables]
    if not part.groups:
        names = [name for name in names if name.startswith(ATTRIBUTE_PREFIX)]
    standing = []
    for member in every_member(part):
        cells = {
            (table.name, key)
            for table in tabulate([member], part, names)
            for key, n in table.cells.items()
            if n
        }
        standing.append(frozenset({_EVERYBODY, *cells}))
    return list(dict.fromkeys(standing))
