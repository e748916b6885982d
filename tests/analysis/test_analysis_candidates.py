"""Candidate passages as pure functions: words, sentences of answers, denials, ranking, explaining."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.analysis.candidates.coded import learned, rarity
from fieldnotes.analysis.candidates.explaining import explained, told
from fieldnotes.analysis.candidates.negation import denials
from fieldnotes.analysis.candidates.profiles import Profiles, content_terms
from fieldnotes.analysis.candidates.ranking import Kind, Ranking
from fieldnotes.analysis.candidates.tokens import Reader, places, singular
from fieldnotes.analysis.candidates.units import LONGEST_SENTENCE, units, whole
from fieldnotes.analysis.candidates.weights import CHOSEN
from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.localfactors import LocalFactor
from fieldnotes.codebook.loading import load_taxonomy

TAXONOMY = load_taxonomy()
PROFILES = Profiles(TAXONOMY)
PAY = PROFILES.of(TAXONOMY.resolve("dxp"))
BURMESE = "လက်နက်မပါတဲ့ လူတွေကို ပစ်ခိုင်းတယ်။ ကျွန်တော် မပစ်နိုင်ဘူး။"

TALK = """Q: Was it the salary?
A: We walked by the river. My salary was late again. The dog barked at us.

Q: And after that?
A: Nothing happened in the rain. They took deductions from my salary for a school nobody saw!
"""


def said(text, spans):
    return [text[span.start : span.end] for span in spans]


# Words.


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("soldiers", "soldier"),
        ("families", "family"),
        ("bribes", "bribe"),
        ("us", "us"),
        ("bus", "bus"),
        ("boss", "boss"),
        ("captain's", "captain"),
        ("captain’s", "captain"),
        ("always", "alway"),
        ("toes", "toes"),
    ],
)
def test_no_more_than_the_ending_of_a_plural_is_taken_off(word, stem):
    assert singular(word) == stem


def test_words_are_in_small_letters_and_syllables_go_in_pairs():
    assert Reader().tokens("The Soldiers didn’t PAY — 300 kyat.").words == [
        "the", "soldier", "didn't", "pay", "300", "kyat",
    ]  # fmt: skip
    words, terms = Reader().tokens(f"Yes {BURMESE[:20]}")
    assert words[:5] == ["yes", "လက်", "နက်", "မ", "ပါ"]
    assert terms[:5] == ["yes", "လက်နက်", "နက်မ", "မပါ", "ပါတဲ့"]
    assert Reader().tokens("ယောက်ျား ဗုဒ္ဓ သင်္ဘော").words == ["ယောက်ျား", "ဗုဒ္ဓ", "သင်္ဘော"]


SCRIPTS = st.text(st.sampled_from("aSo's’ .?!\n၊။" + BURMESE + "ဗုဒ္ဓသင်္ဘော123ßİ😀é"), max_size=80)


@given(SCRIPTS)
def test_every_word_has_its_place(text):
    words, terms = Reader().tokens(text)
    found = places(text)
    assert len(words) == len(terms) == len(found)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(first[1] <= second[0] for first, second in pairwise(found))
    stems = [Reader().tokens(text[start:end]).words for start, end in found]
    assert stems == [[word] for word in words]


# Sentences of answers.


def test_what_the_interviewer_says_is_no_candidate_and_windows_keep_to_one_answer():
    found = units(TALK)
    assert said(TALK, found.sentences) == [
        "We walked by the river.",
        "My salary was late again.",
        "The dog barked at us.",
        "Nothing happened in the rain.",
        "They took deductions from my salary for a school nobody saw!",
    ]
    assert [tuple(window) for window in found.windows] == [
        (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (3, 4), (3, 5), (4, 5),
    ]  # fmt: skip
    assert TALK[found.span(found.windows[4]).start :].startswith("My salary")


def test_a_question_goes_on_until_somebody_else_speaks():
    text = "Q: Who paid?\nAnd how much?\n\nStill asking.\nA: Nobody.\nNot once.\nNotes of mine.\n\nAnother paragraph."
    found = units(text)
    assert said(text, found.sentences) == ["Nobody.", "Not once.", "Notes of mine.", "Another paragraph."]
    assert (2, 4) not in found.windows


def test_notes_without_speakers_are_answers():
    assert said(BURMESE, units(BURMESE).sentences) == ["လက်နက်မပါတဲ့ လူတွေကို ပစ်ခိုင်းတယ်။", "ကျွန်တော် မပစ်နိုင်ဘူး။"]
    assert units("").windows == units("Q: Only a question?").windows == []


@pytest.mark.parametrize(
    "piece", ["word ", "w", "က", "ကျွန်တော်တို့", "1. ", "🇲🇲", "\u1039", "a\u0301", "Q: ", "...", "။"]
)
def test_a_text_without_sentence_ends_is_cut_into_pieces_that_hold_all_of_it(piece):
    text = piece * (60_000 // len(piece))
    found = units(text).sentences
    assert all(len(span) <= LONGEST_SENTENCE for span in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    if piece not in {"Q: ", "word "}:
        assert sum(map(len, found)) >= len(text) - text.count(" ")


def test_long_burmese_without_spaces_is_cut_between_syllables():
    text = "ကျွန်တော်တို့" * 2_000
    found = units(text).sentences
    joined = "".join(said(text, found))
    assert joined == text
    assert all(text[span.start] in "ကတ" and text[span.start + 1] not in "့်" for span in found)


# Denials.


def denied(sentence):
    words = Reader().tokens(sentence).words
    return {words[place]: words[by] for place, by in denials(words).items()}


@pytest.mark.parametrize(
    ("sentence", "word", "by"),
    [
        ("It was not the beatings.", "beating", "not"),
        ("They never paid me late.", "paid", "never"),
        ("I didn't leave over pay.", "pay", "didn't"),
        ("The pay was never the reason.", "pay", "never"),
        ("Without orders we sat still.", "order", "without"),
        ("ကျွန်တော် မပစ်နိုင်ဘူး", "ပစ်", "မ"),
    ],
)
def test_words_within_the_reach_of_a_denial_are_denied(sentence, word, by):
    assert denied(sentence)[word] == by


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("It was the beatings.", "beating"),
        ("It was not hunger but the beatings.", "beating"),
        ("I will not say that in the end we were all of us paid late.", "late"),
        ("မနက်က ပစ်တယ်", "ပစ်"),
    ],
)
def test_words_beyond_its_reach_are_not(sentence, word):
    assert word not in denied(sentence)


# Ranking.


def best(profile, *texts, most=10, coded=(), allowed=None, take=units):
    ranking = Ranking(profile, [take(text) for text in texts], coded)
    return [
        (
            said(texts[one.text], [take(texts[one.text]).span(one.window)])[0],
            ranking.reasons(one, texts[one.text]),
        )
        for one in ranking.best(most, allowed)
    ]


def test_the_sentence_with_the_cues_comes_first_with_its_words_and_never_the_question():
    (first, why), *others = best(PAY, TALK)
    assert first == "They took deductions from my salary for a school nobody saw!"
    named = {(reason.words, reason.kind) for reason in why}
    assert {("deductions", Kind.CUE), ("salary", Kind.CUE)} <= named
    assert [words for words, _ in others] == ["My salary was late again."]
    assert all(TALK[reason.span.start : reason.span.end] == reason.words for reason in why)


def test_a_denied_cue_counts_less_and_says_so():
    text = "It was not salary.\n\nIt was our salary."
    (first, _), (second, why) = best(PAY, text)
    assert (first, second) == ("It was our salary.", "It was not salary.")
    assert told(why) == ["salary (denied? not)"]


def test_a_denial_that_is_part_of_a_cue_denies_nothing():
    guarantees = PROFILES.of(TAXONOMY.resolve("cpg"))
    assert ("do", "not", "trust") in guarantees.cues
    ((_, why),) = best(guarantees, "We do not trust them.", take=whole)
    cue = next(reason for reason in why if reason.words == "do not trust")
    assert cue.denied_by is None


def test_words_of_the_stance_raise_a_score_and_are_named():
    text = "After my salary was late.\n\nBecause my salary was late."
    (first, why), _ = best(PAY, text)
    assert first.startswith("Because")
    assert "Because (stance)" in told(why)


def test_coded_passages_teach_words_that_the_codebook_does_not_know():
    text = "We sold the generator.\n\nThe moon was out.\n\nWe slept by a wall."
    assert best(PAY, text) == []
    taught = [content_terms("He sold the generator to eat."), content_terms("The generator went for rice.")]
    assert [words for words, _ in best(PAY, text, coded=taught)] == ["We sold the generator."]
    ((_, why),) = best(PAY, text, coded=taught)
    assert {reason.kind for reason in why} == {Kind.CODED}


def test_burmese_is_learnt_from_what_was_coded_and_explained_by_pairs_of_syllables():
    text = "A: မိုးရွာတယ်။\nA: လက်နက်မပါတဲ့ လူတွေကို ပစ်ခိုင်းတယ်။"
    ((words, why),) = best(PAY, text, coded=[content_terms("လက်နက် ကိုင်တယ်။")])
    assert words == "လက်နက်မပါတဲ့ လူတွေကို ပစ်ခိုင်းတယ်။"
    assert told(why) == ["လက်နက်"]


def test_what_is_learnt_is_the_mean_of_the_passages_weighed_by_rarity():
    # One passage of two words, each once: both have 1/sqrt(2) of its vector. Of ten sentences two hold the one, none the other.
    found = learned([Counter(boat=1, river=1)], Counter(river=2), 10)
    boat, river = rarity(0, 10), rarity(2, 10)
    length = (boat**2 + river**2) ** 0.5
    share = CHOSEN.coded * 1 / (1 + CHOSEN.shrink)
    assert found == pytest.approx({"boat": share * boat / length, "river": share * river / length})
    assert learned([], Counter(), 10) == {}


def test_long_passages_teach_each_word_less():
    # Vectors of length 1: (1) and (1/2, 1/2, 1/2, 1/2); where all are equally rare, one word of four is worth half.
    found = learned([Counter(boat=1), Counter(river=1, night=1, rope=1, moon=1)], Counter(), 10)
    assert found["boat"] == pytest.approx(2 * found["river"])


def test_sentences_that_may_not_be_offered_are_in_no_candidate():
    allowed = [[True, False, True, True, True]]
    assert [words for words, _ in best(PAY, TALK, allowed=allowed)] == [
        "They took deductions from my salary for a school nobody saw!"
    ]


def test_a_factor_of_the_team_is_looked_for_by_its_name_and_description():
    own = PROFILES.of(
        LocalFactor(FactorId("local.river"), "l1", "river crossing", "Crossing a river to leave.")
    )
    assert (own.cues, own.stance) == ((), ())
    assert best(own, TALK)[0][0] == "We walked by the river."


def test_an_explanation_names_each_word_once_and_no_word_within_a_cue():
    text = "They never paid, never paid us on time, and salary deductions, salary deductions."
    ((_, why),) = best(PAY, text, take=whole)
    words = told(why)
    assert len(words) == len(set(words))
    assert explained(why, 2) == ", ".join(words[:2])


FILLER = ("stone", "lamp", "green", "window", "tea", "cloud", "wall", "bird")
assert not set(FILLER) & {*PAY.terms, *(word for cue in PAY.cues for word in cue)}
SENTENCES = st.lists(st.lists(st.sampled_from(FILLER), min_size=3, max_size=8), min_size=1, max_size=8)
CUES = st.sampled_from([cue for cue in PAY.cues if not denials(cue)])


@settings(max_examples=60)
@given(SENTENCES, CUES, st.data())
def test_a_cue_in_place_of_any_word_makes_a_sentence_the_best(sentences, cue, data):
    number = data.draw(st.integers(0, len(sentences) - 1))
    at = data.draw(st.integers(0, len(sentences[number]) - 1))
    sentences[number][at : at + 1] = cue
    text = "\n\n".join(" ".join(words) for words in sentences)
    (words, why), *others = best(PAY, text)
    assert words == " ".join(sentences[number])
    assert any(reason.kind is Kind.CUE for reason in why)
    assert others == []


@settings(max_examples=60)
@given(SCRIPTS.map(lambda text: f"{TALK}\n\n{text}\n\nA: {text} salary {text}"), st.data())
def test_candidates_are_true_ordered_apart_and_the_same_again(text, data):
    parts = units(text)
    allowed = [
        data.draw(st.lists(st.booleans(), min_size=len(parts.sentences), max_size=len(parts.sentences)))
    ]
    ranking = Ranking(PAY, [parts], [content_terms(TALK)])
    found = ranking.best(10, allowed)
    assert found == Ranking(PAY, [units(text)], [content_terms(TALK)]).best(10, allowed)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    met = [number for one in found for number in range(*one.window)]
    assert len(met) == len(set(met))
    assert all(allowed[0][number] for number in met)
    for one in found:
        span = parts.span(one.window)
        assert span.within(len(text))
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        for reason in ranking.reasons(one, text):
            assert span.start <= reason.span.start < reason.span.end <= span.end
            assert text[reason.span.start : reason.span.end] == reason.words


@pytest.mark.parametrize("piece", ["salary and ", "ကျွန်တော်", "salary not "])
def test_half_a_million_characters_without_a_sentence_end_give_short_candidates(piece):
    text = (piece * 60_000)[:500_000]
    parts = units(text)
    assert len(parts.windows) <= 3 * len(parts.sentences) <= 3 * (len(text) // (LONGEST_SENTENCE // 2) + 1)
    found = Ranking(PAY, [parts], [content_terms(text[:200])]).best(10)
    assert len(found) == 10
    assert all(len(parts.span(one.window)) <= 3 * (LONGEST_SENTENCE + 1) for one in found)
