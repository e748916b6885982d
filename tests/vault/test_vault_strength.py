import logging
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from fieldnotes.vault.passphrases import advice
from fieldnotes.vault.strength import FLOOR_LOG10, strength, word_passphrase


@pytest.mark.parametrize("weak", [
    "", "password", "password password password", "1234567890123456", "aaaaaaaaaaaaaaaaaaaa", "qwertyuiopasdfgh",
    "correct horse battery staple", "river stone lamp", "letmein letmein letmein", "2021-02-01 2021-02-01",
    "မြန်မာ မြန်မာ မြန်မာ မြန်မာ", "ကကကကကကကကကကကကကကကကကကကက",
])  # fmt: skip
def test_what_is_soon_guessed_is_below_the_floor(weak):
    assert strength(weak).guesses_log10 < FLOOR_LOG10
    assert strength(weak).score < 3
    assert advice(weak) is not None


@pytest.mark.parametrize("strong", [
    "three grey herons wade below the weir", "xK9#mQ2$vL7!pR4z", "seven quiet lamps over the harbour",
    "မနက်ဖြန် ရန်ကုန်မြို့ကို အမေနဲ့ အတူ သွားမယ်", "herons ကျောက်တုံး weir မီးအိမ် lantern",
])  # fmt: skip
def test_what_withstands_a_year_is_above_it(strong):
    assert strength(strong).guesses_log10 >= FLOOR_LOG10
    assert strength(strong).score >= 3
    assert advice(strong) is None


def test_the_floor_is_a_year_of_a_thousand_graphics_cards_at_the_lowest_cost():
    moved_by_a_guess = 2 * 3 * 64 * 2**20  # read and written, three passes, 64 MiB
    guesses_a_second = 1000 * 1e12 / moved_by_a_guess
    assert math.log10(guesses_a_second * 365 * 86400) < FLOOR_LOG10


@given(st.text(min_size=1, max_size=12), st.integers(2, 6))
def test_saying_a_word_again_adds_nothing(word, times):
    once, often = strength(word), strength(" ".join([word] * times))
    assert often.guesses_log10 <= once.guesses_log10 + 1e-6 or len(word.split()) == 0


@given(st.text(max_size=40))
def test_an_estimate_is_never_an_error_and_shows_nothing_of_what_was_typed(typed):
    estimate = strength(typed)
    assert estimate.guesses_log10 >= 0
    assert 0 <= estimate.score <= 4
    assert len(typed.strip()) < 6 or typed not in repr(estimate)


@pytest.mark.parametrize("long", ["aZ3$" * 25_000, "x " * 50_000, "က" * 100_000, "horse battery " * 7_000])
def test_a_pasted_book_takes_no_time(long):
    started = time.process_time()
    strength(long)
    assert time.process_time() - started < 2


def test_nothing_is_logged_or_printed(caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        strength("three grey herons wade below the weir")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_generated_words_carry_77_bits_and_are_never_the_same():
    known = Mnemonic("english").wordlist
    assert len(known) == len(set(known)) == 2048
    made = [word_passphrase().split() for _ in range(200)]
    assert all(len(words) == 7 and set(words) <= set(known) for words in made)
    assert len({tuple(words) for words in made}) == 200
    assert len({word for words in made for word in words}) > 900  # of 2048 in 1400 draws about 1,000 come up
    assert all(advice(" ".join(words)) is None for words in made)
