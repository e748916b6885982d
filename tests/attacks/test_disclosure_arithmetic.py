"""Pencil-and-paper attacks on releases of the real layout.

Each knows the released tables, N, k and the layout, and wants a number of people between 1 and k-1: by subtracting what
is shown of a sum, by looking at everybody else, by looking for all or none, by comparing a factor with its group, by
filling in the parts of a pair, and by using the rule that hides zeros with small counts.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.shipped import shipped
from fieldnotes.base.tables import ProtectedCell, ProtectedTable
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.adversary import arithmetic
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.layout import Layout, tables_allowed
from fieldnotes.disclosure.policy import parse_policy
from fieldnotes.disclosure.protection import suppress
from fieldnotes.release.layouts import layout_of

POLICY = parse_policy((shipped("exports/policies") / "standard.toml").read_bytes())
LAYOUT = layout_of(load_taxonomy(), POLICY)
SMALL = Layout({"g": ("f1", "f2"), "h": ("e1", "e2")}, {"a": ("x", "y", "z")})


def table(name, dimensions, **cells):
    made = tuple(ProtectedCell(key=tuple(key.split("_")), n=count) for key, count in cells.items())
    return ProtectedTable(name=name, dimensions=dimensions, cells=made)


def learn(attack, *tables, cohort=30):
    return attack(arithmetic.target_of(tables, cohort=cohort, k=5, layout=SMALL))


GROUPS = table("group", ("group",), g=14, h=12)
LEVELS = table("attribute.a", ("a",), x=12, y=9, z=9)


@pytest.mark.parametrize(
    ("attack", "tables", "expected"),
    [
        # 83 shown of 89 with one cell hidden: six are left; here two are left of thirty.
        (arithmetic.margins_minus_cells, [table("attribute.a", ("a",), x=12, y=16, z="S")], (2, 2)),
        (arithmetic.margins_minus_cells, [table("attribute.a", ("a",), x=27, y="S", z="S")], (0, 3)),
        (arithmetic.complements, [table("group", ("group",), g=27, h=12)], (3, 3)),
        (arithmetic.all_or_none, [table("group", ("group",), g=30, h=12)], (30, 30)),
        (arithmetic.all_or_none, [table("group", ("group",), g=0, h=12)], (0, 0)),
        (
            arithmetic.factor_against_group,
            [GROUPS, table("factor", ("factor",), f1=11, f2="S", e1="S", e2="S")],
            (3, 3),
        ),
        (
            arithmetic.factor_against_group,
            [GROUPS, table("factor", ("factor",), f1="S", f2="S", e1=8, e2="S")],
            (4, 4),
        ),
        (
            arithmetic.parts_of_a_pair,
            [
                GROUPS,
                LEVELS,
                table("group-by-a", ("group", "a"), g_x=10, g_y="S", g_z="S", h_x="S", h_y="S", h_z="S"),
            ],
            (4, 4),
        ),
        (arithmetic.zeros_from_small, [table("attribute.a", ("a",), x=22, y="S", z="S")], (4, 4)),
    ],
)
def test_each_attack_learns_where_there_is_something_to_learn(attack, tables, expected):
    assert expected in {(one.lower, one.upper) for one in learn(attack, *tables)}


@settings(max_examples=35)
@given(seed=st.integers(0, 2**32), cohort=st.integers(15, 34))
def test_no_attack_learns_anything_from_a_release(seed, cohort):
    names = tables_allowed(POLICY, LAYOUT, cohort)
    made = tabulate(draw(LAYOUT, cohort, seed=seed), LAYOUT, names)
    done = suppress(made, layout=LAYOUT, k=5, cohort=cohort)
    assert arithmetic.attack(arithmetic.target_of(done.tables, cohort=cohort, k=5, layout=LAYOUT)) == []


def test_no_attack_learns_anything_from_a_release_with_cross_tables():
    names = tables_allowed(POLICY, LAYOUT, 50)
    made = tabulate(draw(LAYOUT, 50, seed=2), LAYOUT, names)
    done = suppress(made, layout=LAYOUT, k=5, cohort=50)
    assert any(name.startswith("group-by-") for name in names)
    assert arithmetic.attack(arithmetic.target_of(done.tables, cohort=50, k=5, layout=LAYOUT)) == []


@settings(max_examples=35)
@given(seed=st.integers(0, 2**32), cohort=st.integers(15, 34), data=st.data())
def test_nothing_distinguishes_a_hidden_zero_from_a_hidden_small_count(seed, cohort, data):
    """The adversary sees two releases of the same pattern, one with nobody and one with somebody in a hidden cell.

    Take one member who alone raises a factor of a group that others raise too, and let him not raise it: the release
    must be the same to the last cell.
    """
    members = draw(LAYOUT, cohort, seed=seed)
    names = tables_allowed(POLICY, LAYOUT, cohort)
    before = tabulate(members, LAYOUT, names)
    counts = {key[0]: count for key, count in before[1].cells.items()}
    lone = [
        (at, factor)
        for at, member in enumerate(members)
        for factor in sorted(member.factors)
        if counts[factor] == 1 and len(member.factors & set(LAYOUT.groups[LAYOUT.group_of(factor)])) > 1
    ]
    if not lone:
        return
    at, factor = data.draw(st.sampled_from(lone))
    members[at] = type(members[at])(members[at].factors - {factor}, members[at].levels)
    after = tabulate(members, LAYOUT, names)
    first, second = (suppress(some, layout=LAYOUT, k=5, cohort=cohort) for some in (before, after))
    assert first.tables == second.tables
    assert first.audit == second.audit
