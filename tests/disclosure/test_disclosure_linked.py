"""Any frequency tables. Published examples: Fischetti & Salazar 2001; Geurts 1992 as in Hundepool et al. 2024, ch. 4."""

import csv
import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import WrongUseError
from fieldnotes.disclosure.hierarchies import TOTAL
from fieldnotes.disclosure.linked_auditing import audit_frequency_tables
from fieldnotes.disclosure.linked_protection import protect_frequency_tables
from fieldnotes.disclosure.linked_tables import MOST_CELLS, LinkedTable
from fieldnotes.disclosure.programs import ContradictionError

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "tables"


def grid(name, rows, *, columns=None):
    """A two-way table from rows of counts, the last row and the last column being totals."""
    high, wide = len(rows), len(rows[0])
    labels = [*(columns or [f"c{at}" for at in range(wide - 1)]), TOTAL]
    cells = {
        (f"r{at}" if at < high - 1 else TOTAL, label): count
        for at, row in enumerate(rows)
        for label, count in zip(labels, row, strict=True)
    }
    return LinkedTable(name, ("row", "col"), cells)


def with_totals(inside):
    rows = [[*row, sum(row)] for row in inside]
    return grid("t", [*rows, [sum(column) for column in zip(*rows, strict=True)]])


def hide(table, keys):
    return LinkedTable(
        table.name,
        table.dimensions,
        {key: None if key in keys else count for key, count in table.cells.items()},
    )


@pytest.mark.parametrize("name", ["fischetti_salazar2001", "geurts1992"])
def test_published_intervals_come_out_exactly(name):
    if not DATA.is_dir():
        pytest.skip(f"the published tables are not there: {DATA}")
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    cells = {tuple(row[:-1]): None if row[-1] == "S" else int(row[-1]) for row in rows}
    expected = json.loads((DATA / "expected.json").read_text("utf-8"))[name]["bounds"]
    audit = audit_frequency_tables([LinkedTable(name, tuple(header[:-1]), cells)], k=5)
    found = {"|".join(one.cell.values()): [one.lower, one.upper] for one in audit.cells}
    assert found == expected
    assert not audit.holds


def test_every_row_and_column_hides_two_and_one_cell_is_exact_all_the_same():
    """The first two rows less the first two columns leave one cell, as in tables printed in manuals of such tools."""
    full = with_totals([[11, 12, 13, 14], [21, 22, 47, 24], [31, 32, 33, 34], [41, 42, 43, 44]])
    hidden = {("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1"), ("r1", "c2")}
    hidden |= {("r2", "c2"), ("r2", "c3"), ("r3", "c2"), ("r3", "c3")}
    audit = audit_frequency_tables([hide(full, hidden)], k=5)
    exact = {
        tuple(one.cell.values()): (one.lower, one.upper, one.holds)
        for one in audit.cells
        if one.lower == one.upper
    }
    assert exact == {("r1", "c2"): (47, 47, False)}
    assert not audit.holds


def test_a_lone_hidden_cell_is_recovered_and_does_not_hold_even_if_large():
    audit = audit_frequency_tables([hide(with_totals([[47, 8], [9, 12]]), {("r0", "c0")})], k=5)
    (found,) = audit.cells
    assert (found.cell, found.lower, found.upper, found.holds) == ({"row": "r0", "col": "c0"}, 47, 47, False)


def test_one_table_of_a_link_gives_away_what_the_other_hides():
    full = with_totals([[20, 30], [40, 50]])
    margin = LinkedTable("by row", ("row",), {("r0",): 50, ("r1",): 90, (TOTAL,): 140})
    square = hide(full, {("r0", "c0"), ("r0", "c1"), ("r0", TOTAL)})
    alone, linked = (audit_frequency_tables(some, k=5) for some in ([square], [square, margin]))
    assert next(one for one in alone.cells if one.cell == {"row": "r0", "col": TOTAL}).lower == 50
    assert [one.holds for one in linked.cells if one.cell["col"] == TOTAL] == [False]


