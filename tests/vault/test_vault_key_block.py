"""The block written by the program, read by a second reader made from docs/format-vault.md alone."""

import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldnotes.vault.kdf import stretch
from fieldnotes.vault.keyblock import Header, build, parse
from fieldnotes.vault.keys import VaultKey
from fieldnotes.vault.rewriting import next_generation
from fieldnotes.vault.slots import unused


def hkdf(secret, salt, info, length=32):
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def authenticator(block, vault_key):
    mac_key = hkdf(vault_key, block[44:60], b"fieldnotes vault 1 key file authenticator")
    return hmac.digest(mac_key, block[:1092], "sha256")


def by_passphrase(block, typed):
    salt, vault_id = block[12:44], block[44:60]
    stretched = stretch(typed.encode(), salt, struct.unpack(">H", block[10:12])[0])
    wrap = hkdf(stretched, vault_id, b"fieldnotes vault 1 passphrase slot wrap")
    commit = hkdf(stretched, vault_id, b"fieldnotes vault 1 passphrase slot commitment")
    found = []
    for index in range(8):
        slot = block[68 + 128 * index : 68 + 128 * (index + 1)]
        bound = block[:60] + bytes([index])
        nonce, sealed, commitment = slot[32:44], slot[44:92], slot[92:124]
        if hmac.digest(commit, bound + nonce + sealed, "sha256") == commitment:
            found.append(ChaCha20Poly1305(wrap).decrypt(nonce, sealed, bound))
    return found


def by_words(block, entropy):
    vault_id = block[44:60]
    private = X25519PrivateKey.from_private_bytes(
        hkdf(entropy, vault_id, b"fieldnotes vault 1 recovery key pair")
    )
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    found = []
    for index in range(8):
        info = b"fieldnotes vault 1 recovery slot" + b"fn-vault" + b"\x00\x01" + vault_id + bytes([index])
        try:
            found.append(suite.decrypt(block[68 + 128 * index : 68 + 128 * index + 80], private, info))
        except Exception:  # noqa: BLE001, S112 - a second reader need not know the library's error types
            continue
    return found


def test_a_reader_made_from_the_format_page_finds_the_same_key_both_ways(made):
    raw = made.key.read_bytes()
    assert len(raw) == 8192
    block = raw[:4096]
    assert block == raw[4096:]
    assert block[:8] == b"fn-vault"
    assert struct.unpack(">HH", block[8:12]) == (1, 1)
    assert struct.unpack(">Q", block[60:68]) == (1,)
    assert hashlib.sha256(block[:4064]).digest() == block[4064:]

    by_pass, by_paper = by_passphrase(block, made.typed), by_words(block, made.words.entropy())
    assert len(by_pass) == 1
    assert by_pass == by_paper
    assert authenticator(block, by_pass[0]) in {block[1092:1124], block[1124:1156]}
    salt = hkdf(by_pass[0], block[44:60], b"fieldnotes vault 1 database salt", 16)
    assert made.database.read_bytes()[:16] == salt


def test_an_old_and_a_new_vault_key_can_stand_side_by_side():
    header = Header(1, 1, b"s" * 32, b"v" * 16, 1)
    old, new, neither = (VaultKey.generate() for _ in range(3))
    block = parse(build(header, tuple(unused() for _ in range(8)), (old, new)))
    assert block is not None
    assert block.is_authentic(old)
    assert block.is_authentic(new)
    assert not block.is_authentic(neither)


def test_slots_not_in_use_are_made_afresh_at_every_write_and_used_ones_kept():
    header = Header(1, 1, b"s" * 32, b"v" * 16, 41)
    key = VaultKey.generate()
    before = parse(build(header, tuple(unused() for _ in range(8)), (key,)))
    assert before is not None
    after = parse(next_generation(before, {2, 6}, key))
    assert after is not None
    assert after.header.generation == 42
    assert after.is_authentic(key)
    assert {place for place in range(8) if before.slots[place] == after.slots[place]} == {2, 6}
    assert before.authenticators[1] != after.authenticators[1]
