"""A reader of the rules, who runs the protector on every casebook there could be, proves no small number of people."""

from collections import defaultdict

import pytest

from fieldnotes.disclosure import blocks, choosing
from fieldnotes.disclosure.adversary.enumeration import counts_of, every_release
from fieldnotes.disclosure.layout import Layout, LevelImplication
from fieldnotes.disclosure.protection import suppress

CASES = {
    "a group and two factors": (Layout({"g": ("f1", "f2")}), ("group", "factor"), 9, 3),
    "a group and three factors": (Layout({"g": ("f1", "f2", "f3")}), ("group", "factor"), 6, 2),
    "three levels": (Layout({}, {"a": ("x", "y", "z")}), ("attribute.a",), 13, 4),
    "four levels": (Layout({}, {"a": ("w", "x", "y", "z")}), ("attribute.a",), 13, 3),
    "four levels, k = 4": (Layout({}, {"a": ("w", "x", "y", "z")}), ("attribute.a",), 15, 4),
    "implied levels": (
        Layout({}, {"a": ("x", "y", "z"), "b": ("u", "v")}, (LevelImplication("a", ("x",), "b", ("u",)),)),
        ("attribute.a", "attribute.b"),
        8,
        3,
    ),
    "a group by two levels": (
        Layout({"g": ("f",)}, {"a": ("x", "y")}),
        ("group", "attribute.a", "group-by-a"),
        10,
        3,
    ),
    "a group by three levels": (
        Layout({"g": ("f",)}, {"a": ("x", "y", "z")}),
        ("group", "attribute.a", "group-by-a"),
        7,
        2,
    ),
    "pairs": (Layout({"g": ("f",), "h": ("e",), "i": ("d",)}), ("group", "pair"), 4, 2),
}


def learned(layout, tables, cohort, k):
    """Hidden cells of which the reader of the rules proves that 1 … k-1 people are inside, or outside."""
    by_release = defaultdict(list)
    for made in every_release(layout, tables, cohort):
        by_release[suppress(made, layout=layout, k=k, cohort=cohort).tables].append(counts_of(made))
    found = []
    for release, worlds in by_release.items():
        for table in release:
            for cell in table.cells:
                values = {world[table.name, cell.key] for world in worlds}
                if cell.n == "S" and any(
                    all(0 < (value if inside else cohort - value) < k for value in values)
                    for inside in (True, False)
                ):
                    found.append((table.name, cell.key, values))
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_pattern_tells_nothing(name):
    assert learned(*CASES[name]) == []


def test_without_the_rule_about_patterns_something_is_learned(monkeypatch):
    """So that the test above is known to be able to fail."""
    monkeypatch.setattr(blocks, "told_by_rule", lambda *_, **__: [])
    monkeypatch.setattr(choosing, "told_by_rule", lambda *_, **__: [])
    assert learned(*CASES["four levels"])
