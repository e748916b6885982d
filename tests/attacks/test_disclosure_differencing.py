"""The adversary holds releases r and r+1 of one vault and subtracts one from the other.

Knows: both releases, the program. Wants: a small number of those who came between, or a hidden cell that the later release
narrows when it crosses the threshold. That works where a later release counts the earlier cases again, as cumulative
statistics do: measured, with ten new cases nearly all cells that change do so by fewer than k. Ours share no case. So the
difference is a number of nobody: the judge, who knows the casebook, finds what is said of those who came between untrue.

Learned is a set of statements of which all are true. One may be true by chance, as any guess; proofs all are.
"""

from itertools import combinations

import pytest
from disclosure_subjects import KINDS
from release_desks import add_cases, approve

from fieldnotes.disclosure.adversary.differencing import (
    crossed_the_threshold,
    difference,
    later_minus_earlier,
)
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.adversary.targets import target_of
from fieldnotes.disclosure.protection import suppress


def true_of(between, counted_before, counted_later):
    """Whether the difference counts those who were counted later and not before, cell by cell."""
    came = [cells for case, cells in counted_later.items() if case not in counted_before]
    return len(came) == between.cohort and all(
        sum(place in cells for cells in came) == n for place, n in between.shown.items()
    )


def learned(before, later):
    """What is learned from two releases, each with who was counted, by adversary and judge."""
    (first, counted_before), (second, counted_later) = before, later
    between = difference(first, second)
    if between is None or not between.shown or not true_of(between, counted_before, counted_later):
        return []
    return later_minus_earlier(first, second) + crossed_the_threshold(first, second)


def cumulative(kind, sizes, seed):
    """Releases of a naive program: each counts everybody so far, and is protected by itself."""
    members = draw(kind.layout, max(sizes), seed=seed)
    made = []
    for size in sizes:
        tables = tabulate(members[:size], kind.layout, kind.tables)
        done = suppress(tables, layout=kind.layout, k=kind.k, cohort=size)
        counted = {
            at: {
                (one.name, key)
                for one in tabulate([member], kind.layout, kind.tables)
                for key, n in one.cells.items()
                if n
            }
            for at, member in enumerate(members[:size])
        }
        made.append((target_of(done.tables, cohort=size, k=kind.k, layout=kind.layout), counted))
    return made


def test_it_learns_from_cumulative_releases_although_each_alone_is_safe():
    found = [
        learned(*cumulative(KINDS[name], (20, 25), seed))
        for name in ("the smallest export", "groups and factors")
        for seed in range(6)
    ]
    assert sum(map(bool, found)) >= 9


def test_a_cell_that_crosses_the_threshold_tells_what_it_was_before():
    found = [
        one
        for seed in range(12)
        for one in crossed_the_threshold(
            *(each for each, _ in cumulative(KINDS["groups and factors"], (20, 21), seed))
        )
    ]
    assert found
    assert all(0 < one.lower < 5 for one in found)


def test_it_learns_nothing_from_the_ledger_of_a_vault(ledger_of_a_vault):
    pairs = list(combinations(ledger_of_a_vault, 2))
    assert len(pairs) == 3
    assert all(set(before[1]).isdisjoint(later[1]) for before, later in pairs)
    assert not any(learned(before, later) for before, later in pairs)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(40))
def test_it_learns_nothing_from_many_ledgers(make_desk, seed):
    desk, book = make_desk(15 + seed % 4, seed=seed)
    ledger = []
    approve(desk, book, ledger)
    add_cases(book, 20 + seed % 7, first=100, seed=seed + 1000)
    approve(desk, book, ledger)
    assert learned(*ledger) == []
