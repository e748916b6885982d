"""The adversary holds every release of one vault and adds and subtracts shown numbers with whole coefficients, at random.

Knows: the releases, N of each, the codebook, and which releases can count one case together (the program is public: none
two). Wants: a combination that counts people, whatever anybody said, and comes to fewer than k of them.
"""

import pytest
from disclosure_subjects import KINDS, SMALL, by_hand, release, table
from hypothesis import given, settings
from hypothesis import strategies as st
from release_desks import add_cases, approve
from test_disclosure_differencing import cumulative

from fieldnotes.disclosure.adversary.combining import combine

TRIES = 4000


def patterns(ledger):
    """The sets of releases that count one case together."""
    cases = {case for _, counted in ledger for case in counted}
    return {frozenset(at for at, (_, counted) in enumerate(ledger) if case in counted) for case in cases}


def test_a_group_without_a_factor_is_found():
    groups = table("group", ("group",), g=14, h=12)
    factors = table("factor", ("factor",), f1=11, f2=9, e1="S", e2="S")
    found = combine([by_hand(groups, factors, layout=SMALL)], {frozenset({0})}, seed=1, tries=TRIES)
    assert 3 in {one.lower for one in found}


def test_cumulative_releases_are_found():
    ledger = cumulative(KINDS["groups and factors"], (20, 24), 1)
    assert patterns(ledger) == {frozenset({0, 1}), frozenset({1})}
    assert combine([each for each, _ in ledger], patterns(ledger), seed=1, tries=TRIES)


@settings(max_examples=8)
@given(st.sampled_from(["a cross table", "groups and factors", "with margins"]), st.integers(0, 5))
def test_it_learns_nothing_from_releases_without_a_case_in_common(name, seed):
    ledger = [release(name, seed), release(name, (seed + 1) % 6)]
    assert combine(ledger, {frozenset({0}), frozenset({1})}, seed=seed, tries=1500) == []


def test_it_learns_nothing_from_the_ledger_of_a_vault(ledger_of_a_vault):
    assert len(patterns(ledger_of_a_vault)) == 3
    assert (
        combine([each for each, _ in ledger_of_a_vault], patterns(ledger_of_a_vault), seed=3, tries=TRIES)
        == []
    )


@pytest.mark.torture
def test_it_learns_nothing_from_a_hundred_thousand_combinations(make_desk):
    desk, book = make_desk(17)
    ledger = []
    approve(desk, book, ledger)
    for step in range(1, 6):
        add_cases(book, 18, first=1 + 100 * step, seed=step)
        approve(desk, book, ledger)
    assert combine([each for each, _ in ledger], patterns(ledger), seed=3, tries=100_000) == []
