"""Memos on cases, factors and codings, and the diary: kept, found in any script, replaced, and deleted for good."""

import pytest

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.diary import LONGEST
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.pseudonymising import find_places, replace
from fieldnotes.casebook.queries import Where
from fieldnotes.casebook.records import Purpose
from fieldnotes.text.edits import Edit

DMV, CDM = "driver.morality.civilian-violence", "driver.exit.cdm"
C1, C2 = CaseId("C1"), CaseId("C2")
ON_C1, ON_DMV = Subject(MemoKind.CASE, "C1"), Subject(MemoKind.FACTOR, DMV)


@pytest.fixture
def book(own_book):
    for case in (C1, C2):
        own_book.cases.add(case)
        interview = own_book.interviews.add(case, "He said that he had gone home.").id
        own_book.codings.add(interview, Span(8, 12), CDM, memo="second in the text")
        own_book.codings.add(interview, Span(3, 7), DMV, memo=f"first of {case}")
    return own_book


def hits(book, needle, where=None):
    found = book.memos.find(needle) if where is None else book.memos.find(needle, where)
    return [(str(hit.memo.subject.kind), hit.memo.case, hit.span) for hit in found]


def test_a_memo_is_written_anew_and_removed(book):
    assert book.memos.text(ON_C1) == ""
    book.memos.write(ON_C1, "  Calm.\r\nCafe\u0301.\n")
    assert book.memos.text(ON_C1) == "Calm.\nCaf\u00e9."
    book.memos.write(ON_C1, "Not calm.")
    assert book.memos.text(ON_C1) == "Not calm."
    book.memos.remove(ON_C1)
    assert book.memos.text(ON_C1) == ""
    with pytest.raises(AnswerIsNoError):
        book.memos.remove(ON_C1)


def test_what_cannot_be_a_memo_is_refused_and_nothing_is_stored(book):
    for words in ("", " \n ", "a\x1bb", "x" * (LONGEST + 1)):
        with pytest.raises(WrongUseError):
            book.memos.write(ON_C1, words)
        with pytest.raises(WrongUseError):
            book.diary.add(words)
    assert (book.memos.text(ON_C1), book.diary.all()) == ("", [])
    for subject in (
        Subject(MemoKind.CASE, "C9"),
        Subject(MemoKind.CODING, "99"),
        Subject(MemoKind.DIARY, "1"),
    ):
        with pytest.raises(AnswerIsNoError):
            book.memos.write(subject, "words")
    with pytest.raises(WrongUseError):
        book.memos.write(Subject(MemoKind.FACTOR, "no.such.factor"), "words")


def test_the_diary_is_newest_first_and_numbers_are_not_used_again(book):
    for words in ("one", "two", "three"):
        book.diary.add(words)
    book.diary.change(2, "TWO")
    book.diary.remove(3)
    book.diary.add("four")
    assert [(entry.number, entry.text) for entry in book.diary.all()] == [(4, "four"), (2, "TWO"), (1, "one")]
    columns = book.vault.connection.execute("SELECT name FROM pragma_table_info('diary_entries')").fetchall()
    assert [column["name"] for column in columns] == ["number", "day", "text"], "no finer time than a day"
    with pytest.raises(AnswerIsNoError):
        book.diary.get(3)


def test_the_memos_of_a_case_are_its_own_those_on_factors_coded_there_and_those_on_its_codings(book):
    book.memos.write(ON_C1, "the case")
    book.memos.write(Subject(MemoKind.CASE, "C2"), "another case")
    book.memos.write(ON_DMV, "the factor")
    book.memos.write(Subject(MemoKind.FACTOR, "driver.exit.networks"), "not coded there")
    [interview] = book.interviews.of(C1)
    book.journal.record(interview.id, [Edit(8, "that", "")])  # its coding is lost; its memo is not
    assert [memo.text for memo in book.memos.of_case(C1)] == [
        "the case", "the factor", "first of C1", "second in the text",
    ]  # fmt: skip
    book.diary.add("of no case")
    assert [memo.text for memo in book.memos.all()] == [
        "the case", "another case", "the factor", "not coded there", "first of C1", "second in the text",
        "first of C2", "second in the text", "of no case",
    ]  # fmt: skip


def test_a_search_finds_any_substring_in_any_script_and_says_in_which_memo(book):
    book.memos.write(ON_C1, "Ferry. မြစ်ကို ဖြတ်ခဲ့တယ်။")
    book.memos.write(ON_DMV, "the FERRY again, ferry")
    book.diary.add("No ferryman today")
    assert hits(book, "ferry") == [
        ("case", "C1", Span(0, 5)), ("factor", None, Span(4, 9)), ("factor", None, Span(17, 22)),
        ("diary", None, Span(3, 8)),
    ]  # fmt: skip
    assert hits(book, "မြစ်") == [("case", "C1", Span(7, 11))]
    assert hits(book, "first") == [("coding", "C1", Span(0, 5)), ("coding", "C2", Span(0, 5))]
    assert [hit.excerpt(3) for hit in book.memos.find("ferryman")] == ["No ferryman to…"]
    assert hits(book, "quicksilver") == []
    with pytest.raises(WrongUseError):
        book.memos.find("")


