"""Abbreviations: what may be one, and where one stands that is to be expanded. Nothing here knows a screen.

An abbreviation is expanded when a space or a punctuation mark is typed after it, and only where it stands as a word of its own:
in a script without spaces, such as Burmese, letters that go before it make it a part of another word.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final

from fieldnotes.base.errors import WrongUseError
from fieldnotes.text.visible import CONTROL, DIRECTION_CONTROL

LONGEST_SHORT: Final = 24
LONGEST_LONG: Final = 500
"""In code points."""

_ENDS = frozenset('.,;:!?…"”“»«)]}၊။/—–')
"""Marks after which the word before is over. Apostrophe and hyphen are not among them: they stand within words."""

_OPENS = frozenset('([{"“„‘«¿¡—–:;,!?…၊။/')
"""Marks before which no letter belongs to the word that follows."""


def parse_short(raw: str) -> str:
    """Read an abbreviation: letters, marks and digits of any script, a letter among them.

    Raises:
        WrongUseError: if it has another form. What was typed is not repeated.
    """
    short = unicodedata.normalize("NFC", raw.strip())
    if (
        not 1 <= len(short) <= LONGEST_SHORT
        or not all(_is_of_word(letter) for letter in short)
        or not any(unicodedata.category(letter).startswith("L") for letter in short)
        or unicodedata.category(short[0]).startswith("M")
    ):
        raise WrongUseError(
            "That is not an abbreviation.",
            f"Use up to {LONGEST_SHORT} letters and digits, without spaces and marks, such as cmd.",
        )
    return short


def parse_long(raw: str) -> str:
    """Read what an abbreviation stands for: one line.

    Raises:
        WrongUseError: if it is empty, longer than :data:`LONGEST_LONG`, or holds a line break or control character.
    """
    words = unicodedata.normalize("NFC", raw.strip())
    if (
        not 1 <= len(words) <= LONGEST_LONG
        or "\n" in words
        or CONTROL.search(words)
        or DIRECTION_CONTROL.search(words)
    ):
        raise WrongUseError(
            "An abbreviation stands for one line of text.",
            f"Give 1 to {LONGEST_LONG} characters without a line break or control character.",
        )
    return words


def ends_word(typed: str) -> bool:
    """Whether what was typed, a key's worth, ends the word before it."""
    return bool(typed) and (typed[0].isspace() or typed[0] in _ENDS)


def abbreviation_before(line: str, known: Mapping[str, str]) -> str | None:
    """The abbreviation that ends ``line`` as a word of its own, or ``None``. The longest counts.

    Args:
        line: what stands before the cursor, back to the start of the line at least.
        known: abbreviations and what they stand for.
    """
    for length in range(min(LONGEST_SHORT, len(line)), 0, -1):
        short = line[-length:]
        if short in known and _begins_word(line, len(line) - length):
            return short
    return None


def _begins_word(line: str, at: int) -> bool:
    if at == 0:
        return True
    before = line[at - 1]
    if before == "'":  # a quotation mark at the start of a word, an apostrophe within one
        return at == 1 or not _is_of_word(line[at - 2])
    return before.isspace() or before in _OPENS


def _is_of_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN" or letter == "\u200d"
