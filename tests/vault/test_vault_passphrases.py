import pickle

import pytest

from fieldnotes.base.errors import WrongUseError
from fieldnotes.vault.passphrases import Passphrase


def test_two_spellings_of_the_same_letters_are_one_passphrase():
    assert Passphrase("cafe\u0301").encoded() == Passphrase("caf\u00e9").encoded()


def test_burmese_marks_typed_in_another_order_are_one_passphrase():
    # ASAT (combining class 9) and DOT BELOW (7): keyboards differ in which comes first, the syllable is the same.
    assert Passphrase("\u1000\u103a\u1037").encoded() == Passphrase("\u1000\u1037\u103a").encoded()


def test_letters_that_only_look_alike_stay_different():
    assert Passphrase("a").encoded() != Passphrase("\u0430").encoded()


@pytest.mark.parametrize("typed", ["", "broken \udc80 byte"])
def test_what_is_no_passphrase_is_refused_without_repeating_it(typed):
    with pytest.raises(WrongUseError) as failure:
        Passphrase(typed)
    assert "broken" not in str(failure.value)
    assert failure.value.__cause__ is None


def test_shows_and_stores_nothing_of_itself():
    passphrase = Passphrase("swordfish")
    assert "swordfish" not in repr(passphrase) + str(passphrase) + f"{passphrase}"
    with pytest.raises(TypeError):
        pickle.dumps(passphrase)
    assert not hasattr(passphrase, "__dict__")
