"""The library is complete, invented in form, and says where its passages stand."""

import re
import unicodedata

import pytest

from fieldnotes.base.ids import FactorId
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.demo.library import Language, connecting, full_case, passages, read_profiles
from fieldnotes.text.normalising import normalise
from fieldnotes.text.zawgyi import looks_zawgyi

TAXONOMY = load_taxonomy()
MYANMAR = re.compile(r"[\u1000-\u109f]")
# What a report to the police would want: numbers of phones, papers, units and days, and the words that go with them.
TELLING = re.compile(
    r"\d|[၀-၉]|@|https?:|\b(?:Mon|Tues|Wednes|Thurs)day\b"
    r"|\b(?:January|February|April|June|July|August|September|October|November|December)\b"
    r"|\b(?:battalion|brigade|regiment|division) (?:number|no)\b",
    re.IGNORECASE,
)


def every_text():
    for by_language in passages().values():
        for texts in by_language.values():
            yield from texts
    for kind in (connecting().questions, connecting().talk):
        for texts in kind.values():
            yield from texts
    for name in ("english", "burmese"):
        yield full_case(name)[1].text


def test_every_factor_of_the_taxonomy_has_three_english_passages_and_no_other_factor_has_any():
    assert set(passages()) == {factor.id for factor in TAXONOMY.active_factors}
    short = {factor for factor, texts in passages().items() if len(set(texts[Language.ENGLISH])) < 3}
    assert not short


def test_fifteen_factors_or_more_can_be_spoken_of_in_burmese():
    burmese = [texts[Language.BURMESE] for texts in passages().values() if Language.BURMESE in texts]
    assert len(burmese) >= 15
    for texts in burmese:
        for text in texts:
            letters = [letter for letter in text if letter.isalpha()]
            assert sum(bool(MYANMAR.match(letter)) for letter in letters) / len(letters) > 0.95


def test_no_passage_stands_for_two_factors():
    texts = [text for by_language in passages().values() for some in by_language.values() for text in some]
    assert len(texts) == len(set(texts))


def test_passages_are_one_to_four_spoken_sentences():
    for by_language in passages().values():
        for text in (text for some in by_language.values() for text in some):
            assert 1 <= len(re.findall(r"[.?!။]", text)) <= 5, text
            assert 30 <= len(text) <= 400, text


def test_nothing_in_the_library_looks_like_a_number_a_day_or_an_address():
    assert [text for text in every_text() if TELLING.search(text)] == []


@pytest.mark.parametrize(
    "planted",
    ["call +95 9 123", "on Tuesday we left", "the ၃ men", "write to a@b.example", "It was in August."],
)
def test_the_search_for_telling_details_finds_planted_ones(planted):
    assert TELLING.search(planted)


def test_the_library_is_unicode_and_already_normal():
    for text in every_text():
        assert not looks_zawgyi(text)
        assert unicodedata.normalize("NFC", text) == text
        assert normalise(text.encode()).text == text


@pytest.mark.parametrize(("name", "length", "marks"), [("english", 6000, 20), ("burmese", 2500, 15)])
def test_a_full_interview_is_long_takes_turns_and_marks_known_factors(name, length, marks):
    bands, interview = full_case(name)
    assert len(interview.text) >= length
    assert len(interview.passages) >= marks
    turns = [line[:3] for line in interview.text.splitlines() if line]
    assert turns == ["Q: ", "A: "] * (len(turns) // 2)
    for passage in interview.passages:
        assert TAXONOMY.factor(passage.factor).retired is None
        assert passage.span.within(len(interview.text))
        assert "\n" not in interview.text[passage.span.start : passage.span.end]
    assert set(bands) == {attribute.id for attribute in TAXONOMY.attributes}


def test_profiles_name_only_what_the_taxonomy_has():
    raw = read_profiles()
    assert set(raw["factors"]) == {factor.id for factor in TAXONOMY.active_factors}
    assert set(raw["groups"]) == {group.id for group in TAXONOMY.groups}
    for profile in raw["profile"]:
        assert set(profile.get("groups", {})) <= set(raw["groups"])
        for attribute, bands in profile["bands"].items():
            for band in bands:
                assert TAXONOMY.resolve_band(attribute, band)


def test_the_two_full_interviews_overlap_where_one_sentence_says_two_things():
    _, interview = full_case("english")
    overlapping = [
        (one.factor, other.factor)
        for one in interview.passages
        for other in interview.passages
        if one.span < other.span and one.span.overlaps(other.span)
    ]
    assert (
        FactorId("driver.support.campaigns"),
        FactorId("driver.exit.online-information"),
    ) in overlapping or (
        FactorId("driver.exit.online-information"),
        FactorId("driver.support.campaigns"),
    ) in overlapping
