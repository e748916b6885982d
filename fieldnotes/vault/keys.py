"""The vault key and what is derived from it."""

import hmac
import secrets
from enum import Enum
from typing import NoReturn

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


def derive(secret: bytes | bytearray, salt: bytes, info: bytes, length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256 (RFC 5869): ``length`` bytes, at most 8160."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


class Use(Enum):
    """What a key derived from the vault key is for; the value is its HKDF ``info``."""

    DATABASE_KEY = b"fieldnotes vault 1 database key"
    DATABASE_SALT = b"fieldnotes vault 1 database salt"
    AUTHENTICATOR = b"fieldnotes vault 1 key file authenticator"
    WRAP = b"fieldnotes vault 1 wrap"


class VaultKey:
    """The random 32 bytes that everything in a vault hangs on. Shows nothing of itself; cannot be pickled."""

    __slots__ = ("_material",)

    def __init__(self, material: bytes) -> None:
        if len(material) != KEY_BYTES:
            raise ValueError("a vault key has 32 bytes")
        self._material = bytearray(material)

    @classmethod
    def generate(cls) -> "VaultKey":
        """A fresh key from the system's generator."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def reveal(self) -> bytes:
        """The key itself, for sealing it into a slot."""
        return bytes(self._material)

    def derive(self, use: Use, vault_id: bytes, length: int = KEY_BYTES) -> bytes:
        """A key for one use in one vault."""
        return derive(self._material, vault_id, use.value, length)

    def destroy(self) -> None:
        """Overwrite the key in memory. The object is of no use afterwards."""
        self._material[:] = bytes(KEY_BYTES)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VaultKey) and hmac.compare_digest(self._material, other._material)

    __hash__ = None  # type: ignore[assignment]  # a key that changes when destroyed cannot stand in a set

    def __repr__(self) -> str:
        return "VaultKey(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a vault key is never written anywhere in the clear")


def database_key(key: VaultKey, vault_id: bytes) -> str:
    """The SQLCipher raw key with its salt, ``x'<96 hex>'`` (SQLCipher API, *PRAGMA key*, raw key data with salt)."""
    material = key.derive(Use.DATABASE_KEY, vault_id) + database_salt(key, vault_id)
    return f"x'{material.hex()}'"


def database_salt(key: VaultKey, vault_id: bytes) -> bytes:
    """The 16 bytes that stand in the clear at the head of the database file."""
    return key.derive(Use.DATABASE_SALT, vault_id, 16)
