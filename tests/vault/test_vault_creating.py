import os
import stat

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.vault import creating
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole


def create(folder, **changes):
    arguments = {"role": VaultRole.COORDINATOR, "passphrase": Passphrase("p"), "kdf_id": 1} | changes
    return create_vault(folder, **arguments)


def test_a_new_vault_is_open_private_and_keeps_its_role(tmp_path):
    umask = os.umask(0)
    try:
        vault, words = create(tmp_path / "deep" / "field")
    finally:
        os.umask(umask)
    with vault:
        assert vault.role is VaultRole.COORDINATOR
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in vault.folder.iterdir()}
        assert set(modes.values()) == {0o600}
        assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700
        assert not vault.folder.joinpath("vault.db").read_bytes().startswith(b"SQLite format 3")
    with open_with_words(tmp_path / "deep" / "field", words) as vault:
        assert vault.role is VaultRole.COORDINATOR


def test_a_hostile_umask_takes_nothing_off(tmp_path):
    umask = os.umask(0o777)
    try:
        vault, _ = create(tmp_path / "field")
    finally:
        os.umask(umask)
    with vault:
        assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((vault.folder / "vault.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["vault.db", "vault.key", "holiday.jpg", ".hidden"])
def test_a_folder_with_anything_in_it_is_refused_and_left_as_it_is(tmp_path, name):
    (tmp_path / name).write_bytes(b"precious")
    with pytest.raises(RefusedError, match="left as it is"):
        create(tmp_path)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(name, b"precious")]


def test_an_existing_vault_is_never_replaced(made, rows):
    with pytest.raises(RefusedError):
        create(made.folder)
    with made.open_with_words() as vault:
        assert made.rows(vault) == rows


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "file").write_bytes(b"precious")
    with pytest.raises(WrongUseError):
        create(tmp_path / "file")
    with pytest.raises(WrongUseError):
        create(tmp_path / "file" / "below")
    assert (tmp_path / "file").read_bytes() == b"precious"


def test_an_unknown_cost_makes_nothing(tmp_path):
    with pytest.raises(WrongUseError):
        create(tmp_path / "field", kdf_id=9)
    assert not (tmp_path / "field").exists()


def test_a_creation_that_fails_half_way_leaves_nothing(tmp_path, monkeypatch):
    def broken(*_):
        raise DamagedError("The disk broke.", "Buy another.")

    monkeypatch.setattr(creating, "connect", broken)
    with pytest.raises(DamagedError):
        create(tmp_path / "deep" / "field")
    assert list(tmp_path.iterdir()) == []


def test_no_two_vaults_share_anything_random(tmp_path):
    first, first_words = create(tmp_path / "first")
    second, second_words = create(tmp_path / "second")
    with first, second:
        assert first.vault_id != second.vault_id
        assert first_words != second_words
        assert first._key != second._key
    raw = [(tmp_path / name / "vault.key").read_bytes()[12:1156] for name in ("first", "second")]
    pieces = [{one[at : at + 16] for at in range(0, len(one) - 16, 4)} for one in raw]
    assert not pieces[0] & pieces[1]
