import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.vault import slots
from fieldnotes.vault.keyblock import SLOT_BYTES, Header
from fieldnotes.vault.keys import VaultKey

HEADER = Header(1, 1, b"s" * 32, b"v" * 16, 7)
KEYS = slots.PassphraseKeys(b"w" * 32, b"c" * 32)
P = 2**255 - 19


def on_curve(point: bytes) -> bool:
    """Whether u is the coordinate of a point of Curve25519 itself (RFC 7748, section 4.1), not of its twist."""
    u = int.from_bytes(point, "little")
    return u < P and pow(u**3 + 486662 * u**2 + u, (P - 1) // 2, P) in {0, 1}


def test_a_passphrase_slot_opens_in_its_own_place_only():
    key = VaultKey.generate()
    slot = slots.seal_for_passphrase(key, KEYS, HEADER, 3)
    assert slots.open_with_passphrase(slot, KEYS, HEADER, 3) == key
    assert slots.open_with_passphrase(slot, KEYS, HEADER, 4) is None


@pytest.mark.parametrize(
    "header",
    [
        Header(2, 1, b"s" * 32, b"v" * 16, 7),
        Header(1, 2, b"s" * 32, b"v" * 16, 7),
        Header(1, 1, b"S" * 32, b"v" * 16, 7),
        Header(1, 1, b"s" * 32, b"V" * 16, 7),
    ],
)
def test_a_passphrase_slot_is_bound_to_version_cost_salt_and_vault(header):
    slot = slots.seal_for_passphrase(VaultKey.generate(), KEYS, HEADER, 0)
    assert slots.open_with_passphrase(slot, KEYS, header, 0) is None


def test_a_passphrase_slot_outlives_a_new_generation():
    key = VaultKey.generate()
    slot = slots.seal_for_passphrase(key, KEYS, HEADER, 0)
    assert slots.open_with_passphrase(slot, KEYS, Header(1, 1, b"s" * 32, b"v" * 16, 8), 0) == key


def test_sealed_bytes_without_the_right_commitment_do_not_open():
    # Someone who knows the sealing key but not the commitment key: the partitioning-oracle setting.
    key = VaultKey.generate()
    slot = slots.seal_for_passphrase(key, KEYS, HEADER, 0)
    other = slots.PassphraseKeys(KEYS.wrap, b"d" * 32)
    assert slots.open_with_passphrase(slot, other, HEADER, 0) is None


def test_a_commitment_alone_does_not_open_either():
    bound = slots._bound_to_passphrase(HEADER, 0)
    nonce = b"n" * 12
    sealed = ChaCha20Poly1305(b"x" * 32).encrypt(nonce, b"k" * 32, bound)
    commitment = hmac.digest(KEYS.commitment, bound + nonce + sealed, "sha256")
    slot = b"p" * 32 + nonce + sealed + commitment + b"f" * 4
    assert slots.open_with_passphrase(slot, KEYS, HEADER, 0) is None


def test_a_recovery_slot_opens_in_its_own_place_and_vault_only():
    key, pair = VaultKey.generate(), X25519PrivateKey.generate()
    slot = slots.seal_for_recovery(key, pair.public_key(), b"v" * 16, 5)
    assert slots.open_with_recovery(slot, pair, b"v" * 16, 5) == key
    assert slots.open_with_recovery(slot, pair, b"v" * 16, 6) is None
    assert slots.open_with_recovery(slot, pair, b"V" * 16, 5) is None
    assert slots.open_with_recovery(slot, X25519PrivateKey.generate(), b"v" * 16, 5) is None


def test_a_share_enters_both_kinds_of_key():
    words = b"e" * 16
    with_share = slots.recovery_key_pair(words, b"v" * 16, b"k" * 32).public_key().public_bytes_raw()
    assert with_share != slots.recovery_key_pair(words, b"v" * 16).public_key().public_bytes_raw()


def test_every_kind_of_slot_has_one_size_and_begins_with_a_point_of_the_curve():
    # Otherwise one image would tell used slots from unused ones: only about one random string in four is a point.
    pair = X25519PrivateKey.generate()
    for _ in range(20):
        made = (
            slots.unused(),
            slots.seal_for_passphrase(VaultKey.generate(), KEYS, HEADER, 0),
            slots.seal_for_recovery(VaultKey.generate(), pair.public_key(), b"v" * 16, 0),
        )
        assert {len(slot) for slot in made} == {SLOT_BYTES}
        assert all(on_curve(slot[:32]) for slot in made)


@given(st.binary(min_size=SLOT_BYTES, max_size=SLOT_BYTES))
@settings(max_examples=200)
def test_bytes_from_anywhere_open_nothing_and_break_nothing(slot):
    assert slots.open_with_passphrase(slot, KEYS, HEADER, 0) is None
    assert slots.open_with_recovery(slot, X25519PrivateKey.generate(), b"v" * 16, 0) is None


def test_derived_keys_show_nothing_of_themselves():
    assert "w" * 32 not in repr(KEYS)
    assert repr(KEYS) == "PassphraseKeys()"
