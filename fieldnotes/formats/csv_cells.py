"""Which text may stand in a cell of a CSV file without a spreadsheet taking it for a formula.

A spreadsheet runs a cell that starts with ``=``, ``+``, ``-`` or ``@`` (their full-width forms too), quoted or not, and
a tab or line break may move text into such a place (OWASP, *CSV injection*; ASVS 5.0, requirement 1.2.10). Labels
come from closed sets, so a text of that kind is refused, never repaired: an apostrophe in front would change the label.
"""

import unicodedata
from functools import lru_cache

FORMULA_STARTS = frozenset("=+-@＝＋－＠")

_FORBIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})

_ALLOWED = frozenset("\u200b\u200c\u200d")
"""Invisible characters that Burmese text needs between words and consonants."""


@lru_cache(maxsize=4096)
def fault_of_cell(text: str) -> str | None:
    """What is wrong with a cell's text, as the rest of a sentence that starts with *the cell*, or ``None``."""
    if text[:1] in FORMULA_STARTS:
        return "starts with a character that makes spreadsheets run it as a formula"
    if text != text.strip():
        return "starts or ends with a space"
    if any(unicodedata.category(character) in _FORBIDDEN and character not in _ALLOWED for character in text):
        return "holds a control character, a line break or an invisible character"
    return None


def cell_of_words(words: str) -> str:
    """Words of a text as a cell: on one line, between typographic quotation marks, so that they never begin as a formula.

    What cannot stand in a cell, such as a character that turns the reading direction, becomes U+FFFD.
    """
    line = " ".join(words.split())
    kept = (
        "\ufffd" if unicodedata.category(character) in _FORBIDDEN and character not in _ALLOWED else character
        for character in line
    )
    return f"“{''.join(kept)}”"
