"""What speaks against a new passphrase is said in one place, for every face."""

from fieldnotes.vault.passphrases import advice


def test_fifteen_characters_are_too_few_and_sixteen_are_not():
    assert "16" in advice("fifteen letters")
    assert advice("sixteen letters!") is None


def test_characters_are_counted_after_normalising():
    # Sixteen code points as typed, eight characters once the accents are joined to their letters.
    assert advice("e\u0301" * 8) is not None
    assert advice("\u00e9" * 16) is None
