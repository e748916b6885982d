"""Burmese lines are broken for the widest terminal: measured with the C library's own idea of width, which tmux uses."""

import ctypes
import locale
import unicodedata
from collections.abc import Callable, Iterator

import pytest
from textual._cells import cell_len

from fieldnotes.tui.editor.breaking import break_line, most_cells

BURMESE = "အိမ်က ဆင်းရဲတယ်။ အဖေက လယ်လုပ်တယ်၊ လယ်က ကိုယ့်လယ် မဟုတ်ဘူး။ ကျွန်တော်တို့ရွာမှာမငတ်ချင်ရင်တပ်ထဲဝင်ရတယ်လို့ပြောကြတယ်။ " * 4


@pytest.fixture
def libc_width() -> Iterator[Callable[[str], int]]:
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:
        pytest.skip("the GNU C library is not here")
    before = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    yield lambda text: sum(max(library.wcwidth(ord(character)), 0) for character in text)
    locale.setlocale(locale.LC_CTYPE, before)


@pytest.mark.parametrize("width", [20, 37, 60, 72])
def test_no_part_is_wider_than_the_screen_for_either_idea_of_width(
    libc_width: Callable[[str], int], width: int
) -> None:
    breaks = break_line(BURMESE, width, 4)
    parts = [
        BURMESE[start:end].rstrip() for start, end in zip([0, *breaks], [*breaks, len(BURMESE)], strict=True)
    ]
    assert "".join(part.replace(" ", "") for part in parts) == BURMESE.replace(" ", "")
    assert max(libc_width(part) for part in parts) <= width
    assert max(cell_len(part) for part in parts) <= width


def test_every_spacing_mark_of_burmese_counts_as_libc_counts_it(libc_width: Callable[[str], int]) -> None:
    for code in range(0x1000, 0x10A0):
        if unicodedata.category(chr(code)) in {"Mc", "Mn", "Lo"}:
            assert most_cells("က" + chr(code)) >= libc_width("က" + chr(code)), hex(code)


def test_what_is_drawn_for_control_characters_is_what_is_counted() -> None:
    """Drawn as ``␦``, a cell each; measured as they are, they have no width, and the end of the line was not shown."""
    assert break_line("က" + "\u202e" * 3 + "x" * 66, 70, 4) == []
    assert break_line("က" + "\u202e" * 3 + "x" * 67, 70, 4) == [70]
    assert break_line("\tက" + "\u2066" * 3 + "x" * 67, 70, 4) != []
