"""Parts of a release that are small enough to search completely for the cheapest set of cells to hide."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from fieldnotes.disclosure.attacker import Attacker, Place
from fieldnotes.disclosure.auditing import Auditor
from fieldnotes.disclosure.layout import (
    ATTRIBUTE_PREFIX,
    FACTOR,
    GROUP,
    GROUP_BY_PREFIX,
    PAIR,
    Layout,
    LevelImplication,
)
from fieldnotes.disclosure.rules import Interval

Known = Mapping[Place, Interval]
"""The cells that are shown, each with the interval it is shown as (one value for a number)."""

_MOST_CELLS = 12
"""A block of more cells is not searched completely but left to the repair."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a release.

    Attributes:
        auditor: audits this part alone, so it may miss what other parts give away but never sees too much.
        cells: the cells that may be hidden to settle it, the least wanted last.
        margins: cells outside ``cells`` that may be hidden if those do not suffice.
    """

    auditor: Auditor
    cells: tuple[Place, ...]
    margins: tuple[Place, ...] = ()


def weight(place: Place) -> int:
    """What hiding a cell costs, relative to others: a margin carries more than what lies within it."""
    return 3 if is_margin(place) else 1


def is_margin(place: Place) -> bool:
    """Whether the cell is a group's count or a level's, which every reader wants first."""
    return place[0] == GROUP or place[0].startswith(ATTRIBUTE_PREFIX)


def margin_blocks(attacker: Attacker, k: int) -> Iterator[Block]:
    """Each group with its factors, and each attribute."""
    tables = attacker.tables
    for group, members in attacker.layout.groups.items():
        cells: list[Place] = [(FACTOR, (factor,)) for factor in members] if FACTOR in tables else []
        yield _block(Layout({group: members}), attacker, k, [*cells, (GROUP, (group,))])
    for attribute, levels in attacker.layout.attributes.items():
        table = f"{ATTRIBUTE_PREFIX}{attribute}"
        if table in tables:
            yield _block(
                Layout({}, {attribute: levels}), attacker, k, [(table, (level,)) for level in levels]
            )


def inner_blocks(attacker: Attacker, k: int) -> Iterator[Block]:
    """Each group by each attribute, and each pair; their margins are settled before."""
    layout = attacker.layout
    settled: dict[str, tuple[str, ...]] = {}
    for attribute, levels in layout.attributes.items():
        rules = tuple(rule for rule in layout.implications if _links(rule, attribute, settled))
        linked = {name for rule in rules for name in (rule.attribute, rule.implies_attribute)}
        together = {name: of for name, of in settled.items() if name in linked} | {attribute: levels}
        settled[attribute] = levels
        table = f"{GROUP_BY_PREFIX}{attribute}"
        for group, members in layout.groups.items() if table in attacker.tables else ():
            cells: list[Place] = [(table, (group, level)) for level in levels]
            margins: list[Place] = [(f"{ATTRIBUTE_PREFIX}{attribute}", (level,)) for level in levels]
            part = Layout({group: members}, together, rules)
            yield _block(part, attacker, k, cells, [*margins, (GROUP, (group,))])
    if PAIR in attacker.tables:
        for first, second in layout.keys(PAIR):
            part = Layout({group: layout.groups[group] for group in (first, second)})
            yield _block(
                part, attacker, k, [(PAIR, (first, second))], [(GROUP, (first,)), (GROUP, (second,))]
            )


def _links(rule: LevelImplication, attribute: str, settled: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether an implication ties the attribute to one that is settled before it."""
    ends = {rule.attribute, rule.implies_attribute}
    return attribute in ends and bool(ends & set(settled))


def _block(
    part: Layout, attacker: Attacker, k: int, cells: Sequence[Place], margins: Sequence[Place] = ()
) -> Block:
    local = Attacker(part, attacker.tables, attacker.cohort)
    return Block(Auditor(local, k), tuple(cells), tuple(margins))


def cheapest(block: Block, known: Known) -> tuple[Place, ...] | None:
    """The cheapest set of the block's shown cells that, hidden, leaves nothing given away; ``None`` if there is none.

    Sets are tried by cost, then in the order of the cells, without a look at any count that would be hidden.
    """
    shown = {place: known[place] for place in block.auditor.attacker.index if place in known}
    candidates = [place for place in block.cells if place in shown]
    if len(candidates) > _MOST_CELLS:
        return None
    sets: Iterable[tuple[Place, ...]] = chain.from_iterable(
        combinations(candidates, size) for size in range(len(candidates) + 1)
    )
    cost: Callable[[tuple[Place, ...]], int] = lambda chosen: sum(weight(place) for place in chosen)  # noqa: E731 - a key
    for chosen in sorted(sets, key=cost):
        if not block.auditor.violations({place: one for place, one in shown.items() if place not in chosen}):
            return chosen
    return None
