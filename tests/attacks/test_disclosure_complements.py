"""The adversary knows one release and N, and looks at everybody else.

It wants shown numbers outside of which there are fewer than k people.
"""

from disclosure_subjects import (
    by_hand,
    naive_releases,
    releases,
    table,
)
from hypothesis import given, settings

from fieldnotes.disclosure.adversary.complements import complements


def test_three_outside_a_group_of_twenty_seven():
    (found,) = complements(by_hand(table("group", ("group",), g=27, h=12)))
    assert (found.lower, found.upper) == (3, 3)


def test_it_learns_where_only_the_primary_rules_are_kept():
    assert any(complements(one) for one in naive_releases(hide=lambda n, k, **_: n < k))


@settings(max_examples=42)
@given(releases())
def test_it_learns_nothing_from_a_release(one):
    assert complements(one) == []
