"""Whatever a widget draws, nothing in it commands the terminal."""

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from fieldnotes.text.visible import CONTROL, DIRECTION_CONTROL
from fieldnotes.tui.gate import ControlGate

BLACK = Color(0, 0, 0)
BOLD = Style(bold=True)


@given(st.lists(st.text(st.characters(codec=None), max_size=20), max_size=5))
def test_no_character_that_commands_passes_and_all_others_do(texts: list[str]) -> None:
    made = ControlGate().apply([Segment(text, BOLD) for text in texts], BLACK)
    assert [one.style for one in made] == [BOLD] * len(texts)
    for text, one in zip(texts, made, strict=True):
        assert one.text == "".join(
            char for char in text if not CONTROL.match(char) and not DIRECTION_CONTROL.match(char)
        )


def test_a_line_without_any_is_handed_on_as_it_is() -> None:
    line = [Segment("ရွာက လူတွေ သိတယ်။ "), Segment("\u200bnext\tone")]
    assert ControlGate().apply(line, BLACK) is line