def test_a_filter_leaves_only_memos_it_can_be_asked_of(book):
    book.memos.write(ON_C1, "word")
    book.memos.write(ON_DMV, "word")
    book.diary.add("word")
    for interview in (*book.interviews.of(C1), *book.interviews.of(C2)):
        for coding in book.codings.of_interview(interview.id):
            book.codings.set_memo(coding.id, "word")
    book.cases.set_attribute(C2, "branch", "army")
    kinds = lambda where: [(kind, case) for kind, case, _ in hits(book, "word", where)]  # noqa: E731 - said once
    assert kinds(Where(case=C1)) == [("case", "C1"), ("coding", "C1"), ("coding", "C1")]
    assert kinds(Where(factor=DMV)) == [("factor", None), ("coding", "C1"), ("coding", "C2")]
    assert kinds(Where(case=C2, factor=CDM)) == [("coding", "C2")]
    assert kinds(Where(attributes=(("branch", "army"),))) == [("coding", "C2"), ("coding", "C2")]


def test_a_name_is_replaced_in_every_kind_of_memo_and_in_one_case_only_where_that_was_asked(book):
    for case in ("C1", "C2"):
        book.memos.write(Subject(MemoKind.CASE, case), "Min Aung was calm")
    book.memos.write(ON_DMV, "said by Min Aung")
    book.diary.add("saw Min Aung")
    assert find_places(book, "Min Aung", C1).memos == 1
    done = replace(book, "Min Aung", "P1", C1)
    assert book.memos.text(ON_C1) == "P1 was calm"
    assert book.memos.text(Subject(MemoKind.CASE, "C2")) == "Min Aung was calm"
    assert done.left == (
        "It still stands in what undo keeps, 3 times.", "It still stands in a memo on a case.",
        "It still stands in the diary.",
        "It still stands in a memo on a factor.",
    )  # fmt: skip
    everywhere = replace(book, "Min Aung", "P1")
    assert (everywhere.places.memos, everywhere.left) == (3, ())
    assert [memo.text for memo in (*book.memos.on_factors(), *book.memos.in_diary())] == [
        "said by P1", "saw P1",
    ]  # fmt: skip


OF_CASE, OF_FACTOR, IN_DIARY, BEFORE = "Fanshawbury", "Zarquonelle", "Quibblewick", "Osterhagenly"

LEAVES = {
    "the case": (lambda book: book.cases.delete(C1), {OF_FACTOR, IN_DIARY}),
    "consent": (lambda book: book.consent.withdraw(C1, delete=True), {OF_FACTOR, IN_DIARY}),
    "consent to code": (
        lambda book: book.consent.withdraw(C1, Purpose.CODE, delete=True),
        {OF_FACTOR, IN_DIARY},
    ),
    "the memo": (lambda book: book.memos.remove(ON_C1), {OF_FACTOR, IN_DIARY}),
    "the memo on the factor": (lambda book: book.memos.remove(ON_DMV), {OF_CASE, IN_DIARY, BEFORE}),
    "the entry": (lambda book: book.diary.remove(1), {OF_CASE, OF_FACTOR, BEFORE}),
    "an entry that was emptied": (
        lambda book: (book.diary.take_away(1), book.diary.remove(1)),
        {OF_CASE, OF_FACTOR, BEFORE},
    ),
    "a memo that was emptied": (
        lambda book: (book.memos.take_away(ON_C1), book.memos.remove(ON_C1)),
        {OF_FACTOR, IN_DIARY},
    ),
    "words": (lambda book: replace(book, OF_CASE, "P1"), {OF_FACTOR, IN_DIARY, BEFORE}),
    "earlier words": (lambda book: replace(book, BEFORE, "P1", C1), {OF_CASE, OF_FACTOR, IN_DIARY}),
}


@pytest.mark.parametrize("what", LEAVES)
def test_nothing_is_left_in_the_decrypted_image_but_what_was_not_deleted(book, decrypted, what):
    book.memos.write(ON_C1, BEFORE)
    book.memos.write(ON_C1, OF_CASE)
    book.memos.write(ON_DMV, OF_FACTOR)
    book.diary.add(IN_DIARY)
    words = (OF_CASE, OF_FACTOR, IN_DIARY, BEFORE)
    image = decrypted(book.vault)
    assert all(word.encode() in image for word in words), "the scan sees what is there"
    delete, leaves = LEAVES[what]
    delete(book)
    image = decrypted(book.vault)
    assert {word for word in words if word.encode() in image} == leaves


def test_a_memo_on_a_case_alone_needs_confirmation_when_consent_to_code_goes(book):
    case = book.cases.add(CaseId("C3")).id
    book.consent.give(case, Purpose.CODE)
    book.memos.write(Subject(MemoKind.CASE, case), "thoughts")
    assert book.consent.has_coding_work(case)
    with pytest.raises(RefusedError):
        book.consent.withdraw(case, Purpose.CODE)
    book.consent.withdraw(case, Purpose.CODE, delete=True)
    assert book.memos.text(Subject(MemoKind.CASE, case)) == ""
    assert not book.consent.has_coding_work(case)


def test_a_search_writes_nothing(book, decrypted):
    book.diary.add("plain words")
    before = book.vault.connection.total_changes
    assert hits(book, "plain")
    assert list(book.memos.find("Wimbleforth")) == []
    assert book.vault.connection.total_changes == before
    assert b"Wimbleforth" not in decrypted(book.vault)
