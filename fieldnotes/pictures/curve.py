"""A growing curve in characters: a column for each step, with eighths of a line, and marks under the axis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_WIDEST: Final = 4
"""Columns of a step at most: a handful of steps is not to fill a wide terminal."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Values step by step.

    Attributes:
        values: at each step; never falling.
        unit: what is counted, over the axis.
        steps: what a step is, over it too.
        marks: single characters under steps, by their places from 0.

    Raises:
        ValueError: if a value is negative or falls.
    """

    values: tuple[int, ...]
    unit: str
    steps: str
    marks: Mapping[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if any(later < earlier for earlier, later in zip((0, *self.values), self.values, strict=False)):
            raise ValueError("The values of a curve are counts that never fall.")


def draw_curve(drawn: Curve, *, width: int = 80, height: int = 10) -> list[str]:
    """Draw it. Where there are more steps than columns, a column shows the last of several.

    Args:
        drawn: what to draw.
        width: columns of the terminal; fewer than 40 are treated as 40.
        height: lines of the curve itself, at least 2.

    Returns:
        Lines of at most ``width`` columns: the unit, the curve, the axis, marks, numbers of steps; none without steps.
    """
    if not drawn.values:
        return []
    top = max(drawn.values[-1], 1)
    digits = len(str(top))
    room = max(width, 40) - digits - 2
    step = max(1, min(_WIDEST, room // len(drawn.values)))
    together = -(-len(drawn.values) // (room // step))
    shown = [min(first + together, len(drawn.values)) - 1 for first in range(0, len(drawn.values), together)]
    lines = [f"{drawn.unit} by {drawn.steps}"]
    for line in range(height, 0, -1):
        cells = "".join(_EIGHTHS[_filled(drawn.values[place], top, height, line)] * step for place in shown)
        mark = str(top) if line == height else str(top // 2) if 2 * line == height and top % 2 == 0 else ""
        lines.append(f"{mark:>{digits}} │{cells}".rstrip())
    lines.append(f"{0:>{digits}} └" + "─" * (len(shown) * step))
    indent = " " * (digits + 2)
    if drawn.marks:
        lines.append(indent + _marks(drawn.marks, together, len(shown), step).rstrip())
    last = str(len(drawn.values))
    numbers = "1".ljust(max(2, len(shown) * step - len(last))) + last if len(drawn.values) > 1 else "1"
    lines.append(indent + numbers)
    return lines


def _filled(value: int, top: int, height: int, line: int) -> int:
    """Eighths of a line that a value fills; any value above nought fills at least one."""
    eighths = max(1 if value else 0, round(value * height * 8 / top))
    return max(0, min(8, eighths - (line - 1) * 8))


def _marks(marks: Mapping[int, str], together: int, columns: int, step: int) -> str:
    found = [" "] * (columns * step)
    for place, mark in marks.items():
        found[(place // together) * step + (step - 1) // 2] = mark
    return "".join(found)
