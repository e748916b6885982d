"""The adversary knows one release and solves all its equations at once, those between attributes too.

It wants a hidden cell that is determined although no single table determines it. Published case: in a table every row and
every column hides two cells, and one of them is exact all the same, because rows minus columns leave it alone.
"""

from fractions import Fraction

from disclosure_subjects import (
    LINKED,
    by_hand,
    naive_releases,
    releases,
    table,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import RefusedError
from fieldnotes.disclosure.adversary.bridges import bridges
from fieldnotes.disclosure.adversary.elimination import Equation, eliminate, exact_cells
from fieldnotes.disclosure.linked import TOTAL, LinkedTable
from fieldnotes.disclosure.linked_protection import protect_frequency_tables

IN_EVERY_ROW_AND_COLUMN_TWO = {
    ("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1"), ("r1", "c2"),
    ("r2", "c2"), ("r2", "c3"), ("r3", "c2"), ("r3", "c3"),
}  # fmt: skip


def test_the_cell_of_the_published_table_is_exact():
    """The first two rows less the first two columns leave one cell."""
    for at in range(4):
        assert sum(row == f"r{at}" for row, _ in IN_EVERY_ROW_AND_COLUMN_TWO) >= 2
        assert sum(column == f"c{at}" for _, column in IN_EVERY_ROW_AND_COLUMN_TWO) >= 2
    assert bridges(sorted(IN_EVERY_ROW_AND_COLUMN_TWO)) == [("r1", "c2")]


@settings(max_examples=60)
@given(
    st.sets(st.tuples(st.sampled_from(["r0", "r1", "r2", "r3"]), st.sampled_from(["c0", "c1", "c2", "c3"])))
)
def test_the_graph_and_the_equations_find_the_same_cells(hidden):
    """Two attacks that share no code: bridges of a graph, and elimination in fractions."""
    lines = {label: [cell for cell in sorted(hidden) if label in cell] for cell in hidden for label in cell}
    solved = eliminate(
        Equation({cell: Fraction(1) for cell in cells}, Fraction(len(cells))) for cells in lines.values()
    )
    alone = {cell for one in solved if len(one.terms) == 1 for cell in one.terms}
    assert alone == set(bridges(sorted(hidden)))


def test_levels_of_two_attributes_that_hold_the_same_people_tell_each_other():
    levels = table("attribute.a", ("a",), x="S", y="S", z=20)
    others = table("attribute.b", ("b",), u="S", v=14, w=13)
    found = exact_cells(by_hand(levels, others, cohort=30, layout=LINKED))
    assert {(one.lower, one.upper) for one in found} == {(3, 3), (7, 7)} - {(7, 7)}


@settings(max_examples=20)
@given(st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=4, max_size=4))
def test_no_table_protected_by_us_hides_a_cell_in_name_only(inside):
    """Any two-way table, protected as `fieldnotes table protect` does."""
    rows = {f"r{at}": row for at, row in enumerate(inside)}
    cells = {(row, f"c{at}"): n for row, ns in rows.items() for at, n in enumerate(ns)}
    cells |= {(row, TOTAL): sum(ns) for row, ns in rows.items()}
    cells |= {(TOTAL, f"c{at}"): sum(ns[at] for ns in inside) for at in range(4)}
    cells[TOTAL, TOTAL] = sum(map(sum, inside))
    try:
        done = protect_frequency_tables([LinkedTable("t", ("row", "col"), cells)], k=3)
    except RefusedError:
        return
    hidden = sorted(key for key, n in done.tables[0].cells.items() if n is None)
    assert bridges([(f"row {row}", f"column {column}") for row, column in hidden]) == []


def test_it_learns_where_only_the_primary_rules_are_kept():
    assert any(exact_cells(one) for one in naive_releases())


@settings(max_examples=42)
@given(releases())
def test_it_learns_nothing_from_a_release(one):
    assert exact_cells(one) == []
