"""What the disclosure attacks are tried on: releases of invented casebooks, protected, naively protected, or made by hand."""

from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st

from fieldnotes.base.shipped import shipped
from fieldnotes.base.tables import ProtectedCell, ProtectedTable
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.adversary.targets import Target, target_of
from fieldnotes.disclosure.layout import Layout, LevelImplication, tables_allowed
from fieldnotes.disclosure.policy import parse_policy
from fieldnotes.disclosure.protection import suppress
from fieldnotes.disclosure.rules import primary_reason
from fieldnotes.release.layouts import layout_of

POLICY = parse_policy((shipped("exports/policies") / "standard.toml").read_bytes())
REAL = layout_of(load_taxonomy(), POLICY)
SMALL = Layout({"g": ("f1", "f2"), "h": ("e1", "e2")}, {"a": ("x", "y", "z")})
THREE = Layout({"g": ("f1", "f2"), "h": ("e1", "e2"), "i": ("d",)}, {"a": ("x", "y")})
IMPLIED = Layout({}, {"a": ("x", "y"), "b": ("u", "v")}, (LevelImplication("a", ("x",), "b", ("u",)),))
"""Whoever is at x is at u."""
LINKED = Layout(
    {"g": ("f",)},
    {"a": ("x", "y", "z"), "b": ("u", "v", "w")},
    (LevelImplication("a", ("x",), "b", ("u",)), LevelImplication("b", ("u",), "a", ("x",))),
)
"""Levels x and u hold the same people."""


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of release: the layout, which tables, how many cases, the threshold."""

    layout: Layout
    tables: tuple[str, ...]
    cohort: int
    k: int


def real(cohort):
    return Kind(REAL, tables_allowed(POLICY, REAL, cohort), cohort, 5)


KINDS = {
    "the smallest export": real(15),
    "with margins": real(24),
    "levels, k = 4": Kind(Layout({}, {"a": ("w", "x", "y", "z")}), ("attribute.a",), 17, 4),
    "groups and factors": Kind(SMALL, ("group", "factor"), 17, 5),
    "a group of three factors": Kind(Layout({"g": ("f1", "f2", "f3")}), ("group", "factor"), 24, 4),
    "a cross table": Kind(SMALL, ("group", "factor", "attribute.a", "group-by-a"), 30, 3),
    "linked cross tables": Kind(
        LINKED, ("group", "attribute.a", "attribute.b", "group-by-a", "group-by-b"), 30, 3
    ),
    "an implied level": Kind(IMPLIED, ("attribute.a", "attribute.b"), 16, 4),
    "pairs": Kind(THREE, ("group", "factor", "attribute.a", "group-by-a", "pair"), 30, 3),
}
WITH_CROSS_TABLES = real(42)


@cache
def counts(kind, seed):
    return tabulate(draw(kind.layout, kind.cohort, seed=seed), kind.layout, kind.tables)


def protected(kind, seed):
    done = suppress(counts(kind, seed), layout=kind.layout, k=kind.k, cohort=kind.cohort)
    return target_of(done.tables, cohort=kind.cohort, k=kind.k, layout=kind.layout)


@cache
def release(name, seed):
    """A release as it leaves; the same ones serve every attack."""
    return protected(KINDS[name], seed)


@cache
def release_with_cross_tables():
    return protected(WITH_CROSS_TABLES, 2)


def naive(kind, seed, *, hide=primary_reason):
    """A release protected by the primary rules alone, or by another rule for single cells."""
    tables = [
        ProtectedTable(
            name=one.name,
            dimensions=one.dimensions,
            cells=tuple(
                ProtectedCell(key=key, n="S" if hide(n, k=kind.k, cohort=kind.cohort) else n)
                for key, n in one.cells.items()
            ),
        )
        for one in counts(kind, seed)
    ]
    return target_of(tables, cohort=kind.cohort, k=kind.k, layout=kind.layout)


def unprotected(kind, seed):
    return naive(kind, seed, hide=lambda *_, **__: False)


def naive_releases(seeds=range(15), **rule):
    return [naive(kind, seed, **rule) for kind in KINDS.values() for seed in seeds]


def releases():
    """A few releases of every kind, which all attacks share."""
    return st.builds(release, st.sampled_from(sorted(KINDS)), st.integers(0, 5))


def many_releases():
    """Any release of any kind: for the long campaign."""
    return st.builds(protected, st.sampled_from(list(KINDS.values())), st.integers(0, 2**32))


def table(name, dimensions, **cells):
    """A table made by hand; ``g_x`` is the cell at g and x."""
    made = tuple(ProtectedCell(key=tuple(key.split("_")), n=count) for key, count in cells.items())
    return ProtectedTable(name=name, dimensions=dimensions, cells=made)


def by_hand(*tables, cohort=30, k=5, layout=SMALL) -> Target:
    return target_of(tables, cohort=cohort, k=k, layout=layout)


GROUPS = table("group", ("group",), g=14, h=12)
"""With thirty cases."""
LEVELS = table("attribute.a", ("a",), x=12, y=9, z=9)
