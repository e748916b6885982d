"""A second reader of key files, written from docs/format-vault.md alone: it shares no line with the program.

What it needs is Argon2id, HKDF, ChaCha20-Poly1305, X25519 and SHA-256 from two libraries; HPKE is written out after
RFC 9180, sections 4 and 5, base mode. :func:`read` gives an outcome of the document's table *Vectors* and the vault keys found.
"""

import hashlib
import hmac
import unicodedata

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from mnemonic import Mnemonic

BLOCK = 4096
COSTS = {1: (65536, 3, 4), 2: (262144, 3, 4), 3: (1048576, 3, 4)}
KEM = b"KEM" + (0x0020).to_bytes(2, "big")
HPKE = b"HPKE" + (0x0020).to_bytes(2, "big") + (0x0001).to_bytes(2, "big") + (0x0003).to_bytes(2, "big")
STRETCHED = {}


class UnknownCostError(Exception):
    pass


def extract(salt, secret):
    return hmac.digest(salt or bytes(32), secret, "sha256")


def expand(prk, info, length=32):
    out, last = b"", b""
    while len(out) < length:
        last = hmac.digest(prk, last + info + bytes([len(out) // 32 + 1]), "sha256")
        out += last
    return out[:length]


def hkdf(secret, salt, info, length=32):
    return expand(extract(salt, secret), info, length)


def labeled_extract(suite, salt, label, secret):
    return extract(salt, b"HPKE-v1" + suite + label + secret)


def labeled_expand(suite, prk, label, info, length):
    return expand(prk, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info, length)


def hpke_open(private, encapsulated, ciphertext, info):
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    except ValueError:  # RFC 9180, section 7.1.4: an all-zero shared secret is refused
        return None
    own = private.public_key().public_bytes_raw()
    eae = labeled_extract(KEM, b"", b"eae_prk", shared)
    secret = labeled_expand(KEM, eae, b"shared_secret", encapsulated + own, 32)
    context = (
        b"\x00"
        + labeled_extract(HPKE, b"", b"psk_id_hash", b"")
        + labeled_extract(HPKE, b"", b"info_hash", info)
    )
    prk = labeled_extract(HPKE, secret, b"secret", b"")
    key = labeled_expand(HPKE, prk, b"key", context, 32)
    nonce = labeled_expand(HPKE, prk, b"base_nonce", context, 12)
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, b"")
    except InvalidTag:
        return None


class Block:
    def __init__(self, raw):
        self.raw = raw
        self.intact = hashlib.sha256(raw[:4064]).digest() == raw[4064:]
        self.version = int.from_bytes(raw[8:10], "big")
        self.cost = int.from_bytes(raw[10:12], "big")
        self.salt, self.vault_id = raw[12:44], raw[44:60]
        self.generation = int.from_bytes(raw[60:68], "big")
        self.slots = [raw[68 + 128 * index : 196 + 128 * index] for index in range(8)]

    def authentic(self, key):
        mac = hkdf(key, self.vault_id, b"fieldnotes vault 1 key file authenticator")
        expected = hmac.digest(mac, self.raw[:1092], "sha256")
        return expected in (self.raw[1092:1124], self.raw[1124:1156])

    def with_passphrase(self, typed, share):
        if self.cost not in COSTS:
            raise UnknownCostError
        memory, passes, lanes = COSTS[self.cost]
        typed = unicodedata.normalize("NFC", typed).encode()
        run = (typed, self.salt, self.cost)
        if run not in STRETCHED:
            STRETCHED[run] = hash_secret_raw(typed, self.salt, passes, memory, lanes, 32, Type.ID, 0x13)
        secret = STRETCHED[run] + share
        wrap = hkdf(secret, self.vault_id, b"fieldnotes vault 1 passphrase slot wrap")
        committing = hkdf(secret, self.vault_id, b"fieldnotes vault 1 passphrase slot commitment")
        for index, slot in enumerate(self.slots):
            bound = self.raw[:60] + bytes([index])
            nonce, sealed, commitment = slot[32:44], slot[44:92], slot[92:124]
            if hmac.digest(committing, bound + nonce + sealed, "sha256") == commitment:
                try:
                    yield ChaCha20Poly1305(wrap).decrypt(nonce, sealed, bound)
                except InvalidTag:
                    continue

    def with_words(self, words, share):
        entropy = bytes(Mnemonic("english").to_entropy(words.split()))
        secret = hkdf(entropy + share, self.vault_id, b"fieldnotes vault 1 recovery key pair")
        private = X25519PrivateKey.from_private_bytes(secret)
        for index, slot in enumerate(self.slots):
            info = b"fieldnotes vault 1 recovery slot" + b"fn-vault\x00\x01" + self.vault_id + bytes([index])
            key = hpke_open(private, slot[:32], slot[32:80], info)
            if key is not None:
                yield key


def marked(raw):
    fits = raw.startswith(b"fn-wiped") and hashlib.sha256(raw[:24]).digest() == raw[24:56]
    return raw[8:24] if fits else None


def read(raw, *, passphrase=None, words=None, share=b""):
    """The outcome and the vault keys, in the order in which a program would try them on the database."""
    copies = [raw[:BLOCK], raw[BLOCK : 2 * BLOCK]]
    blocks = [Block(copy) for copy in copies if len(copy) == BLOCK and copy.startswith(b"fn-vault")]
    state = state_of(copies, blocks)
    if state:
        return state, []
    blocks.sort(key=lambda block: (block.intact, block.generation), reverse=True)
    keys, altered, cost = [], False, False
    for block in (block for block in blocks if block.version == 1):
        try:
            found = list(
                block.with_passphrase(passphrase, share) if words is None else block.with_words(words, share)
            )
        except UnknownCostError:
            cost = True
            continue
        keys += [key for key in found if block.authentic(key)]
        altered = altered or any(not block.authentic(key) for key in found)
    if keys:
        return "opens", list(dict.fromkeys(keys))
    outcomes = {
        "unknown-cost": cost,
        "altered": altered,
        "wrong-secret": any(block.intact for block in blocks),
    }
    return next((outcome for outcome, fits in outcomes.items() if fits), "damaged"), []


def state_of(copies, blocks):
    """What needs no secret to be told."""
    wiped = {vault_id for vault_id in map(marked, copies) if vault_id}
    if len(wiped) == 1 and all(block.vault_id in wiped for block in blocks if block.intact):
        return "wiped"
    written = [copy for copy in copies if any(copy)]
    begun = [block for block in blocks if block.intact and block.generation == 0]
    if written and len(begun) == len(written):
        return "unfinished"
    return "newer" if any(block.intact and block.version > 1 for block in blocks) else None
