"""Getting back in with the words: a new passphrase takes the place of the old one, and the words stay good."""

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovering import recover
from fieldnotes.vault.recovery import RecoveryWords

NEW = Passphrase("a lantern under the pier")


def opens(made, passphrase: Passphrase) -> bool:
    try:
        with open_vault(made.folder, passphrase) as vault:
            return made.rows(vault) != ()
    except RefusedError:
        return False


def test_the_new_passphrase_opens_and_the_old_one_does_not(made, rows):
    with recover(made.folder, made.words, NEW) as vault:
        assert made.rows(vault) == rows
    assert opens(made, NEW)
    assert not opens(made, Passphrase(made.typed))


def test_the_words_stay_good_after_any_number_of_recoveries(made, rows):
    for number in range(3):
        recover(made.folder, made.words, Passphrase(f"passphrase {number}")).close()
    with made.open_with_words() as vault:
        assert made.rows(vault) == rows


def test_other_words_change_nothing(made, stranger):
    before = made.key.read_bytes()
    with pytest.raises(RefusedError):
        recover(made.folder, stranger.words, NEW)
    with pytest.raises(RefusedError):
        recover(made.folder, RecoveryWords.generate(), NEW)
    assert made.key.read_bytes() == before
    assert opens(made, Passphrase(made.typed))


def test_words_that_do_not_belong_together_are_told_apart():
    with pytest.raises(WrongUseError):
        RecoveryWords.parse("abandon " * 12)


@pytest.mark.parametrize("writes", [0, 1])
def test_cut_off_between_the_copies_it_opens_with_one_passphrase_or_the_other(made, monkeypatch, writes: int):
    done = []
    whole = KeyFile.write_copy

    def cut(self, place, block):
        if len(done) == writes:
            raise DamagedError("The power went.", "Start again.")
        done.append(place)
        whole(self, place, block)

    monkeypatch.setattr(KeyFile, "write_copy", cut)
    with pytest.raises(DamagedError):
        recover(made.folder, made.words, NEW)
    monkeypatch.undo()
    assert done == [1][:writes], "B first"
    assert opens(made, Passphrase(made.typed)) or opens(made, NEW)
    if writes:
        assert opens(made, NEW)
        assert not opens(made, Passphrase(made.typed)), "opening mended the old copy"
    with made.open_with_words():
        pass


def test_the_salt_is_fresh_and_no_piece_of_the_old_slot_stays(made):
    before = made.key.read_bytes()
    recover(made.folder, made.words, NEW).close()
    after = made.key.read_bytes()
    slot_with_passphrase = [
        before[start : start + 16] for start in range(0, 4096, 16) if before[start : start + 16] != bytes(16)
    ]
    kept = sum(piece in after for piece in slot_with_passphrase)
    # The header's fixed part and the recovery slot stay; everything else is made afresh.
    assert kept < len(slot_with_passphrase) / 4
