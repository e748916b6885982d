from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fieldnotes.pictures.bar import Bar, Chart
from fieldnotes.pictures.characters import AXIS, HIDDEN, RANGE, SOLID, draw_bars

SCALE = 40


@st.composite
def bars(draw):
    label = draw(st.text(st.characters(categories=("L", "N", "Zs")), min_size=1, max_size=60))
    if draw(st.booleans()):
        return Bar(label, None, None)
    lower = draw(st.integers(0, SCALE))
    return Bar(label, lower, draw(st.integers(lower, SCALE)))


@given(left=st.lists(bars(), max_size=5), right=st.lists(bars(), max_size=5), width=st.integers(40, 160))
def test_every_line_fits_and_every_bar_has_one(left, right, width):
    lines = draw_bars(Chart(tuple(left), tuple(right), SCALE, "leaving", "staying"), width=width)
    assert len(lines) == (len(left) + len(right) + 1 if left or right else 0)
    assert all(cell_len(line) <= width for line in lines)


@given(bar=bars(), width=st.integers(40, 160))
def test_a_number_a_range_and_a_hidden_cell_never_look_alike(bar, width):
    drawn = draw_bars(Chart((), (bar,), SCALE), width=width)[1].partition(bar.words)[0]
    assert (HIDDEN in drawn) == bar.hidden
    assert (RANGE in drawn) == (not bar.hidden and bar.lower != bar.upper)
    if bar.lower == 0:
        assert SOLID not in drawn


def test_bars_grow_away_from_one_axis():
    chart = Chart((Bar("drives", 10, 30),), (Bar("holds", 20, 40),), SCALE, "leaving", "staying")
    _, left, right = draw_bars(chart, width=80)
    assert left.index(AXIS) == right.index(AXIS)
    before, after = left.split(AXIS)
    assert before.strip() == RANGE * before.count(RANGE) + SOLID * before.count(SOLID)
    assert before.endswith(SOLID)
    assert SOLID not in after
    assert right.split(AXIS)[1].startswith(SOLID)
    assert right.count(SOLID) == 2 * left.count(SOLID)


def test_nothing_stands_to_the_right_of_a_label_in_burmese():
    label = "ကွယ်ပျောက်"
    line = draw_bars(Chart((), (Bar(label, 3, 9), Bar("short", 4, 4)), SCALE), width=80)[1]
    assert line.endswith(label)


def test_the_longest_bar_of_a_full_scale_fills_its_side():
    line = draw_bars(Chart((), (Bar("all", SCALE, SCALE),), SCALE), width=80)[1]
    assert line == AXIS + SOLID * 72 + " 40 all  ".rstrip()


def test_charts_drawn_like_one_another_have_one_axis_and_one_scale():
    whole = Chart((Bar("drives", 20, 20),), (Bar("a longer label", 20, 20), Bar("own", 20, 20)), SCALE)
    first = draw_bars(Chart(whole.left, whole.right[:1], SCALE), width=80, like=whole)
    second = draw_bars(Chart((), whole.right[1:], SCALE), width=80, like=whole)
    assert {line.index(AXIS) for line in (*first, *second)} == {first[0].index(AXIS)}
    assert second[1].count(SOLID) == first[2].count(SOLID) == first[1].count(SOLID)
