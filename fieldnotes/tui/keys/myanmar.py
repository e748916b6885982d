"""The Burmese keyboard layout: which Latin key stands where a Burmese character was typed.

Outside text fields letters are commands, and a person whose keyboard is set to Burmese presses the same places. The
table is the layout ``mm`` of xkeyboard-config (symbols/mm, variant ``basic``), levels one and two. Keys that give
the same character in both layouts (most punctuation) are not in it.
"""

_KEYS = (
    # Latin key, with Shift; Burmese code point, with Shift. None where the layout gives a Latin character.
    ("`", "~", None, 0x100E),
    ("1", "!", 0x1041, 0x100D),
    ("2", "@", 0x1042, 0x1052),
    ("3", "#", 0x1043, 0x100B),
    ("4", "$", 0x1044, None),
    ("5", "%", 0x1045, None),
    ("6", "^", 0x1046, None),
    ("7", "&", 0x1047, 0x101B),
    ("8", "*", 0x1048, None),
    ("9", "(", 0x1049, None),
    ("0", ")", 0x1040, None),
    ("q", "Q", 0x1006, 0x1008),
    ("w", "W", 0x1010, 0x101D),
    ("e", "E", 0x1014, 0x1023),
    ("r", "R", 0x1019, 0x104E),
    ("t", "T", 0x1021, 0x1024),
    ("y", "Y", 0x1015, 0x104C),
    ("u", "U", 0x1000, 0x1025),
    ("i", "I", 0x1004, 0x104D),
    ("o", "O", 0x101E, 0x103F),
    ("p", "P", 0x1005, 0x100F),
    ("[", "{", 0x101F, 0x1027),
    ("]", "}", 0x1029, 0x102A),
    ("a", "A", 0x1031, 0x1017),
    ("s", "S", 0x103B, 0x103E),
    ("d", "D", 0x102D, 0x102E),
    ("f", "F", 0x103A, 0x1039),
    ("g", "G", 0x102B, 0x103D),
    ("h", "H", 0x1037, 0x1036),
    ("j", "J", 0x103C, 0x1032),
    ("k", "K", 0x102F, 0x1012),
    ("l", "L", 0x1030, 0x1013),
    (";", ":", 0x1038, 0x1002),
    ("z", "Z", 0x1016, 0x1007),
    ("x", "X", 0x1011, 0x100C),
    ("c", "C", 0x1001, 0x1003),
    ("v", "V", 0x101C, 0x1020),
    ("b", "B", 0x1018, 0x101A),
    ("n", "N", 0x100A, 0x1009),
    ("m", "M", 0x102C, 0x1026),
    (",", "<", None, 0x104A),
    (".", ">", None, 0x104B),
    ("\\", "|", 0x104F, None),
)

TO_LATIN: dict[str, str] = {
    chr(point): latin
    for plain, shifted, first, second in _KEYS
    for latin, point in ((plain, first), (shifted, second))
    if point is not None
}
"""Burmese character to the Latin character of the same key and level."""

_TRANSLATION = str.maketrans(TO_LATIN)


def to_latin(typed: str) -> str:
    """What the same keys give on a Latin layout; other characters stay."""
    return typed.translate(_TRANSLATION)


def as_typed_in_latin(typed: str) -> str:
    """A key typed with either layout: what holds a Burmese character was typed on the Burmese one."""
    return to_latin(typed) if any(character in TO_LATIN for character in typed) else typed
