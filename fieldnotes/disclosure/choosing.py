"""Complementary suppression: which further cells to hide so that the audit passes.

Block by block the cheapest set is found by trying sets in order of cost; what blocks do to each other is repaired one
cell at a time; what turns out to be needless is shown again. What is tried first depends on labels and never on counts, so
that the choice itself tells as little as possible about what it hides.
"""

from collections import Counter
from collections.abc import Sequence

from fieldnotes.base.errors import RefusedError
from fieldnotes.disclosure.attacker import Attacker, Place, is_inner, margins_of
from fieldnotes.disclosure.auditing import Auditor
from fieldnotes.disclosure.blocks import (
    Block,
    Cutter,
    Known,
    cheapest,
    is_margin,
    weight,
)
from fieldnotes.disclosure.layout import PAIR
from fieldnotes.disclosure.patterns import partitions, told_by_rule
from fieldnotes.disclosure.quantities import Quantity
from fieldnotes.disclosure.rules import Interval


def choose(attacker: Attacker, k: int, showable: Known, *, by_rule: bool) -> frozenset[Place]:
    """The cells to hide besides those that may not be shown at all.

    Args:
        attacker: the attacker's constraints on the tables.
        k: the threshold.
        showable: every cell that the primary rules let through.
        by_rule: whether a hidden cell is known to be small or complementary, as it is in an export. In a publication it is
            not: there cells are hidden for what exports prove, and their true counts may be anything.

    Raises:
        RefusedError: if not even hiding every cell makes the tables safe.
    """
    known = dict(showable)
    cutter = Cutter(attacker, k, by_rule)
    outer = list(cutter.margin_blocks())
    for block in outer:
        _settle(block, known, showable)
    margins = [name for name in attacker.tables if not is_inner(name)]
    crossed = [name for name in attacker.tables if name != PAIR]
    _finish(Attacker(attacker.layout, margins, attacker.cohort), cutter, known, showable)
    if crossed != margins:
        _settle_inner(outer, list(cutter.inner_blocks()), known, showable)
        _finish(Attacker(attacker.layout, crossed, attacker.cohort), cutter, known, showable)
    if PAIR in attacker.tables:
        for block in cutter.pair_blocks():
            if any(margin not in known for margin in margins_of(block.cells[0])) or block.adds(
                block.part_of(known)
            ):
                known.pop(block.cells[0], None)
        _retreat(Auditor(attacker, k), known)
        _finish(attacker, cutter, known, showable)
    return frozenset(showable) - frozenset(known)


def _finish(attacker: Attacker, cutter: Cutter, known: dict[Place, Interval], showable: Known) -> None:
    """Repair what the blocks do to each other, then show again what turned out needless, the last hidden first."""
    auditor = Auditor(attacker, cutter.k)
    sums = partitions(attacker) if cutter.by_rule else ()

    def told(seen: Known) -> list[tuple[Place, ...]]:
        return told_by_rule(seen, sums, k=cutter.k, cohort=attacker.cohort)

    seen = {place: one for place, one in known.items() if place in attacker.index}
    repaired = _repair(auditor, seen)
    while exposed := told(seen):
        del seen[exposed[0][0]]
        repaired += [exposed[0][0], *_repair(auditor, seen)]
    for place in reversed(repaired):
        trial = {**seen, place: showable[place]}
        if not told(trial) and not auditor.violations(trial):
            seen = trial
    for place in set(repaired) - set(seen):
        del known[place]


def _retreat(auditor: Auditor, known: dict[Place, Interval]) -> None:
    """Hide whole rows of cells of the groups in trouble, pairs first, until there is no trouble or no such row.

    With pairs every group is bound to every other, and trying cell after cell would take minutes. This hides more than
    the least, in a few steps.
    """
    at = {index: place for place, index in auditor.attacker.index.items()}
    while troubled := auditor.violations(known):
        groups = {
            place[1][0]
            for quantity, _ in troubled
            for index, _ in quantity.terms
            if is_inner((place := at[index])[0])
        }
        rows = (
            [place for place in known if place[0] == PAIR and groups & set(place[1])],
            [place for place in known if is_inner(place[0]) and place[1][0] in groups],
        )
        row = next((row for row in rows if row), None)
        if row is None:
            return
        for place in row:
            del known[place]


