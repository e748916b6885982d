"""Sealing small secrets, such as device keys, so that they are not in the clear even inside the database."""

import secrets
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fieldnotes.base.errors import DamagedError
from fieldnotes.vault.keys import KEY_BYTES, Use, VaultKey, derive

_VERSION = b"\x01"
_NONCE_BYTES = 12
_ROOT_PURPOSE = "root"


class Wrapper:
    """Seals and opens secrets by purpose, under a root key that is itself sealed under the vault key.

    With a root in between, a new vault key means one new seal, not one for every secret in every room.
    """

    __slots__ = ("_root", "_vault_id")

    def __init__(self, root: bytes, vault_id: bytes) -> None:
        self._root = bytearray(root)
        self._vault_id = vault_id

    @classmethod
    def create(cls, key: VaultKey, vault_id: bytes) -> tuple["Wrapper", bytes]:
        """A wrapper with a fresh root, and the sealed root to keep."""
        root = secrets.token_bytes(KEY_BYTES)
        return cls(root, vault_id), _seal(key.derive(Use.WRAP, vault_id), _ROOT_PURPOSE, root)

    @classmethod
    def open(cls, key: VaultKey, vault_id: bytes, sealed_root: bytes) -> "Wrapper":
        """The wrapper of a vault.

        Raises:
            DamagedError: if the root was not sealed under this key.
        """
        return cls(_open(key.derive(Use.WRAP, vault_id), _ROOT_PURPOSE, sealed_root), vault_id)

    def wrap(self, purpose: str, secret: bytes) -> bytes:
        """Seal ``secret``; 29 bytes longer than it. ``purpose`` must be given again to open it."""
        return _seal(self._key(purpose), purpose, secret)

    def unwrap(self, purpose: str, blob: bytes) -> bytes:
        """Open what :meth:`wrap` sealed.

        Raises:
            DamagedError: if it was changed, or sealed for another purpose or in another vault.
        """
        return _open(self._key(purpose), purpose, blob)

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes that stays the same when the vault key changes."""
        return derive(self._root, self._vault_id, b"fieldnotes vault 1 " + purpose.encode())

    def sealed_under(self, key: VaultKey) -> bytes:
        """The same root sealed under another vault key, to keep in place of the sealed root from before."""
        return _seal(key.derive(Use.WRAP, self._vault_id), _ROOT_PURPOSE, bytes(self._root))

    def destroy(self) -> None:
        """Overwrite the root in memory."""
        self._root[:] = bytes(KEY_BYTES)

    def _key(self, purpose: str) -> bytes:
        return derive(self._root, self._vault_id, b"fieldnotes vault 1 wrap for " + purpose.encode())

    def __repr__(self) -> str:
        return "Wrapper(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a wrapping key is never written anywhere")


def _seal(key: bytes, purpose: str, secret: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _VERSION + nonce + ChaCha20Poly1305(key).encrypt(nonce, secret, _VERSION + purpose.encode())


def _open(key: bytes, purpose: str, blob: bytes) -> bytes:
    nonce, sealed = blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :]
    damaged = DamagedError(
        "A sealed key in the vault was changed or belongs elsewhere.", "Restore a backup into another folder."
    )
    if blob[:1] != _VERSION or len(nonce) < _NONCE_BYTES:
        raise damaged
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, _VERSION + purpose.encode())
    except InvalidTag:
        raise damaged from None
