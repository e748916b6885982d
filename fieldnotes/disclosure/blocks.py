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
from fieldnotes.disclosure.patterns import Partition, partitions, told_by_rule
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
        k: the threshold.
        partitions: sums within this part whose pattern of hidden cells must tell nothing.
    """

    auditor: Auditor
    cells: tuple[Place, ...]
    margins: tuple[Place, ...]
    k: int
    partitions: tuple[Partition, ...]

    def part_of(self, known: Known) -> dict[Place, Interval]:
        """What is known of this part."""
        return {place: known[place] for place in self.auditor.attacker.index if place in known}

    def adds(self, known: Known) -> bool:
        """Whether the block's cells, being shown, give away what would be kept without them."""
        own = set(self.cells)
        without = {place: one for place, one in known.items() if place not in own}
        before = {quantity.name for quantity, _ in self.auditor.violations(without)}
        return any(quantity.name not in before for quantity, _ in self.auditor.violations(known))

    def gives_away(self, known: Known) -> bool:
        """Whether what is known of this part gives something away, by the numbers or by the pattern."""
        told = told_by_rule(known, self.partitions, k=self.k, cohort=self.auditor.attacker.cohort)
        return bool(told) or bool(self.auditor.violations(known))


def weight(place: Place) -> int:
    """What hiding a cell costs, relative to others: a margin carries more than what lies within it."""
    return 3 if is_margin(place) else 1


def is_margin(place: Place) -> bool:
    """Whether the cell is a group's count or a level's, which every reader wants first."""
    return place[0] == GROUP or place[0].startswith(ATTRIBUTE_PREFIX)


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts a release into blocks.

    Attributes:
        attacker: the attacker's constraints on the whole release.
        k: the threshold.
        by_rule: whether a hidden cell is known to be small or complementary, so that patterns can tell something.
    """

    attacker: Attacker
    k: int
    by_rule: bool

    def margin_blocks(self) -> Iterator[Block]:
        """Each group with its factors, and each attribute."""
        tables = self.attacker.tables
        for group, members in self.attacker.layout.groups.items():
            cells: list[Place] = [(FACTOR, (factor,)) for factor in members] if FACTOR in tables else []
            yield self._block(Layout({group: members}), [*cells, (GROUP, (group,))])
        for attribute, levels, together, rules in self._linked():
            table = f"{ATTRIBUTE_PREFIX}{attribute}"
            if table in tables:
                yield self._block(Layout({}, together, rules), [(table, (level,)) for level in levels])

    def inner_blocks(self) -> Iterator[Block]:
        """Each group by each attribute; their margins are settled before."""
        layout = self.attacker.layout
        for attribute, levels, together, rules in self._linked():
            table = f"{GROUP_BY_PREFIX}{attribute}"
            for group, members in layout.groups.items() if table in self.attacker.tables else ():
                cells: list[Place] = [(table, (group, level)) for level in levels]
                margins: list[Place] = [(f"{ATTRIBUTE_PREFIX}{attribute}", (level,)) for level in levels]
                part = Layout({group: members}, together, rules)
                yield self._block(part, cells, [*margins, (GROUP, (group,))])

    def pair_blocks(self) -> Iterator[Block]:
        """Each pair of groups, with everything that is known of the two."""
        layout = self.attacker.layout
        for first, second in layout.keys(PAIR) if PAIR in self.attacker.tables else ():
            two = {group: layout.groups[group] for group in (first, second)}
            yield self._block(Layout(two, layout.attributes, layout.implications), [(PAIR, (first, second))])

    def _linked(
        self,
    ) -> Iterator[tuple[str, tuple[str, ...], dict[str, tuple[str, ...]], tuple[LevelImplication, ...]]]:
        """Each attribute and its levels, with the attributes before it that an implication ties to it, and those rules.

        So what two attributes say together is seen while there is still a choice in the second.
        """
        settled: dict[str, tuple[str, ...]] = {}
        for attribute, levels in self.attacker.layout.attributes.items():
            rules = tuple(
                rule for rule in self.attacker.layout.implications if _links(rule, attribute, settled)
            )
            linked = {name for rule in rules for name in (rule.attribute, rule.implies_attribute)}
            together = {name: of for name, of in settled.items() if name in linked} | {attribute: levels}
            settled[attribute] = levels
            yield attribute, levels, together, rules

    def _block(self, part: Layout, cells: Sequence[Place], margins: Sequence[Place] = ()) -> Block:
        local = Attacker(part, self.attacker.tables, self.attacker.cohort)
        own = set(cells)
        sums = tuple(one for one in partitions(local) if own & set(one.cells)) if self.by_rule else ()
        return Block(Auditor(local, self.k), tuple(cells), tuple(margins), self.k, sums)


def _links(rule: LevelImplication, attribute: str, settled: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether an implication ties the attribute to one that is settled before it."""
    ends = {rule.attribute, rule.implies_attribute}
    return attribute in ends and bool(ends & set(settled))


def cheapest(block: Block, known: Known) -> tuple[Place, ...] | None:
    """The cheapest set of the block's shown cells that, hidden, leaves nothing given away; ``None`` if there is none.

    Sets are tried by cost, then in the order of the cells, without a look at any count that would be hidden.
    """
    shown = block.part_of(known)
    candidates = [place for place in block.cells if place in shown]
    if len(candidates) > _MOST_CELLS:
        return None
    sets: Iterable[tuple[Place, ...]] = chain.from_iterable(
        combinations(candidates, size) for size in range(len(candidates) + 1)
    )
    cost: Callable[[tuple[Place, ...]], int] = lambda chosen: sum(weight(place) for place in chosen)  # noqa: E731 - a key
    for chosen in sorted(sets, key=cost):
        if not block.gives_away({place: one for place, one in shown.items() if place not in chosen}):
            return chosen
    return None
