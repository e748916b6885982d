"""Complementary suppression in any table: what is called the least is held against trying every set of cells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_tables import cube, hide, least_by_trying

from fieldnotes.base.errors import RefusedError
from fieldnotes.disclosure.hierarchies import TOTAL
from fieldnotes.disclosure.linked_auditing import audit_frequency_tables
from fieldnotes.disclosure.linked_optimum import Method
from fieldnotes.disclosure.linked_protection import protect_frequency_tables
from fieldnotes.disclosure.linked_tables import LinkedTable
from fieldnotes.disclosure.rules import Reason, primary_reason

SHAPES = {
    "five levels": [list("abcde")],
    "two by two": [list("ab"), list("xy")],
    "two by three": [list("ab"), list("xyz")],
}


def compare(labels, counts, k):
    table = cube("t", tuple("ABC"[: len(labels)]), labels, counts)
    total = table.cells[(TOTAL,) * len(labels)]
    primary = {
        key
        for key, count in table.cells.items()
        if set(key) != {TOTAL} and primary_reason(count, k=k, cohort=total) is not None
    }
    wanted = least_by_trying(table, k, primary)
    try:
        made = protect_frequency_tables([table], k=k)
    except RefusedError:
        assert wanted is None
        return
    hidden = {key for key, count in made.tables[0].cells.items() if count is None}
    assert primary <= hidden
    assert audit_frequency_tables([hide(table, hidden)], k=k).holds
    assert made.method is Method.OPTIMAL
    assert wanted == (len(hidden - primary), sum(table.cells[key] for key in hidden - primary))
    assert made.least == made.complementary == len(hidden - primary)


def counts_for(name):
    size = 1
    for labels in SHAPES[name]:
        size *= len(labels)
    some = st.one_of(st.integers(0, 4), st.integers(3, 12), st.integers(3, 30))
    return st.lists(some, min_size=size, max_size=size)


@pytest.mark.parametrize("name", ["five levels", "two by two"])
@settings(max_examples=10)
@given(data=st.data(), k=st.integers(2, 5))
def test_the_choice_is_the_least_there_is(name, data, k):
    compare(SHAPES[name], data.draw(counts_for(name)), k)


@pytest.mark.torture
@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=60)
@given(data=st.data(), k=st.integers(2, 6))
def test_the_choice_is_the_least_there_is_over_many_tables(name, data, k):
    compare(SHAPES[name], data.draw(counts_for(name)), k)


def test_the_choice_is_the_least_where_a_plain_rectangle_is_not():
    compare([list("abc"), list("xyz")], [3, 20, 9, 12, 8, 30, 15, 7, 26], 5)


def test_hiding_more_can_give_away_what_was_safe_and_still_the_least_is_found():
    """A cell of at least k people is safe while k are proved to be there; hiding beside it may leave fewer proved."""
    compare([list("abcd")], [2, 6, 7, 8], 5)
    compare([list("ab"), list("xy")], [2, 9, 6, 5], 5)


def test_a_large_table_is_protected_step_by_step_and_says_so():
    rows, columns = [f"r{at:02}" for at in range(28)], [f"c{at:02}" for at in range(24)]
    counts = [3 if (at * 7) % 41 == 0 else 6 + (at * 37) % 50 for at in range(len(rows) * len(columns))]
    table = cube("t", ("A", "B"), [rows, columns], counts)
    made = protect_frequency_tables([table], k=5)
    assert made.method is Method.GREEDY
    assert made.audit.holds
    assert made == protect_frequency_tables([table], k=5)
    assert all(made.reasons[table.cell(key)] is Reason.THRESHOLD for key, n in table.cells.items() if n < 5)


def test_the_fewest_cells_of_linked_tables_count_a_shared_cell_once():
    inside = cube("inside", ("A", "B"), [list("abc"), list("xy")], [2, 1, 12, 18, 22, 18])
    margin = LinkedTable(
        "margin", ("A",), {(key[0],): n for key, n in inside.cells.items() if key[1] == TOTAL}
    )
    alone, linked = (protect_frequency_tables(some, k=5) for some in ([inside], [inside, margin]))
    assert alone.reasons == linked.reasons
    assert linked.complementary == alone.complementary
