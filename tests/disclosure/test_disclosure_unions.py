"""Several releases of one vault, audited as one system, compared with an attacker who makes up every pair of casebooks."""

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.tables import SUPPRESSED, ProtectedCell, ProtectedTable
from fieldnotes.disclosure import unions
from fieldnotes.disclosure.adversary.enumeration import counts_of, every_release
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.auditing import audit
from fieldnotes.disclosure.layout import Layout, tables_allowed
from fieldnotes.disclosure.overlapping import audit_overlapping
from fieldnotes.disclosure.programs import ContradictionError
from fieldnotes.disclosure.protection import suppress
from fieldnotes.disclosure.released import Part, Released
from fieldnotes.disclosure.rules import Interval
from fieldnotes.disclosure.unions import UnionAuditor

FIRST, SECOND, THIRD = "release 1", "release 2", "release 3"
SMALL = {
    "factors": (Layout({"g": ("f1", "f2")}), ("group", "factor"), 2),
    "levels": (Layout({}, {"a": ("x", "y", "z")}), ("attribute.a",), 2),
    "cross": (Layout({"g": ("f",)}, {"a": ("x", "y")}), ("group", "attribute.a", "group-by-a"), 2),
}
_WORLDS: dict[tuple[str, int], list] = {}


def worlds(name, cohort):
    """The counts of every cohort of a size, as tables."""
    layout, tables, _ = SMALL[name]
    if (name, cohort) not in _WORLDS:
        _WORLDS[name, cohort] = list(every_release(layout, tables, cohort))
    return _WORLDS[name, cohort]


def added(*parts):
    """The tables of a cohort that is made of these parts."""
    return tuple(
        type(tables[0])(
            tables[0].name,
            tables[0].dimensions,
            {key: sum(one.cells[key] for one in tables) for key in tables[0].cells},
        )
        for tables in zip(*parts, strict=True)
    )


def released(name, called, tables, cohort):
    layout, _, k = SMALL[name]
    return Released(called, layout, suppress(tables, layout=layout, k=k, cohort=cohort).tables, cohort, k)


def agrees(counts, release):
    return all(
        cell.n in (SUPPRESSED, counts[table.name, cell.key])
        for table in release.tables
        for cell in table.cells
    )


def part(cases, *names):
    return Part(frozenset(names), cases)


def spread(values):
    return Interval(min(values), max(values))


@pytest.mark.parametrize("name", SMALL)
@settings(max_examples=15)
@given(data=st.data())
def test_releases_that_share_nobody_prove_no_more_together_than_each_alone(name, data):
    layout, _, k = SMALL[name]
    sizes = (5, 4)
    made = [data.draw(st.sampled_from(worlds(name, size))) for size in sizes]
    releases = [
        released(name, called, tables, size)
        for called, tables, size in zip((FIRST, SECOND), made, sizes, strict=True)
    ]
    found = UnionAuditor().audit(releases)
    assert found.holds
    assert (found.cases, found.overlaps) == (9, ())
    for release in releases:
        alone = audit(release.tables, layout=layout, k=k, cohort=release.cohort)
        assert found.intervals[release.name] == alone.intervals
    left = [
        [counts_of(one) for one in worlds(name, release.cohort) if agrees(counts_of(one), release)]
        for release in releases
    ]
    for place, total in found.totals.items():
        assert total == spread([one[place] + other[place] for one, other in product(*left)]), place


LAYERS = {
    "nested": ((4, FIRST, SECOND), (2, SECOND)),
    "overlapping": ((1, FIRST), (3, FIRST, SECOND), (2, SECOND)),
    "apart, told in parts": ((4, FIRST), (3, SECOND)),
}


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("layers", LAYERS)
@settings(max_examples=8)
@given(data=st.data())
def test_what_releases_that_share_people_prove_is_what_every_pair_of_casebooks_has_in_common(
    name, layers, data
):
    parts = [part(*layer) for layer in LAYERS[layers]]
    made = [data.draw(st.sampled_from(worlds(name, one.cases))) for one in parts]
    releases = []
    for called in (FIRST, SECOND):
        within = [at for at, one in enumerate(parts) if called in one.releases]
        cohort = sum(parts[at].cases for at in within)
        releases.append(released(name, called, added(*(made[at] for at in within)), cohort))
    left = []
    for world in product(*(worlds(name, one.cases) for one in parts)):
        sums = [
            counts_of(added(*(one for one, of in zip(world, parts, strict=True) if called in of.releases)))
            for called in (FIRST, SECOND)
        ]
        if all(agrees(counts, release) for counts, release in zip(sums, releases, strict=True)):
            left.append([counts_of(one) for one in world])
    told = audit_overlapping(releases, parts)
    for at, one in enumerate(parts):
        absent = {FIRST, SECOND} - one.releases
        called = " and ".join(sorted(one.releases)) + "".join(f" but not {other}" for other in absent)
        for place, interval in told.intervals[called].items():
            assert interval == spread([world[at][place] for world in left]), (called, place)
    for place, total in told.totals.items():
        assert total == spread([sum(counts[place] for counts in world) for world in left])


