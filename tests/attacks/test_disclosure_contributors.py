"""The adversary is one researcher, or c of them, who subtract their own counts from a publication.

Knows: what is published, N, k, and the true counts of its members. Wants: few people of all the others, inside a cell or
outside of it. One contributor, the largest too, learns nothing: that is the rule. What two and three learn is measured and said
(docs/disclosure-control.md); no rule is made against them.
"""

import pytest
from disclosure_subjects import POLICY, REAL
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.tables import IntervalCell, IntervalTable
from fieldnotes.disclosure.adversary.contributors import (
    Contribution,
    without_contributors,
    worst_coalition,
)
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.layout import tables_allowed
from fieldnotes.disclosure.merging import merge
from fieldnotes.disclosure.protection import protect
from fieldnotes.disclosure.publishing import protect_merged

SHA = "0" * 64


def publication(sizes, seed, *, owners=None):
    """Published tables, and what each researcher put in."""
    exports, shares = [], {}
    for at, size in enumerate(sizes):
        owner = at if owners is None else owners[at]
        members = draw(REAL, size, seed=seed * 100 + at)
        names = tables_allowed(POLICY, REAL, size)
        made = tabulate(members, REAL, names)
        done = protect(made, layout=REAL, policy=POLICY, k=5, cohort=size, taxonomy_sha256=SHA)
        exports.append((done.tables, done.certificate))
        shares.setdefault(owner, []).extend(members)
    owned = [str(at if owners is None else owners[at]) for at in range(len(sizes))]
    merged = merge(exports, layout=REAL, contributors=owned)
    published = protect_merged(merged, layout=REAL, policy=POLICY)
    contributions = [
        Contribution(
            len(members),
            {
                (one.name, key): n
                for one in tabulate(members, REAL, [table.name for table in published.tables])
                for key, n in one.cells.items()
            },
        )
        for members in shares.values()
    ]
    return published, contributions


def learned(published, contributions, size):
    return worst_coalition(
        published.tables, cohort=published.cohort, k=published.k, contributions=contributions, size=size
    )


@pytest.mark.parametrize(
    ("lower", "upper", "own", "expected"),
    [
        (14, 14, 9, [(5, 5)]),
        (14, 18, 9, [(5, 9)]),
        (24, 30, 9, []),
        (70, 70, 12, [(8, 8)]),
    ],
)
def test_a_large_contributor_reads_off_what_the_others_put_in(lower, upper, own, expected):
    cell = IntervalCell(key=("g",), lower=lower, upper=upper)
    one = IntervalTable(name="group", dimensions=("group",), cells=(cell,))
    mine = Contribution(14, {("group", ("g",)): own})
    found = without_contributors([one], cohort=80, k=10, coalition=[mine])
    assert [(each.lower, each.upper) for each in found] == expected


@settings(max_examples=4)
@given(st.integers(0, 1000), st.lists(st.integers(15, 20), min_size=5, max_size=7))
def test_the_largest_contributor_learns_nothing_from_a_publication(seed, sizes):
    published, contributions = publication(sizes, seed)
    assert sum(cell.lower is not None for table in published.tables for cell in table.cells) > 0
    assert learned(published, contributions, 0) == []
    assert learned(published, contributions, 1) == []


def test_several_exports_of_one_researcher_are_taken_away_together():
    published, contributions = publication([18] * 7, 3, owners=[0, 0, 0, 1, 2, 3, 4])
    assert len(contributions) == 5
    assert learned(published, contributions, 1) == []


def test_two_contributors_may_learn_and_the_documentation_says_so():
    """No rule is made against coalitions: were this to fail, the sentence in the documentation would be wrong."""
    assert any(learned(*publication([17] * 5, seed), 2) for seed in range(3))


@pytest.mark.torture
@settings(max_examples=150)
@given(st.integers(0, 2**32), st.lists(st.integers(15, 30), min_size=5, max_size=9))
def test_the_largest_contributor_learns_nothing_from_many_publications(seed, sizes):
    assert learned(*publication(sizes, seed), 1) == []
