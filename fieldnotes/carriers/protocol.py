"""What every carrier can do, which names it accepts, and how it says that a store does not answer."""

import hashlib
import re
from typing import Final, Protocol

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError

MAX_OBJECT_BYTES: Final = 16 * 2**20
"""Nothing longer is fetched; a store may claim anything."""

_NAME: Final = re.compile(r"[0-9a-f]{16}/[0-9a-f]{64}")
_PREFIX: Final = re.compile(r"[0-9a-f]{16}")


class UnavailableError(AnswerIsNoError):
    """The store does not answer now. Nothing is lost; what waits goes on waiting (exit code 1)."""


class Carrier(Protocol):
    """A store of sealed objects. Names are ``<16 hex>/<64 hex>``; no carrier lists, reads or writes anything else."""

    def list_names(self, prefix: str) -> list[str]:
        """The names under a project's folder (16 hexadecimal characters), sorted; partial uploads are left out.

        Raises:
            UnavailableError: if the store does not answer.
        """

    def put(self, name: str, data: bytes) -> None:
        """Store an object. Doing it again is harmless.

        Raises:
            UnavailableError: if the store does not answer or is full.
        """

    def get(self, name: str) -> bytes:
        """Fetch an object.

        Raises:
            UnavailableError: if the store does not answer or does not have it.
        """

    def confirm(self, name: str, data: bytes) -> bool:
        """Read an object back and compare it with what was sent.

        Raises:
            UnavailableError: if the store does not answer.
        """


def require_name(name: str) -> None:
    """Refuse any name that is not of the one form.

    Raises:
        WrongUseError: if it is not.
    """
    if not _NAME.fullmatch(name):
        raise WrongUseError(
            "That is not the name of a sealed object.", "Names are made by the program; do not type them."
        )


def is_name(name: str) -> bool:
    """Whether a name found in a store is of the one form; all else there is someone else's or unfinished."""
    return _NAME.fullmatch(name) is not None


def require_prefix(prefix: str) -> None:
    """Refuse any folder name that is not of the one form.

    Raises:
        WrongUseError: if it is not.
    """
    if not _PREFIX.fullmatch(prefix):
        raise WrongUseError(
            "That is not the name of a project's folder.", "Names are made by the program; do not type them."
        )


def same(one: bytes, other: bytes) -> bool:
    """Whether two objects are the same, by their SHA-256."""
    return hashlib.sha256(one).digest() == hashlib.sha256(other).digest()
