"""Codings to be looked at again: with their words as they were; and nowhere are those words kept longer than they may be."""

import pytest

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook import pseudonymising
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.wordsbefore import LONGEST
from fieldnotes.text.edits import Edit

FACTOR, OTHER = "driver.morality.civilian-violence", "obstacle.punishment.penalty"
TEXT = "Q: Who knew?\nA: My cousin Thida hid me in the mill.\n"


def coded(book: Casebook, case: CaseId, text: str = TEXT, words: str = "My cousin Thida hid me"):
    interview = book.interviews.add(case, text).id
    start = text.index(words)
    return interview, book.codings.add(interview, Span(start, start + len(words)), FACTOR)


def write(book: Casebook, interview, old: str, new: str) -> None:
    start = book.interviews.text(interview).index(old)
    book.journal.record(interview, [Edit(start, old, new)])


def rows(book: Casebook) -> list[str]:
    return [
        row["words"] for row in book.vault.connection.execute("SELECT words FROM words_before").fetchall()
    ]


@pytest.mark.parametrize("fold", [False, True])
def test_a_changed_coding_is_shown_with_its_words_before_and_now_until_it_is_reviewed(own_book, fold):
    case = own_book.cases.add(CaseId("C1")).id
    interview, coding = coded(own_book, case)
    assert own_book.reviews.of_case(case) == []
    write(own_book, interview, "hid me", "kept me hidden")
    write(own_book, interview, "My cousin", "A cousin")
    if fold:
        own_book.journal.fold(interview)
    [one] = own_book.reviews.of_case(case)
    assert (one.coding, one.before, one.now) == (
        coding.id,
        "My cousin Thida hid me",
        "A cousin Thida kept me hidden",
    )
    again = Casebook.open(own_book.vault, own_book.taxonomy)
    assert again.reviews.of_case(case) == [one]
    own_book.codings.reviewed(coding.id)
    assert own_book.reviews.of_case(case) == rows(own_book) == []
    write(own_book, interview, "Thida", "T.")
    [one] = own_book.reviews.of_case(case)
    assert (one.before, one.now) == ("A cousin Thida kept me hidden", "A cousin T. kept me hidden")


@pytest.mark.parametrize("fold", [False, True])
def test_a_lost_coding_is_shown_with_the_words_it_lost_and_can_be_placed_anew(own_book, fold):
    case = own_book.cases.add(CaseId("C1")).id
    interview, coding = coded(own_book, case)
    write(own_book, interview, "A: My cousin Thida hid me in", "A: In")
    if fold:
        own_book.journal.fold(interview)
    [one] = own_book.reviews.of_case(case)
    assert (one.span, one.before, one.now) == (None, "My cousin Thida hid me", "")
    with pytest.raises(AnswerIsNoError, match="deleted"):
        own_book.codings.reviewed(coding.id)
    own_book.codings.place(coding.id, Span(16, 18))
    assert own_book.reviews.of_case(case) == rows(own_book) == []
    assert own_book.codings.get(coding.id).changed is False


def test_words_that_stand_again_as_they_were_are_told_as_that(own_book):
    case = own_book.cases.add(CaseId("C1")).id
    interview, _ = coded(own_book, case)
    write(own_book, interview, "hid me", "kept me hidden")
    own_book.journal.undo(interview)
    [one] = own_book.reviews.of_case(case)
    assert one.before == one.now == "My cousin Thida hid me"


def test_of_very_long_words_beginning_and_end_are_kept(own_book):
    case = own_book.cases.add(CaseId("C1")).id
    text = "b" + "word " * 3_000 + "e"
    interview = own_book.interviews.add(case, text).id
    own_book.codings.add(interview, Span(0, len(text)), FACTOR)
    own_book.journal.record(interview, [Edit(100, "", "x")])
    own_book.journal.fold(interview)
    [before] = rows(own_book)
    assert len(before) < LONGEST + 10
    assert before.startswith("bword word ")
    assert before.endswith("word e")


def test_replacing_a_name_for_good_and_forgetting_earlier_wordings_reach_the_words_before(own_book):
    case = own_book.cases.add(CaseId("C1")).id
    interview, _ = coded(own_book, case)
    write(
        own_book, interview, "cousin Thida", "cousin"
    )  # the name goes by hand, and remains as what was coded
    own_book.journal.fold(interview)
    own_book.vault.connection.execute("DELETE FROM journal")  # as after five hundred more edits
    own_book.journal.drop()
    assert rows(own_book) == ["My cousin Thida hid me"]
    pseudonymising.replace(own_book, "Thida", "P1")
    assert not any("Thida" in words for words in rows(own_book))
    write(own_book, interview, "hid me", "hid us")
    own_book.journal.fold(interview)
    own_book.journal.forget(interview)
    assert rows(own_book) == []
    assert own_book.reviews.of_case(case)[0].before is None


def test_words_before_go_with_their_coding_and_their_case(own_book):
    case = own_book.cases.add(CaseId("C1")).id
    interview, coding = coded(own_book, case)
    other = own_book.codings.add(interview, Span(16, 25), OTHER)
    write(own_book, interview, "cousin", "aunt")
    own_book.journal.fold(interview)
    assert len(rows(own_book)) == 2
    own_book.codings.remove(coding.id)
    assert rows(own_book) == ["My cousin"]
    assert other.id in [one.coding for one in own_book.reviews.of_case(case)]
    own_book.cases.delete(case)
    assert rows(own_book) == []
