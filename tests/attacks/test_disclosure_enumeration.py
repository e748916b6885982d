"""The attacker who makes up every casebook of N cases and keeps those that agree with what was released.

Knows: the released tables, N, the layout, what levels imply. Wants: a number of people between 1 and k-1, inside or
outside a cell, beside a factor within a group, or beside a level within a group. Needs no solver.
"""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.disclosure.adversary.enumeration import consistent, counts_of, every_release
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


def numbers(layout, world, cohort):
    """Every number of people that the adversary would like to know, in one possible casebook."""
    for rule in layout.implications:
        beyond = sum(world[f"attribute.{rule.implies_attribute}", (level,)] for level in rule.implies_levels)
        yield (
            ("beyond", rule),
            beyond - sum(world[f"attribute.{rule.attribute}", (level,)] for level in rule.levels),
        )
    for place, count in world.items():
        yield place, count
        yield ("not", place), cohort - count
        table, key = place
        if table == "factor" and len(layout.groups[layout.group_of(key[0])]) > 1:
            yield ("beside", place), world["group", (layout.group_of(key[0]),)] - count
        if table.startswith("group-by-"):
            yield ("elsewhere", place), world["group", key[:1]] - count
            yield ("without", place), world[f"attribute.{table.removeprefix('group-by-')}", key[1:]] - count
        if table == "pair":
            yield ("first only", place), world["group", key[:1]] - count
            yield ("second only", place), world["group", key[1:]] - count


@pytest.mark.parametrize("name", SMALL)
@settings(max_examples=30)
@given(data=st.data())
def test_no_small_number_of_people_is_proved(name, data):
    layout, _, cohort, k = SMALL[name]
    made = data.draw(st.sampled_from(releases(name)))
    done = suppress(made, layout=layout, k=k, cohort=cohort)
    left = consistent([counts_of(one) for one in releases(name)], done.tables)
    values = {}
    for world in left:
        for quantity, number in numbers(layout, world, cohort):
            values.setdefault(quantity, set()).add(number)
    small = {quantity for quantity, possible in values.items() if possible <= set(range(1, k))}
    assert not small


def test_the_attacker_does_learn_where_only_small_counts_are_hidden():
    """So that the test above is known to be able to fail: threshold alone, no complementary suppression."""
    layout = SMALL["levels"][0]
    worlds = [counts_of(one) for one in releases("levels")]
    truth = {("attribute.a", (level,)): count for level, count in zip("wxyz", (2, 4, 4, 4), strict=True)}
    left = [world for world in worlds if all(world[place] == truth[place] for place in list(truth)[1:])]
    assert {world["attribute.a", ("w",)] for world in left} == {2}
    assert layout.attributes["a"] == ("w", "x", "y", "z")
