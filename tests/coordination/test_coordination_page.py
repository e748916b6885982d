"""Which tables stand where on the page, with what words."""

import pytest
from synthetic_devices import LAYOUT, POLICY, TAXONOMY

from fieldnotes.base.tables import IntervalCell, IntervalTable
from fieldnotes.coordination.page import Page
from fieldnotes.coordination.words import Words

WORDS = Words(TAXONOMY, POLICY)


def table(name, ends=(20, 30)):
    cells = tuple(IntervalCell(key=key, lower=ends[0], upper=ends[1]) for key in LAYOUT.keys(name))
    return IntervalTable(name=name, dimensions=LAYOUT.dimensions(name), cells=cells)


def sections(*tables):
    return {section.id: section for section in Page(TAXONOMY, WORDS, 103).sections(tables)}


@pytest.mark.parametrize("name", LAYOUT.table_names)
def test_every_table_of_the_layout_has_its_place_and_every_cell_its_words(name):
    (section,) = sections(table(name)).values()
    assert len(section.values) == len(LAYOUT.keys(name))
    for dimension, levels in zip(LAYOUT.dimensions(name), zip(*LAYOUT.keys(name), strict=True), strict=True):
        for level in levels:
            assert WORDS.level(dimension, level).strip()
    assert WORDS.table(name)[0].isupper()


def test_drivers_stand_to_the_left_and_obstacles_to_the_right():
    both, neither = sections(table("group"))["groups"].figures
    role = {group.label: group.role for group in TAXONOMY.groups}
    assert {role[bar.label] for bar in both.chart.left} == {"driver"}
    assert {role[bar.label] for bar in both.chart.right} == {"obstacle-immediate", "obstacle-structural"}
    assert {role[bar.label] for bar in neither.chart.bars} == {"uncertain", "condition"}
    assert len(both.chart.bars) + len(neither.chart.bars) == len(TAXONOMY.groups)


def test_factors_stand_under_their_groups():
    for listed in sections(table("factor"))["factors"].lists:
        for block in listed.blocks:
            group = next(one for one in TAXONOMY.groups if one.label == block.title)
            assert [row.label for row in block.rows] == [one.label for one in TAXONOMY.factors_of(group.id)]


def test_a_level_of_several_bands_names_them_all():
    assert WORDS.level("rank", "officer") == "junior officer, major, or above major"
    assert WORDS.level("rank", "other-ranks") == "other ranks"


def test_a_table_with_nothing_to_show_is_named_and_its_values_are_counted():
    hidden = table("attribute.rank", (None, None))
    section = sections(hidden, table("attribute.branch"))["attributes"]
    assert [one.caption for one in section.lists] == ["Branch"]
    assert section.hidden == ("rank band",)
    assert section.hidden_values == len(hidden.cells)
