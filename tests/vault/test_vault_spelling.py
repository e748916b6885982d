"""Burmese as different keyboards store it: one passphrase."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import RefusedError
from fieldnotes.vault import passphrases
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.spelling import one_spelling

MARKS = "\u102b\u102c\u102d\u102e\u102f\u1030\u1031\u1032\u1036\u1037\u1038\u103a\u103b\u103c\u103d\u103e"
LETTERS = "ကခဂငစညတနပမယရလဝသဟအ၁ aé"

# The same word as two keyboards store it; the first is the order of Unicode Technical Note 11.
SPELLINGS = [
    ("ကို", "က\u102d\u102f", "က\u102f\u102d"),
    ("သုံး", "သ\u102f\u1036\u1038", "သ\u1036\u102f\u1038"),
    ("ချို့", "ခ\u103b\u102d\u102f\u1037", "ခ\u103b\u1037\u102f\u102d"),
    ("တော့်", "တ\u1031\u102c\u1037\u103a", "တ\u1031\u102c\u103a\u1037"),
    ("မြွှေ", "မ\u103c\u103d\u103e\u1031", "မ\u103e\u103d\u103c\u1031"),
    ("အမျိုးသမီး", "အမ\u103b\u102d\u102f\u1038သမ\u102e\u1038", "အမ\u103b\u102f\u102d\u1038သမ\u102e\u1038"),
]


@pytest.mark.parametrize(("word", "one", "other"), SPELLINGS, ids=[word for word, _, _ in SPELLINGS])
def test_real_words_in_two_orders_are_one_passphrase(word, one, other):
    assert one != other
    assert sorted(one) == sorted(other)
    assert Passphrase(one).encoded() == Passphrase(other).encoded() == Passphrase(word).encoded()


def test_normalization_form_c_alone_would_not_do():
    assert unicodedata.normalize("NFC", "က\u102d\u102f") != unicodedata.normalize("NFC", "က\u102f\u102d")


syllables = st.tuples(st.sampled_from(LETTERS), st.lists(st.sampled_from(MARKS), max_size=4))
texts = st.lists(syllables, min_size=1, max_size=6)


def joined(parts):
    return "".join(letter + "".join(marks) for letter, marks in parts)


@given(texts, st.randoms(use_true_random=False))
def test_marks_in_any_order_on_their_letter_are_one_passphrase(parts, chance):
    shuffled = [(letter, chance.sample(marks, len(marks))) for letter, marks in parts]
    assert Passphrase(joined(parts)).encoded() == Passphrase(joined(shuffled)).encoded()


@given(texts, texts)
def test_texts_that_differ_in_a_letter_or_a_mark_stay_different(one, other):
    def content(parts):
        return [(letter, sorted(marks)) for letter, marks in parts]

    same = content(one) == content(other)
    assert (one_spelling(joined(one)) == one_spelling(joined(other))) is same


@given(st.text())
def test_ordering_twice_changes_nothing_and_other_scripts_are_left_to_nfc(typed):
    once = one_spelling(typed)
    assert one_spelling(once) == once
    if not any("\u1000" <= char <= "\u109f" for char in typed):
        assert once == unicodedata.normalize("NFC", typed)


def test_stacked_letters_and_kinzi_keep_their_order():
    for word in ("သင်္ကြန်", "ပစ္စည်း", "ဗုဒ္ဓ"):
        assert one_spelling(word) == unicodedata.normalize("NFC", word)


def test_a_vault_from_before_opens_in_the_order_its_passphrase_was_typed(made, rows, monkeypatch):
    typed = "က\u102f\u102d " * 4
    with monkeypatch.context() as old, made.open() as vault:
        old.setattr(passphrases, "one_spelling", passphrases.composed)  # as version 0.1 had it
        vault.change_passphrase(Passphrase(typed))
    again = type(made)(made.folder, typed, made.words)
    with again.open() as vault:
        assert made.rows(vault) == rows
        vault.change_passphrase(Passphrase(typed))
    for spelling in (typed, "က\u102d\u102f " * 4):
        with type(made)(made.folder, spelling, made.words).open() as vault:
            assert made.rows(vault) == rows
    with pytest.raises(RefusedError):
        type(made)(made.folder, "က\u102d\u1030 " * 4, made.words).open()
