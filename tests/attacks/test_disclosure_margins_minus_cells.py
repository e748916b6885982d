"""The adversary knows one release, and subtracts what is shown of a sum from its total.

It wants what is left: few people, or a hidden cell to the last person. An established table tool leaves 83 beside a total of
89, and so tells 6.
"""

from disclosure_subjects import (
    by_hand,
    naive_releases,
    releases,
    table,
)
from hypothesis import given, settings

from fieldnotes.disclosure.adversary.sums import margins_minus_cells
from fieldnotes.disclosure.adversary.targets import Learned


def test_a_lone_hidden_level_is_recovered():
    (found,) = margins_minus_cells(by_hand(table("attribute.a", ("a",), x=12, y=16, z="S")))
    assert (found.lower, found.upper) == (2, 2)


def test_of_two_hidden_levels_it_learns_that_few_are_left():
    (found,) = margins_minus_cells(by_hand(table("attribute.a", ("a",), x=27, y="S", z="S")))
    assert (found.lower, found.upper) == (0, 3)


def test_six_beside_eighty_three():
    assert margins_minus_cells(by_hand(table("attribute.a", ("a",), x=50, y=33, z="S"), cohort=89, k=10)) == [
        Learned("margins minus cells", str(("attribute.a", ("z",))), 6, 6)
    ]


def test_it_learns_where_only_the_primary_rules_are_kept():
    assert any(margins_minus_cells(one) for one in naive_releases())


@settings(max_examples=42)
@given(releases())
def test_it_learns_nothing_from_a_release(one):
    assert margins_minus_cells(one) == []
