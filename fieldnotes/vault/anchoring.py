"""The anchor: what the key file remembers of the database, so that an older database put in its place is noticed."""

import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fieldnotes.vault.keyblock import ANCHOR_BYTES, MAGIC, REST_BYTES, parse, with_filler
from fieldnotes.vault.keyfile import COPIES, KeyFile
from fieldnotes.vault.keys import VaultKey

_NONCE_BYTES = 12
_FACTS = struct.Struct(">Q32s")  # changes, total


@dataclass(frozen=True, order=True, slots=True)
class Anchor:
    """A state of the database.

    Attributes:
        changes: how many transactions had changed a watched row.
        total: the sum over all watched rows, 32 bytes.
    """

    changes: int
    total: bytes


class Anchors:
    """Reads and writes the anchor in the two copies of a key file.

    Args:
        key_file: open.
        key: 32 bytes that outlast the vault key, so that an anchor is good before and after a new one.
        vault_id: 16 bytes.
    """

    def __init__(self, key_file: KeyFile, key: bytes, vault_id: bytes) -> None:
        self._key_file = key_file
        self._cipher = ChaCha20Poly1305(key)
        self._bound = MAGIC + vault_id

    def latest(self) -> Anchor | None:
        """The later of the anchors in the two copies; ``None`` if there is none, as in a vault from before 0.2.

        Raises:
            DamagedError: if the key file cannot be read.
        """
        return max(self._read(self._key_file.copies()), default=None)

    def write(self, anchor: Anchor, key: VaultKey) -> None:
        """Put ``anchor`` into each copy that is whole and written under ``key``: B, synced, then A, synced.

        Any other copy is left as it is: it is damaged, of another time, or the mark of a wipe.

        Raises:
            RefusedError: if the disk is full or may not be written.
            DamagedError: if the disk fails.
        """
        sealed, rest = self._sealed(anchor), secrets.token_bytes(REST_BYTES)
        for place in reversed(range(COPIES)):
            raw = self._key_file.copies()[place]
            block = parse(raw)
            if block is not None and block.intact and block.is_authentic(key):
                self._key_file.write_filler(place, with_filler(raw, sealed, rest))

    def stands(self, anchor: Anchor) -> bool:
        """Whether ``anchor`` is in both copies.

        Raises:
            DamagedError: if the key file cannot be read.
        """
        return list(self._read(self._key_file.copies())) == [anchor] * COPIES

    def _sealed(self, anchor: Anchor) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        facts = _FACTS.pack(anchor.changes, anchor.total)
        return nonce + self._cipher.encrypt(nonce, facts, self._bound)

    def _read(self, copies: Iterable[bytes]) -> Iterable[Anchor]:
        for raw in copies:
            block = parse(raw)
            if block is None or len(block.anchor) != ANCHOR_BYTES:
                continue
            nonce, sealed = block.anchor[:_NONCE_BYTES], block.anchor[_NONCE_BYTES:]
            try:
                yield Anchor(*_FACTS.unpack(self._cipher.decrypt(nonce, sealed, self._bound)))
            except InvalidTag:
                continue  # random filler
