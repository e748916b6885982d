"""Complementary suppression: which further cells to hide so that the audit passes.

Block by block the cheapest set is found by trying sets in order of cost; what blocks do to each other is repaired one
cell at a time; what turns out to be needless is shown again. The order of trying never looks at a count that ends up
hidden, so the choice itself tells as little as possible about it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations

from fieldnotes.base.errors import RefusedError
from fieldnotes.disclosure.attacker import Attacker, Place
from fieldnotes.disclosure.auditing import Auditor
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, FACTOR, GROUP, GROUP_BY_PREFIX, PAIR, Layout
from fieldnotes.disclosure.quantities import Quantity
from fieldnotes.disclosure.rules import Interval

Known = Mapping[Place, Interval]
"""The cells that are shown, each with the interval it is shown as (one value for a number)."""

_MOST_TRIES = 4096
"""Sets tried in one block; a block of twelve cells is searched completely, a larger one is left to the repair."""


def weight(place: Place) -> int:
    """What hiding a cell costs, relative to others: a margin carries more than what lies within it."""
    table = place[0]
    return 3 if table == GROUP or table.startswith(ATTRIBUTE_PREFIX) else 1


def choose(attacker: Attacker, k: int, showable: Known) -> frozenset[Place]:
    """The cells to hide besides those that may not be shown at all.

    Args:
        attacker: the attacker's constraints on the tables.
        k: the threshold.
        showable: every cell that the primary rules let through.

    Raises:
        RefusedError: if not even hiding every cell makes the tables safe.
    """
    known = dict(showable)
    for block, candidates in _blocks(attacker.layout, attacker.tables):
        local = Attacker(block, attacker.tables, attacker.cohort)
        shown = {place: known[place] for place in local.index if place in known}
        for place in _cheapest(Auditor(local, k), shown, [place for place in candidates if place in shown]):
            del known[place]
    auditor = Auditor(attacker, k)
    repaired = _repair(auditor, known)
    _show_again(auditor, known, showable, repaired)
    return frozenset(showable) - frozenset(known)


def _blocks(layout: Layout, tables: Sequence[str]) -> Iterator[tuple[Layout, list[Place]]]:
    """Parts of the release in which a set can be searched for alone: their layout, and the cells that may be hidden.

    First each group with its factors and each attribute; then, with those margins settled, each group by an attribute.
    """
    for group, members in layout.groups.items():
        cells: list[Place] = [(GROUP, (group,))]
        if FACTOR in tables:
            cells = [*((FACTOR, (factor,)) for factor in members), *cells]
        yield Layout({group: members}), cells
    for attribute, levels in layout.attributes.items():
        if f"{ATTRIBUTE_PREFIX}{attribute}" in tables:
            table = f"{ATTRIBUTE_PREFIX}{attribute}"
            margins: list[Place] = [(table, (level,)) for level in levels]
            yield Layout({}, {attribute: levels}), margins
    for attribute, levels in layout.attributes.items():
        if f"{GROUP_BY_PREFIX}{attribute}" in tables:
            table = f"{GROUP_BY_PREFIX}{attribute}"
            for group, members in layout.groups.items():
                yield (
                    Layout({group: members}, {attribute: levels}),
                    [(table, (group, level)) for level in levels],
                )
    if PAIR in tables:
        for first, second in layout.keys(PAIR):
            groups = {first: layout.groups[first], second: layout.groups[second]}
            yield Layout(groups), [(PAIR, (first, second))]


def _cheapest(auditor: Auditor, shown: Known, candidates: Sequence[Place]) -> tuple[Place, ...]:
    """The cheapest set of candidates that, hidden, leaves nothing given away; empty if there is none."""
    sets: Iterable[tuple[Place, ...]] = chain.from_iterable(
        combinations(candidates, size) for size in range(len(candidates) + 1)
    )
    if 2 ** len(candidates) > _MOST_TRIES:
        return ()
    cost: Callable[[tuple[Place, ...]], int] = lambda chosen: sum(weight(place) for place in chosen)  # noqa: E731
    for chosen in sorted(sets, key=cost):
        if not auditor.violations({place: one for place, one in shown.items() if place not in chosen}):
            return chosen
    return ()


def _repair(auditor: Auditor, known: dict[Place, Interval]) -> list[Place]:
    """Hide cell after cell until nothing is given away; the cells, in order."""
    hidden: list[Place] = []
    while violations := auditor.violations(known):
        candidates = _near(auditor.attacker, violations[0][0], known)
        if not candidates:
            raise RefusedError(
                "These tables cannot be made safe: even with every cell hidden they would give something away.",
                "Wait for more cases, or give fewer tables.",
            )
        left = [
            (
                len(auditor.violations({one: at for one, at in known.items() if one != place})),
                weight(place),
                order,
            )
            for order, place in enumerate(candidates)
        ]
        chosen = candidates[min(left)[2]]
        del known[chosen]
        hidden.append(chosen)
    return hidden


def _near(attacker: Attacker, quantity: Quantity, known: Known) -> list[Place]:
    """Shown cells that stand in a quantity or in a constraint with one of its cells; all shown cells if there is none."""
    inside = {index for index, _ in quantity.terms}
    around = set(inside)
    for row in attacker.program.rows:
        members = {index for index, _ in row.terms}
        if members & inside:
            around |= members
    near = [place for place, index in attacker.index.items() if index in around and place in known]
    return near or [place for place in attacker.index if place in known]


def _show_again(
    auditor: Auditor, known: dict[Place, Interval], showable: Known, repaired: Sequence[Place]
) -> None:
    """Show what was hidden in repair and turned out needless, the last hidden first."""
    for place in reversed(repaired):
        trial = {**known, place: showable[place]}
        if not auditor.violations(trial):
            known[place] = showable[place]
