"""The adversary knows one release, and looks for what everybody or nobody said.

That tells something about each single person who was interviewed (group disclosure), and whoever knows that a person was
interviewed knows what she said.
"""

import pytest
from disclosure_subjects import (
    by_hand,
    naive_releases,
    releases,
    table,
)
from hypothesis import given, settings

from fieldnotes.disclosure.adversary.complements import all_or_none


@pytest.mark.parametrize("count", [0, 30])
def test_everybody_and_nobody(count):
    (found,) = all_or_none(by_hand(table("group", ("group",), g=count, h=12)))
    assert (found.lower, found.upper) == (count, count)


def test_it_learns_where_only_the_primary_rules_are_kept():
    assert any(all_or_none(one) for one in naive_releases(hide=lambda n, k, **_: 0 < n < k))


@settings(max_examples=42)
@given(releases())
def test_it_learns_nothing_from_a_release(one):
    assert all_or_none(one) == []
