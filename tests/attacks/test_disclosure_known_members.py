"""The adversary knows what m of the people interviewed said, and subtracts them from everything that is shown.

Whoever was interviewed knows one member: herself. It wants a small number of the others. What holds: nothing is ever proved
to hold fewer than k - m others, inside or outside. What does not: k - m is below k, so from m = 1 on a shown number may prove
that 1 to k-1 others are there; and a member who raised several factors may leave so much of a group to the one that is hidden
that somebody must have raised it. Both are measured and said (docs/disclosure-control.md, known members).
"""

import random
from dataclasses import replace

import pytest
from disclosure_subjects import KINDS, by_hand, release, table
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.disclosure.adversary.insiders import known_members, others
from fieldnotes.disclosure.adversary.populations import Member, draw
from fieldnotes.disclosure.attacker import Attacker, published
from fieldnotes.disclosure.auditing import Auditor
from fieldnotes.disclosure.layout import Layout


def known_some(kind, seed, m):
    return random.Random(seed).sample(draw(kind.layout, kind.cohort, seed=seed), m)


def test_of_five_shown_one_known_member_leaves_four_others():
    groups = table("group", ("group",), g=5, h=12)
    one = Member(frozenset({"f1"}), {"a": "x"})
    (found,) = known_members(by_hand(groups), [one])
    assert (found.lower, found.upper) == (4, 4)


def test_members_who_cannot_be_in_it_prove_nothing():
    nobody = table("group", ("group",), g=0, h=12)
    with pytest.raises(ValueError, match="not all in this release"):
        known_members(by_hand(nobody), [Member(frozenset({"f1"}), {"a": "x"})])


def test_a_member_who_raised_both_factors_leaves_somebody_to_the_hidden_one():
    """Ten in the group, five and five shown: the third may be nobody's. Without one who raised both, it is somebody's."""
    three = Layout({"g": ("f1", "f2", "f3")})
    held = by_hand(
        table("group", ("group",), g=10), table("factor", ("factor",), f1=5, f2=5, f3="S"), layout=three
    )
    assert known_members(replace(held, k=4), []) == []
    found = known_members(replace(held, k=4), [Member(frozenset({"f1", "f2"}), {})])
    assert [(one.about, one.lower, one.upper) for one in found] == [("f3", 1, 9)]


@settings(max_examples=40)
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 5), st.integers(1, 4), st.integers(0, 2**32))
def test_m_known_members_never_leave_fewer_than_k_less_m_with_pencil_and_paper(name, seed, m, draw_seed):
    kind = KINDS[name]
    known = random.Random(draw_seed).sample(draw(kind.layout, kind.cohort, seed=seed), min(m, kind.k - 1))
    found = known_members(release(name, seed), known)
    assert not [one for one in found if one.upper < kind.k - len(known)]


@settings(max_examples=12)
@given(
    st.sampled_from(["groups and factors", "a cross table", "levels, k = 4"]),
    st.integers(0, 5),
    st.integers(1, 3),
    st.integers(0, 2**32),
)
def test_nor_with_the_solver(name, seed, m, draw_seed):
    kind = KINDS[name]
    least = kind.k - min(m, kind.k - 2)
    known = random.Random(draw_seed).sample(draw(kind.layout, kind.cohort, seed=seed), kind.k - least)
    rest = others(release(name, seed), known)
    assert rest is not None
    auditor = Auditor(Attacker(kind.layout, [one.name for one in rest.tables], rest.cohort), least)
    for quantity, proven in auditor.violations(published(rest.tables)):
        assert proven.upper >= least, quantity.name
        assert not quantity.complement or rest.cohort - proven.lower >= least, quantity.name


@pytest.mark.torture
@pytest.mark.parametrize(("name", "small"), [("the smallest export", 0.8), ("with margins", 0.85)])
def test_how_often_one_known_member_makes_a_small_number_of_others_provable(name, small):
    """The figures in docs/disclosure-control.md, known members: shares of releases of the real layout."""
    kind = KINDS[name]
    found = [known_members(release(name, seed), known_some(kind, seed, 1)) for seed in range(40)]
    assert sum(any(one.upper < kind.k for one in some) for some in found) / 40 == pytest.approx(
        small, abs=0.1
    )
    assert sum(any(0 < one.lower < kind.k <= one.upper for one in some) for some in found) <= 4
