"""Bars as SVG by matplotlib, for a page: one ink, so that they are as readable printed in black and white.

matplotlib belongs to the coordinator extra and is imported only when a figure is asked for.
"""

import io
import textwrap
import warnings
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from fieldnotes.pictures.bar import Bar, Chart
from fieldnotes.pictures.inline_svg import INK, to_inline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_INCHES = 9.0
ROW_INCHES = 0.34
BAR_HEIGHT = 0.56
LABEL_CHARACTERS = 46
"""Characters of a label on one line; longer ones take two."""

LINE_ROWS = 0.42
"""Distance of the two lines of a long label, in rows."""

REACH = 1.18
"""Half the width of the figure as a share of the scale: the rest is for numbers beyond the longest bar."""

GAP = 0.02
"""Distance of words from what they stand beside, as a share of the scale."""

_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "fieldnotes",
    "svg.fonttype": "none",
    "font.size": 10.5,
    "path.simplify": False,
}


def can_draw() -> bool:
    """Whether matplotlib is installed, so that :func:`bars_svg` can work."""
    return find_spec("matplotlib") is not None


def bars_svg(chart: Chart, *, name: str, description: str) -> str:
    """Draw the bars one a row; each label stands on the empty side of its row.

    Solid ink reaches the smallest possible value, a light outlined piece goes on to the largest possible one; a hidden
    number is a line of dots over the whole axis. The same input always gives the same characters.

    Args:
        chart: what to draw; at least one bar.
        name: letters, digits and hyphens; makes ids unique among the figures of one page.
        description: one sentence for readers who cannot see the figure.

    Returns:
        An ``svg`` element without styles, scripts or references outside itself.

    Raises:
        ValueError: if there is no bar.
        ModuleNotFoundError: if matplotlib is not installed; see :func:`can_draw`.
    """
    if not chart.bars:
        raise ValueError("A chart has at least one bar.")
    from matplotlib import rc_context  # noqa: PLC0415 - an extra, and too slow to load before a figure is wanted
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415 - as above
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    titled = bool(chart.left_title or chart.right_title)
    height = ROW_INCHES * (len(chart.bars) + (1 if titled else 0)) + 0.1
    with rc_context(_SETTINGS):
        figure = Figure(figsize=(WIDTH_INCHES, height))
        FigureCanvasSVG(figure)
        axes = figure.add_axes((0.005, 0.01, 0.99, 0.98))
        _frame(axes, chart, titled=titled)
        pen = _Pen(axes, chart.scale)
        for row, bar in enumerate(chart.left):
            pen.draw(bar, row, direction=-1)
        for row, bar in enumerate(chart.right, start=len(chart.left)):
            pen.draw(bar, row, direction=1)
        pen.title(chart.left_title, direction=-1)
        pen.title(chart.right_title, direction=1)
        raw = io.StringIO()
        with warnings.catch_warnings():
            # The page's own fonts draw the text; matplotlib only measures it, and its font lacks Burmese.
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")
            figure.savefig(raw, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return to_inline(raw.getvalue(), name=name, description=description)


def _frame(axes: "Axes", chart: Chart, *, titled: bool) -> None:
    """An axis in the middle, no ticks and no box: numbers stand at the bars."""
    rows = len(chart.bars)
    axes.set_axis_off()
    axes.set_xlim(-chart.scale * REACH, chart.scale * REACH)
    axes.set_ylim(rows - 0.4, -1.4 if titled else -0.6)
    axes.plot([0, 0], [-0.5, rows - 0.5], color=INK, linewidth=1.2, solid_capstyle="butt", clip_on=False)


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws rows on one axis; ``direction`` is -1 for bars to the left and 1 for bars to the right."""

    axes: "Axes"
    scale: int

    def draw(self, bar: Bar, row: int, *, direction: int) -> None:
        """The bar away from the axis, its value at the bar's end, its label on the other side."""
        if bar.lower is None or bar.upper is None:
            end = self.scale * direction
            self._dots(row, end)
        else:
            self._rectangle(row, 0, bar.lower * direction, facecolor=INK)
            if bar.upper > bar.lower:
                self._rectangle(
                    row, bar.lower * direction, (bar.upper - bar.lower) * direction, facecolor=(INK, 0.22)
                )
            end = bar.upper * direction
        self._write(end, row, bar.words, direction=direction, fontstyle="italic" if bar.hidden else "normal")
        lines = textwrap.wrap(bar.label, LABEL_CHARACTERS)
        for number, line in enumerate(lines):
            self._write(0, row + LINE_ROWS * (number - (len(lines) - 1) / 2), line, direction=-direction)

    def title(self, words: str, *, direction: int) -> None:
        """Words over one side."""
        self._write(0, -1.0, words, direction=direction, fontstyle="italic")

    def _rectangle(self, row: int, start: int, length: int, **look: Any) -> None:
        settings: dict[str, Any] = {"facecolor": "none", "edgecolor": INK, "linewidth": 0.8, "clip_on": False}
        self.axes.barh(row, length, left=start, height=BAR_HEIGHT, **(settings | look))

    def _dots(self, row: int, end: int) -> None:
        dots: dict[str, Any] = {"linestyle": (0, (0.1, 4)), "linewidth": 1.6, "dash_capstyle": "round"}
        self.axes.plot([0, end], [row, row], color=INK, clip_on=False, **dots)

    def _write(self, x: int, y: float, words: str, *, direction: int, **look: Any) -> None:
        """Words beside a place, as they are: between dollar signs matplotlib would read mathematics."""
        align: Literal["left", "right"] = "left" if direction > 0 else "right"
        place = x + self.scale * GAP * direction
        self.axes.text(place, y, words, ha=align, va="center_baseline", color=INK, parse_math=False, **look)
