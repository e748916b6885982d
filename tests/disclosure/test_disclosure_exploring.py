"""Integer programs whose linear relaxation reaches further than any whole numbers: the difference must not be lost."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.disclosure import exploring, highs
from fieldnotes.disclosure.exploring import Question
from fieldnotes.disclosure.highs import Optimum, SolverModel
from fieldnotes.disclosure.programs import ContradictionError, Program, collect
from fieldnotes.disclosure.ranges import Solver
from fieldnotes.disclosure.rules import Interval


def program(size, *rows):
    made = Program()
    for _ in range(size):
        made.add_variable()
    for terms, lower, upper in rows:
        made.add_row(terms, lower, upper)
    return made


def test_a_half_is_not_a_number_of_people():
    """Three pairs that each hold at most one person, of three: one and a half on paper, one in truth."""
    odd = program(3, ({0: 1, 1: 1}, None, 1), ({1: 1, 2: 1}, None, 1), ({0: 1, 2: 1}, None, 1))
    (found,) = Solver(odd).ranges([Interval(0, 1)] * 3, [Question(((0, 1), (1, 1), (2, 1)))])
    assert (found.interval, found.decided) == (Interval(0, 1), True)


def test_a_parity_that_only_whole_numbers_have():
    even = program(3, ({0: 2, 1: 2, 2: -1}, 0, 0))
    (found,) = Solver(even).ranges([Interval(0, 1), Interval(0, 1), Interval(1, 4)], [Question(((2, 1),))])
    assert found.interval == Interval(2, 4)


def test_a_program_without_whole_numbers_is_a_contradiction():
    none = program(2, ({0: 2, 1: 2}, 3, 3))
    with pytest.raises(ContradictionError):
        Solver(none).ranges([Interval(0, 3)] * 2, [Question(((0, 1),))])


def test_what_the_nodes_do_not_decide_is_not_called_decided(monkeypatch):
    """With no node to spend and no bound to prove, an answer must say so, and must not reach further than attained."""

    class Exhausted(SolverModel):
        def minimise(self, costs, target=None):
            found = super().minimise(costs, target)
            return Optimum(bound=None, point=None) if self._integer else found

    monkeypatch.setattr(exploring, "SolverModel", Exhausted)
    odd = program(3, ({0: 1, 1: 1}, None, 1), ({1: 1, 2: 1}, None, 1), ({0: 1, 2: 1}, None, 1))
    (found,) = Solver(odd).ranges([Interval(0, 1)] * 3, [Question(((0, 1), (1, 1), (2, 1)))])
    assert not found.decided
    assert found.interval.upper <= 1


def test_rows_left_out_at_first_are_brought_in_where_they_matter(monkeypatch):
    monkeypatch.setattr(highs, "_FEW_ROWS", 0)
    monkeypatch.setattr(highs, "_AT_ONCE", 1)
    wide = program(
        3, ({0: 1, 1: 1, 2: 1}, None, 4), ({0: 1, 1: 1, 2: -1}, None, 1), ({0: 1, 1: 2, 2: 3}, 3, None)
    )
    ask = [Question(((0, 1), (1, 1))), Question(((2, 1),)), Question(((0, 1), (1, 1), (2, 1)))]
    found = Solver(wide).ranges([Interval(0, 3)] * 3, ask)
    assert [one.interval for one in found] == [Interval(0, 2), Interval(1, 3), Interval(1, 4)]


rows = st.tuples(
    st.lists(st.integers(-2, 2), min_size=4, max_size=4),
    st.one_of(st.none(), st.integers(-4, 4)),
    st.integers(0, 6),
)


@settings(max_examples=150)
@given(st.lists(rows, min_size=1, max_size=4), st.lists(st.integers(-2, 2), min_size=4, max_size=4))
def test_ranges_are_those_of_trying_every_point(raw, objective):
    made = program(4)
    for factors, lower, width in raw:
        made.add_row(dict(enumerate(factors)), lower, None if lower is None else lower + width)
    points = [one for one in product(range(4), repeat=4) if made.holds_at(one)]
    terms = collect(dict(enumerate(objective)))
    ask = [Question(terms), *(Question(((at, 1),)) for at in range(4))]
    if not points:
        with pytest.raises(ContradictionError):
            Solver(made).ranges([Interval(0, 3)] * 4, ask)
        return
    found = Solver(made).ranges([Interval(0, 3)] * 4, ask)
    for question, one in zip(ask, found, strict=True):
        values = [sum(factor * point[at] for at, factor in question.terms) for point in points]
        assert one.interval == Interval(min(values), max(values))
        assert one.decided
