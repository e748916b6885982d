"""The attacker with a solver of her own: the smallest and the largest value of every hidden cell.

Knows everything that is published: the tables, N, which levels add up to what, what the codebook says about levels, and the
rules by which cells are hidden. Wants a number of people between 1 and k-1. Her constraints are written here a second time,
from docs/disclosure-control.md and from the layout alone, as dense matrices for ``scipy.optimize.milp``; nothing of
``fieldnotes.disclosure.attacker`` or ``linked`` is used. (SciPy carries a HiGHS of its own, of another version and set up
in another way; where it, too, may be wrong, enumeration decides: test_disclosure_enumeration.py.)
"""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from fieldnotes.base.shipped import shipped
from fieldnotes.base.tables import SUPPRESSED
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.layout import Layout, LevelImplication, tables_allowed
from fieldnotes.disclosure.linked_auditing import audit_frequency_tables
from fieldnotes.disclosure.linked_protection import protect_frequency_tables
from fieldnotes.disclosure.linked_tables import LinkedTable
from fieldnotes.disclosure.policy import parse_policy
from fieldnotes.disclosure.protection import suppress
from fieldnotes.release.layouts import layout_of

ANY = "Total"
POLICY = parse_policy((shipped("exports/policies") / "standard.toml").read_bytes())
LAYOUT = layout_of(load_taxonomy(), POLICY)


class System:
    """Variables by name, their bounds, and rows of a matrix."""

    def __init__(self):
        self.names, self.low, self.high = {}, [], []
        self.rows, self.least, self.most = [], [], []

    def variable(self, name, low, high):
        self.names[name] = len(self.names)
        self.low.append(low)
        self.high.append(high)

    def row(self, terms, least=-np.inf, most=np.inf):
        """``least <= sum of factor x variable <= most`` over pairs of a name and a factor."""
        self.rows.append([(self.names[name], factor) for name, factor in terms])
        self.least.append(least)
        self.most.append(most)

    def ends(self, name):
        """The smallest and the largest whole value; no upper end where it is as large as it was let be."""
        matrix = np.zeros((len(self.rows), len(self.names)))
        for at, terms in enumerate(self.rows):
            for column, factor in terms:
                matrix[at, column] += factor
        cost = np.zeros(len(self.names))
        cost[self.names[name]] = 1
        found = []
        for sign in (1, -1):
            result = milp(
                sign * cost,
                integrality=np.ones(len(cost)),
                bounds=Bounds(self.low, self.high),
                constraints=LinearConstraint(matrix, self.least, self.most) if self.rows else (),
            )
            assert result.success, result.message
            found.append(round(sign * result.fun))
        return tuple(found)


# Any table -------------------------------------------------------------------------------------------------------


def system_of(table, far):
    system = System()
    for key, count in table.cells.items():
        system.variable(key, 0 if count is None else count, far if count is None else count)
    labels = [sorted({key[at] for key in table.cells} - {ANY}) for at in range(len(table.dimensions))]
    for key in table.cells:
        for at, label in enumerate(key):
            if label == ANY:
                parts = [((*key[:at], one, *key[at + 1 :]), 1) for one in labels[at]]
                system.row([(key, -1), *parts], 0, 0)
    return system


def filled(labels, counts):
    cells = dict.fromkeys(product(*((*of, ANY) for of in labels)), 0)
    for inside, count in zip(product(*labels), counts, strict=True):
        for key in product(*((label, ANY) for label in inside)):
            cells[key] += count
    return cells


SHAPES = ([3], [2, 3], [4, 4], [2, 2, 2], [3, 2, 2])


@st.composite
def tables(draw):
    shape = draw(st.sampled_from(SHAPES))
    labels = [[f"{name}{at}" for at in range(size)] for name, size in zip("abc", shape, strict=False)]
    size = int(np.prod(shape))
    counts = draw(st.lists(st.one_of(st.integers(0, 4), st.integers(0, 40)), min_size=size, max_size=size))
    cells = filled(labels, counts)
    hidden = draw(st.sets(st.sampled_from(sorted(cells)), max_size=2 * size))
    return LinkedTable(
        "t", tuple("ABC"[: len(shape)]), {k: None if k in hidden else n for k, n in cells.items()}
    )


def compare_table(table):
    shown = sum(count or 0 for count in table.cells.values())
    far = 20 * (shown + 10)
    system = system_of(table, far)
    for one in audit_frequency_tables([table], k=5).cells:
        low, high = system.ends(tuple(one.cell.values()))
        assert one.lower == low
        assert one.upper == high if one.upper is not None else high > shown


