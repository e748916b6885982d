"""Bars drawn with characters, for the screen: no colour, and nothing to the right of a label.

Labels stand last on a line because terminals disagree on the width of Burmese script.
"""

from rich.cells import cell_len, set_cell_size

from fieldnotes.pictures.bar import Bar, Chart

SOLID = "█"
RANGE = "░"
HIDDEN = "·"
AXIS = "│"

MINIMUM_WIDTH = 40
"""Columns below which bars, numbers and labels no longer fit beside each other."""


def draw_bars(chart: Chart, *, width: int = 80, like: Chart | None = None) -> list[str]:
    """Draw the bars that grow to the left, then those that grow to the right, one a line.

    A solid run reaches the smallest possible value, a light run goes on to the largest possible one, and dots across
    the whole axis stand for a hidden number, which may be anywhere on it.

    Args:
        chart: what to draw.
        width: columns of the terminal; fewer than 40 are treated as 40.
        like: a chart with these bars among its own, whose axis and scale they are to share; several charts drawn below each
            other can then be compared.

    Returns:
        Lines of at most ``width`` columns, a heading first; no line for an empty chart.
    """
    if not chart.bars:
        return []
    columns = max(width, MINIMUM_WIDTH)
    layout = like or chart
    numbers = max(len(bar.words) for bar in layout.bars)
    labels = min(max(cell_len(bar.label) for bar in layout.bars), columns * 2 // 5)
    room = columns - numbers - labels - len(AXIS) - 2
    zone = room // 2 if layout.left and layout.right else room
    zones = (zone if layout.left else 0, zone if layout.right else 0)
    lines = [_heading(zones, chart, columns)]
    for bar, leftwards in [*((bar, True) for bar in chart.left), *((bar, False) for bar in chart.right)]:
        run = _run(bar, chart.scale, zone)
        sides = (
            (run[::-1].rjust(zones[0]), " " * zones[1])
            if leftwards
            else (" " * zones[0], run.ljust(zones[1]))
        )
        drawn = f"{sides[0]}{AXIS}{sides[1]} {bar.words:>{numbers}} "
        lines.append(drawn + _clip(bar.label, columns - len(drawn)))
    return lines


def _heading(zones: tuple[int, int], chart: Chart, columns: int) -> str:
    """Titles of the sides and the meaning of the axis, in the columns that the bars below take."""
    left = f"◂ {chart.left_title}" if chart.left_title else ""
    right = f"{chart.right_title} ▸" if chart.right_title else ""
    sides = (left.rjust(zones[0])[: zones[0]], right.ljust(zones[1])[: zones[1]])
    return _clip(f"{sides[0]}{AXIS}{sides[1]} 0–{chart.scale} cases", columns)


def _run(bar: Bar, scale: int, zone: int) -> str:
    """The characters of one bar, from the axis outwards."""
    if bar.lower is None or bar.upper is None:
        return HIDDEN * zone
    solid = _columns(bar.lower, scale, zone)
    if bar.lower == bar.upper:
        return SOLID * solid
    # A range is drawn at least one column long, so that it is never taken for an exact number.
    solid = min(solid, zone - 1)
    return SOLID * solid + RANGE * max(1, _columns(bar.upper, scale, zone) - solid)


def _columns(count: int, scale: int, zone: int) -> int:
    """Columns for ``count`` cases: rounded, but at least one for any number above nought."""
    return min(zone, max(1 if count else 0, round(count * zone / scale)))


def _clip(text: str, columns: int) -> str:
    if cell_len(text) <= columns:
        return text
    return set_cell_size(text, max(0, columns - 1)).rstrip() + "…"


LEGEND = f"{SOLID * 3} at least   {RANGE * 3} and up to   {HIDDEN * 3} hidden, may be anywhere"
"""One line that explains the three marks."""
