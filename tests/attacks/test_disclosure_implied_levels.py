"""The adversary knows one release and what the codebook declares about levels, and subtracts the implying level from the implied.

It wants the few at the implied level who are not at the one that implies it: who left, and did not say how.
"""

from disclosure_subjects import IMPLIED, KINDS, by_hand, naive, releases, table
from hypothesis import given, settings

from fieldnotes.disclosure.adversary.implied import beyond_an_implied_level


def test_two_at_u_are_not_at_x():
    held = by_hand(
        table("attribute.a", ("a",), x=12, y=18), table("attribute.b", ("b",), u=14, v=16), layout=IMPLIED
    )
    (found,) = beyond_an_implied_level(held)
    assert (found.lower, found.upper) == (2, 2)


def test_it_learns_where_only_the_primary_rules_are_kept():
    assert any(beyond_an_implied_level(naive(KINDS["an implied level"], seed)) for seed in range(12))


@settings(max_examples=42)
@given(releases())
def test_it_learns_nothing_from_a_release(one):
    assert beyond_an_implied_level(one) == []
