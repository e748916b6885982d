"""Heat map, matrix and curve in characters, drawn by hand; and their widths, whatever they are given."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fieldnotes.pictures.curve import Curve, draw_curve
from fieldnotes.pictures.heat_map import Cell, HeatMap, draw_heat_map
from fieldnotes.pictures.matrix import Matrix, draw_matrix
from fieldnotes.pictures.scripts import flowed
from fieldnotes.pictures.shades import shade

BURMESE = "ကျွန်တော်တို့"


def test_shares_are_told_apart_without_colour():
    assert [shade(one) for one in (None, 0, 0.01, 0.25, 0.26, 0.5, 0.75, 0.76, 1)] == list("–·░░▒▒▓██")


def test_a_heat_map_by_hand():
    drawn = HeatMap(
        ("driver: morality", BURMESE),
        ("defector", "deserter", "other"),
        ((Cell(9, 10), Cell(1, 4), Cell(0, 0)), (Cell(0, 10), Cell(2, 4), Cell(0, 0))),
    )
    assert draw_heat_map(drawn, width=60) == [
        "   a     b     c",
        "██ 9  ░░ 1  ––    driver: morality",
        f"·· 0  ▒▒ 2  ––    {BURMESE}",
        "",
        "· none   ░ up to 25 %   ▒ to 50 %   ▓ to 75 %   █ more",
        "a defector   b deserter   c other",
    ]


def test_columns_that_do_not_fit_follow_below_with_their_rows():
    cells = tuple(Cell(100, 100) for _ in range(8))
    lines = draw_heat_map(HeatMap(("a group with a long label",), tuple("12345678"), (cells,)), width=40)
    # A label of 13, three columns of 8: three blocks of a head and a row with a line between them.
    assert [line.split() for line in lines[:8:3]] == [["a", "b", "c"], ["d", "e", "f"], ["g", "h"]]
    assert lines[1] == "██ 100  ██ 100  ██ 100  a group with a…"[:40]


def test_a_matrix_by_hand():
    drawn = Matrix(
        ("dm", "dx", "op"),
        (12, 3, 7),
        {(0, 1): 2, (0, 2): 6, (1, 2): 4},
        {(0, 1): 2 / 13, (0, 2): 6 / 13, (1, 2): None},
    )
    assert draw_matrix(drawn) == [
        "       dm dx",
        "dm 12",
        "dx  3  2░",
        "op  7  6▒ 4?",
        "",
        "· none   ░ up to 25 %   ▒ to 50 %   ▓ to 75 %   █ more   ? not computable",
    ]


def test_pairs_that_never_meet_are_dots_and_names_have_certain_widths():
    drawn = Matrix(("dm", "dx"), (1, 1), {}, {})
    assert draw_matrix(drawn)[2] == "dx 1  ·"
    with pytest.raises(ValueError, match="width"):
        Matrix((BURMESE, "dx"), (1, 1), {}, {})


def test_a_curve_by_hand():
    drawn = Curve((2, 4, 8, 8), "factors", "cases", {1: "b", 3: "s"})
    assert draw_curve(drawn, height=2, width=40) == [
        "factors by cases",
        "8 │        ████████",
        "4 │▄▄▄▄████████████",
        "0 └────────────────",
        "        b       s",
        "   1              4",
    ]


def test_many_steps_share_columns_and_the_last_one_is_always_shown():
    lines = draw_curve(Curve(tuple(range(1, 1001)), "factors", "cases"), width=60, height=4)
    assert lines[1].endswith("█")
    assert lines[-1].split() == ["1", "1000"]
    with pytest.raises(ValueError, match="fall"):
        Curve((3, 2), "factors", "cases")


def test_columns_beyond_z_have_two_letters():
    columns = tuple(f"band {number}" for number in range(28))
    lines = draw_heat_map(HeatMap(("row",), columns, (tuple(Cell(1, 1) for _ in columns),)), width=200)
    assert "z band 25" in "\n".join(lines)
    assert "ab band 27" in lines[-1]


def test_nothing_gives_no_lines():
    assert draw_curve(Curve((), "factors", "cases")) == []
    assert draw_matrix(Matrix(("a",), (1,), {}, {})) == []
    assert draw_heat_map(HeatMap((), (), ())) == []


def test_nothing_follows_script_text_in_a_legend():
    assert flowed(["a one", f"b {BURMESE}", "c three", "d four"], 60) == [
        f"a one   b {BURMESE}",
        "c three   d four",
    ]


LABELS = st.text(st.sampled_from("abc ကျွန််တော် ၁"), min_size=1, max_size=50).map(lambda one: "x" + one.strip())


@given(
    st.lists(LABELS, min_size=1, max_size=5),
    st.lists(LABELS, min_size=1, max_size=9),
    st.integers(0, 99_999),
    st.integers(40, 130),
)
def test_no_line_of_a_heat_map_is_too_wide_or_goes_on_after_script(rows, columns, count, width):
    cells = tuple(tuple(Cell(count, count) for _ in columns) for _ in rows)
    for line in draw_heat_map(HeatMap(tuple(rows), tuple(columns), cells), width=width):
        assert cell_len(line) <= width
        script = [at for at, letter in enumerate(line) if unicodedata.category(letter) in {"Lo", "Mn", "Mc"}]
        assert not script or not set(line[script[0] :]) & set("░▒▓█·│")


@given(st.integers(2, 50), st.integers(0, 9_999), st.integers(40, 130))
def test_every_pair_of_a_matrix_is_drawn_once_within_the_width(names, number, width):
    together = {(a, b): number for b in range(names) for a in range(b)}
    drawn = Matrix(
        tuple(f"k{one}" for one in range(names)), (number,) * names, together, dict.fromkeys(together, 0.5)
    )
    lines = draw_matrix(drawn, width=width)
    assert max(map(len, lines)) <= width
    drawn_until = len(lines) - 1 - lines[::-1].index("")
    marks = sum(line.count("▒" if number else "·") for line in lines[:drawn_until])
    assert marks == names * (names - 1) // 2


@given(st.lists(st.integers(0, 60), min_size=1, max_size=300), st.integers(40, 130), st.integers(2, 20))
def test_a_curve_never_falls_and_fits(growth, width, height):
    values = tuple(sum(growth[: place + 1]) for place in range(len(growth)))
    lines = draw_curve(Curve(values, "factors", "cases"), width=width, height=height)
    assert len(lines) == height + 3
    assert max(map(len, lines)) <= width
    columns = [line.partition("│")[2] for line in lines[1 : height + 1]]
    for line in columns:
        filled = ["" if not line else one for one in line]
        order = [" ▁▂▃▄▅▆▇█".index(one) for one in filled]
        assert order == sorted(order)


def test_the_middle_of_the_axis_is_named_only_where_it_is_a_whole_number():
    odd = draw_curve(Curve((3,), "factors", "cases"), width=40, height=10)
    even = draw_curve(Curve((4,), "factors", "cases"), width=40, height=10)
    assert [line[0] for line in odd[1:11]] == ["3", *" " * 9]
    assert [line[0] for line in even[1:11]] == ["4", *" " * 4, "2", *" " * 4]
