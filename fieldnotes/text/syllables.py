"""Where a cursor may stand: between syllables in Myanmar script, between grapheme clusters elsewhere.

A Burmese syllable is a base consonant with the consonants stacked under it, its marks, and the finals that asat kills.
UAX 29 alone would stop inside it: before visarga, before a killed final, between the halves of a stack.
"""

import unicodedata

from fieldnotes.text.graphemes import extends, is_cluster_boundary

_VIRAMA = "\u1039"
_ASAT = "\u103a"
_DOT_BELOW = "\u1037"
_AFOREMENTIONED = "\u104e"
_CLOSING = frozenset("\u1037\u1038\u1087\u1088\u1089\u108a\u108b\u108c\u108d\u108f\u109a\u109b")
"""Dot below, visarga, and the tones of Shan, Palaung and Khamti: after them no stack goes on with the same syllable."""


def next_boundary(text: str, pos: int) -> int:
    """The nearest place after ``pos`` where a cursor may stand; the end of the text if there is none."""
    pos += 1
    while pos < len(text) and not is_boundary(text, pos):
        pos += 1
    return min(pos, len(text))


def previous_boundary(text: str, pos: int) -> int:
    """The nearest place before ``pos`` where a cursor may stand; 0 if there is none."""
    pos = min(pos, len(text) + 1) - 1
    while pos > 0 and not is_boundary(text, pos):
        pos -= 1
    return max(pos, 0)


def is_boundary(text: str, pos: int) -> bool:
    """Whether a cursor may stand at ``pos``; both ends of a text are boundaries."""
    if pos <= 0 or pos >= len(text):
        return True
    left, right = text[pos - 1], text[pos]
    if not is_myanmar(right):
        return is_cluster_boundary(text, pos)
    if extends(right):
        return left in "\n\t" or is_control_before(left)
    if left == _VIRAMA:
        return False
    return not (_is_syllable_part(left) and _is_final(text, pos))


def is_control_before(char: str) -> bool:
    """Whether a mark after this character stands alone, since there is nothing to carry it."""
    return unicodedata.category(char) in ("Cc", "Zl", "Zp")


def is_myanmar(char: str) -> bool:
    """Whether the character lies in the blocks Myanmar, Myanmar Extended-A or Extended-B."""
    return "\u1000" <= char <= "\u109f" or "\uaa60" <= char <= "\uaa7f" or "\ua9e0" <= char <= "\ua9fe"


def _is_syllable_part(char: str) -> bool:
    return is_myanmar(char) and (
        char == _AFOREMENTIONED or unicodedata.category(char) in ("Lo", "Mn", "Mc", "Lm")
    )


def _is_final(text: str, pos: int) -> bool:
    """Whether the consonant at ``pos`` ends a syllable: killed by asat, or the upper half of a stack.

    In Mon a stack also begins a syllable (ပ္ဍဲ). After a syllable that a tone or visarga has closed it can do nothing else.
    """
    if unicodedata.category(text[pos]) != "Lo":
        return False
    after = text[pos + 1 : pos + 3]
    if after[:1] == _VIRAMA:
        return text[pos - 1] not in _CLOSING
    return after[:1] == _ASAT or after == _DOT_BELOW + _ASAT
