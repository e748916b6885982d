import pytest

from fieldnotes.base.errors import AnswerIsNoError, RefusedError
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import Purpose, State, Withdrawal

FACTOR = "driver.morality.civilian-violence"


@pytest.fixture
def coded(book, new_case):
    case = new_case()
    for purpose in Purpose:
        book.consent.give(case, purpose)
    interview = book.interviews.add(case, "They beat us.")
    book.codings.add(interview.id, Span(0, 4), FACTOR)
    book.checklist.mark(case, "driver.exit.cdm", State.DENIED)
    return case


def test_consent_is_given_purpose_by_purpose(book, new_case):
    case = new_case()
    book.consent.give(case, Purpose.STORE)
    book.consent.give(case, Purpose.AGGREGATE)
    book.consent.give(case, Purpose.STORE)
    assert book.consent.of(case) == {Purpose.STORE, Purpose.AGGREGATE}
    assert book.consent.notice(case, Purpose.STORE) is None
    for purpose in (Purpose.CODE, Purpose.PUBLISH):
        assert book.consent.notice(case, purpose).startswith(f"For case {case} there is no consent on record")


@pytest.mark.parametrize("purpose", [Purpose.AGGREGATE, Purpose.PUBLISH])
def test_withdrawing_release_purposes_deletes_nothing(book, coded, purpose):
    text = book.interviews.text(book.interviews.of(coded)[0].id)
    assert book.consent.withdraw(coded, purpose) == Withdrawal(
        case_deleted=False, codings_removed=0, already_released=None
    )
    assert book.consent.of(coded) == set(Purpose) - {purpose}
    assert book.interviews.text(book.interviews.of(coded)[0].id) == text
    assert len(book.codings.of_case(coded)) == 1


@pytest.mark.parametrize("purpose", [None, Purpose.STORE, Purpose.CODE])
def test_what_deletes_is_refused_until_confirmed(book, coded, purpose):
    before = book.vault.connection.total_changes
    with pytest.raises(RefusedError) as caught:
        book.consent.withdraw(coded, purpose)
    assert caught.value.exit_code == 3
    assert book.vault.connection.total_changes == before
    assert book.consent.of(coded) == set(Purpose)


@pytest.mark.parametrize("purpose", [None, Purpose.STORE])
def test_without_consent_to_store_the_case_goes(book, coded, purpose):
    book.cases.mark_released([coded], 2)
    done = book.consent.withdraw(coded, purpose, delete=True)
    assert (done.case_deleted, done.already_released) == (True, 2)
    with pytest.raises(AnswerIsNoError):
        book.cases.get(coded)


def test_without_consent_to_code_the_coding_goes_and_the_text_stays(book, coded):
    interview = book.interviews.of(coded)[0].id
    done = book.consent.withdraw(coded, Purpose.CODE, delete=True)
    assert (done.case_deleted, done.codings_removed) == (False, 1)
    assert book.codings.of_case(coded) == []
    assert set(book.checklist.states(coded).values()) == {State.NOT_CONSIDERED}
    assert book.interviews.text(interview) == "They beat us."
    assert Purpose.CODE not in book.consent.of(coded)


def test_without_coding_work_consent_to_code_is_withdrawn_at_once(book, new_case):
    case = new_case()
    book.consent.give(case, Purpose.CODE)
    assert book.consent.withdraw(case, Purpose.CODE).codings_removed == 0
    assert book.consent.of(case) == frozenset()
