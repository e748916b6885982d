"""Telephone numbers, told by the numbering plans that `phonenumbers` carries."""

import re
from collections.abc import Iterator

from fieldnotes.base.span import Span
from fieldnotes.text.identifiers.finding import Finding, Kind

HOME = "MM"
"""Numbers without a country code are read as Myanmar's (ISO 3166-1)."""

_LOOKS_DIALLED = re.compile(r"(?<![\d/])(?:\+|00|0)?\d(?:[ \t.()/-]{0,2}\d){5,14}(?!\d)")
_FEWEST_DIGITS = 6


def find_phones(text: str, region: str = HOME) -> Iterator[Finding]:
    """Numbers that could be dialled, in text with Latin digits.

    Args:
        text: with Latin digits.
        region: where numbers without a country code belong, as two letters.
    """
    if _LOOKS_DIALLED.search(text) is None:
        return
    from phonenumbers import Leniency, PhoneNumberMatcher  # noqa: PLC0415 - its numbering plans take long to load

    for match in PhoneNumberMatcher(text, region, leniency=Leniency.POSSIBLE):
        if sum(char.isdigit() for char in match.raw_string) >= _FEWEST_DIGITS and _is_dialled(
            match.raw_string
        ):
            yield Finding(Kind.PHONE, Span(match.start, match.end))


def _is_dialled(written: str) -> bool:
    """Whether it is written as numbers are dialled: with a plus, or a trunk zero. Bare figures are sums or years."""
    return written.lstrip("(")[:1] in {"+", "0"}