def _settle(block: Block, known: dict[Place, Interval], showable: Known) -> bool:
    """Hide the cheapest set of a block's cells, afresh; whether there is one.

    A margin once hidden stays hidden. A cell with a hidden margin is hidden too: several such cells would each bound
    the margin, and together give it away.
    """
    for place in block.cells:
        if is_margin(place):
            continue
        if place in showable and all(margin in known for margin in margins_of(place)):
            known[place] = showable[place]
        else:
            known.pop(place, None)
    chosen = cheapest(block, known)
    for place in block.cells if chosen is None else chosen:
        known.pop(place, None)
    return chosen is not None


def _settle_inner(
    outer: Sequence[Block], inner: Sequence[Block], known: dict[Place, Interval], showable: Known
) -> None:
    """Settle the blocks within the margins; where one cannot be settled, hide the margin that troubles most of them."""
    todo = list(inner)
    troubled: dict[int, Block] = {}
    while True:
        for block in todo:
            if _settle(block, known, showable):
                troubled.pop(id(block), None)
            else:
                troubled[id(block)] = block
        counted = Counter(place for block in troubled.values() for place in block.margins if place in known)
        if not counted:
            return
        worst = max(counted, key=lambda place: counted[place])
        before = set(known)
        del known[worst]
        for block in outer:
            if worst in block.cells:
                _settle(block, known, showable)
        gone = before - set(known)
        todo = [block for block in inner if gone & set(block.margins)]


def _repair(auditor: Auditor, known: dict[Place, Interval]) -> list[Place]:
    """Hide cell after cell, each the cheapest that helps, until nothing is given away; the cells, in order."""
    hidden: list[Place] = []
    while violations := auditor.violations(known):
        candidates = _near(auditor.attacker, violations[0][0], known)
        if not candidates:
            raise RefusedError(
                "These tables cannot be made safe: even with every cell hidden they would give away"
                f" {violations[0][0].name}.",
                "Wait for more cases, or give fewer tables.",
            )
        candidates.sort(key=weight)
        troubled = [quantity for quantity, _ in violations]
        chosen = _first_that_helps(auditor, known, candidates, troubled)
        del known[chosen]
        hidden.append(chosen)
    return hidden


def _first_that_helps(
    auditor: Auditor, known: Known, candidates: Sequence[Place], troubled: Sequence[Quantity]
) -> Place:
    """The candidate with which the first candidates, all hidden, begin to help; the first where not even all do.

    What helps with some cells hidden helps with more of them hidden, so the beginning is found by halving.
    """

    def helps(count: int) -> bool:
        first = set(candidates[:count])
        without = {one: interval for one, interval in known.items() if one not in first}
        return len(auditor.violations(without, troubled)) < len(troubled)

    if not helps(len(candidates)):
        return candidates[0]
    few, many = 0, len(candidates)
    while many - few > 1:
        half = (few + many) // 2
        few, many = (few, half) if helps(half) else (half, many)
    return candidates[many - 1]


def _near(attacker: Attacker, quantity: Quantity, known: Known) -> list[Place]:
    """Shown cells in a quantity or in a constraint with one of its cells; all shown cells if there is none."""
    inside = {index for index, _ in quantity.terms}
    around = set(inside)
    for row in attacker.program.rows:
        if any(index in inside for index, _ in row.terms):
            around.update(index for index, _ in row.terms)
    near = [place for place, index in attacker.index.items() if index in around and place in known]
    return near or [place for place in attacker.index if place in known]
