"""Making characters visible that would otherwise command a terminal or turn the reading order around."""

import re

_SUBSTITUTE = "␦"
_PICTURES_OF_C0 = 0x2400
_DELETE = 0x7F

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb\ud800-\udfff]")
"""C0 without tab and LF, DEL, C1, line and paragraph separator, interlinear annotation, unpaired surrogates."""

DIRECTION_CONTROL = re.compile(r"[\u202a-\u202e\u2066-\u2069\u206a-\u206f]")
"""Embeddings, overrides and isolates (UAX 9), which can show words in another order than they stand in, and deprecated
format characters. The marks U+061C, U+200E and U+200F are part of well-written Arabic and stay."""


def visible(text: str) -> str:
    """The text with every control character as a picture, each one code point for one, so that offsets stay.

    ESC becomes ``␛``, other C0 characters and DEL their pictures (U+2400 to U+2421), all else ``␦``. Tab and LF stay.
    """
    return DIRECTION_CONTROL.sub(_SUBSTITUTE, CONTROL.sub(_picture, text))


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(_PICTURES_OF_C0 + code)
    return "␡" if code == _DELETE else _SUBSTITUTE
