"""The adversary knows one release and runs everything it has: what a drill does with an export.

It wants any small number of people at all.
"""

import pytest
from disclosure_subjects import (
    KINDS,
    WITH_CROSS_TABLES,
    counts,
    many_releases,
    naive,
    protected,
    release,
    release_with_cross_tables,
    unprotected,
)
from hypothesis import given, settings

from fieldnotes.disclosure.adversary.battery import ATTACKS, attack, prove


@pytest.mark.parametrize("name", KINDS)
def test_it_learns_something_where_nothing_is_protected(name):
    assert attack(unprotected(KINDS[name], 1))


def test_it_learns_nothing_from_cross_tables_of_the_real_codebook():
    assert attack(release_with_cross_tables()) == []


def test_what_is_proved_of_a_hidden_cell_is_true_of_the_casebook():
    """An attack that cries wolf would be none. Where only the primary rules are kept, hidden cells are recovered rightly."""
    recovered = 0
    for kind in KINDS.values():
        for seed in range(15):
            truth = {str((one.name, key)): n for one in counts(kind, seed) for key, n in one.cells.items()}
            for learned in prove(naive(kind, seed)):
                if learned.about in truth:
                    assert learned.lower <= truth[learned.about] <= learned.upper
                    recovered += learned.lower == learned.upper
    assert recovered > 20


def test_every_attack_has_a_name_of_its_own():
    unhidden = {
        learned.attack
        for name in KINDS
        for seed in range(9)
        for learned in attack(unprotected(KINDS[name], seed))
    }
    assert unhidden <= set(ATTACKS)
    assert unhidden >= {"read off", "complements", "all or none", "factor against group", "parts of a pair"}
    assert attack(release("levels, k = 4", 0)) == []


@pytest.mark.torture
@settings(max_examples=3000)
@given(many_releases())
def test_it_learns_nothing_from_thousands_of_releases(one):
    assert attack(one) == []


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(12))
def test_it_learns_nothing_from_more_cross_tables(seed):
    assert attack(protected(WITH_CROSS_TABLES, seed)) == []
