import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import WrongUseError
from fieldnotes.vault.recovery import RecoveryWords

# Test vectors of BIP-39: entropy and words.
VECTORS = [
    (
        "00" * 16,
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
    ),
    ("7f" * 16, "legal winner thank year wave sausage worth useful legal winner thank yellow"),
    ("80" * 16, "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"),
    ("ff" * 16, "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong"),
]


@pytest.mark.parametrize(("entropy", "words"), VECTORS)
def test_bip39_vectors(entropy, words):
    assert RecoveryWords.parse(words).entropy().hex() == entropy
    assert " ".join(RecoveryWords(bytes.fromhex(entropy)).words) == words


@given(st.binary(min_size=16, max_size=16))
def test_words_typed_back_in_any_case_and_spacing_are_the_same(entropy):
    made = RecoveryWords(entropy)
    assert RecoveryWords.parse("  " + "\n ".join(made.words).upper()) == made


def test_a_wrong_number_of_words():
    with pytest.raises(WrongUseError, match="11 words instead of 12"):
        RecoveryWords.parse("zoo " * 11)


def test_a_misspelt_word_is_named_by_place_only():
    with pytest.raises(WrongUseError, match="number 3") as failure:
        RecoveryWords.parse("zoo zoo zooo zoo zoo zoo zoo zoo zoo zoo zoo wrong")
    assert "zooo" not in str(failure.value)


def test_two_words_changed_over_fail_the_checksum():
    with pytest.raises(WrongUseError, match="do not belong together"):
        RecoveryWords.parse("winner legal thank year wave sausage worth useful legal winner thank yellow")


def test_fresh_words_differ():
    assert len({RecoveryWords.generate().entropy() for _ in range(20)}) == 20


def test_shows_and_stores_nothing_of_itself():
    made = RecoveryWords.parse(VECTORS[1][1])
    assert not any(word in f"{made!r} {made}" for word in made.words)
    with pytest.raises(TypeError):
        pickle.dumps(made)