def test_a_table_without_totals_is_bound_by_the_margins_of_another():
    inside = LinkedTable(
        "cells", ("row", "col"), {("a", "x"): None, ("a", "y"): 7, ("b", "x"): None, ("b", "y"): None}
    )
    margin = LinkedTable("rows", ("row",), {("a",): 12, ("b",): 30})
    audit = audit_frequency_tables([inside, margin], k=5)
    found = {tuple(one.cell.values()): (one.lower, one.upper) for one in audit.cells}
    assert found == {("a", "x"): (5, 5), ("b", "x"): (0, 30), ("b", "y"): (0, 30)}


def test_what_nothing_bounds_has_no_upper_end():
    audit = audit_frequency_tables([LinkedTable("t", ("a",), {("x",): None, ("y",): 7, (TOTAL,): None})], k=5)
    found = {one.cell["a"]: (one.lower, one.upper, one.holds) for one in audit.cells}
    assert found == {"x": (0, None, True), TOTAL: (7, None, True)}


GOOD = with_totals([[20, 30], [40, 50]])


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (LinkedTable("bad", ("row",), {}), "bad"),
        (LinkedTable("bad", ("row", "row"), {("a", "b"): 1}), "bad"),
        (LinkedTable("bad", ("row", "col"), {("a",): 1}), "bad"),
        (LinkedTable("bad", ("row", "col"), {("a", "x"): 1, ("b", "y"): 1}), "row a, col y"),
        (LinkedTable("bad", ("row",), {("a",): -1}), "row a"),
        (LinkedTable("bad", ("age",), {("a",): 1, (TOTAL,): 140}), "add up to 1"),
        (LinkedTable("bad", ("age",), {(TOTAL,): 141}), "disagree: table bad .age Total. shows 141"),
        (LinkedTable("bad", ("row",), {("r0",): 51, ("r1",): 90}), "row r0"),
        (LinkedTable("bad", ("row",), {(str(at),): 1 for at in range(MOST_CELLS + 1)}), "cells together"),
    ],
)
def test_tables_that_are_none_are_refused_by_name_and_place(table, words):
    with pytest.raises(WrongUseError, match=words):
        audit_frequency_tables([GOOD, table], k=5)


def test_hidden_cells_that_no_counts_fit_are_a_contradiction():
    bad = grid("bad", [[None, None, 20], [None, None, 90], [30, 80, 110]])
    assert audit_frequency_tables([bad], k=5).cells
    bad = grid("bad", [[None, 10, 20], [None, 10, 30], [15, None, 50]])
    with pytest.raises(ContradictionError):
        audit_frequency_tables([bad], k=5)


counts = st.one_of(st.integers(0, 9), st.integers(0, 40))


@settings(max_examples=25)
@given(
    st.integers(2, 4).flatmap(
        lambda wide: st.lists(st.lists(counts, min_size=wide, max_size=wide), min_size=2, max_size=4)
    )
)
def test_protected_tables_hold_and_hide_every_small_count(inside):
    table = with_totals(inside)
    total = table.cells[TOTAL, TOTAL]
    if total < 10:
        return  # too few people for any count to be five or more and yet five short of all
    done = protect_frequency_tables([table], k=5)
    (made,) = done.tables
    assert audit_frequency_tables([made], k=5).holds
    assert made.cells[TOTAL, TOTAL] == total
    for key, count in made.cells.items():
        assert count in {None, table.cells[key]}
        if key != (TOTAL, TOTAL) and count is not None:
            assert 5 <= count <= total - 5
    assert done == protect_frequency_tables([table], k=5)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=4), st.sets(st.integers(0, 7)))
def test_intervals_are_those_of_trying_every_table(inside, hidden):
    table = with_totals([inside[:2], inside[2:]])
    keys = [key for key in table.cells if key != (TOTAL, TOTAL)]
    gone = {keys[at] for at in hidden}
    seen = hide(table, gone)
    worlds = []
    for some in product(range(sum(inside) + 1), repeat=4):
        world = with_totals([list(some[:2]), list(some[2:])]).cells
        if all(count is None or world[key] == count for key, count in seen.cells.items()):
            worlds.append(world)
    for one in audit_frequency_tables([seen], k=2).cells:
        values = [world[tuple(one.cell.values())] for world in worlds]
        assert (one.lower, one.upper) == (min(values), max(values))


def test_a_hidden_cell_in_what_should_be_protected_is_refused():
    with pytest.raises(WrongUseError):
        protect_frequency_tables([hide(GOOD, {("r0", "c0")})], k=5)
