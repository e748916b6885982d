"""Replacing a name by a pseudonym: nothing of it stays, passages keep their places, and what still holds it is told."""

import hashlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.findings import digest
from fieldnotes.casebook.occurrences import Moved, Words, put
from fieldnotes.casebook.pseudonymising import find_places, replace
from fieldnotes.casebook.records import Purpose
from fieldnotes.text.edits import Edit
from fieldnotes.text.identifiers.finding import Kind
from fieldnotes.vault.backups import back_up

FACTOR, OTHER = "driver.morality.civilian-violence", "driver.exit.cdm"
NAME, BURMESE = "Zarquonelle Quibb", "ဒေါ်ခင်ဆွေ"
C1, C2 = CaseId("C1"), CaseId("C2")


def spellings(name: str) -> list[bytes]:
    return [
        name.encode(),
        name.lower().encode(),
        name.upper().encode(),
        *(part.encode() for part in name.split()),
    ]


@pytest.fixture
def book(own_book):
    for case in (C1, C2):
        own_book.cases.add(case)
        own_book.consent.give(case, Purpose.STORE)
    return own_book


def told(book, case=C1):
    return [(coding.span, coding.factor, coding.changed) for coding in book.codings.of_case(case)]


def words_at(book, interview):
    text = book.interviews.text(interview)
    return [text[one.span.start : one.span.end] for one in book.codings.of_interview(interview)]


def test_places_are_counted_and_nothing_is_changed_before(book):
    text = f"{NAME} and ZARQUONELLE  quibb; Zarquonelle Quibbs is another."
    first = book.interviews.add(C1, text, f"with {NAME}").id
    book.codings.add(first, Span(0, 5), FACTOR, memo=f"it is {NAME}")
    book.interviews.add(C2, NAME)
    found = find_places(book, NAME, C1)
    assert (found.texts, found.interviews, found.titles, found.memos) == ({C1: 2}, 1, 1, 1)
    assert find_places(book, NAME).texts == {C1: 2, C2: 1}
    assert book.interviews.text(first) == text
    assert not find_places(book, "nobody").found


def test_passages_keep_their_places_and_count_as_unchanged(book):
    text = f"Then {NAME} said it. And {NAME} left with {NAME}."
    interview = book.interviews.add(C1, text).id
    whole, inside, exact = Span(0, 31), text.rindex(NAME), text.index(NAME)
    book.codings.add(interview, whole, FACTOR)
    book.codings.add(interview, Span(exact, exact + len(NAME)), OTHER)
    book.codings.add(interview, Span(inside + 4, len(text)), FACTOR)  # begins within the name
    done = replace(book, NAME, "P1", C1)
    assert done.places.total == 3
    assert book.interviews.text(interview) == "Then P1 said it. And P1 left with P1."
    assert words_at(book, interview) == ["Then P1 said it.", "P1", "P1."]
    assert not any(coding.changed for coding in book.codings.of_interview(interview))
    assert book.interviews.get(interview).length == len("Then P1 said it. And P1 left with P1.")
    assert book.interviews.search("P1 left")
    assert not book.interviews.search("Zarquon")


def test_what_was_marked_changed_before_stays_so(book):
    interview = book.interviews.add(C1, f"{NAME} said it at night").id
    book.codings.add(interview, Span(0, 20), FACTOR)
    book.journal.record(interview, [Edit(18, "said", "told")])
    assert told(book)[0][2] is True
    replace(book, NAME, "P1", C1)
    assert told(book)[0][2] is True
    assert book.interviews.text(interview) == "P1 told it at night"


