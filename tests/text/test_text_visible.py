import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.text.visible import visible


@given(st.text(st.characters(), max_size=50))
def test_nothing_that_commands_a_terminal_is_left_and_offsets_stay(text):
    shown = visible(text)
    assert len(shown) == len(text)
    for before, after in zip(text, shown, strict=True):
        if unicodedata.category(before) in ("Cc", "Cs", "Zl", "Zp") and before not in "\n\t":
            assert unicodedata.category(after) == "So"
        elif unicodedata.bidirectional(before) in (
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        ):
            assert after == "␦"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[2J", "␛[2J"),
        ("\0\x07\x7f", "␀␇␡"),
        ("\x9b2J\u202e", "␦2J␦"),
        ("a\tb\nc", "a\tb\nc"),
        ("မြန်မာ", "မြန်မာ"),
    ],
)
def test_pictures(raw, shown):
    assert visible(raw) == shown
