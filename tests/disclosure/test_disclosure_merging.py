import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.tables import Certificate, FeasibilityInterval, ProtectedCell, ProtectedTable
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.layout import Layout, tables_allowed
from fieldnotes.disclosure.merging import Merged, MergedCell, merge
from fieldnotes.disclosure.protection import protect
from fieldnotes.disclosure.publishing import MergedReason, protect_merged
from fieldnotes.disclosure.rules import Interval

SHA = "0" * 64
ONE = Layout({"g": ("f1", "f2")})


def export(cohort, group, interval=None):
    """An export with one group, shown or hidden."""
    cell = ProtectedCell(key=("g",), n=group)
    hidden = (
        ()
        if interval is None
        else (FeasibilityInterval(table="group", key=("g",), lower=interval[0], upper=interval[1]),)
    )
    certificate = Certificate(
        policy="standard", policy_sha256=SHA, taxonomy_sha256=SHA, k=5, cohort=cohort, intervals=hidden
    )
    return (ProtectedTable(name="group", dimensions=("group",), cells=(cell,)),), certificate


def test_numbers_add_up_and_hidden_cells_widen_the_sum():
    merged = merge([export(15, 7), export(20, "S", (0, 12))], layout=ONE)
    assert merged.cohort == 35
    assert merged.contributors == 2
    assert merged.cells["group"]["g",] == MergedCell(Interval(7, 19), largest=12, largest_rest=20)
    assert set(merged.cells) == {"group"}


def test_two_exports_of_one_researcher_are_one_contribution():
    merged = merge([export(15, 7), export(15, 6), export(20, 5)], layout=ONE, contributors=["a", "a", "b"])
    assert merged.contributors == 2
    assert merged.cells["group"]["g",].largest == 13
    assert merged.cells["group"]["g",].largest_rest == 17


def test_a_table_that_an_export_lacks_contributes_anything_up_to_its_cohort():
    layout = Layout({"g": ("f",)}, {"a": ("x", "y")})
    with_levels = (
        *export(20, 9)[0],
        ProtectedTable(
            name="attribute.a",
            dimensions=("a",),
            cells=(ProtectedCell(key=("x",), n=8), ProtectedCell(key=("y",), n=12)),
        ),
    )
    merged = merge([(with_levels, export(20, 9)[1]), export(15, 7)], layout=layout)
    assert merged.cells["attribute.a"]["x",].interval == Interval(8, 23)


def test_exports_of_another_layout_and_wrong_contributors_are_refused():
    with pytest.raises(WrongUseError):
        merge([export(15, 7)], layout=Layout({"h": ("f",)}))
    with pytest.raises(WrongUseError):
        merge([export(15, 7)], layout=ONE, contributors=["a", "b"])


def merged_of(cells, *, cohort=100, contributors=6):
    table = {("g",): cells} if isinstance(cells, MergedCell) else cells
    return Merged({"group": table}, cohort, contributors)


def cell(lower, upper, largest=5, largest_rest=5):
    return MergedCell(Interval(lower, upper), largest, largest_rest)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (cell(50, 60), None),
        (cell(50, 50), None),
        (cell(9, 60), MergedReason.THRESHOLD),
        (cell(50, 91), MergedReason.COMPLEMENT),
        (cell(19, 60, largest=10), MergedReason.DOMINANCE),
        (cell(20, 60, largest=10), None),
        (cell(50, 75, largest_rest=16), MergedReason.DOMINANCE),
        (cell(50, 75, largest_rest=15), None),
    ],
)
def test_a_merged_cell_is_shown_under_three_conditions(policy, one, reason):
    done = protect_merged(merged_of(one), layout=ONE, policy=policy)
    (table,) = done.tables
    assert done.reasons.get(("group", ("g",))) == reason
    ends = (None, None) if reason else (one.interval.lower, one.interval.upper)
    assert (table.cells[0].lower, table.cells[0].upper) == ends


@pytest.mark.parametrize(("cohort", "contributors"), [(59, 6), (100, 4)])
def test_too_few_cases_or_researchers_are_refused(policy, cohort, contributors):
    with pytest.raises(RefusedError) as caught:
        protect_merged(
            merged_of(cell(20, 25), cohort=cohort, contributors=contributors), layout=ONE, policy=policy
        )
    assert str(min(cohort, 59) if cohort < 60 else contributors) in caught.value.problem


def test_a_group_and_a_factor_that_differ_by_few_are_not_both_shown(policy):
    cells = {
        "group": {("g",): cell(50, 50)},
        "factor": {("f1",): cell(45, 45), ("f2",): cell(20, 22)},
    }
    done = protect_merged(Merged(cells, 120, 8), layout=ONE, policy=policy)
    assert done.reasons == {("factor", ("f1",)): MergedReason.COMPLEMENTARY}


@settings(max_examples=6)
@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(15, 22), min_size=5, max_size=7))
def test_merged_exports_of_the_real_layout_hold_the_truth_and_are_published_safely(
    policy, layout, seed, sizes
):
    exports, truth = [], {}
    for at, size in enumerate(sizes):
        names = tables_allowed(policy, layout, size)
        members = draw(layout, size, seed=seed + at)
        done = protect(
            tabulate(members, layout, names),
            layout=layout,
            policy=policy,
            k=5,
            cohort=size,
            taxonomy_sha256=SHA,
        )
        exports.append((done.tables, done.certificate))
        for table in tabulate(members, layout, layout.table_names):
            for key, count in table.cells.items():
                truth[table.name, key] = truth.get((table.name, key), 0) + count
    merged = merge(exports, layout=layout)
    assert merged.cohort == sum(sizes)
    for name, cells in merged.cells.items():
        for key, one in cells.items():
            assert one.interval.lower <= truth[name, key] <= one.interval.upper
    published = protect_merged(merged, layout=layout, policy=policy)
    cohort = sum(sizes)
    for table in published.tables:
        for one in table.cells:
            if one.lower is None:
                proven = published.proven[table.name, one.key]
                assert proven.lower <= truth[table.name, one.key] <= proven.upper
                assert proven.lower >= 10 or (proven.lower == 0 and proven.upper >= 10)
            else:
                assert one.lower <= truth[table.name, one.key] <= one.upper
                largest = merged.cells[table.name][one.key].largest
                assert one.lower >= 10
                assert cohort - one.upper >= 10
                assert one.lower - largest >= 10
    assert published == protect_merged(merged, layout=layout, policy=policy)
