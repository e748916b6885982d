import pytest

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.tables import ProtectedCell, ProtectedTable
from fieldnotes.disclosure.layout import Layout, LevelImplication, tables_allowed


def families(names):
    return {name.split(".")[0].split("-by-")[0] + ("-by" if "-by-" in name else "") for name in names}


@pytest.mark.parametrize(
    ("cohort", "expected"),
    [
        (14, set()),
        (15, {"group", "factor"}),
        (19, {"group", "factor"}),
        (20, {"group", "factor", "attribute"}),
        (39, {"group", "factor", "attribute"}),
        (40, {"group", "factor", "attribute", "group-by"}),
        (100, {"group", "factor", "attribute", "group-by"}),
    ],
)
def test_tables_are_given_from_their_number_of_cases_on(policy, layout, cohort, expected):
    assert families(tables_allowed(policy, layout, cohort)) == expected


def test_a_split_export_carries_every_table(policy, layout):
    assert tables_allowed(policy, layout, 15, "split") == layout.table_names


def test_the_real_layout_has_the_cells_of_the_taxonomy(layout):
    assert len(layout.keys("group")) == 12
    assert len(layout.keys("factor")) == 46
    assert len(layout.keys("pair")) == 66
    assert len(layout.keys("group-by-age")) == 12 * len(layout.keys("attribute.age"))


def test_a_table_with_other_cells_or_another_order_does_not_fit():
    layout = Layout({"g": ("f", "e")})
    right = ProtectedTable(
        name="factor", dimensions=("factor",), cells=tuple(ProtectedCell(key=(one,), n="S") for one in "fe")
    )
    assert layout.fits(right)
    assert not layout.fits(right.model_copy(update={"cells": right.cells[::-1]}))
    assert not layout.fits(right.model_copy(update={"cells": right.cells[:1]}))
    assert not layout.fits(right.model_copy(update={"name": "group"}))
    assert not layout.fits(right.model_copy(update={"dimensions": ("group",)}))
    assert not layout.fits(right.model_copy(update={"name": "unknown"}))


@pytest.mark.parametrize(
    "arguments",
    [
        ({"g": ("f",), "h": ("f",)},),
        ({"g": ()},),
        ({"g": ("f",)}, {"a": ("only",)}),
        ({"g": ("f",)}, {"a": ("x", "x")}),
        ({"g": ("f",)}, {"a": ("x", "y")}, (LevelImplication("a", ("z",), "a", ("x",)),)),
    ],
)
def test_a_layout_that_contradicts_itself_is_refused(arguments):
    with pytest.raises(WrongUseError):
        Layout(*arguments)


def test_unknown_tables_and_factors_are_named(layout):
    with pytest.raises(WrongUseError, match="shoe-size"):
        layout.keys("attribute.shoe-size")
    with pytest.raises(WrongUseError, match="nothing"):
        layout.group_of("nothing")
