"""The adversary knows one release and the codebook, and compares a group with its factors.

It wants the few of a group who said something else than one factor, or the few who must have raised the one factor that is
hidden.
"""

from disclosure_subjects import (
    GROUPS,
    by_hand,
    naive_releases,
    releases,
    table,
)
from hypothesis import given, settings

from fieldnotes.disclosure.adversary.inclusion import factor_against_group


def test_few_beyond_one_factor():
    factors = table("factor", ("factor",), f1=11, f2="S", e1="S", e2="S")
    assert {(one.lower, one.upper) for one in factor_against_group(by_hand(GROUPS, factors))} == {
        (3, 3),
        (3, 14),
    }


def test_few_left_for_the_factor_that_is_hidden():
    factors = table("factor", ("factor",), f1="S", f2="S", e1=8, e2="S")
    assert {(one.lower, one.upper) for one in factor_against_group(by_hand(GROUPS, factors))} == {
        (4, 4),
        (4, 12),
    }


def test_it_learns_where_only_the_primary_rules_are_kept():
    assert any(factor_against_group(one) for one in naive_releases())


@settings(max_examples=42)
@given(releases())
def test_it_learns_nothing_from_a_release(one):
    assert factor_against_group(one) == []
