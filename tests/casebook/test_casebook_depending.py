"""What is said to depend on a case or on a factor, held against what deleting it then takes along."""

import pytest

from fieldnotes.base.errors import AnswerIsNoError, RefusedError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.depending import CaseHoldings, case_holdings, factor_use, holdings_in_words
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.records import State
from fieldnotes.text.edits import Edit
from fieldnotes.vault.backups import back_up

DMV, CDM = "driver.morality.civilian-violence", "driver.exit.cdm"
C1, C10 = CaseId("C1"), CaseId("C10")
TEXT = "He said that he had gone home."


@pytest.fixture
def book(own_book):
    for case in (C1, C10):
        own_book.cases.add(case)
        own_book.interviews.add(case, TEXT)
    return own_book


def interview(book, case=C1):
    return book.interviews.of(case)[0].id


def test_what_goes_with_a_case_is_counted_lost_codings_too(book):
    assert case_holdings(book, C1) == CaseHoldings(1, 30, 0, 0, 0, 0, ())
    book.interviews.add(C1, "Another.")
    book.codings.add(interview(book), Span(3, 7), DMV, memo="one")
    book.codings.add(interview(book), Span(3, 7), CDM, memo="two")
    book.codings.add(interview(book), Span(8, 12), CDM)
    book.codings.add(interview(book, C10), Span(8, 12), CDM, memo="of another")
    book.journal.record(interview(book), [Edit(8, "that ", "")])
    book.memos.write(Subject(MemoKind.CASE, "C1"), "three")
    book.checklist.mark(C1, "driver.exit.networks", State.DENIED)
    book.memos.write(Subject(MemoKind.FACTOR, DMV), "as C1 says, unlike C10")
    book.diary.add("C10 was calm")
    book.diary.add("after c1 I was not")
    found = case_holdings(book, C1)
    assert found == CaseHoldings(2, 33, 3, 2, 3, 1, ("the memo on dmv", "entry 2 of the diary"))
    assert holdings_in_words(found) == (
        "Deleted for good here: 2 interviews (33 characters), 3 codings with 2 factors, 3 memos, 1 mark of the checklist,"
        " undo, search index, attributes and the record of consent."
    )
    assert holdings_in_words(found, only_coding=True).startswith(
        "Deleted for good here: 3 codings with 2 factors, 3 memos and 1 mark of the checklist"
    )
    book.cases.delete(C1)
    with pytest.raises(AnswerIsNoError):
        case_holdings(book, C1)
    assert case_holdings(book, C10).memos == 1


def test_a_factor_in_use_names_its_cases_and_is_not_removed(book):
    own = book.local.add("river crossing")
    for case in (C10, C1):
        book.codings.add(interview(book, case), Span(3, 7), own.id)
    use = factor_use(book, own.id)
    assert (use.cases, use.codings, use.memo) == ((C1, C10), 2, False)
    assert use.sentences[0] == "2 codings in C1, C10 have l1."
    with pytest.raises(RefusedError) as told:
        use.refuse_used()
    assert "C1, C10" in str(told.value)
    with pytest.raises(RefusedError):
        book.local.remove(own.id)


def test_what_goes_with_a_factor_is_said_and_then_gone(book, tmp_path, decrypted):
    (tmp_path / "stick").mkdir()
    own = book.local.add("river crossing", "Zarquonelle")
    assert not factor_use(book, own.id).takes_along
    coding = book.codings.add(interview(book), Span(3, 7), own.id, memo="Quibblewick")
    book.codings.add(interview(book), Span(8, 12), DMV)
    book.memos.write(Subject(MemoKind.FACTOR, own.id), "Fanshawbury")
    made = back_up(book.vault, tmp_path / "stick")
    book.recoding.carry_out(book.recoding.plan(own.id, CDM))
    book.memos.take_away(Subject(MemoKind.FACTOR, own.id))  # undo could bring it back
    use = factor_use(book, own.id)
    assert (use.codings, use.memo, use.acts, use.takes_along) == (0, True, 2, True)
    assert use.sentences[:3] == (
        "No coding has l1.",
        "The memo on it goes too.",
        "2 acts of coding with it can then not be undone or done again any more.",
    )
    assert [made.name in sentence and "still holds l1" in sentence for sentence in use.in_backups] == [True]
    use.refuse_used()
    book.local.remove(own.id)
    image = decrypted(book.vault)
    assert [word in image for word in (b"Zarquonelle", b"Fanshawbury", b"Quibblewick")] == [
        False,
        False,
        True,
    ]
    assert book.codings.get(coding.id).factor == CDM
    assert len(book.acts.all()) == 1, "the coding with another factor"
    book.acts.undo()
    with pytest.raises(AnswerIsNoError):
        book.acts.undo()
    with pytest.raises(AnswerIsNoError):
        factor_use(book, own.id)
