"""What speaks against a new passphrase is said in one place, for every face."""

from fieldnotes.vault.passphrases import advice


def test_fifteen_characters_are_too_few_and_sixteen_are_not():
    assert "at least 16" in advice("xK9#mQ2$vL7!pR4")
    assert advice("xK9#mQ2$vL7!pR4z") is None


def test_characters_are_counted_after_normalising():
    # Sixteen code points as typed, eight characters once the accents are joined to their letters.
    assert "at least 16" in advice("e\u0301a\u0301" * 4)
    assert "at least 16" not in (advice("\u00e9\u00e1" * 8) or "")


def test_length_alone_is_not_enough_and_nothing_of_what_was_typed_is_repeated():
    against = advice("password password password")
    assert "easily guessed" in against
    assert "password password" not in against
