"""A symmetric matrix in characters: every pair once, below the diagonal, a number and a shade in each cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fieldnotes.pictures.scripts import flowed, keeps_columns
from fieldnotes.pictures.shades import LEGEND, NONE, shade

OUT_OF_RANGE: Final = "?"
"""A share that cannot be computed."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Things with things.

    Attributes:
        names: short names, in order; of letters whose width terminals agree on.
        counts: how often each occurs.
        together: how often two occur together, by their places in ``names``, the smaller place first; absent: never.
        shares: the strength of each such pair, from 0 to 1; ``None`` where it cannot be computed.

    Raises:
        ValueError: if a name's width is uncertain, or a count is missing.
    """

    names: tuple[str, ...]
    counts: tuple[int, ...]
    together: Mapping[tuple[int, int], int]
    shares: Mapping[tuple[int, int], float | None]

    def __post_init__(self) -> None:
        if not all(keeps_columns(name) for name in self.names):
            raise ValueError("Names over columns are of letters whose width is certain.")
        if len(self.counts) != len(self.names):
            raise ValueError("Everything has a count.")


def draw_matrix(drawn: Matrix, *, width: int = 80) -> list[str]:
    """Draw it: each row begins with its name and count; columns that do not fit follow below with the rows they meet.

    Args:
        drawn: what to draw.
        width: columns of the terminal; fewer than 40 are treated as 40.

    Returns:
        Lines of at most ``width`` columns; none with fewer than two names.
    """
    if len(drawn.names) < 2:
        return []
    width = max(width, 40)
    name = max(len(one) for one in drawn.names)
    count = max(1, *(len(str(one)) for one in drawn.counts))
    heads = max(len(one) for one in drawn.names[:-1])  # the last one stands over no column
    column = 2 + max(heads - 1, *(len(str(one)) for one in (0, *drawn.together.values())))
    fitting = max(1, (width - name - count - 2) // column)
    lines: list[str] = []
    last = len(drawn.names) - 1
    for first in range(0, last, fitting):
        columns = range(first, min(first + fitting, last))
        if lines:
            lines.append("")
        over = "".join(f"{drawn.names[place]:>{column}}" for place in columns)
        lines.append(" " * (name + count + 2) + over)
        for row in range(first, len(drawn.names)):
            cells = "".join(_cell(drawn, place, row, column) for place in columns if place < row)
            lines.append(f"{drawn.names[row]:<{name}} {drawn.counts[row]:>{count}} {cells}".rstrip())
    return [*lines, "", *flowed((*LEGEND, f"{OUT_OF_RANGE} not computable"), width)]


def _cell(drawn: Matrix, column: int, row: int, width: int) -> str:
    number = drawn.together.get((column, row), 0)
    if not number:
        return f"{NONE:>{width - 1}} "
    share = drawn.shares.get((column, row))
    return f"{number:>{width - 1}}" + (OUT_OF_RANGE if share is None else shade(share))
