"""The adversary knows all two-way tables of four questions, and that people come whole; the four-way table is hidden.

It wants one cell of the four-way table: that somebody gave just these four answers. Over fractions every cell of the table
below may be empty or hold two people; over whole people one of them cannot be empty.
"""

import math
from itertools import combinations, product

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mutants import planted
from scipy.optimize import linprog

from fieldnotes.disclosure.adversary.wholeness import KnownSum, bounds, every_table
from fieldnotes.disclosure.hierarchies import TOTAL
from fieldnotes.disclosure.linked_auditing import audit_frequency_tables
from fieldnotes.disclosure.linked_tables import LinkedTable
from fieldnotes.disclosure.rules import Interval

QUESTIONS = ("age", "branch", "help", "rank")
CELLS = list(product("01", repeat=4))
PEOPLE = dict(zip(CELLS, (0, 1, 0, 2, 2, 0, 1, 0, 1, 1, 2, 1, 0, 1, 0, 2), strict=True))
GIVEN_AWAY = ("1", "0", "1", "1")
K = 2


def two_way(people):
    """All two-way tables with their margins."""
    for some in combinations(range(4), 2):
        cells = {
            key: sum(
                count
                for cell, count in people.items()
                if all(label in {TOTAL, cell[at]} for at, label in zip(some, key, strict=True))
            )
            for key in product(("0", "1", TOTAL), repeat=2)
        }
        yield LinkedTable("-".join(QUESTIONS[at] for at in some), tuple(QUESTIONS[at] for at in some), cells)


def sums(people):
    """What the two-way tables say of the cells of the four-way table."""
    return [
        KnownSum(
            frozenset(cell for cell in people if (cell[first], cell[second]) == key),
            sum(count for cell, count in people.items() if (cell[first], cell[second]) == key),
        )
        for first, second in combinations(range(4), 2)
        for key in product("01", repeat=2)
    ]


def learned(people=PEOPLE, k=K):
    """The cells that are given away although the program calls the hidden table protected."""
    hidden = LinkedTable("all four", QUESTIONS, dict.fromkeys(people))
    if not audit_frequency_tables([*two_way(people), hidden], k=k).holds:
        return []
    return [cell for cell, one in bounds(sums(people)).items() if 0 < one.lower < k or one.upper < k]


def over_fractions(people, cell):
    rows = [[float(one in each.cells) for one in CELLS] for each in sums(people)]
    totals = [each.people for each in sums(people)]
    ends = []
    for sign in (1, -1):
        costs = [float(sign * (one == cell)) for one in CELLS]
        ends.append(sign * linprog(costs, A_eq=rows, b_eq=totals).fun)
    return Interval(math.ceil(ends[0] - 1e-7), math.floor(ends[1] + 1e-7))


def test_over_fractions_every_cell_may_be_empty_and_over_people_one_may_not():
    assert all(over_fractions(PEOPLE, cell).lower == 0 for cell in CELLS)
    assert all(over_fractions(PEOPLE, cell).upper >= K for cell in CELLS)
    proved = bounds(sums(PEOPLE))
    assert [cell for cell, one in proved.items() if one.lower > 0] == [GIVEN_AWAY]


def test_a_program_that_believes_fractions_gives_it_away():
    with planted("linear relaxation for whole numbers"):
        assert learned() == [GIVEN_AWAY]


def test_the_program_as_it_is_says_that_the_cell_is_given_away():
    hidden = LinkedTable("all four", QUESTIONS, dict.fromkeys(PEOPLE))
    audited = audit_frequency_tables([*two_way(PEOPLE), hidden], k=K)
    assert [tuple(one.cell.values()) for one in audited.cells if not one.holds] == [GIVEN_AWAY]
    assert learned() == []


@settings(max_examples=40)
@given(st.lists(st.integers(0, 2), min_size=16, max_size=16))
def test_the_programs_intervals_are_those_of_every_table(counts):
    people = dict(zip(CELLS, counts, strict=True))
    assume(0 < sum(counts) <= 12)
    hidden = LinkedTable("all four", QUESTIONS, dict.fromkeys(people))
    audited = audit_frequency_tables([*two_way(people), hidden], k=K)
    proved = bounds(sums(people))
    assert {tuple(one.cell.values()): (one.lower, one.upper) for one in audited.cells} == {
        cell: (one.lower, one.upper) for cell, one in proved.items()
    }


def test_every_table_is_every_table():
    """Two rows and two columns of two people each: the three tables that there are."""
    square = [KnownSum(frozenset(cells), 2) for cells in (("a", "b"), ("c", "d"), ("a", "c"), ("b", "d"))]
    assert sorted(tuple(table[cell] for cell in "abcd") for table in every_table(square)) == [
        (0, 2, 2, 0), (1, 1, 1, 1), (2, 0, 0, 2),
    ]  # fmt: skip
