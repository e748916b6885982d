"""Saturation after Guest, Namey and Chen (2020), worked out by hand."""

import pytest
from coded_material import coded, material
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.analysis.saturation import curve, saturation
from fieldnotes.base.errors import WrongUseError


def cases(*factors: str):
    """A letter is a factor; case 1 raises the letters of the first word."""
    return [(f"C{number}", set(word)) for number, word in enumerate(factors, start=1)]


def test_the_curve_and_the_runs():
    # New: 3 2 1 1 | 1 0 0 0; cumulative 3 5 6 7 8 8 8 8. The base of 4 raises 7 factors.
    found = curve(cases("abc", "cde", "af", "g", "ah", "b", "a", "c"), base=4, run=2, threshold=0.05)
    assert [step.new for step in found.steps] == [3, 2, 1, 1, 1, 0, 0, 0]
    assert [step.cumulative for step in found.steps] == [3, 5, 6, 7, 8, 8, 8, 8]
    assert found.base_factors == 7
    # The first run is cases 5 and 6 (1 of 7, 14 %), the next 6 and 7 (nothing): reached at 5+2.
    assert [step.run_new for step in found.steps] == [None] * 5 + [1, 0, 0]
    assert found.steps[5].new_information == pytest.approx(1 / 7)
    assert found.reached == 5
    assert found.sentence.startswith("Reached at 5+2 cases")


def test_the_threshold_itself_counts_as_reached():
    # A base of 20 factors, one new one in the first run: exactly 5 %.
    found = curve(cases("abcde", "fghij", "klmno", "pqrst", "u", "a"), base=4, run=2, threshold=0.05)
    assert found.steps[-1].new_information == pytest.approx(0.05)
    assert found.reached == 4
    stricter = curve(cases("abcde", "fghij", "klmno", "pqrst", "u", "a"), base=4, run=2, threshold=0.0)
    assert stricter.reached is None
    assert stricter.sentence.startswith("Not reached")


def test_where_it_cannot_be_computed_it_says_why():
    few = curve(cases("a", "b", "c"), base=4, run=2, threshold=0.05)
    assert (few.reached, few.reason[:18]) == (None, "it takes 6 coded c")
    assert [step.cumulative for step in few.steps] == [1, 2, 3], "the curve is there all the same"
    empty = curve(cases("", "", "", "", "a", "b"), base=4, run=2, threshold=0.05)
    assert empty.reason == "the first 4 cases raise no factor."
    assert all(step.new_information is None for step in empty.steps)
    assert curve([], base=4, run=2, threshold=0.05).steps == ()


@pytest.mark.parametrize(
    ("base", "run", "threshold"), [(0, 2, 0.05), (4, 0, 0.05), (4, 2, -0.1), (4, 2, 1.1)]
)
def test_what_makes_no_sense_is_refused(base, run, threshold):
    with pytest.raises(WrongUseError):
        curve([], base=base, run=run, threshold=threshold)


def test_cases_stand_in_the_order_in_which_they_came_and_only_those_that_were_coded():
    study = material(
        [
            coded("C1", 0, 5, "dmv"),
            coded("C2", 0, 5, "dmv"),
            coded("C2", 5, 9, "opf"),
            coded("C4", 0, 5, "dec"),
        ],
        complete=["C5"],
        came=["C4", "C3", "C2", "C1", "C5"],
    )
    found = saturation(study)
    assert [(step.case, step.new) for step in found.steps] == [("C4", 1), ("C2", 2), ("C1", 0), ("C5", 0)]


@given(
    st.lists(st.sets(st.sampled_from("abcdefgh")), max_size=14),
    st.integers(1, 5),
    st.integers(1, 4),
    st.sampled_from([0.0, 0.05, 0.25]),
)
def test_it_is_what_counting_anew_for_each_run_gives(raised, base, run, threshold):
    found = curve(
        [(f"C{n}", set(one)) for n, one in enumerate(raised)], base=base, run=run, threshold=threshold
    )
    for end, step in enumerate(found.steps, start=1):
        assert step.cumulative == len(set().union(*raised[:end]))
        assert step.new == len(raised[end - 1] - set().union(*raised[: end - 1]))
    basis = len(set().union(*raised[:base])) if raised else 0
    reached = [
        begin
        for begin in range(base, len(raised) - run + 1)
        if basis
        and len(set().union(*raised[: begin + run])) - len(set().union(*raised[:begin]))
        <= threshold * basis + 1e-12
    ]
    assert found.reached == (reached[0] if reached else None)