@pytest.mark.parametrize("name", [NAME, BURMESE])
def test_nothing_of_a_name_is_left_in_the_decrypted_image(book, decrypted, name):
    interview = book.interviews.add(C1, f"{name} came. " * 40, f"talk with {name}").id
    book.codings.add(interview, Span(0, len(name)), FACTOR, memo=f"{name} again")
    # typed in pieces, erased again, undone, redone, and a passage of nothing but the name lost
    for place, letter in enumerate(f"Oh {name}! "):
        book.journal.record(interview, [Edit(place, "", letter)])
    book.journal.record(interview, [Edit(0, f"Oh {name}! ", "")])
    book.journal.undo(interview)
    book.codings.add(interview, Span(3, 3 + len(name)), OTHER)
    book.journal.record(interview, [Edit(3, name, "")])
    book.journal.fold(interview)
    book.findings.dismiss(interview, Kind.NAME, name)
    # in another interview it was only typed and taken out again
    gone = book.interviews.add(C1, "He said nothing.").id
    for place, letter in enumerate(name):
        book.journal.record(gone, [Edit(place, "", letter)])
    book.journal.record(gone, [Edit(0, name, "")])
    book.guides.add("own", f"Did you meet {name}?")
    book.abbreviations.set("zq", f"{name} of the north")
    book.findings.add_words(name)
    before = decrypted(book.vault)
    digests = [hashlib.sha256(name.encode()).digest(), digest(Kind.NAME, name)]
    assert name.encode() in before
    assert all(one in before for one in digests), "the scan sees what is there"
    done = replace(book, name, "P1")
    image = decrypted(book.vault)
    assert [one for one in (*spellings(name), *digests) if one in image] == []
    assert done.left == ()
    assert (done.histories, done.others) == (2, 3)
    assert book.interviews.text(interview).startswith("Oh ! P1 came. P1 came.")
    assert book.interviews.get(interview).title == "talk with P1"
    assert book.codings.of_interview(interview)[0].memo == "P1 again"
    assert book.guides.get("own").questions == ("Did you meet P1?",)
    assert book.abbreviations.all() == {"zq": "P1 of the north"}
    for one in (interview, gone):
        assert book.journal.history(one) == []
        with pytest.raises(AnswerIsNoError):
            book.journal.undo(one)
    assert book.vault.stale() == ()


@pytest.mark.parametrize("folded", [True, False], ids=["written down", "in the journal"])
def test_nor_in_what_is_kept_of_words_that_were_changed(book, decrypted, folded):
    # A changed coding keeps its words as they were, for its review: those may hold a name the text no longer has.
    interview = book.interviews.add(C1, f"Then {NAME} said it, at night.").id
    book.codings.add(interview, Span(0, 20 + len(NAME) - 10), FACTOR)
    book.journal.record(interview, [Edit(5, NAME, "somebody")])
    if folded:
        book.journal.fold(interview)
        book.vault.checkpoints.truncate()
    assert NAME.encode() in decrypted(book.vault)
    done = replace(book, NAME, "P1")
    assert done.places.total == 0
    assert [one for one in spellings(NAME) if one in decrypted(book.vault)] == []
    assert done.left == ()


def test_other_interviews_keep_their_history(book):
    interview = book.interviews.add(C1, f"{NAME} came.").id
    other = book.interviews.add(C1, "He left.").id
    book.journal.record(other, [Edit(3, "left", "stayed")])
    replace(book, NAME, "P1", C1)
    book.journal.undo(other)
    assert book.interviews.text(other) == "He left."
    assert book.interviews.text(interview) == "P1 came."


def test_what_still_holds_it_is_told(book, tmp_path):
    book.interviews.add(C1, f"{NAME} came. {NAME}s left.")
    book.interviews.add(C2, f"{NAME} is known here.")
    book.guides.add("own", f"Did you meet {NAME}?")
    back_up(book.vault)
    (tmp_path / "else").mkdir()
    back_up(book.vault, tmp_path / "else")
    done = replace(book, NAME, "P1", C1)
    assert [line for line in done.left if "C1" in line and "1 times" in line]
    assert [line for line in done.left if "C2" in line]
    assert [line for line in done.left if "an interview guide" in line]
    assert len(done.backups) == 2
    assert all("still holds what was replaced" in line for line in done.backups)
    assert NAME not in " ".join((*done.left, *done.backups)), "a report may be on the screen for long"
    back_up(book.vault)
    again = replace(book, f"{NAME}s", "P1s", C1)
    assert len(again.backups) == 3, "the backup made just now holds the longer word"


