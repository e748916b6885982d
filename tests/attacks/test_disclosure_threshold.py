"""The adversary can read, and wants a number below the threshold that stands in a table."""

from disclosure_subjects import (
    by_hand,
    naive_releases,
    releases,
    table,
)
from hypothesis import given, settings

from fieldnotes.disclosure.adversary.threshold import read_off


def test_four_is_below_five():
    (found,) = read_off(by_hand(table("group", ("group",), g=4, h=12)))
    assert (found.lower, found.upper) == (4, 4)


def test_it_learns_where_only_the_primary_rules_are_kept():
    assert any(read_off(one) for one in naive_releases(hide=lambda n, k, **_: n < k - 1))


@settings(max_examples=42)
@given(releases())
def test_it_learns_nothing_from_a_release(one):
    assert read_off(one) == []
