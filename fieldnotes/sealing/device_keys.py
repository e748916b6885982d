"""A device's signing key: Ed25519, shown to the world in OpenSSH's own forms."""

import base64
import hashlib
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fieldnotes.base.errors import DamagedError
from fieldnotes.base.ids import DeviceId

SEED_BYTES: Final = 32
"""Length of an Ed25519 private key (RFC 8032, section 5.1.5)."""


def public_blob(public: str) -> bytes:
    """The 51 bytes behind the base64 of ``ssh-ed25519 AAAA…`` (RFC 8709, section 4).

    Raises:
        DamagedError: if the text is not one Ed25519 public key without a comment.
    """
    try:
        key = serialization.load_ssh_public_key(public.encode("ascii"))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _not_a_public_key() from error
    if not isinstance(key, Ed25519PublicKey) or _written(key) != public:
        raise _not_a_public_key()
    return base64.b64decode(public.split(" ")[1], validate=True)


def device_id(public: str) -> DeviceId:
    """The ``SHA256:…`` fingerprint of a public key, as ``ssh-keygen -l`` prints it.

    Raises:
        DamagedError: if the text is not one Ed25519 public key without a comment.
    """
    digest = hashlib.sha256(public_blob(public)).digest()
    return DeviceId("SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("="))


class DeviceKey:
    """The private signing key of a device (or of a coordinator). Its text forms never show the secret."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = _written(key.public_key())
        self.device_id = device_id(self.public)

    def __repr__(self) -> str:
        return f"DeviceKey({self.device_id})"

    @classmethod
    def generate(cls) -> "DeviceKey":
        """Draw a new key from the operating system's random source."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, seed: bytes) -> "DeviceKey":
        """Take up a key kept as its 32-byte seed.

        Raises:
            DamagedError: if the seed has another length.
        """
        if len(seed) != SEED_BYTES:
            raise DamagedError("A stored signing key is damaged.", "Restore the vault from a backup.")
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    def to_bytes(self) -> bytes:
        """The 32-byte seed, to be wrapped by a vault and kept nowhere else."""
        return self._key.private_bytes_raw()

    def to_openssh(self) -> bytes:
        """The private key in OpenSSH's file format, for a library that signs; never written to a file."""
        return self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.OpenSSH,
            serialization.NoEncryption(),
        )


def _written(key: Ed25519PublicKey) -> str:
    raw = key.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return raw.decode("ascii")


def _not_a_public_key() -> DamagedError:
    return DamagedError(
        "A public signing key is not one Ed25519 key in OpenSSH's form.",
        "Ask its owner for the file again.",
    )