@settings(max_examples=12)
@given(
    seed=st.integers(0, 10_000),
    first=st.integers(15, 19),
    more=st.integers(1, 5),
)
def test_every_small_difference_between_nested_releases_is_found(policy, layout, seed, first, more):
    """The naive rule, to count everybody again when some new cases have come, over the real layout."""
    k = policy.export_k
    members = draw(layout, first + more, seed=seed)
    releases = []
    for called, some in ((FIRST, members[:first]), (SECOND, members)):
        names = tables_allowed(policy, layout, first)
        tables = suppress(tabulate(some, layout, names), layout=layout, k=k, cohort=len(some)).tables
        releases.append(Released(called, layout, tables, len(some), k))
    shown = [
        {
            (table.name, cell.key): cell.n
            for table in one.tables
            for cell in table.cells
            if cell.n != SUPPRESSED
        }
        for one in releases
    ]
    small = {
        f"{table} {' × '.join(key)}"
        for table, key in shown[0].keys() & shown[1].keys()
        if 0 < shown[1][table, key] - shown[0][table, key] < k
    }
    assume(small)
    told = UnionAuditor().audit(releases, [part(first, FIRST, SECOND), part(more, SECOND)])
    found = {one.proven.quantity for one in told.findings if one.among == f"{SECOND} but not {FIRST}"}
    assert small <= found
    assert told.overlaps == (part(first, FIRST, SECOND),)


@settings(max_examples=6)
@given(seed=st.integers(0, 10_000), sizes=st.lists(st.sampled_from([15, 17, 20]), min_size=2, max_size=4))
def test_over_the_real_layout_releases_that_share_nobody_give_nothing_away(policy, layout, seed, sizes):
    k = policy.export_k
    releases = []
    for number, size in enumerate(sizes, start=1):
        names = tables_allowed(policy, layout, size)
        counts = tabulate(draw(layout, size, seed=seed + number), layout, names)
        tables = suppress(counts, layout=layout, k=k, cohort=size).tables
        releases.append(Released(f"release {number}", layout, tables, size, k))
    found = UnionAuditor().audit(releases)
    assert found.holds
    assert found.cases == sum(sizes)


def test_a_release_that_gives_something_away_is_named():
    layout, _, k = SMALL["levels"]
    safe = released("levels", FIRST, worlds("levels", 5)[3], 5)
    bare = tabulated(layout, (4, 1, 0))
    found = UnionAuditor().audit([safe, Released(SECOND, layout, bare, 5, k)])
    assert not found.holds
    assert {one.among for one in found.findings} >= {SECOND}
    assert {one.among for one in found.findings if one.proven.quantity == "attribute.a y"} >= {SECOND}
    assert FIRST not in {one.among for one in found.findings}


def tabulated(layout, counts):
    """A table that shows everything."""
    cells = tuple(
        ProtectedCell(key=key, n=n) for key, n in zip(layout.keys("attribute.a"), counts, strict=True)
    )
    return (ProtectedTable(name="attribute.a", dimensions=("a",), cells=cells),)


def test_releases_hang_together_through_a_third():
    """Two releases that share nobody are solved as one system if a third shares cases with both."""
    layout, _, k = SMALL["levels"]
    tables = {FIRST: (3, 3, 0), SECOND: (3, 3, 0), THIRD: (4, 2, 0)}
    releases = [
        Released(called, layout, tabulated(layout, counts), 6, k) for called, counts in tables.items()
    ]
    parts = [part(3, FIRST), part(3, FIRST, SECOND), part(3, SECOND, THIRD), part(3, THIRD)]
    found = UnionAuditor().audit(releases, parts)
    assert not found.holds
    assert found.intervals == {}, "none of them is solved alone"
    assert found.cases == 12
    assert found.totals["attribute.a", ("x",)] == Interval(7, 7), (
        "each person once: 3 of the first, 4 of the third"
    )


def test_an_earlier_release_is_computed_once_however_often_it_is_audited(monkeypatch):
    computed = []
    real = unions.audit

    def counting(tables, **context):
        computed.append(tables)
        return real(tables, **context)

    monkeypatch.setattr(unions, "audit", counting)
    layout, _, k = SMALL["levels"]
    earlier = [released("levels", f"release {at}", worlds("levels", 5)[at], 5) for at in range(1, 6)]
    auditor = UnionAuditor()
    for count in range(1, 6):
        assert auditor.audit(earlier[:count]).holds
    assert len(computed) == 5
    # What was remembered under a name is not believed of anything else that comes under that name.
    other = Released("release 1", layout, tabulated(layout, (4, 1, 0)), 5, k)
    assert not auditor.audit([other, *earlier[1:]]).holds
    assert len(computed) == 6


@pytest.mark.parametrize(
    "parts",
    [
        [part(5, FIRST)],
        [part(4, FIRST), part(5, SECOND)],
        [part(5, FIRST), part(6, SECOND)],
        [part(5, FIRST), part(5, SECOND), part(5, THIRD)],
    ],
)
def test_parts_that_do_not_add_up_are_refused(parts):
    releases = [released("levels", called, worlds("levels", 5)[2], 5) for called in (FIRST, SECOND)]
    with pytest.raises(WrongUseError, match="add up"):
        UnionAuditor().audit(releases, parts)


def test_a_name_that_stands_twice_is_refused():
    one = released("levels", FIRST, worlds("levels", 5)[2], 5)
    with pytest.raises(WrongUseError, match="add up"):
        UnionAuditor().audit([one, one])


def test_shared_cases_under_two_layouts_are_not_guessed_at():
    one = released("levels", FIRST, worlds("levels", 5)[2], 5)
    other = released("factors", SECOND, worlds("factors", 5)[2], 5)
    with pytest.raises(WrongUseError, match="codebooks or policies"):
        UnionAuditor().audit([one, other], [part(5, FIRST, SECOND)])
    assert UnionAuditor().audit([one, other]).holds, "apart, each is audited under its own"


def test_releases_that_cannot_both_be_true_are_a_contradiction():
    layout, _, k = SMALL["levels"]
    releases = [
        Released(FIRST, layout, tabulated(layout, (5, 0, 0)), 5, k),
        Released(SECOND, layout, tabulated(layout, (3, 3, 0)), 6, k),
    ]
    with pytest.raises(ContradictionError):
        UnionAuditor().audit(releases, [part(5, FIRST, SECOND), part(1, SECOND)])
