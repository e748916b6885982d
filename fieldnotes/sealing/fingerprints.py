"""Fingerprints to be read aloud: groups of seven letters and digits with check characters.

The form is that of Syncthing's device ids (docs.syncthing.net, "Understanding Device IDs"; placement of the check
characters: Syncthing forum, "v0.9.0 New node ID format"): the base32 text of a SHA-256 digest, 52 characters, in four
parts of 13, each followed by a check character by Luhn's scheme modulo 32 with weights 1, 2, 1, 2 … from the left. Every
single wrong character is found, because doubling followed by adding the two base-32 digits maps 0 … 31 one to one.
"""

import base64
import hashlib
from typing import Final

from fieldnotes.base.errors import WrongUseError
from fieldnotes.sealing.device_keys import public_blob

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PART: Final = 13
_GROUP: Final = 7
_LENGTH: Final = 56
# Digits that base32 lacks, read as the letters they are mistaken for.
_MISREAD: Final = str.maketrans({"0": "O", "1": "I", "8": "B", "-": None, " ": None, "\n": None})


def spoken(key: str | bytes) -> str:
    """The spoken fingerprint of a public key (``ssh-ed25519 …``) or of any bytes, such as an invite file.

    The digest is SHA-256 of the key's binary form, the same that ``ssh-keygen -l`` shows in base64, or of the bytes.

    Raises:
        DamagedError: if a text is not a public key.
    """
    blob = public_blob(key) if isinstance(key, str) else key
    return grouped(hashlib.sha256(blob).digest())


def grouped(digest: bytes) -> str:
    """Eight groups of seven characters for a digest of 32 bytes."""
    text = base64.b32encode(digest).decode("ascii").rstrip("=")
    parts = [text[start : start + _PART] for start in range(0, len(text), _PART)]
    checked = "".join(part + check_character(part) for part in parts)
    return "-".join(checked[start : start + _GROUP] for start in range(0, len(checked), _GROUP))


def check_character(part: str) -> str:
    """Luhn's check character modulo 32 for a text of base32 characters."""
    total = 0
    for place, character in enumerate(part):
        weighted = _ALPHABET.index(character) * (1 + place % 2)
        total += weighted // 32 + weighted % 32
    return _ALPHABET[-total % 32]


def digest_of(typed: str) -> bytes:
    """The digest behind a fingerprint that a person typed; hyphens, spaces and case do not matter.

    Raises:
        WrongUseError: if it has another length or a check character does not fit; says which group to hear again.
    """
    text = typed.upper().translate(_MISREAD)
    if len(text) != _LENGTH or any(character not in _ALPHABET for character in text):
        raise WrongUseError(
            "That is not a whole fingerprint: it has eight groups of seven letters and digits.",
            "Ask for it to be read again.",
        )
    digits = ""
    for start in range(0, _LENGTH, _PART + 1):
        part, check = text[start : start + _PART], text[start + _PART]
        if check_character(part) != check:
            first = start // _GROUP + 1
            raise WrongUseError(
                f"A character in group {first} or {first + 1} of the fingerprint is wrong.",
                "Ask for these two groups to be read again.",
            )
        digits += part
    return base64.b32decode(digits + "====")
