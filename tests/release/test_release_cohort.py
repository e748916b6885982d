"""Nobody picks: the cohort is every complete, consented, unreleased case."""

import pytest

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import Purpose
from fieldnotes.casebook.snapshots import snapshot
from fieldnotes.release.cohorts import Reason, find_cohort
from fieldnotes.release.desk import ReleaseDesk


def test_only_complete_consented_cases_are_counted_and_each_absence_has_its_reasons(book, add_cases):
    add_cases(book, 3)
    add_cases(book, 2, first=4, complete=False)
    everything_but_publish = (Purpose.STORE, Purpose.CODE, Purpose.AGGREGATE)
    add_cases(book, 4, first=6, consent=everything_but_publish)
    add_cases(book, 1, first=10, consent=(), complete=False)
    cohort = find_cohort(book)
    assert cohort.cases == ("C1", "C2", "C3")
    assert cohort.why_not == {
        Reason.NO_CONSENT_CODE: 1,
        Reason.NO_CONSENT_AGGREGATE: 1,
        Reason.NO_CONSENT_PUBLISH: 5,
        Reason.INCOMPLETE: 3,
    }
    last = next(absence for absence in cohort.absent if absence.case == "C10")
    assert len(last.reasons) == 4


def test_consent_to_store_alone_or_to_all_but_one_purpose_never_counts(book, add_cases):
    for place, purpose in enumerate((Purpose.CODE, Purpose.AGGREGATE, Purpose.PUBLISH), start=1):
        add_cases(book, 1, first=place, consent=tuple(one for one in Purpose if one is not purpose))
    assert find_cohort(book).size == 0


def test_withdrawal_takes_a_case_out_before_approval(book, add_cases):
    add_cases(book, 3)
    book.consent.withdraw(CaseId("C2"), Purpose.PUBLISH)
    assert find_cohort(book).cases == ("C1", "C3")
    book.consent.give(CaseId("C2"), Purpose.PUBLISH)
    assert find_cohort(book).size == 3


def test_below_the_policys_least_a_release_is_refused_with_the_numbers(book, add_cases, coordinator):
    add_cases(book, 14)
    add_cases(book, 2, first=15, complete=False)
    desk = ReleaseDesk.open(book)
    desk.accept_invite(coordinator.invite())
    with pytest.raises(RefusedError) as caught:
        desk.approve()
    assert "at least 15 cases and 14 are ready, 1 too few" in caught.value.problem
    assert "2 cases: not every factor is considered" in caught.value.problem
    assert caught.value.exit_code == 3
    assert desk.ledger() == []
    preview = desk.preview()
    assert not preview.ready
    assert preview.payload_bytes == b""
    assert preview.tables == ()
    book.checklist.mark_rest_not_raised(CaseId("C15"))
    assert desk.preview().ready


def test_a_released_case_never_enters_another_release(desk, book, add_cases):
    desk.approve()
    assert find_cohort(book).size == 0
    assert find_cohort(book).why_not == {Reason.RELEASED: 17}
    with pytest.raises(RefusedError):
        desk.approve()
    add_cases(book, 15, first=101, seed=8)
    entry = desk.approve()
    assert (entry.number, entry.place, entry.cohort) == (2, 2, 15)
    assert {summary.released for summary in book.cases.list()} == {1, 2}


def test_a_case_coded_twice_is_counted_once_it_is_settled_by_the_coding_that_was_chosen(book, add_cases):
    add_cases(book, 2)
    case, dmv = CaseId("C1"), book.resolve("dmv").id
    first = snapshot(book, case).raised
    book.second.begin(case, CoderLabel("B"))
    assert find_cohort(book).why_not == {Reason.INCOMPLETE: 1, Reason.UNSETTLED: 1}
    book.codings.add(book.interviews.of(case)[0].id, Span(0, 4), dmv)
    book.checklist.mark_rest_not_raised(case)
    assert find_cohort(book).why_not == {Reason.UNSETTLED: 1}
    book.second.settle(case, CoderLabel("B"))
    assert find_cohort(book).cases == ("C1", "C2")
    assert snapshot(book, case).raised == {dmv}
    book.second.settle(case, CoderLabel("A"))
    assert find_cohort(book).cases == ("C1", "C2")
    assert snapshot(book, case).raised == first
