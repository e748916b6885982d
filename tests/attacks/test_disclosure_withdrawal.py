"""The adversary knows that a person withdrew, or was coded anew, between two releases, and looks for the gap.

Knows: every export that left, and when. Wants: the counts with and without that person, whose difference is what she said.
"""

import pytest
from release_desks import add_cases, approve, held, recode
from test_disclosure_differencing import learned

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.records import Purpose
from fieldnotes.disclosure.adversary.combining import combine

C4 = CaseId("C4")


@pytest.fixture
def released(make_desk, tmp_path):
    """A desk whose first release was sent, its casebook, and the ledger for the judge."""
    desk, book = make_desk(17, raised=6)
    (tmp_path / "store").mkdir()
    desk.remotes.add("stick", "folder", str(tmp_path / "store"), auto=False)
    ledger = []
    approve(desk, book, ledger)
    return desk, book, ledger


def test_a_count_that_was_not_sent_is_void_and_had_both_left_she_would_be_named(released):
    """What left is a void export and a release of the others: no two counts of the same people.

    The count that was made void, beside the next one, would name her; so this test is known to be able to fail.
    """
    desk, book, ledger = released
    book.consent.withdraw(C4, Purpose.PUBLISH)
    desk.push()
    assert held(desk, 1) is None
    approve(desk, book, ledger)
    desk.push()
    left = [one for entry in desk.ledger() if (one := held(desk, entry.number)) is not None]
    assert [one.cohort for one in left] == [16]
    (with_her, counted), (without, others) = ledger
    assert set(counted) - set(others) == {C4}
    assert learned((without, others), (with_her, counted))
    assert combine([without, with_her], {frozenset({0, 1}), frozenset({1})}, seed=1, tries=4000)


def test_a_count_that_was_sent_is_never_given_again_neither_without_her_nor_coded_anew(released):
    desk, book, ledger = released
    desk.push()
    before = desk.payload(1)
    book.consent.withdraw(C4, delete=True)
    recode(book, CaseId("C5"), seed=77)
    desk.push()
    with pytest.raises(RefusedError):
        desk.approve()
    add_cases(book, 19, first=100, seed=6, raised=6)
    approve(desk, book, ledger)
    assert desk.payload(1) == before
    assert not {C4, CaseId("C5")} & set(ledger[1][1])
    assert learned(*ledger) == []
    apart = {frozenset({0}), frozenset({1})}
    assert combine([one for one, _ in ledger], apart, seed=2, tries=4000) == []
