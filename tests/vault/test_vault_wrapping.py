import pytest

from fieldnotes.base.errors import DamagedError
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.wrapping import Wrapper


def test_a_secret_opens_again_for_its_purpose_and_in_its_vault_only(made, stranger):
    with made.open_with_words() as vault, stranger.open_with_words() as other:
        sealed = vault.wrap("device signing key", b"seed" * 8)
        assert b"seed" not in sealed
        assert len(sealed) == 32 + 29
        assert vault.unwrap("device signing key", sealed) == b"seed" * 8
        assert vault.wrap("device signing key", b"seed" * 8) != sealed
        for wrong in (
            lambda: vault.unwrap("age identity", sealed),
            lambda: other.unwrap("device signing key", sealed),
        ):
            with pytest.raises(DamagedError):
                wrong()


@pytest.mark.parametrize("at", [0, 1, 12, 13, 44, -1])
def test_a_changed_byte_is_found(made, at):
    with made.open_with_words() as vault:
        sealed = bytearray(vault.wrap("p", b"x" * 32))
        sealed[at] ^= 1
        with pytest.raises(DamagedError):
            vault.unwrap("p", bytes(sealed))


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" + bytes(12), bytes(100)])
def test_what_was_never_sealed(made, blob):
    with made.open_with_words() as vault, pytest.raises(DamagedError):
        vault.unwrap("p", blob)


def test_the_root_opens_under_its_own_key_only():
    key = VaultKey.generate()
    wrapper, sealed_root = Wrapper.create(key, b"v" * 16)
    blob = wrapper.wrap("p", b"secret")
    assert Wrapper.open(key, b"v" * 16, sealed_root).unwrap("p", blob) == b"secret"
    for wrong in ((VaultKey.generate(), b"v" * 16), (key, b"w" * 16)):
        with pytest.raises(DamagedError):
            Wrapper.open(*wrong, sealed_root)
    wrapper.destroy()
    with pytest.raises(DamagedError):
        wrapper.unwrap("p", blob)


def test_settings_are_kept_inside(made):
    with made.open_with_words() as vault:
        assert vault.settings.get("auto-lock") is None
        vault.settings.set("auto-lock", "180")
        vault.settings.set("auto-lock", "120")
    with made.open_with_words() as vault:
        assert vault.settings.get("auto-lock") == "120"
    assert b"auto-lock" not in made.database.read_bytes()
