"""The attacker who makes up every casebook of N cases and keeps those that agree with what was released.

Knows: the released tables, N, the layout, what levels imply. Wants: a number of people between 1 and k-1, inside or
outside a cell, beside a factor within a group, or beside a level within a group. Needs no solver.
"""

from functools import cache

import pytest
from disclosure_subjects import table
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.tables import FeasibilityInterval
from fieldnotes.disclosure.adversary.enumeration import counts_of, every_release, overstated, small_numbers
from fieldnotes.disclosure.layout import Layout, LevelImplication
from fieldnotes.disclosure.protection import suppress

SMALL = {
    "factors": (Layout({"g": ("f1", "f2", "f3")}), ("group", "factor"), 7, 2),
    "two groups": (Layout({"g": ("f1", "f2"), "h": ("e",)}), ("group", "factor"), 6, 2),
    "levels": (Layout({}, {"a": ("w", "x", "y", "z")}), ("attribute.a",), 14, 3),
    "implied levels": (
        Layout({}, {"a": ("x", "y", "z"), "b": ("u", "v")}, (LevelImplication("a", ("x",), "b", ("u",)),)),
        ("attribute.a", "attribute.b"),
        9,
        3,
    ),
    "cross": (Layout({"g": ("f",)}, {"a": ("x", "y", "z")}), ("group", "attribute.a", "group-by-a"), 9, 2),
    "pairs": (Layout({"g": ("f",), "h": ("e",), "i": ("d",)}), ("group", "pair"), 6, 2),
}


@cache
def releases(name):
    layout, tables, cohort, _ = SMALL[name]
    return list(every_release(layout, tables, cohort))


@pytest.mark.parametrize("name", SMALL)
@settings(max_examples=30)
@given(data=st.data())
def test_no_small_number_of_people_is_proved(name, data):
    layout, _, cohort, k = SMALL[name]
    made = data.draw(st.sampled_from(releases(name)))
    done = suppress(made, layout=layout, k=k, cohort=cohort)
    worlds = [counts_of(one) for one in releases(name)]
    assert small_numbers(worlds, done.tables, layout=layout, cohort=cohort, k=k) == []
    assert overstated(worlds, done.tables, done.audit.intervals) == []


def test_it_learns_where_only_small_counts_are_hidden():
    """So that the test above is known to be able to fail: threshold alone, no complementary suppression."""
    layout, tables, cohort, k = SMALL["levels"]
    worlds = [counts_of(one) for one in releases("levels")]
    levels = table("attribute.a", ("a",), w="S", x=4, y=4, z=4)
    (found,) = small_numbers(worlds, [levels], layout=layout, cohort=cohort, k=k)
    assert (found.lower, found.upper) == (2, 2)
    claimed = FeasibilityInterval(table="attribute.a", key=("w",), lower=0, upper=4)
    assert overstated(worlds, [levels], [claimed])
    assert tables == ("attribute.a",)
