"""The adversary knows one release with pairs of groups, and bounds triples, which no table gives, from pairs (Bonferroni).

It wants one of the eight parts of three sets of which it proves that it holds 1 to k-1 people.
"""

from itertools import product

from disclosure_subjects import KINDS, by_hand, release, table, unprotected
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.disclosure.adversary.bonferroni import Triple, parts, triples_from_pairs
from fieldnotes.disclosure.layout import Layout

TRIO = Layout({"g": ("f",), "h": ("e",), "i": ("d",)})


def test_two_who_said_all_three():
    """10 and 10 of 18 leave two in both, and everybody of the first is in the second or the third."""
    groups = table("group", ("group",), g=18, h=20, i=20)
    pairs = table("pair", ("group", "group"), g_h=10, g_i=10, h_i=12)
    found = triples_from_pairs(by_hand(groups, pairs, cohort=30, layout=TRIO))
    assert {(one.about.split(" of ")[0], one.lower, one.upper) for one in found} >= {("all", 2, 4)}


@settings(max_examples=200)
@given(st.lists(st.integers(0, 6), min_size=8, max_size=8))
def test_bounds_are_those_of_every_way_to_fill_the_eight_parts(filled):
    """Sizes and pairs leave one number open: the parts of any filling lie within the bounds, and both ends are attained."""
    where = list(product((0, 1), repeat=3))
    inside = dict(zip(where, filled, strict=True))

    def count(*sides):
        return sum(n for part, n in inside.items() if all(part[side] for side in sides))

    triple = Triple("", (count(0), count(1), count(2)), (count(0, 1), count(0, 2), count(1, 2)))
    names = {
        "all": (1, 1, 1),
        "only 1": (1, 0, 0),
        "only 2": (0, 1, 0),
        "only 3": (0, 0, 1),
        "1 and 2": (1, 1, 0),
        "1 and 3": (1, 0, 1),
        "2 and 3": (0, 1, 1),
        "none": (0, 0, 0),
    }
    shifts = range(-6, 7)
    possible = [
        {name: inside[part] + (shift if sum(part) % 2 else -shift) for name, part in names.items()}
        for shift in shifts
        if all(inside[part] + (shift if sum(part) % 2 else -shift) >= 0 for part in where)
    ]
    for name, lower, upper in parts(triple, sum(filled)):
        assert (lower, upper) == (min(one[name] for one in possible), max(one[name] for one in possible))


def test_it_learns_where_nothing_is_protected():
    assert any(triples_from_pairs(unprotected(KINDS["pairs"], seed)) for seed in range(20))


@settings(max_examples=12)
@given(st.integers(0, 11))
def test_it_learns_nothing_from_a_release(seed):
    assert triples_from_pairs(release("pairs", seed)) == []
