"""The audit's intervals are those of an attacker who tries every casebook: neither wider nor narrower."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.disclosure.adversary.enumeration import counts_of, every_release
from fieldnotes.disclosure.attacker import Attacker
from fieldnotes.disclosure.auditing import Auditor
from fieldnotes.disclosure.exploring import Range
from fieldnotes.disclosure.layout import Layout, LevelImplication
from fieldnotes.disclosure.programs import ContradictionError
from fieldnotes.disclosure.ranges import Solver
from fieldnotes.disclosure.rules import Interval

MARGINS = ("group", "factor", "attribute.a", "attribute.b")
SMALL = {
    "two factors": (Layout({"g": ("f1", "f2")}), ("group", "factor"), 9),
    "three factors": (Layout({"g": ("f1", "f2", "f3")}), ("group", "factor"), 6),
    "four factors": (Layout({"g": ("f1", "f2", "f3", "f4")}), ("group", "factor"), 4),
    "two groups": (Layout({"g": ("f1", "f2"), "h": ("e",)}), ("group", "factor"), 6),
    "four levels": (Layout({}, {"a": ("w", "x", "y", "z")}), ("attribute.a",), 12),
    "implied levels": (
        Layout(
            {}, {"a": ("x", "y", "z"), "b": ("u", "v")}, (LevelImplication("a", ("x", "y"), "b", ("u",)),)
        ),
        ("attribute.a", "attribute.b"),
        8,
    ),
    "group by attribute": (
        Layout({"g": ("f",)}, {"a": ("x", "y", "z")}),
        ("group", "attribute.a", "group-by-a"),
        7,
    ),
    "two groups by attribute": (
        Layout({"g": ("f",), "h": ("e",)}, {"a": ("x", "y")}),
        ("group", "attribute.a", "group-by-a"),
        5,
    ),
    "pairs": (Layout({"g": ("f",), "h": ("e",), "i": ("d",)}), ("group", "pair"), 5),
    "pairs by attribute": (
        Layout({"g": ("f",), "h": ("e",)}, {"a": ("x", "y")}),
        ("group", "attribute.a", "group-by-a", "pair"),
        5,
    ),
    "a group by two attributes, one implying the other": (
        Layout(
            {"g": ("f",)}, {"a": ("x", "y"), "b": ("u", "v")}, (LevelImplication("a", ("x",), "b", ("u",)),)
        ),
        ("group", "attribute.a", "attribute.b", "group-by-a", "group-by-b"),
        6,
    ),
}


@cache
def worlds(name):
    layout, tables, cohort = SMALL[name]
    return [counts_of(made) for made in every_release(layout, tables, cohort)]


@cache
def auditor(name):
    layout, tables, cohort = SMALL[name]
    return Auditor(Attacker(layout, tables, cohort), 2)


@pytest.mark.parametrize("name", SMALL)
@settings(max_examples=40)
@given(data=st.data())
def test_every_interval_is_exact(name, data):
    every = worlds(name)
    truth = data.draw(st.sampled_from(every))
    shown = data.draw(st.sets(st.sampled_from(sorted(truth)), max_size=len(truth)))
    known = {place: Interval(truth[place], truth[place]) for place in shown}
    left = [world for world in every if all(world[place] == truth[place] for place in shown)]
    for found in auditor(name).audit(known).intervals:
        values = [world[found.table, found.key] for world in left]
        assert (found.lower, found.upper) == (min(values), max(values))


@pytest.mark.parametrize("name", SMALL)
@settings(max_examples=25)
@given(data=st.data())
def test_a_quantity_is_given_away_exactly_if_every_world_agrees(name, data):
    """The audit takes short cuts for quantities of which it need not know the exact end; they must not show."""
    every, audits = worlds(name), auditor(name)
    cohort = SMALL[name][2]
    truth = data.draw(st.sampled_from(every))
    shown = data.draw(st.sets(st.sampled_from(sorted(truth)), max_size=len(truth)))
    known = {place: Interval(truth[place], truth[place]) for place in shown}
    left = [world for world in every if all(world[place] == truth[place] for place in shown)]
    by_margins = [
        world
        for world in every
        if all(
            world[place] == truth[place]
            for place in shown
            if place[0] in {"group", "factor", "attribute.a", "attribute.b"}
        )
    ]
    places = list(audits.attacker.index)
    expected = set()
    for quantity in audits.quantities:
        values = [
            quantity.constant + sum(factor * world[places[at]] for at, factor in quantity.terms)
            for world in left
        ]
        floor = 0
        if quantity.floor is not None:
            floors = [
                sum(factor * world[places[at]] for at, factor in quantity.floor) for world in by_margins
            ]
            floor = max(0, min(floors) + quantity.floor_constant)
        interval = Interval(min(values), max(values))
        if not quantity.is_safe(interval, floor, k=2, cohort=cohort):
            expected.add(quantity.name)
    assert {proven.quantity for proven in audits.audit(known).violations} == expected
    assert {quantity.name for quantity, _ in audits.violations(known)} >= expected


def test_a_published_interval_binds_like_a_number():
    """Group in 5 … 7, one factor 4: the other lies between nought and seven, the rest of the group between 1 and 3."""
    layout = Layout({"g": ("f1", "f2")})
    audits = Auditor(Attacker(layout, ("group", "factor"), 20), 5)
    known = {("group", ("g",)): Interval(5, 7), ("factor", ("f1",)): Interval(4, 4)}
    (found,) = audits.audit(known).intervals
    assert (found.lower, found.upper) == (1, 7)


def test_what_could_not_be_decided_counts_as_given_away(monkeypatch):
    layout = Layout({"g": ("f1", "f2")})
    audits = Auditor(Attacker(layout, ("group", "factor"), 20), 5)
    assert audits.audit({}).holds
    exact = Solver.ranges
    monkeypatch.setattr(
        Solver, "ranges", lambda *some: [Range(one.interval, decided=False) for one in exact(*some)]
    )
    found = audits.audit({})
    assert not found.holds
    assert len(found.violations) == len(audits.quantities)


def test_numbers_that_no_casebook_gives_contradict_each_other():
    layout = Layout({"g": ("f1", "f2")}, {"a": ("x", "y")})
    audits = Auditor(Attacker(layout, ("group", "factor", "attribute.a"), 20), 5)
    for known in (
        {("group", ("g",)): 6, ("factor", ("f1",)): 7},
        {("group", ("g",)): 9, ("factor", ("f1",)): 2, ("factor", ("f2",)): 6},
        {("attribute.a", ("x",)): 9, ("attribute.a", ("y",)): 9},
        {("group", ("g",)): 21},
    ):
        with pytest.raises(ContradictionError):
            audits.audit({place: Interval(count, count) for place, count in known.items()})
