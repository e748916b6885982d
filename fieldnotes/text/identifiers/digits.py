"""Digits of every script, read as 0 to 9 without changing the length of a text."""

import re
import unicodedata

_DIGIT = re.compile(r"(?![0-9])\d")


def with_latin_digits(text: str) -> str:
    """The text with Burmese, Shan, Arabic and all other decimal digits as 0 to 9, code point for code point."""
    return _DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), text)
