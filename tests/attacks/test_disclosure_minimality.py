"""The adversary runs this program on every casebook there could be, and keeps those that give the release it holds.

Knows: the release, N, the layout, the program. Wants: a hidden cell in which, or outside of which, 1 to k-1 people are in all
casebooks that are left: told by which cells are hidden, not by any sum (the minimality attack, Wong et al. 2007).
"""

import pytest

from fieldnotes.base.tables import ProtectedCell, ProtectedTable
from fieldnotes.disclosure.adversary.enumeration import every_release
from fieldnotes.disclosure.adversary.minimality import reasons_backwards
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.protection import suppress

LEVELS = Layout({}, {"a": ("w", "x", "y", "z")})
CASES = {
    "four levels": (LEVELS, ("attribute.a",), 13, 3),
    "a group and three factors": (Layout({"g": ("f1", "f2", "f3")}), ("group", "factor"), 4, 2),
    "a cross table": (Layout({"g": ("f",)}, {"a": ("x", "y")}), ("group", "attribute.a", "group-by-a"), 8, 2),
}


@pytest.mark.parametrize("name", CASES)
def test_it_learns_nothing_from_which_cells_are_hidden(name):
    layout, tables, cohort, k = CASES[name]

    def protector(casebook):
        return suppress(casebook, layout=layout, k=k, cohort=cohort).tables

    assert reasons_backwards(every_release(layout, tables, cohort), protector, cohort=cohort, k=k) == []


def test_it_learns_where_zeros_are_shown():
    """Whoever knows that only 1 to k-1 are hidden reads that from every mark."""

    def protector(casebook):
        (one,) = casebook
        cells = (ProtectedCell(key=key, n="S" if 0 < n < 3 else n) for key, n in one.cells.items())
        return (ProtectedTable(name=one.name, dimensions=one.dimensions, cells=tuple(cells)),)

    found = reasons_backwards(every_release(LEVELS, ("attribute.a",), 13), protector, cohort=13, k=3)
    assert {(one.lower, one.upper) for one in found} >= {(1, 2)}
