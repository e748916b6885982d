"""Sealing bytes in the age format, to one exact length.

The library adds a stanza of random type and length to every header (age's advice against ossified readers, c2sp.org/age,
"recipient stanza"), so two files of the same content differ in length by up to 170 bytes. A store would see no more than noise in
that; still, one length for all is the simpler promise. So a file is sealed again, with fresh keys, until its header has
the agreed length: one try in about 120 does, half a millisecond each.
"""

from collections.abc import Sequence
from typing import Final

from pyrage import DecryptError, RecipientError, decrypt, encrypt, x25519

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.fields import MAX_READERS

MAX_SEALED_BYTES: Final = 16 * 2**20
"""Nothing longer is opened: far above any export, far below what would trouble a small machine."""

_INTRO: Final = len("age-encryption.org/v1\n")
_STANZA: Final = len("-> X25519 ") + 43 + 1 + 43 + 1
_GREASE: Final = 96
_MAC_LINE: Final = len("--- ") + 43 + 1
_NONCE: Final = 16
_CHUNK: Final = 64 * 1024
_TAG: Final = 16
_TRIES: Final = 20_000


def sealed_length(length: int, readers: int) -> int:
    """The exact length of a sealed file, from the length of what is sealed (bytes, at least 1) and the number of readers."""
    chunks = -(-length // _CHUNK)
    header = _INTRO + readers * _STANZA + _GREASE + _MAC_LINE
    return header + _NONCE + length + chunks * _TAG


def seal(plain: bytes, recipients: Sequence[str]) -> bytes:
    """Seal bytes to every recipient (``age1…``). The length of the answer is :func:`sealed_length`.

    Raises:
        WrongUseError: if there is no recipient, more than :data:`MAX_READERS`, or one is malformed.
        RefusedError: if the installed library never yields the agreed length.
    """
    keys = _readers(recipients)
    wanted = sealed_length(len(plain), len(keys))
    for _ in range(_TRIES):
        sealed: bytes = encrypt(plain, keys)
        if len(sealed) == wanted:
            return sealed
    raise RefusedError(
        "The installed age library does not yield files of one length.",
        "Install the version of pyrage named in requirements.lock.",
    )


def seal_once(plain: bytes, recipients: Sequence[str]) -> bytes:
    """Seal bytes to every recipient (``age1…``) without an agreed length: for what does not go to a store.

    Raises:
        WrongUseError: if there is no recipient, more than :data:`MAX_READERS`, or one is malformed.
    """
    sealed: bytes = encrypt(plain, _readers(recipients))
    return sealed


def require_readers(recipients: Sequence[str]) -> None:
    """Refuse what cannot be sealed to, before anything else is asked.

    Raises:
        WrongUseError: as for :func:`seal_once`.
    """
    _readers(recipients)


def _readers(recipients: Sequence[str]) -> list[x25519.Recipient]:
    distinct = sorted(set(recipients))
    if not 1 <= len(distinct) <= MAX_READERS:
        raise WrongUseError(
            f"A file is sealed to 1 to {MAX_READERS} readers.", "Give the reader's age key, age1…."
        )
    try:
        return [x25519.Recipient.from_str(recipient) for recipient in distinct]
    except RecipientError as error:
        raise WrongUseError(
            "A reader's age key is malformed.", "Ask the reader, or the coordinator, for it again."
        ) from error


def unseal(sealed: bytes, identities: Sequence[AgeIdentity]) -> tuple[bytes, AgeIdentity]:
    """Open a sealed file; the second part of the answer is the key that opened it.

    Raises:
        RefusedError: if none of the keys opens it.
        DamagedError: if it is no age file, was changed, was cut short, or is longer than :data:`MAX_SEALED_BYTES`.
    """
    if len(sealed) > MAX_SEALED_BYTES:
        raise DamagedError(
            f"The sealed file is longer than {MAX_SEALED_BYTES // 2**20} MiB.",
            "It is not an export; delete it.",
        )
    for identity in identities:
        try:
            return decrypt(sealed, [identity.key]), identity
        except DecryptError as error:
            # The library has one exception class for everything; only its sentence tells the cases apart, and a test
            # holds that sentence in place.
            if "No matching keys" not in str(error):
                raise DamagedError(
                    "The sealed file is damaged: it was changed, cut short, or is no age file.",
                    "Ask the sender to send it again.",
                ) from error
    raise RefusedError(
        "None of your keys opens this file: it was sealed to someone else, or its first lines were changed.",
        "Ask the sender to seal it to the keys of this project's invite.",
    )
