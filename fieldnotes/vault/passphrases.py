from typing import NoReturn, Self

from fieldnotes.base.errors import WrongUseError
from fieldnotes.vault.spelling import composed, one_spelling

SHORTEST_ADVISED = 16
"""Characters. Below this somebody who has the disk guesses too cheaply, whatever one guess costs."""


def advice(typed: str) -> str | None:
    """What speaks against choosing this as a new passphrase, in one sentence, or ``None``.

    A person choosing at a prompt or on screen is asked for another; a script is only told, since what it hands over may
    come from a generator. The estimate and its floor are those of :mod:`fieldnotes.vault.strength`.
    """
    if len(composed(typed)) < SHORTEST_ADVISED:
        return f"Too short: at least {SHORTEST_ADVISED} characters, better six words."
    from fieldnotes.vault.strength import strength  # noqa: PLC0415 - loaded only where one is chosen

    estimate = strength(typed)
    if not estimate.sufficient:
        return f"Too easily guessed. {estimate.words} Use more words that have nothing to do with each other."
    return None


class Passphrase:
    """A passphrase as typed, brought to one spelling so that another keyboard's still opens.

    It shows nothing of itself when printed and cannot be pickled.

    Raises:
        WrongUseError: if it is empty or holds something that is not a character.
    """

    __slots__ = ("_composed", "_encoded")

    def __init__(self, typed: str) -> None:
        try:
            self._encoded = one_spelling(typed).encode("utf-8")
            self._composed = composed(typed).encode("utf-8")
        except UnicodeEncodeError:
            raise WrongUseError(
                "The passphrase holds bytes that are not characters.",
                "Type it again, or set the terminal to UTF-8.",
            ) from None
        if not self._encoded:
            raise WrongUseError("The passphrase is empty.", "Type at least a few words.")

    def encoded(self) -> bytes:
        """The UTF-8 bytes that go into the key derivation."""
        return self._encoded

    def as_before(self) -> Self | None:
        """The same with marks in the order they were typed, which is what version 0.1 derived keys from.

        ``None`` where that is no different.
        """
        if self._composed == self._encoded:
            return None
        other = type(self).__new__(type(self))
        other._encoded = other._composed = self._composed  # noqa: SLF001 - of the same class
        return other

    def __repr__(self) -> str:
        return "Passphrase(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a passphrase is never written anywhere")