def test_every_table_is_asked_whoever_made_it(book):
    book.vault.settings.set("somewhere", f"a {NAME}")
    with book.vault.transaction() as connection:
        connection.execute(
            "CREATE TABLE of_another_room (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT"
        )
        connection.execute("INSERT INTO of_another_room (words) VALUES (?)", (NAME.upper(),))
    book.interviews.add(C1, NAME)
    left = replace(book, NAME, "P1").left
    assert any("a setting" in line for line in left)
    assert any("of_another_room" in line for line in left)


@pytest.mark.parametrize("instead", ["", "  ", f"{NAME} 2", "zarquonelle quibb", "a\x1bb", "a\nb"])
def test_what_is_put_in_its_place_must_not_tell_it(book, instead):
    book.interviews.add(C1, NAME)
    with pytest.raises(WrongUseError):
        replace(book, NAME, instead)
    assert book.interviews.search(NAME)


def test_words_that_stand_nowhere_are_no_answer(book):
    book.interviews.add(C1, "nothing here")
    with pytest.raises(AnswerIsNoError):
        replace(book, NAME, "P1")
    with pytest.raises(AnswerIsNoError):
        replace(book, NAME, "P1", CaseId("C9"))
    with pytest.raises(WrongUseError):
        replace(book, "  ", "P1")


def test_a_replacement_that_was_cut_off_is_finished_at_the_next_opening(book, decrypted, monkeypatch):
    book.interviews.add(C1, f"{NAME} came. " * 40)
    monkeypatch.setattr(type(book.vault.checkpoints), "truncate", lambda *_, **__: False)
    with pytest.raises(Exception, match="traces may remain"):
        replace(book, NAME, "P1")
    assert NAME.encode() in decrypted(book.vault)
    monkeypatch.undo()
    type(book).open(book.vault, book.taxonomy)
    assert [one for one in spellings(NAME) if one in decrypted(book.vault)] == []
    assert not book.interviews.search(NAME)


def test_codings_stay_on_their_words_whatever_is_replaced(book):
    chosen = random.Random(7)
    vocabulary = [NAME, "tree", "house", "ရွာ", "river", "Quibbstone", "\n"]
    for _ in range(12):
        words = [chosen.choice(vocabulary) for _ in range(60)]
        text = " ".join(words)
        interview = book.interviews.add(C1, text).id
        marked = {}
        for _ in range(12):
            first = chosen.randrange(len(words))
            last = chosen.randrange(first, min(len(words), first + 5))
            start = len(" ".join(words[:first])) + (1 if first else 0)
            span = Span(start, start + len(" ".join(words[first : last + 1])))
            if span not in marked.values():
                marked[book.codings.add(interview, span, FACTOR).id] = span
        for _ in range(chosen.randrange(4)):
            book.journal.record(
                interview, [Edit(len(book.interviews.text(interview)), "", f" {chosen.choice(vocabulary)}")]
            )
        before = {one.id: text[one.span.start : one.span.end] for one in book.codings.of_interview(interview)}
        replace(book, NAME, "P1", C1)
        now = book.interviews.text(interview)
        for one in book.codings.of_interview(interview):
            wanted = put(before[one.id], Words(NAME).find(before[one.id]), "P1")
            assert now[one.span.start : one.span.end] == wanted
            assert not one.changed
        book.interviews.delete(interview)


PIECES = st.lists(st.sampled_from(["Ann", "ann", "b", " ", "Anna", "\n", "é"]), max_size=30)


@settings(max_examples=200)
@given(PIECES, st.integers(0, 90), st.integers(1, 12))
def test_moved_spans_hold_what_they_held(pieces, start, length):
    text = "".join(pieces)
    words = Words("Ann")
    spans = words.find(text)
    now = put(text, spans, "Q17")
    start = min(start, max(0, len(text) - 1))
    end = min(len(text), start + length)
    if start >= end:
        return
    grown = [start, end]  # a passage that cuts a name takes in all of it
    for span in spans:
        if span.start < start < span.end:
            grown[0] = span.start
        if span.start < end < span.end:
            grown[1] = span.end
    at, long = Moved(spans, 3)(start, end - start)
    kept = text[grown[0] : grown[1]]
    assert now[at : at + long] == put(kept, [Span(one.start - grown[0], one.end - grown[0]) for one in spans
                                             if grown[0] <= one.start and one.end <= grown[1]], "Q17")  # fmt: skip
    assert not words.find(now)
