"""One spelling for a passphrase, whichever keyboard it was typed on. docs/format-vault.md, section *Passphrase slot*."""

import re
import unicodedata

_ORDER = "\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032\u1033\u1034\u1035\u102f\u1030\u102b\u102c\u103a\u1036\u1037\u1038"
_PLACES = {mark: place for place, mark in enumerate(_ORDER)}
_MARKS = re.compile(f"[{_ORDER}]{{2,}}")


def composed(typed: str) -> str:
    """Normalization Form C (Unicode Standard Annex 15)."""
    return unicodedata.normalize("NFC", typed)


def one_spelling(typed: str) -> str:
    """NFC, with the Burmese marks on each letter in one order.

    NFC orders only what has a combining class: U+1037 before U+103A. All other Burmese marks have class 0, so the vowels of
    ကို may be stored as U+102D U+102F or the other way round, look the same, and differ in NFC. Keyboards differ in what
    they store: a layout of the X keyboard extension stores marks as they were typed, most phones order them. The order here
    is that of Unicode Technical Note 11 (medials, vowel signs, asat, anusvara, dot below, visarga). U+1039 is no mark here,
    but joins two letters, and marks never move across a letter.
    """
    ordered = _MARKS.sub(lambda run: "".join(sorted(run.group(), key=_PLACES.__getitem__)), composed(typed))
    return composed(ordered)
