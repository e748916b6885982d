"""Levels within levels: a label is the sum of those within it, held against making up every table."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_tables import hide

from fieldnotes.base.errors import WrongUseError
from fieldnotes.disclosure.hierarchies import TOTAL, Hierarchy
from fieldnotes.disclosure.linked_auditing import audit_frequency_tables
from fieldnotes.disclosure.linked_protection import protect_frequency_tables
from fieldnotes.disclosure.linked_tables import LinkedTable
from fieldnotes.disclosure.programs import ContradictionError

DEEP = Hierarchy("A", {"g": TOTAL, "h": TOTAL, "f": "g", "e": "g", "d": "h", "c": "h", "f1": "f", "f2": "f"})
LEAVES = ("f1", "f2", "e", "d", "c")


def nested(inside, columns=(), without=()):
    """A table over the hierarchy, crossed with columns if there are any, from the counts of its leaves."""
    cells = {}
    for (leaf, *rest), count in inside.items():
        levels = [leaf]
        while levels[-1] != TOTAL:
            levels.append(DEEP.parents[levels[-1]])
        for key in product(levels, *(((one, TOTAL) if columns else ()) for one in rest)):
            if key[0] not in without:
                cells[key] = cells.get(key, 0) + count
    return LinkedTable("t", ("A", "B") if columns else ("A",), cells)


def worlds(seen, most, columns=(), without=()):
    """Every table of small counts that agrees with what is shown."""
    places = list(product(LEAVES, columns)) if columns else [(leaf,) for leaf in LEAVES]
    for some in product(range(most + 1), repeat=len(places)):
        made = nested(dict(zip(places, some, strict=True)), columns, without).cells
        if all(count is None or made[key] == count for key, count in seen.cells.items()):
            yield made


@settings(max_examples=25)
@given(
    counts=st.lists(st.integers(0, 2), min_size=5, max_size=5).filter(lambda some: sum(some) <= 5),
    hidden=st.sets(st.integers(0, 7)),
    without=st.sampled_from([(), ("f",), ("g", "f"), ("f", "h")]),
)
def test_intervals_are_those_of_every_table(counts, hidden, without):
    full = nested({(leaf,): n for leaf, n in zip(LEAVES, counts, strict=True)}, without=without)
    keys = [key for key in full.cells if key != (TOTAL,)]
    seen = hide(full, {keys[at % len(keys)] for at in hidden})
    possible = list(worlds(seen, sum(counts), without=without))
    for one in audit_frequency_tables([seen], k=2, hierarchies=[DEEP]).cells:
        values = [world[tuple(one.cell.values())] for world in possible]
        assert (one.lower, one.upper) == (min(values), max(values))


@settings(max_examples=12)
@given(counts=st.lists(st.one_of(st.integers(0, 6), st.integers(5, 40)), min_size=10, max_size=10))
def test_protected_tables_hold_and_hide_every_small_count(counts):
    full = nested(dict(zip(product(LEAVES, "xy"), counts, strict=True)), "xy")
    total = full.cells[TOTAL, TOTAL]
    if total < 10:
        return
    made = protect_frequency_tables([full], k=5, hierarchies=[DEEP])
    assert made.audit.holds
    assert audit_frequency_tables(made.tables, k=5, hierarchies=[DEEP]) == made.audit
    for key, count in made.tables[0].cells.items():
        assert count in {None, full.cells[key]}
        assert count is None or key == (TOTAL, TOTAL) or 5 <= count <= total - 5


def test_a_table_by_groups_gives_away_what_a_table_by_factors_hides():
    factors = LinkedTable("factors", ("A",), {("f",): None, ("e",): 20, ("d",): 30, ("c",): None})
    groups = LinkedTable("groups", ("A",), {("g",): 47, ("h",): 60, (TOTAL,): 107})
    flat = Hierarchy("A", {"g": TOTAL, "h": TOTAL, "f": "g", "e": "g", "d": "h", "c": "h"})
    found = audit_frequency_tables([factors, groups], k=5, hierarchies=[flat])
    assert [(one.cell["A"], one.lower, one.upper) for one in found.cells] == [("f", 27, 27), ("c", 30, 30)]


def test_a_total_reaches_levels_through_groups_that_no_table_holds():
    inside = {("f",): 11, ("e",): 20, ("d",): 30, ("c",): None, (TOTAL,): 100}
    flat = Hierarchy("A", {"g": TOTAL, "h": TOTAL, "f": "g", "e": "g", "d": "h", "c": "h"})
    (found,) = audit_frequency_tables([LinkedTable("t", ("A",), inside)], k=5, hierarchies=[flat]).cells
    assert (found.lower, found.upper) == (39, 39)


def test_the_grand_total_of_one_table_binds_another_that_has_no_totals():
    inside = LinkedTable("t", ("A", "B"), {("a", "x"): None, ("a", "y"): 7, ("b", "x"): 8, ("b", "y"): 9})
    people = LinkedTable("people", ("A",), {(TOTAL,): 30})
    (found,) = audit_frequency_tables([inside, people], k=5).cells
    assert (found.lower, found.upper) == (6, 6)


@pytest.mark.parametrize("parents", [{"a": "b", "b": "a"}, {"a": "z"}, {TOTAL: "a"}, {"a": "a"}])
def test_a_hierarchy_without_a_top_is_none(parents):
    with pytest.raises(WrongUseError, match="hierarchy of A"):
        Hierarchy("A", parents)


def test_shown_levels_that_no_whole_numbers_fit_are_a_contradiction():
    flat = Hierarchy("A", {"g": TOTAL, "f": "g", "e": "g"})
    cells = {("f",): None, ("e",): None, ("g",): 20, (TOTAL,): 21}
    with pytest.raises((ContradictionError, WrongUseError)):
        audit_frequency_tables([LinkedTable("t", ("A",), cells)], k=5, hierarchies=[flat])