@settings(max_examples=12)
@given(table=tables())
def test_every_interval_of_any_table(table):
    compare_table(table)


@pytest.mark.torture
@settings(max_examples=1500)
@given(table=tables())
def test_every_interval_of_very_many_tables(table):
    compare_table(table)


def small_number(low, high, k, total):
    """Whether an interval proves that between 1 and k-1 people are there, or tells the number."""
    return low == high or not (low >= k or (low == 0 and high >= min(k, total)))


@settings(max_examples=6)
@given(
    shape=st.sampled_from([[5], [3, 3], [2, 2, 2]]),
    data=st.data(),
)
def test_no_protected_table_gives_a_small_number_away(shape, data):
    labels = [[f"{name}{at}" for at in range(size)] for name, size in zip("abc", shape, strict=False)]
    size = int(np.prod(shape))
    some = st.one_of(st.integers(0, 4), st.integers(5, 40), st.integers(5, 40))
    cells = filled(labels, data.draw(st.lists(some, min_size=size, max_size=size)))
    total = max(cells.values())
    if total < 10:
        return
    (made,) = protect_frequency_tables([LinkedTable("t", tuple("ABC"[: len(shape)]), cells)], k=5).tables
    system = system_of(made, 20 * (total + 10))
    for key, count in made.cells.items():
        if count is None:
            low, high = system.ends(key)
            assert not small_number(low, high, 5, total)
            assert not small_number(total - high, total - low, 5, total)


# Whole releases --------------------------------------------------------------------------------------------------


def release_system(layout, tables, n):
    """What docs/disclosure-control.md says an attacker knows, with one variable a cell."""
    system = System()
    given_tables = {table.name for table in tables}
    for table in tables:
        for cell in table.cells:
            known = cell.n != SUPPRESSED
            system.variable((table.name, *cell.key), cell.n if known else 0, cell.n if known else n)
    if "factor" in given_tables:
        factors(system, layout)
    for name, levels in layout.attributes.items():
        if f"attribute.{name}" in given_tables:
            system.row([((f"attribute.{name}", level), 1) for level in levels], n, n)
        if f"group-by-{name}" in given_tables:
            crossed(system, layout, name, n)
    for rule in layout.implications:
        implied(system, layout, rule, given_tables)
    if "pair" in given_tables:
        pairs(system, layout, given_tables, n)
    return system


def factors(system, layout):
    """A factor is raised by no more than its group, and a group by no more than its factors together."""
    for group, members in layout.groups.items():
        for factor in members:
            system.row([(("factor", factor), 1), (("group", group), -1)], most=0)
        system.row([(("group", group), 1), *((("factor", one), -1) for one in members)], most=0)


def both(system, first, second, shared, n):
    """The four parts of two sets and of everybody: none is negative."""
    system.row([(first, 1), (shared, -1)], least=0)
    system.row([(second, 1), (shared, -1)], least=0)
    system.row([(first, 1), (second, 1), (shared, -1)], most=n)


def crossed(system, layout, name, n):
    for group in layout.groups:
        cells = [((f"group-by-{name}", group, level), 1) for level in layout.attributes[name]]
        system.row([*cells, (("group", group), -1)], 0, 0)
        for level in layout.attributes[name]:
            both(
                system, ("group", group), (f"attribute.{name}", level), (f"group-by-{name}", group, level), n
            )


def implied(system, layout, rule, given_tables):
    """Whoever stands at the implying levels stands at the implied ones: all people, each group, and all outside it."""
    one, two = rule.attribute, rule.implies_attribute
    margins = {f"attribute.{one}", f"attribute.{two}"} <= given_tables
    everybody = [((f"attribute.{two}", level), 1) for level in rule.implies_levels] if margins else []
    everybody += [((f"attribute.{one}", level), -1) for level in rule.levels] if margins else []
    if margins:
        system.row(everybody, least=0)
    if {f"group-by-{one}", f"group-by-{two}"} <= given_tables:
        for group in layout.groups:
            inside = [((f"group-by-{two}", group, level), 1) for level in rule.implies_levels]
            inside += [((f"group-by-{one}", group, level), -1) for level in rule.levels]
            system.row(inside, least=0)
            if margins:
                system.row([*everybody, *((name, -factor) for name, factor in inside)], least=0)


def pair_name(layout, first, second):
    order = list(layout.groups)
    return ("pair", *sorted((first, second), key=order.index))


