"""The adversary knows one release with cross tables or pairs, and fills in the four fields of two sets.

It wants few people on one side only, or on neither.
"""

from disclosure_subjects import (
    GROUPS,
    LEVELS,
    by_hand,
    naive_releases,
    releases,
    table,
)
from hypothesis import given, settings

from fieldnotes.disclosure.adversary.intersections import parts_of_a_pair


def test_few_of_a_group_outside_a_level():
    crossed = table("group-by-a", ("group", "a"), g_x=10, g_y="S", g_z="S", h_x="S", h_y="S", h_z="S")
    found = parts_of_a_pair(by_hand(GROUPS, LEVELS, crossed))
    assert {(one.lower, one.upper) for one in found} == {(4, 4), (2, 2)}


def test_few_in_neither_of_two_groups():
    pair = table("pair", ("group", "group"), g_h=0)
    (found,) = parts_of_a_pair(by_hand(GROUPS, pair))
    assert (found.lower, found.upper) == (4, 4)


def test_it_learns_where_only_the_primary_rules_are_kept():
    assert any(parts_of_a_pair(one) for one in naive_releases())


@settings(max_examples=42)
@given(releases())
def test_it_learns_nothing_from_a_release(one):
    assert parts_of_a_pair(one) == []
