"""The adversary knows one release and the rule that hides nobody and few alike, and wants to tell the two apart.

If all hidden levels are small, can any of them be zero? And does a release look otherwise if the only person in a hidden cell is
taken out of it?
"""

from disclosure_subjects import (
    POLICY,
    REAL,
    by_hand,
    naive_releases,
    releases,
    table,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.adversary.zeros import zeros_from_small
from fieldnotes.disclosure.layout import tables_allowed
from fieldnotes.disclosure.protection import suppress


def test_four_in_each_of_two_hidden_levels():
    (found,) = {
        (one.lower, one.upper)
        for one in zeros_from_small(by_hand(table("attribute.a", ("a",), x=22, y="S", z="S")))
    }
    assert found == (4, 4)


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32), cohort=st.integers(15, 24), data=st.data())
def test_nothing_distinguishes_a_hidden_zero_from_a_hidden_small_count(seed, cohort, data):
    """Take one member who alone raises a factor of a group that others raise too, and let him not raise it.

    The release must be the same to the last cell.
    """
    members = draw(REAL, cohort, seed=seed)
    names = tables_allowed(POLICY, REAL, cohort)
    before = tabulate(members, REAL, names)
    counts = {key[0]: count for key, count in before[1].cells.items()}
    lone = [
        (at, factor)
        for at, member in enumerate(members)
        for factor in sorted(member.factors)
        if counts[factor] == 1 and len(member.factors & set(REAL.groups[REAL.group_of(factor)])) > 1
    ]
    if not lone:
        return
    at, factor = data.draw(st.sampled_from(lone))
    members[at] = type(members[at])(members[at].factors - {factor}, members[at].levels)
    after = tabulate(members, REAL, names)
    first, second = (suppress(some, layout=REAL, k=5, cohort=cohort) for some in (before, after))
    assert first.tables == second.tables
    assert first.audit == second.audit


def test_it_learns_where_only_the_primary_rules_are_kept():
    assert any(zeros_from_small(one) for one in naive_releases())


@settings(max_examples=42)
@given(releases())
def test_it_learns_nothing_from_a_release(one):
    assert zeros_from_small(one) == []