def pairs(system, layout, given_tables, n):
    for first, second in combinations(layout.groups, 2):
        both(system, ("group", first), ("group", second), pair_name(layout, first, second), n)
    for trio in combinations(layout.groups, 3):
        sides = [(pair_name(layout, *two), 1) for two in combinations(trio, 2)]
        system.row([*((("group", one), 1) for one in trio), *((name, -1) for name, _ in sides)], most=n)
        for one in trio:  # who raises one, less both its pairs, plus the pair of the others
            other = pair_name(layout, *(group for group in trio if group != one))
            system.row([(("group", one), 1), (other, 2), *((name, -1) for name, _ in sides)], least=0)
    for name, levels in layout.attributes.items():
        if f"group-by-{name}" in given_tables:
            for first, second in combinations(layout.groups, 2):
                across(system, layout, (first, second), name, levels)


def across(system, layout, two, name, levels):
    """A pair is made up level by level: of each level at most the smaller set, and at least what does not fit beside."""
    shared = pair_name(layout, *two)
    cell = {(group, level): (f"group-by-{name}", group, level) for group in two for level in levels}
    for owners in product(two, repeat=len(levels)):
        parts = [(cell[group, level], 1) for group, level in zip(owners, levels, strict=True)]
        system.row([*parts, (shared, -1)], least=0)
    for size in range(1, len(levels) + 1):
        for chosen in combinations(levels, size):
            parts = [(cell[group, level], 1) for group in two for level in chosen]
            parts += [((f"attribute.{name}", level), -1) for level in chosen]
            system.row([*parts, (shared, -1)], most=0)


def compare_release(layout, cohort, seed, names, k=5):
    made = suppress(
        tabulate(draw(layout, cohort, seed=seed), layout, names), layout=layout, k=k, cohort=cohort
    )
    system = release_system(layout, made.tables, cohort)
    for one in made.audit.intervals:
        low, high = system.ends((one.table, *one.key))
        assert (one.lower, one.upper) == (low, high), (one.table, one.key)
        assert not (0 < high < k), "a small number is proved"
    return len(made.audit.intervals)


SMALL = Layout(
    {"g": ("f1", "f2"), "h": ("e1", "e2", "e3"), "i": ("d1",)},
    {"a": ("x", "y", "z"), "b": ("u", "v")},
    (LevelImplication("a", ("x",), "b", ("u",)),),
)


@settings(max_examples=3)
@given(seed=st.integers(0, 2**32), cohort=st.integers(15, 30))
def test_every_interval_of_a_release(seed, cohort):
    assert compare_release(LAYOUT, cohort, seed, tables_allowed(POLICY, LAYOUT, cohort)) > 0


@settings(max_examples=4)
@given(seed=st.integers(0, 2**32), cohort=st.integers(12, 40))
def test_every_interval_of_a_small_layout_with_every_family_but_pairs(seed, cohort):
    names = [name for name in SMALL.table_names if name != "pair"]
    compare_release(SMALL, cohort, seed, names)


@settings(max_examples=3)
@given(seed=st.integers(0, 2**32), cohort=st.integers(12, 30))
def test_every_interval_of_a_small_layout_with_pairs(seed, cohort):
    layout = Layout(SMALL.groups, {"b": ("u", "v")})
    compare_release(layout, cohort, seed, layout.table_names)


@pytest.mark.torture
@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), cohort=st.integers(15, 70))
def test_every_interval_of_many_releases(seed, cohort):
    compare_release(LAYOUT, cohort, seed, tables_allowed(POLICY, LAYOUT, cohort))


@pytest.mark.torture
@settings(max_examples=400)
@given(seed=st.integers(0, 2**32), cohort=st.integers(12, 60), k=st.integers(2, 7))
def test_every_interval_of_many_small_layouts(seed, cohort, k):
    names = [name for name in SMALL.table_names if name != "pair"]
    compare_release(SMALL, cohort, seed, names, k)


def test_the_second_solver_finds_what_is_given_away():
    """So that the tests above are known to be able to fail: a margin minus its cells, and a factor its group needs."""
    table = LinkedTable("t", ("row",), {("w",): 77, ("b",): None, (ANY,): 83})
    assert system_of(table, 1000).ends(("b",)) == (6, 6)
    layout = Layout({"g": ("f1", "f2")})
    made = suppress(
        tabulate(draw(layout, 30, seed=1), layout, ("group", "factor")), layout=layout, k=5, cohort=30
    )
    system = release_system(layout, made.tables, 30)
    place = system.names["group", "g"]
    system.low[place] = system.high[place] = 14
    first = system.names["factor", "f1"]
    system.low[first] = system.high[first] = 11
    second = system.names["factor", "f2"]
    system.low[second], system.high[second] = 0, 30
    assert system.ends(("factor", "f2")) == (3, 14)
