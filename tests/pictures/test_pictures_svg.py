import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from fieldnotes.pictures import svg_bars
from fieldnotes.pictures.bar import Bar, Chart
from fieldnotes.pictures.inline_svg import to_inline

pytest.importorskip("matplotlib", reason="matplotlib (the coordinator extra) is not installed")

SVG = "{http://www.w3.org/2000/svg}"
CHART = Chart(
    (Bar("violence & <b>", 30, 30), Bar("costs $5 and $6", 12, 25)),
    (
        Bar("ကွယ်ပျောက်", None, None),
        Bar("a label so long that it needs two lines to stand beside its own bar", 4, 9),
    ),
    40,
    "leaving",
    "staying",
)


def figure(chart=CHART, name="one"):
    return svg_bars.bars_svg(chart, name=name, description="Bars & more.")


def test_the_same_input_gives_the_same_characters():
    assert figure() == figure()


def test_the_figure_is_xml_and_carries_its_description():
    root = ET.fromstring(figure())  # noqa: S314 - our own output
    assert root.find(f"{SVG}title").text == "Bars & more."
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")


def test_words_stand_in_the_figure_as_text():
    words = [text.text for text in ET.fromstring(figure()).iter(f"{SVG}text")]  # noqa: S314 - our own output
    assert {
        "violence & <b>",
        "costs $5 and $6",
        "ကွယ်ပျောက်",
        "30",
        "12–25",
        "hidden",
        "4–9",
        "leaving",
        "staying",
    } <= set(words)


def test_nothing_a_strict_page_forbids_and_no_date():
    drawn = figure()
    assert " style=" not in drawn
    assert "<style" not in drawn
    assert "script" not in drawn
    assert "href" not in drawn
    assert "date" not in drawn.lower()
    assert re.findall(r"https?://[^\"]+", drawn) == ["http://www.w3.org/2000/svg"]


def test_there_is_one_ink_and_it_is_the_page_s():
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', figure())) == {"currentColor", "none"}


def test_two_figures_on_one_page_share_no_id():
    first, second = (set(re.findall(r'\bid="([^"]+)"', figure(name=name))) for name in ("one", "two"))
    assert first
    assert not first & second


def test_a_number_a_range_and_a_hidden_cell_are_drawn_apart():
    number, span, hidden = (
        figure(Chart((), (Bar("a", *ends),), 9)) for ends in ((5, 5), (1, 5), (None, None))
    )
    assert ("fill-opacity" in number, "stroke-dasharray" in number) == (False, False)
    assert ("fill-opacity" in span, "stroke-dasharray" in span) == (True, False)
    assert ("fill-opacity" in hidden, "stroke-dasharray" in hidden) == (False, True)


def test_an_empty_chart_is_refused():
    with pytest.raises(ValueError, match="at least one bar"):
        figure(Chart((), (), 9))


def test_a_document_without_a_view_box_is_refused():
    with pytest.raises(ValueError, match="view box"):
        to_inline("<svg></svg>", name="x", description="y")


def test_matplotlib_is_not_loaded_with_the_module():
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, fieldnotes.pictures.svg_bars; print('matplotlib' in sys.modules)",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    assert loaded.stdout.strip() == "False"
