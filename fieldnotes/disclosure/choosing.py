"""Complementary suppression: which further cells to hide so that the audit passes.

Block by block the cheapest set is found by trying sets in order of cost; what blocks do to each other is repaired one
cell at a time; what turns out to be needless is shown again. The order of trying never looks at a count that ends up
hidden, so the choice itself tells as little as possible about it.
"""

from collections import Counter
from collections.abc import Sequence

from fieldnotes.base.errors import RefusedError
from fieldnotes.disclosure.attacker import Attacker, Place, margins_of
from fieldnotes.disclosure.auditing import Auditor
from fieldnotes.disclosure.blocks import (
    Block,
    Cutter,
    Known,
    cheapest,
    is_margin,
    weight,
)
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
    _settle_inner(outer, list(cutter.inner_blocks()), known, showable)
    auditor = Auditor(attacker, k)
    sums = partitions(attacker) if by_rule else ()
    repaired = _repair(auditor, known)
    while told := told_by_rule(known, sums, k=k, cohort=attacker.cohort):
        del known[told[0][0]]
        repaired += [told[0][0], *_repair(auditor, known)]
    for place in reversed(repaired):  # show again what turned out needless
        trial = {**known, place: showable[place]}
        if not told_by_rule(trial, sums, k=k, cohort=attacker.cohort) and not auditor.violations(trial):
            known = trial
    return frozenset(showable) - frozenset(known)


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
                "These tables cannot be made safe: even with every cell hidden they would give something away.",
                "Wait for more cases, or give fewer tables.",
            )
        candidates.sort(key=weight)
        chosen = candidates[0]
        for place in candidates:
            fewer = auditor.violations({one: at for one, at in known.items() if one != place})
            if len(fewer) < len(violations):
                chosen = place
                break
        del known[chosen]
        hidden.append(chosen)
    return hidden


def _near(attacker: Attacker, quantity: Quantity, known: Known) -> list[Place]:
    """Shown cells in a quantity or in a constraint with one of its cells; all shown cells if there is none."""
    inside = {index for index, _ in quantity.terms}
    around = set(inside)
    for row in attacker.program.rows:
        members = {index for index, _ in row.terms}
        if members & inside:
            around |= members
    near = [place for place, index in attacker.index.items() if index in around and place in known]
    return near or [place for place in attacker.index if place in known]
