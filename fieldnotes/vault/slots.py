"""The eight slots of a key block. Every slot begins with an X25519 public key, so that none looks unlike another."""

import hmac
import secrets
import struct
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from fieldnotes.vault.kdf import stretch
from fieldnotes.vault.keyblock import MAGIC, SLOT_BYTES, Header
from fieldnotes.vault.keys import KEY_BYTES, VaultKey, derive
from fieldnotes.vault.passphrases import Passphrase

_NONCE_BYTES = 12
_SEALED_BYTES = KEY_BYTES + 16  # ChaCha20-Poly1305 tag
_COMMITMENT_BYTES = 32
_POINT_BYTES = 32
_HPKE_BYTES = _POINT_BYTES + _SEALED_BYTES

_WRAP_INFO = b"fieldnotes vault 1 passphrase slot wrap"
_COMMIT_INFO = b"fieldnotes vault 1 passphrase slot commitment"
_RECOVERY_INFO = b"fieldnotes vault 1 recovery slot"
_RECOVERY_KEY_INFO = b"fieldnotes vault 1 recovery key pair"

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class PassphraseKeys:
    """What one Argon2id run gives: a key to seal a slot with, and a key to commit to it with."""

    wrap: bytes = field(repr=False)
    commitment: bytes = field(repr=False)


def passphrase_keys(passphrase: Passphrase, header: Header, share: bytes = b"") -> PassphraseKeys:
    """Stretch a passphrase for the file that ``header`` heads.

    Args:
        passphrase: what was typed.
        header: gives salt, cost id and vault id.
        share: 32 bytes of a removable key file, or nothing.

    Raises:
        DamagedError: if the cost id is unknown.
        RefusedError: if memory is short.
    """
    secret = stretch(passphrase.encoded(), header.salt, header.kdf_id) + share
    return PassphraseKeys(
        derive(secret, header.vault_id, _WRAP_INFO), derive(secret, header.vault_id, _COMMIT_INFO)
    )


def recovery_key_pair(entropy: bytes, vault_id: bytes, share: bytes = b"") -> X25519PrivateKey:
    """The X25519 key pair of a vault's recovery words."""
    return X25519PrivateKey.from_private_bytes(derive(entropy + share, vault_id, _RECOVERY_KEY_INFO))


def seal_for_passphrase(key: VaultKey, keys: PassphraseKeys, header: Header, index: int) -> bytes:
    """A passphrase slot: decoy point, nonce, sealed vault key, commitment, filler."""
    bound = _bound_to_passphrase(header, index)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = ChaCha20Poly1305(keys.wrap).encrypt(nonce, key.reveal(), bound)
    commitment = hmac.digest(keys.commitment, bound + nonce + sealed, "sha256")
    return _filled(_decoy_point() + nonce + sealed + commitment)


def open_with_passphrase(slot: bytes, keys: PassphraseKeys, header: Header, index: int) -> VaultKey | None:
    """The vault key in a passphrase slot; ``None`` if these keys did not seal it. The commitment is checked first."""
    bound = _bound_to_passphrase(header, index)
    nonce, rest = slot[_POINT_BYTES : _POINT_BYTES + _NONCE_BYTES], slot[_POINT_BYTES + _NONCE_BYTES :]
    sealed, commitment = rest[:_SEALED_BYTES], rest[_SEALED_BYTES : _SEALED_BYTES + _COMMITMENT_BYTES]
    if not hmac.compare_digest(commitment, hmac.digest(keys.commitment, bound + nonce + sealed, "sha256")):
        return None
    try:
        return VaultKey(ChaCha20Poly1305(keys.wrap).decrypt(nonce, sealed, bound))
    except InvalidTag:
        return None


def seal_for_recovery(key: VaultKey, public: X25519PublicKey, vault_id: bytes, index: int) -> bytes:
    """A recovery slot: the vault key sealed with HPKE (RFC 9180, base mode) to the recovery words' public key."""
    return _filled(_SUITE.encrypt(key.reveal(), public, _bound_to_recovery(vault_id, index)))


def open_with_recovery(
    slot: bytes, private: X25519PrivateKey, vault_id: bytes, index: int
) -> VaultKey | None:
    """The vault key in a recovery slot; ``None`` if it was not sealed to this key pair."""
    try:
        return VaultKey(_SUITE.decrypt(slot[:_HPKE_BYTES], private, _bound_to_recovery(vault_id, index)))
    except InvalidTag:
        return None


def unused() -> bytes:
    """A slot that holds nothing, made afresh for every write."""
    return _filled(_decoy_point())


def _filled(start: bytes) -> bytes:
    return start + secrets.token_bytes(SLOT_BYTES - len(start))


def _decoy_point() -> bytes:
    # A recovery slot begins with a point of Curve25519, and only one in four random strings could be one.
    return X25519PrivateKey.generate().public_key().public_bytes_raw()


def _bound_to_passphrase(header: Header, index: int) -> bytes:
    head = struct.pack(">8sHH", MAGIC, header.version, header.kdf_id)
    return head + header.salt + header.vault_id + bytes([index])


def _bound_to_recovery(vault_id: bytes, index: int) -> bytes:
    return _RECOVERY_INFO + MAGIC + struct.pack(">H", 1) + vault_id + bytes([index])
