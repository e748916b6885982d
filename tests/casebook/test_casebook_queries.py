"""Where is looked: filters of a search against looking by hand, and how a line is read."""

import pytest

from fieldnotes.base.errors import FieldnotesError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.queries import Where, parse_query, where
from fieldnotes.text.edits import Edit

TEXT = "A: the river was high. Later the river fell.\n"


@pytest.fixture
def cases(own_book):
    book = own_book
    made = {}
    for label in ("C1", "C2", "C3"):
        book.cases.add(CaseId(label))
        made[label] = book.interviews.add(CaseId(label), TEXT)
    book.cases.set_attribute(CaseId("C1"), "position", "defector")
    book.cases.set_attribute(CaseId("C2"), "position", "in service")
    at = TEXT.index("Later")
    book.codings.add(made["C2"].id, Span(at, len(TEXT) - 1), book.taxonomy.resolve("dmv").id)
    return book, made


def found(book, query: str) -> list[tuple[str, int]]:
    read = parse_query(query, book.taxonomy)
    return [(hit.case, hit.span.start) for hit in book.interviews.search(read.needle, read.where)]


FIRST, SECOND = TEXT.index("river"), TEXT.rindex("river")


def test_each_filter_and_all_together(cases):
    book, _ = cases
    both = [(label, place) for label in ("C1", "C2", "C3") for place in (FIRST, SECOND)]
    assert found(book, "river") == both
    assert found(book, "case:C3 river") == [("C3", FIRST), ("C3", SECOND)]
    assert found(book, "position:defector river") == [("C1", FIRST), ("C1", SECOND)]
    assert found(book, "position:not-said river") == [("C3", FIRST), ("C3", SECOND)]
    assert found(book, "factor:dmv river") == [("C2", SECOND)], "only words within the coded passage"
    assert found(book, "factor:dmv case:C2 position:in-service river") == [("C2", SECOND)]
    assert found(book, "factor:dmv position:defector river") == []
    assert found(book, "case:C9 river") == []
    assert found(book, "factor:dmv v") == [("C2", SECOND + 2)], (
        "too short for the index, filtered all the same"
    )


def test_a_passage_that_moved_since_it_was_coded_still_filters(cases):
    book, made = cases
    book.journal.record(made["C2"].id, [Edit(0, "", "river! ")])
    assert found(book, "factor:dmv river") == [("C2", SECOND + 7)]
    assert found(book, "case:C2 river") == [("C2", 0), ("C2", FIRST + 7), ("C2", SECOND + 7)]


def test_text_edited_since_it_was_indexed_is_looked_through_until_it_is_indexed_again(cases):
    book, made = cases
    book.journal.record(made["C1"].id, [Edit(3, "the river", "a brook")])
    assert found(book, "brook") == [("C1", 5)]
    assert [case for case, _ in found(book, "case:C1 river")] == ["C1"]
    book.journal.fold(made["C1"].id)
    assert book.vault.connection.execute("SELECT count(*) FROM unindexed").fetchone()[0] == 0
    assert found(book, "brook") == [("C1", 5)]


@pytest.mark.parametrize(
    ("typed", "needle", "case"),
    [
        ("river", "river", None),
        ("case:C1 river  bed", "river  bed", "C1"),
        ("case:C1", "", "C1"),
        (" case:C1 river", " case:C1 river", None),
        ('"case:C1 river"', "case:C1 river", None),
        ('case:C1 "river "', "river ", "C1"),
        ("they:said so", "they:said so", None),
        ("river case:C1", "river case:C1", None),
        ('"', '"', None),
        ("", "", None),
    ],
)
def test_a_line_is_filters_first_and_then_words_as_they_stand(book, typed, needle, case):
    query = parse_query(typed, book.taxonomy)
    assert (query.needle, query.where.case) == (needle, case)


@pytest.mark.parametrize(
    "typed",
    ["factor:nothing x", "position:nowhere x", "case:C1 case:C2 x", "case:! x", "factor:dmv factor:opf x"],
)
def test_a_filter_that_names_nothing_is_told(book, typed):
    with pytest.raises(FieldnotesError):
        parse_query(typed, book.taxonomy)


def test_filters_in_words_are_those_of_the_codebook(book):
    dmv = book.taxonomy.resolve("dmv").id
    position = book.taxonomy.resolve_band("position", "defector")
    assert where(book.taxonomy, case="C1", factor="dmv", attributes=[("position", "defector")]) == Where(
        CaseId("C1"), dmv, (position,)
    )
    with pytest.raises(WrongUseError):
        where(book.taxonomy, attributes=[("position", "general staff of the moon")])


def test_an_excerpt_is_one_line_around_the_place_and_cuts_no_syllable(own_book):
    book = own_book
    book.cases.add(CaseId("C1"))
    text = "ကျွန်တော်တို့ မြို့ကနေ ထွက်ခဲ့တယ်။\n" * 5 + "ferry" + "\nကျောင်းသားတွေ" * 5
    book.interviews.add(CaseId("C1"), text)
    (hit,) = book.interviews.search("ferry")
    excerpt = book.interviews.excerpt(hit, 10)
    assert "\n" not in excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    inner = excerpt.strip("…")
    assert inner[0] not in "\u102b\u102c\u102d\u103a\u1037\u1038\u103b\u103c"
    assert "ferry" in inner
    assert len(inner) <= 5 + 2 * 10 + 8
