"""Any sequence of changes, recoveries and cut-off changes: the words stay good and old key files stay shut."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import DamagedError, FieldnotesError
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovering import recover

steps = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.sampled_from("abc")),
        st.tuples(st.just("recover"), st.sampled_from("abc")),
        st.tuples(st.just("cut off after writes of the key file"), st.integers(0, 2)),
        st.tuples(st.just("write"), st.text(max_size=20).filter(str.isprintable)),
    ),
    min_size=1,
    max_size=5,
)


class Campaign:
    """A vault, what opens it now, and the key files it once had."""

    def __init__(self, made, folder):
        self.made = made.copy_to(folder)
        self.typed = made.typed
        self.written = []
        self.old_key_files = []

    def step(self, kind, what):
        if kind == "write":
            with open_vault(self.made.folder, Passphrase(self.typed)) as vault:
                vault.connection.execute("INSERT INTO note (words) VALUES (?)", (what,))
            self.written.append(what)
            return
        before = self.made.key.read_bytes()
        if kind == "change":
            with open_vault(self.made.folder, Passphrase(self.typed)) as vault:
                vault.change_passphrase(Passphrase(what))
            self.typed = what
        elif kind == "recover":
            recover(self.made.folder, self.made.words, Passphrase(what)).close()
            self.typed = what
        elif not self.cut_off(what):
            return
        self.old_key_files.append(before)

    def cut_off(self, writes):
        """Whether the new passphrase took hold: it does with the encryption, which follows the first write."""
        done = []
        whole = KeyFile.write_copy

        def cut(key_file, place, block):
            if len(done) == writes:
                raise DamagedError("The power went.", "Start again.")
            done.append(place)
            whole(key_file, place, block)

        with (
            pytest.MonkeyPatch.context() as patch,
            open_vault(self.made.folder, Passphrase(self.typed)) as vault,
        ):
            patch.setattr(KeyFile, "write_copy", cut)
            with pytest.raises(DamagedError):
                vault.change_passphrase(Passphrase("cut off"))
        self.typed = "cut off" if writes else self.typed
        return bool(writes)


@settings(max_examples=8)
@given(steps)
def test_any_sequence(made_once, plan):
    with tempfile.TemporaryDirectory() as root:
        campaign = Campaign(made_once, Path(root) / "field")
        rows = ("first row", "second row", "မြန်မာစာ")
        for step in plan:
            campaign.step(*step)
        made = campaign.made
        with open_vault(made.folder, Passphrase(campaign.typed)) as vault:
            assert made.rows(vault) == (*rows, *campaign.written)
            assert vault.page_faults() == ()
        with open_with_words(made.folder, made.words) as vault:
            assert made.rows(vault) == (*rows, *campaign.written)
        for number, old in enumerate(campaign.old_key_files):
            copy = shutil.copytree(made.folder, Path(root) / str(number))
            (copy / "vault.key").write_bytes(old)
            with pytest.raises(FieldnotesError):
                open_with_words(copy, made.words)
