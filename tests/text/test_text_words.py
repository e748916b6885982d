"""Words as they are moved by and chosen: phrases and syllables in Myanmar script, words elsewhere."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.text.syllables import is_boundary
from fieldnotes.text.words import chosen_after, chosen_before, word_after, word_at, word_before

LINE = "ရွာက လူတွေ သိတယ်။ He ran, didn't he?"


def stops(line, step):
    found, at = [0], 0
    while at < len(line):
        at = step(line, at)
        found.append(at)
    return [line[start:end] for start, end in pairwise(found)]


def test_moving_right_goes_by_phrases_and_words():
    assert stops(LINE, word_after) == [
        "ရွာက", " လူတွေ", " သိတယ်", "။", " He", " ran", ",", " didn", "'", "t", " he", "?",
    ]  # fmt: skip


def test_moving_left_goes_by_the_same_words():
    at, found = len(LINE), []
    while at:
        at = word_before(LINE, at)
        found.append(at)
    assert [LINE[start:].split(" ", 1)[0] for start in found[-3:]] == ["သိတယ်။", "လူတွေ", "ရွာက"]


@pytest.mark.parametrize(
    ("column", "word"),
    [(0, "ရွာ"), (2, "ရွာ"), (LINE.index("တွေ") + 1, "တွေ"), (LINE.index("ran") + 1, "ran"), (99, "?")],
)
def test_two_clicks_choose_a_word_or_a_syllable(column, word):
    start, end = word_at(LINE, column)
    assert LINE[start:end] == word
    assert word_at("", 3) == (0, 0)


def test_one_key_erases_a_word_or_a_syllable_but_never_a_phrase():
    line = "the old ကျွန်တော်တို့"
    assert line[chosen_before(line, len(line)) :] == "တို့"
    assert line[: chosen_before(line, 8)] == "the "
    assert line[chosen_after(line, 0) :].startswith(" old")
    assert line[8 : chosen_after(line, 8)] == "ကျွန်"


@given(st.text(st.sampled_from("ကခ္်ိး့ ။၊a\u0301b1'_\t"), max_size=30), st.integers(0, 31))
def test_no_word_begins_or_ends_inside_a_syllable_and_every_step_goes_on(line, column):
    column = min(column, len(line))
    while not is_boundary(line, column):
        column -= 1
    for place in (word_before(line, column), chosen_before(line, column)):
        assert place < column or column == 0
        assert is_boundary(line, place)
    for place in (word_after(line, column), chosen_after(line, column)):
        assert place > column or column == len(line)
        assert is_boundary(line, place)
    start, end = word_at(line, column)
    assert is_boundary(line, start)
    assert is_boundary(line, end)
    assert start <= column
    assert start < end or not line
