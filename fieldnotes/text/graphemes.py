"""Grapheme cluster boundaries (UAX 29) as far as the standard library's character data reaches.

Not known to it: which symbols are pictographs, so ranges stand in for them. Conjuncts of Indic scripts other than
Myanmar (rule GB9c) are not joined.
"""

import unicodedata

_ZWJ = "\u200d"
_ZWNJ = "\u200c"
_PREPENDED = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd"
)
_JOINED_LETTERS = frozenset("\u0e33\u0eb3\uff9e\uff9f")
_MARKS = frozenset(("Mn", "Mc", "Me"))
_CONTROLS = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def is_cluster_boundary(text: str, pos: int) -> bool:
    """Whether a user-perceived character may end at ``pos``, with 0 < ``pos`` < length of the text."""
    left, right = text[pos - 1], text[pos]
    if left == "\r" and right == "\n":
        return False
    if _is_control(left) or _is_control(right):
        return True
    if extends(right) or left in _PREPENDED or _joins_hangul(left, right):
        return False
    if left == _ZWJ and _is_pictograph(right):
        return not _pictograph_before(text, pos - 1)
    if _is_regional(left) and _is_regional(right):
        return _regionals_before(text, pos) % 2 == 0
    return True


def extends(char: str) -> bool:
    """Whether the character never begins a cluster of its own after another: marks, joiners, skin tones."""
    return (
        unicodedata.category(char) in _MARKS
        or char in (_ZWJ, _ZWNJ)
        or char in _JOINED_LETTERS
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _is_control(char: str) -> bool:
    return (
        unicodedata.category(char) in _CONTROLS
        and char not in (_ZWJ, _ZWNJ)
        and char not in _PREPENDED
        and not "\U000e0020" <= char <= "\U000e007f"
    )


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _regionals_before(text: str, pos: int) -> int:
    start = pos
    while start and _is_regional(text[start - 1]):
        start -= 1
    return pos - start


def _is_pictograph(char: str) -> bool:
    return char in "©®‼⁉™ℹ" or (
        ("\u2190" <= char <= "\u2bff" or "\U0001f000" <= char <= "\U0001faff")
        and unicodedata.category(char) in ("So", "Sm", "Cn")
        and not _is_regional(char)
    )


def _pictograph_before(text: str, pos: int) -> bool:
    start = pos
    while start and extends(text[start - 1]) and text[start - 1] != _ZWJ:
        start -= 1
    return start > 0 and _is_pictograph(text[start - 1])


def _joins_hangul(left: str, right: str) -> bool:
    """Rules GB6 to GB8: conjoining jamo and precomposed syllables."""
    one, other = _hangul(left), _hangul(right)
    return (
        (one == "L" and other in ("L", "V", "LV", "LVT"))
        or (one in ("V", "LV") and other in ("V", "T"))
        or (one in ("T", "LVT") and other == "T")
    )


def _hangul(char: str) -> str:
    code = ord(char)
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    return ""
