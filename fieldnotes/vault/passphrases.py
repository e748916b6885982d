import unicodedata
from typing import NoReturn

from fieldnotes.base.errors import WrongUseError

SHORTEST_ADVISED = 16
"""Characters. Below this somebody who has the disk guesses too cheaply, whatever one guess costs."""


def advice(typed: str) -> str | None:
    """What speaks against choosing this as a new passphrase, in one sentence, or ``None``.

    A person choosing at a prompt or on screen is asked for another; a script is only told, since what it hands over may
    come from a generator.
    """
    if len(unicodedata.normalize("NFC", typed)) < SHORTEST_ADVISED:
        return f"Too short: at least {SHORTEST_ADVISED} characters, better six words."
    return None


class Passphrase:
    """A passphrase as typed, brought to one Unicode form (NFC) so that another keyboard's spelling still opens.

    It shows nothing of itself when printed and cannot be pickled.

    Raises:
        WrongUseError: if it is empty or holds something that is not a character.
    """

    __slots__ = ("_encoded",)

    def __init__(self, typed: str) -> None:
        try:
            encoded = unicodedata.normalize("NFC", typed).encode("utf-8")
        except UnicodeEncodeError:
            raise WrongUseError(
                "The passphrase holds bytes that are not characters.",
                "Type it again, or set the terminal to UTF-8.",
            ) from None
        if not encoded:
            raise WrongUseError("The passphrase is empty.", "Type at least a few words.")
        self._encoded = encoded

    def encoded(self) -> bytes:
        """The UTF-8 bytes that go into the key derivation."""
        return self._encoded

    def __repr__(self) -> str:
        return "Passphrase(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a passphrase is never written anywhere")
