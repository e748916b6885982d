"""What is learned from one choice of hidden cells must hold for every choice that protects the table.

Otherwise the master could not be believed when it says that no smaller choice exists. Every set of cells is tried; the audit
alone says which of them protect the table.
"""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_tables import cube

from fieldnotes.disclosure.linked import Linked
from fieldnotes.disclosure.linked_auditing import LinkedAuditor
from fieldnotes.disclosure.linked_clauses import Learned
from fieldnotes.disclosure.linked_exposure import Exposure
from fieldnotes.disclosure.rules import primary_reason

SHAPES = {"four levels": [list("abcd")], "two by two": [list("ab"), list("xy")]}


def check_every_clause(labels, counts, k):
    linked = Linked([cube("t", tuple("AB"[: len(labels)]), labels, counts)])
    primary = frozenset(
        cell
        for cell, count in linked.shown.items()
        if cell and primary_reason(count, k=k, cohort=linked.total) is not None
    )
    exposure = Exposure(linked, k, primary)
    choices = np.flatnonzero(exposure.choosable)
    learned, safe = Learned(exposure), []
    auditor = LinkedAuditor(linked, k)
    for some in product((False, True), repeat=len(choices)):
        chosen = np.zeros_like(exposure.choosable)
        chosen[choices] = some
        hidden = exposure.hidden(chosen)
        shown = {cell: linked.shown[cell] for cell, at in linked.index.items() if not hidden[at]}
        cells = [cell for cell, at in linked.index.items() if hidden[at]]
        held = all(holds for _, holds in auditor.judge(shown, cells).values())
        assert learned.protects(chosen) == held
        clauses = exposure.exposed(chosen)
        learned.clauses |= dict.fromkeys(clause for of in clauses.values() for clause in of)
        if held:
            safe.append({int(one) for one in np.flatnonzero(chosen)})
    for clause in learned.clauses:
        for one in safe:
            assert clause.hide & one or clause.show - one, (clause, one)
    assert all(len(one) >= learned.packing() for one in safe)
    return safe


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=6)
@given(data=st.data(), k=st.integers(2, 5))
def test_no_clause_forbids_a_choice_that_protects(name, data, k):
    size = 4
    some = st.one_of(st.integers(0, 4), st.integers(5, 12), st.integers(5, 30))
    check_every_clause(SHAPES[name], data.draw(st.lists(some, min_size=size, max_size=size)), k)


@pytest.mark.torture
@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=150)
@given(data=st.data(), k=st.integers(2, 6))
def test_no_clause_forbids_a_choice_that_protects_over_many_tables(name, data, k):
    some = st.one_of(st.integers(0, 4), st.integers(5, 12), st.integers(5, 30))
    check_every_clause(SHAPES[name], data.draw(st.lists(some, min_size=4, max_size=4)), k)


@pytest.mark.parametrize(("counts", "k"), [([7, 14, 24, 6], 4), ([8, 6, 9, 10], 4)])
def test_a_clause_lets_through_choices_that_show_more(counts, k):
    """Found by leaving that half of the clauses out."""
    check_every_clause([list("ab"), list("xy")], counts, k)


def test_hiding_more_can_give_away_what_was_safe():
    """The reason why a clause may ask for a cell to be shown: safe sets of which larger ones are not safe."""
    safe = check_every_clause([list("ab"), list("xy")], [20, 9, 14, 22], 5)
    every = {frozenset(one) for one in safe}
    everything = frozenset().union(*every)
    assert any(one | {more} not in every for one in every for more in everything - one)
