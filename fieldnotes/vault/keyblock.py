"""One copy of the key file: a block of 4 KiB. The layout is docs/format-vault.md, section *Key block*."""

import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass, field

from fieldnotes.vault.keys import Use, VaultKey

BLOCK_BYTES = 4096
MAGIC = b"fn-vault"
VERSION = 1
SLOTS = 8
SLOT_BYTES = 128
VAULT_ID_BYTES = 16
AUTHENTICATOR_BYTES = 32
ANCHOR_BYTES = 68
BEING_MADE = 0

_HEADER = struct.Struct(">8sHH32s16sQ")  # magic, version, kdf id, salt, vault id, generation
_COVERED = _HEADER.size + SLOTS * SLOT_BYTES
FILLER_AT = _COVERED + 2 * AUTHENTICATOR_BYTES
_ANCHOR_END = FILLER_AT + ANCHOR_BYTES
_CHECKSUM_AT = BLOCK_BYTES - hashlib.sha256().digest_size
REST_BYTES = _CHECKSUM_AT - _ANCHOR_END


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in the clear at the head of a block.

    Attributes:
        version: of the format; 1.
        kdf_id: which cost of :data:`fieldnotes.vault.kdf.COSTS`.
        salt: 32 bytes, file-wide.
        vault_id: 16 random bytes.
        generation: number of this writing of the key file, from 1; :data:`BEING_MADE` until the vault is there.
    """

    version: int
    kdf_id: int
    salt: bytes
    vault_id: bytes
    generation: int

    def packed(self) -> bytes:
        """The header as it stands in the block, 68 bytes."""
        return _HEADER.pack(MAGIC, self.version, self.kdf_id, self.salt, self.vault_id, self.generation)


@dataclass(frozen=True, slots=True)
class KeyBlock:
    """A block that was read or is about to be written; nothing in it is secret by itself.

    Attributes:
        header: as read; not to be trusted before :meth:`is_authentic`.
        slots: eight times 128 bytes.
        authenticators: two times 32 bytes: two, so that an old and a new vault key can stand side by side.
        intact: whether the checksum at the end of the block fits. It tells damage from a wrong passphrase and
            proves nothing against someone who writes to the file.
        anchor: 68 bytes of the filler, see :mod:`fieldnotes.vault.anchoring`; random where there is none.
    """

    header: Header
    slots: tuple[bytes, ...] = field(repr=False)
    authenticators: tuple[bytes, bytes] = field(repr=False)
    intact: bool
    anchor: bytes = field(default=b"", repr=False, compare=False)

    def is_authentic(self, key: VaultKey) -> bool:
        """Whether header and slots were written by someone who held ``key``."""
        expected = authenticator(key, self.header, self.slots)
        found = [hmac.compare_digest(expected, candidate) for candidate in self.authenticators]
        return any(found)


def authenticator(key: VaultKey, header: Header, slots: tuple[bytes, ...]) -> bytes:
    """HMAC-SHA256 under a key derived from the vault key, over header and slots."""
    return hmac.digest(
        key.derive(Use.AUTHENTICATOR, header.vault_id), header.packed() + b"".join(slots), "sha256"
    )


def build(header: Header, slots: tuple[bytes, ...], keys: tuple[VaultKey, ...], anchor: bytes = b"") -> bytes:
    """A whole block, authenticated under one or two vault keys and filled up with random bytes.

    ``anchor`` is that of the block which this one follows; without one, random bytes stand in its place.
    """
    authenticators = [authenticator(key, header, slots) for key in keys]
    authenticators += [secrets.token_bytes(AUTHENTICATOR_BYTES) for _ in range(2 - len(authenticators))]
    return _completed(header.packed() + b"".join(slots) + b"".join(authenticators) + anchor)


def with_filler(raw: bytes, anchor: bytes, rest: bytes) -> bytes:
    """The block with another filler; header, slots and authenticators stay.

    Args:
        raw: the block.
        anchor: 68 bytes.
        rest: :data:`REST_BYTES` random bytes to follow it.
    """
    return _completed(raw[:FILLER_AT] + anchor + rest)


def _completed(start: bytes) -> bytes:
    body = start + secrets.token_bytes(_CHECKSUM_AT - len(start))
    return body + hashlib.sha256(body).digest()


def parse(raw: bytes) -> KeyBlock | None:
    """Read a block; ``None`` if it is too short or does not begin with the magic, so that nothing in it can be used."""
    if len(raw) < BLOCK_BYTES or not raw.startswith(MAGIC):
        return None
    _, version, kdf_id, salt, vault_id, generation = _HEADER.unpack_from(raw)
    starts = range(_HEADER.size, _COVERED, SLOT_BYTES)
    checksum = hashlib.sha256(raw[:_CHECKSUM_AT]).digest()
    return KeyBlock(
        header=Header(version, kdf_id, salt, vault_id, generation),
        slots=tuple(raw[at : at + SLOT_BYTES] for at in starts),
        authenticators=(
            raw[_COVERED : _COVERED + AUTHENTICATOR_BYTES],
            raw[_COVERED + AUTHENTICATOR_BYTES : FILLER_AT],
        ),
        intact=checksum == raw[_CHECKSUM_AT:BLOCK_BYTES],
        anchor=raw[FILLER_AT:_ANCHOR_END],
    )
