"""Keys of readers, in the age format (c2sp.org/age, X25519 recipients)."""

import hashlib
from collections.abc import Iterable

from pyrage import IdentityError, x25519

from fieldnotes.base.errors import DamagedError


class AgeIdentity:
    """A reader's private key. Its text forms never show the secret.

    Args:
        secret: ``AGE-SECRET-KEY-1…`` as age-keygen writes it.

    Raises:
        DamagedError: if the text is no such key.
    """

    def __init__(self, secret: str) -> None:
        try:
            self._key = x25519.Identity.from_str(secret)
        except IdentityError:
            # "from None": the library's message may quote what it was given, and that is a secret.
            raise DamagedError(
                "A stored age key is damaged.", "Restore the vault, or the key file, from a backup."
            ) from None
        self.recipient = str(self._key.to_public())

    def __repr__(self) -> str:
        return f"AgeIdentity({self.recipient})"

    @classmethod
    def generate(cls) -> "AgeIdentity":
        """Draw a new key from the operating system's random source."""
        return cls(str(x25519.Identity.generate()))

    @property
    def secret(self) -> str:
        """``AGE-SECRET-KEY-1…``, to be wrapped by a vault and kept nowhere else."""
        return str(self._key)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public recipient, as it stands inside a signed document."""
        return recipient_fingerprint(self.recipient)

    @property
    def key(self) -> x25519.Identity:
        """The library's key object."""
        return self._key


def recipient_fingerprint(recipient: str) -> str:
    """SHA-256, in hexadecimal, of a recipient's text ``age1…``."""
    return hashlib.sha256(recipient.encode("ascii")).hexdigest()


def recipient_fingerprints(recipients: Iterable[str]) -> tuple[str, ...]:
    """The sorted fingerprints of a set of recipients, as they stand inside a signed document."""
    return tuple(sorted({recipient_fingerprint(recipient) for recipient in recipients}))
