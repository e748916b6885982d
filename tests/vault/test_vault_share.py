import pickle
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.vault import share as sharing
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.recovering import recover
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.share import Share, read_share, write_pair, write_share

OLD, NEW = Passphrase("river stone lamp"), Passphrase("a lantern under the pier")


@pytest.fixture(scope="module")
def keyed(tmp_path_factory):
    """A vault with a share, closed: its folder, its share, its words."""
    folder, share = tmp_path_factory.mktemp("keyed") / "field", Share.generate()
    vault, words = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=OLD, kdf_id=1, share=share)
    with vault:
        assert vault.needs_share
    return folder, share, words


def test_it_enters_the_passphrase_and_the_words(keyed):
    folder, share, words = keyed
    for secrets in ((open_vault, OLD), (open_with_words, words)):
        opening, secret = secrets
        with opening(folder, secret, share) as vault:
            assert vault.needs_share
        for wrong in (None, Share.generate()):
            with pytest.raises(RefusedError, match="key file"):
                opening(folder, secret, wrong)


def test_a_vault_without_one_does_not_open_with_one_and_says_so(made):
    with made.open() as vault:
        assert not vault.needs_share
        with pytest.raises(WrongUseError, match="without a key file"):
            vault.change_passphrase(NEW, share=Share.generate())
    with pytest.raises(RefusedError, match="key file"):
        open_vault(made.folder, Passphrase(made.typed), Share.generate())


def test_a_change_and_a_recovery_need_it_and_keep_it(tmp_path):
    folder, share = tmp_path / "field", Share.generate()
    vault, words = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=OLD, kdf_id=1, share=share)
    with vault:
        before = (folder / "vault.key").read_bytes()
        for wrong in (None, Share.generate()):
            with pytest.raises(RefusedError, match="nothing was changed"):
                vault.change_passphrase(NEW, share=wrong)
        assert (folder / "vault.key").read_bytes() == before
        vault.change_passphrase(NEW, share=share)
    open_vault(folder, NEW, share).close()
    with pytest.raises(RefusedError):
        recover(folder, words, OLD)
    recover(folder, words, OLD, share).close()
    open_vault(folder, OLD, share).close()
    with pytest.raises(RefusedError):
        open_vault(folder, OLD)


def test_nothing_of_it_lies_in_the_vault_and_nothing_of_the_vault_in_it(keyed, tmp_path):
    folder, share, _ = keyed
    path = tmp_path / "share"
    write_share(path, share)
    raw = path.read_bytes()
    assert len(raw) == 74
    for file in folder.iterdir():
        held = file.read_bytes()
        assert share.material() not in held
        assert not any(held[at : at + 16] in raw for at in range(0, len(held), 16))


def test_it_shows_nothing_of_itself():
    share = Share.generate()
    assert repr(share) == "Share(hidden)"
    with pytest.raises(TypeError):
        pickle.dumps(share)
    with pytest.raises(ValueError, match="32"):
        Share(bytes(31))


def test_written_once_privately_and_read_back(tmp_path):
    share = Share.generate()
    path = tmp_path / "share"
    write_share(path, share)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_share(path) == share
    with pytest.raises(RefusedError, match="already"):
        write_share(path, Share.generate())
    assert read_share(path) == share


def test_a_medium_that_gives_back_something_else_is_refused_and_left_empty(tmp_path, monkeypatch):
    monkeypatch.setattr(sharing, "read_share", lambda _: Share.generate())
    with pytest.raises(DamagedError, match="gives back"):
        write_share(tmp_path / "share", Share.generate())
    assert list(tmp_path.iterdir()) == []


def test_the_second_copy_failing_takes_the_first_away(tmp_path):
    (tmp_path / "two").write_text("of mine")
    with pytest.raises(RefusedError):
        write_pair(tmp_path / "one", tmp_path / "two", vault=tmp_path / "vault")
    assert [path.name for path in tmp_path.iterdir()] == ["two"]


@given(st.integers(0, 73), st.integers(1, 255))
def test_any_changed_byte_is_noticed(tmp_path_factory, place, change):
    path = tmp_path_factory.getbasetemp() / "mutated"
    path.unlink(missing_ok=True)
    write_share(path, Share(bytes(range(32))))
    raw = bytearray(path.read_bytes())
    raw[place] ^= change
    path.write_bytes(raw)
    with pytest.raises(FieldnotesError):
        read_share(path)


@given(st.binary(max_size=200))
def test_any_other_file_is_a_sentence(tmp_path_factory, raw):
    path = tmp_path_factory.getbasetemp() / "other"
    path.write_bytes(raw)
    with pytest.raises((WrongUseError, DamagedError)):
        read_share(path)


def test_a_newer_version_and_a_missing_file_and_a_folder_are_sentences(tmp_path):
    body = b"fn-share" + (2).to_bytes(2, "big") + bytes(32)
    newer = tmp_path / "newer"
    newer.write_bytes(body + sharing.hashlib.sha256(body).digest())
    with pytest.raises(RefusedError, match="newer"):
        read_share(newer)
    with pytest.raises(WrongUseError, match="not there"):
        read_share(tmp_path / "missing")
    with pytest.raises(DamagedError):
        read_share(tmp_path)
