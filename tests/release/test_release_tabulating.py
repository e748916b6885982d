"""Counts against a slow count of another shape, over thousands of invented cases."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.casebook.records import CaseSnapshot
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policy
from fieldnotes.release.tabulating import tabulate

TAXONOMY = load_taxonomy()
POLICY = shipped_policy()
LAYOUT = layout_of(TAXONOMY, POLICY)
GROUP_OF = {factor.id: factor.group for factor in TAXONOMY.factors}

cases = st.builds(
    CaseSnapshot,
    case=st.just(CaseId("C1")),
    attributes=st.fixed_dictionaries(
        {one.id: st.sampled_from([band.id for band in one.bands]) for one in TAXONOMY.attributes}
    ),
    raised=st.frozensets(st.sampled_from([*GROUP_OF, FactorId("local.team-code")]), max_size=12),
)


@settings(max_examples=60)
@given(st.lists(cases, max_size=40))
def test_every_cell_is_the_number_of_cases_that_stand_in_it(snapshots):
    tables = {
        table.name: table.cells
        for table in tabulate(snapshots, layout=LAYOUT, policy=POLICY, names=LAYOUT.table_names)
    }
    groups_of = [{GROUP_OF[factor] for factor in one.raised if factor in GROUP_OF} for one in snapshots]
    for factor in GROUP_OF:
        assert tables["factor"][factor,] == sum(factor in one.raised for one in snapshots)
    for group in LAYOUT.groups:
        assert tables["group"][group,] == sum(group in groups for groups in groups_of)
    for pair in combinations(LAYOUT.groups, 2):
        assert tables["pair"][pair] == sum(set(pair) <= groups for groups in groups_of)
    for attribute in TAXONOMY.attributes:
        levels = [POLICY.coarsen(attribute.id, one.attributes[attribute.id]) for one in snapshots]
        for level in POLICY.levels(attribute.id):
            assert tables[f"attribute.{attribute.id}"][level,] == levels.count(level)
            for group in LAYOUT.groups:
                expected = sum(
                    level == one and group in groups for one, groups in zip(levels, groups_of, strict=True)
                )
                assert tables[f"group-by-{attribute.id}"][group, level] == expected


def test_every_cell_of_the_layout_is_there_even_without_cases():
    for table in tabulate([], layout=LAYOUT, policy=POLICY, names=LAYOUT.table_names):
        assert table.fits(LAYOUT)
        assert set(table.cells.values()) == {0}


def test_a_table_outside_the_whitelist_cannot_be_asked_for():
    for name in ("attribute.village", "factor-by-age", "triple"):
        with pytest.raises(WrongUseError):
            tabulate([], layout=LAYOUT, policy=POLICY, names=[name])


def test_the_layout_holds_nothing_but_the_taxonomy_and_the_policy():
    assert set(LAYOUT.groups) == {group.id for group in TAXONOMY.groups}
    assert {factor for factors in LAYOUT.groups.values() for factor in factors} == set(GROUP_OF)
    for attribute in LAYOUT.attributes:
        assert 2 <= len(LAYOUT.attributes[attribute]) <= 4


def test_a_policy_for_other_bands_is_refused():
    shorter = [one for one in TAXONOMY.attributes if one.id != "age"]
    with pytest.raises(WrongUseError, match="age"):
        layout_of(TAXONOMY.model_copy(update={"attributes": tuple(shorter)}), POLICY)
