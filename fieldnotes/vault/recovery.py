"""Recovery words: twelve words on paper that open the vault when the passphrase is lost."""

import hmac
from functools import cache
from typing import NoReturn

from mnemonic import Mnemonic

from fieldnotes.base.errors import WrongUseError

ENTROPY_BITS = 128
WORDS = 12


@cache
def _list() -> Mnemonic:
    return Mnemonic("english")


class RecoveryWords:
    """Twelve words of the BIP-39 English list: 128 bits and a 4-bit checksum. Shows nothing of itself when printed.

    Made by :meth:`generate` or :meth:`parse`.
    """

    __slots__ = ("_entropy",)

    def __init__(self, entropy: bytes) -> None:
        if len(entropy) * 8 != ENTROPY_BITS:
            raise ValueError("recovery words carry 128 bits")
        self._entropy = entropy

    @classmethod
    def generate(cls) -> "RecoveryWords":
        """Fresh words."""
        return cls.parse(_list().generate(ENTROPY_BITS))

    @classmethod
    def parse(cls, typed: str) -> "RecoveryWords":
        """Read words as typed, in any case and spacing.

        Raises:
            WrongUseError: naming the place of a word that is not in the list (never the word), a wrong number of
                words, or a checksum that does not fit.
        """
        words = Mnemonic.normalize_string(typed).lower().split()
        if len(words) != WORDS:
            raise WrongUseError(
                f"Those are {len(words)} words instead of {WORDS}.", "Type all twelve, with spaces."
            )
        known = frozenset(_list().wordlist)
        unknown = [str(place) for place, word in enumerate(words, start=1) if word not in known]
        if unknown:
            raise WrongUseError(
                f"Not in the list of recovery words: number {', '.join(unknown)}.",
                "Compare the spelling with the paper.",
            )
        try:
            return cls(bytes(_list().to_entropy(words)))
        except ValueError:
            raise WrongUseError(
                "These twelve words do not belong together.",
                "Compare each word and their order with the paper.",
            ) from None

    @property
    def words(self) -> tuple[str, ...]:
        """The twelve words, to be shown once."""
        return tuple(_list().to_mnemonic(self._entropy).split())

    def entropy(self) -> bytes:
        """The 16 bytes that the words stand for."""
        return self._entropy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecoveryWords) and hmac.compare_digest(self._entropy, other._entropy)

    def __hash__(self) -> int:
        return hash(self._entropy)

    def __repr__(self) -> str:
        return "RecoveryWords(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("recovery words are never written anywhere but on paper")
