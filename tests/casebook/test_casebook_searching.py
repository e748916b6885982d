import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import Hit
from fieldnotes.casebook.searching import folded
from fieldnotes.text.edits import Edit

BURMESE = "ရာသီဥတုကောင်းတယ်။ ရေမရှိဘူး။ ကျွန်တော်တို့ မြို့ကနေ ထွက်ခဲ့တယ်။\nရေကြောင်းနဲ့ သွားတယ်။"
ENGLISH = "Checkpoint at the bridge. “Quoted” AND NEAR(x) * \"half - % _ ' NOT\nThe checkpoint again; aaaa."


@pytest.fixture(scope="module")
def texts(book):
    """Case and text of three interviews that nothing else in this module changes."""
    one, two = book.cases.add("S1").id, book.cases.add("S2").id
    made = [
        book.interviews.add(one, BURMESE),
        book.interviews.add(one, ENGLISH),
        book.interviews.add(two, BURMESE[20:]),
    ]
    return {
        interview.id: (interview, text)
        for interview, text in zip(made, (BURMESE, ENGLISH, BURMESE[20:]), strict=True)
    }


def _brute_force(texts, needle):
    """By regular expression with a look-ahead: another way to the same answer, overlapping places included."""
    pattern = re.compile(f"(?={re.escape(needle)})", re.IGNORECASE)
    return [
        Hit(interview.case, interview.id, interview.number, Span(found.start(), found.start() + len(needle)))
        for interview, text in texts.values()
        for found in pattern.finditer(text)
    ]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_substring_is_found_at_all_its_places_and_nowhere_else(book, texts, data):
    _, text = data.draw(st.sampled_from(list(texts.values())))
    start = data.draw(st.integers(0, len(text) - 1))
    needle = text[start : start + data.draw(st.integers(1, 12))]
    assert book.interviews.search(needle) == _brute_force(texts, needle)


@pytest.mark.parametrize(
    "needle", ["ရေ", "ရ", "ာ", "CHECKPOINT", '"half', "AND", "*", "%", "' NOT\n", "aa", "(x) *"]
)
def test_short_and_awkward_needles(book, texts, needle):
    hits = book.interviews.search(needle)
    assert hits == _brute_force(texts, needle)
    assert hits


@pytest.mark.parametrize("needle", ["ရေးသီ", "no such words", "checkpoints", "\x00", "😀😀😀", "ရရရ"])
def test_what_is_not_there_is_not_found(book, texts, needle):
    assert texts
    assert book.interviews.search(needle) == []


def test_nothing_to_search_for_is_refused_at_once(book):
    with pytest.raises(WrongUseError):
        book.interviews.find("")


def test_edits_are_found_before_and_after_folding(own_book):
    interview = own_book.interviews.add(own_book.cases.add("C1").id, "at the old bridge").id
    own_book.journal.record(interview, [Edit(7, "old", "new")])
    for _ in range(2):
        assert [hit.span for hit in own_book.interviews.search("new bridge")] == [Span(7, 17)]
        assert own_book.interviews.search("old bridge") == []
        assert [hit.span for hit in own_book.interviews.search("bridge")] == [Span(11, 17)]
        own_book.journal.fold(interview)


def test_after_many_edits_the_index_is_not_trusted_until_folded(own_book):
    # The snapshot is written anew by itself, the index is not: what was typed must be found all the same.
    interview = own_book.interviews.add(own_book.cases.add("C1").id, "").id
    for begun in range(0, 250, 25):
        batch = [Edit(number, "", "lighthouse"[number % 10]) for number in range(begun, begun + 25)]
        own_book.journal.record(interview, batch)
    assert len(own_book.interviews.search("lighthouse")) == 25


def test_searching_writes_nothing(own_book):
    own_book.interviews.add(own_book.cases.add("C1").id, BURMESE)
    own_book.vault.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    before = {path.name: path.read_bytes() for path in own_book.vault.folder.iterdir() if path.is_file()}
    assert own_book.interviews.search("ရေမရှိ")
    assert own_book.interviews.search("ရ")
    assert {
        path.name: path.read_bytes() for path in own_book.vault.folder.iterdir() if path.is_file()
    } == before


@given(st.text(max_size=30))
def test_folding_case_keeps_offsets(text):
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=10), st.text(min_size=1, max_size=5), st.text(max_size=10))
def test_folding_case_looks_at_no_neighbours(before, needle, after):
    assert folded(before + needle + after) == folded(before) + folded(needle) + folded(after)


def test_hits_come_as_they_are_found(book, texts):
    hits = book.interviews.find("ရေ")
    assert next(hits) == _brute_force(texts, "ရေ")[0]
