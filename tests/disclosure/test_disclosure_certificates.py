import pytest

from fieldnotes.base.tables import ProtectedCell
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.certificates import check_certificate
from fieldnotes.disclosure.layout import Layout, tables_allowed
from fieldnotes.disclosure.protection import protect

SHA = "0" * 64


@pytest.fixture(scope="module")
def release(policy, layout):
    names = tables_allowed(policy, layout, 20)
    made = tabulate(draw(layout, 20, seed=5), layout, names)
    return protect(made, layout=layout, policy=policy, k=5, cohort=20, taxonomy_sha256=SHA)


def test_an_honest_certificate_has_no_fault(release, policy, layout):
    assert check_certificate(release.tables, release.certificate, layout=layout, policy=policy) == []


def test_it_does_not_hold_under_another_layout(release, policy, layout):
    fewer = Layout(dict(list(layout.groups.items())[1:]), layout.attributes, layout.implications)
    assert check_certificate(release.tables, release.certificate, layout=fewer, policy=policy)


def test_it_does_not_hold_under_another_policy(release, policy, layout):
    other = policy.model_copy(update={"sha256": "a" * 64})
    faults = check_certificate(release.tables, release.certificate, layout=layout, policy=other)
    assert faults == ["It was made under another policy."]


def test_a_cohort_below_the_policy_is_named(policy, layout):
    made = tabulate(draw(layout, 12, seed=5), layout, ("group", "factor"))
    small = protect(made, layout=layout, policy=policy, k=5, cohort=12, taxonomy_sha256=SHA)
    faults = check_certificate(small.tables, small.certificate, layout=layout, policy=policy)
    assert any("12 cases" in fault for fault in faults)


def test_tables_that_contradict_each_other_are_named(release, policy, layout):
    """Every group shown as 15 of 20 and every factor hidden is possible; a factor above its group is not."""
    cells = {"group": 5, "factor": 15}
    forged = tuple(
        table.model_copy(
            update={"cells": tuple(ProtectedCell(key=cell.key, n=cells[table.name]) for cell in table.cells)}
        )
        if table.name in cells
        else table
        for table in release.tables
    )
    (fault,) = check_certificate(forged, release.certificate, layout=layout, policy=policy)
    assert "contradict" in fault


def test_a_certificate_made_afresh_for_unsafe_tables_says_what_they_give_away(policy):
    """The forger computes intervals honestly for tables that hide nothing: the audit itself must object."""
    layout = Layout({"g": ("f1", "f2")})
    made = tabulate([], layout, ("group", "factor"))
    honest = protect(made, layout=layout, policy=policy, k=5, cohort=20, taxonomy_sha256=SHA)
    counts = {("g",): 9, ("f1",): 7, ("f2",): 6}
    open_tables = tuple(
        table.model_copy(
            update={"cells": tuple(ProtectedCell(key=one.key, n=counts[one.key]) for one in table.cells)}
        )
        for table in honest.tables
    )
    nothing_hidden = honest.certificate.model_copy(update={"intervals": ()})
    (fault,) = check_certificate(open_tables, nothing_hidden, layout=layout, policy=policy)
    assert "g without f1 lies between 2 and 2" in fault
