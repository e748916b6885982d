"""A heat map in characters: shares as shades with their counts, rows labelled last, columns by letters with a legend."""

from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final

from rich.cells import cell_len, set_cell_size

from fieldnotes.pictures.scripts import flowed
from fieldnotes.pictures.shades import LEGEND, shade

_GAP: Final = 2
_LEAST_LABEL: Final = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A count out of a base."""

    count: int
    base: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; ``None`` without a base."""
        return self.count / self.base if self.base else None


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows by columns.

    Attributes:
        rows: labels from the top.
        columns: labels from the left.
        cells: row by row.

    Raises:
        ValueError: if a row has another number of cells than there are columns.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.rows) or any(len(row) != len(self.columns) for row in self.cells):
            raise ValueError("Every row has a cell for every column.")


def draw_heat_map(drawn: HeatMap, *, width: int = 80) -> list[str]:
    """Draw it: letters over the columns, a line a row, the marks, then what each letter stands for.

    Where the columns do not fit beside each other, the rest follow below with the rows again.

    Args:
        drawn: what to draw.
        width: columns of the terminal; fewer than 40 are treated as 40.

    Returns:
        Lines of at most ``width`` columns; none without rows or columns.
    """
    if not drawn.rows or not drawn.columns:
        return []
    width = max(width, 40)
    digits = max(len(str(cell.count)) for row in drawn.cells for cell in row)
    column = 3 + digits + _GAP
    label = min(max(cell_len(row) for row in drawn.rows), max(_LEAST_LABEL, width // 3))
    fitting = max(1, (width - label) // column)
    lines: list[str] = []
    for first in range(0, len(drawn.columns), fitting):
        places = range(first, min(first + fitting, len(drawn.columns)))
        if lines:
            lines.append("")
        lines.append("".join(f"{_letter(place):>{column - _GAP}}" + " " * _GAP for place in places).rstrip())
        for row, cells in zip(drawn.rows, drawn.cells, strict=True):
            marks = "".join(_cell(cells[place], digits) + " " * _GAP for place in places)
            lines.append(marks + _clip(row, width - len(marks)))
    legend = [f"{_letter(place)} {words}" for place, words in enumerate(drawn.columns)]
    return [*lines, "", *flowed(LEGEND, width), *(_clip(line, width) for line in flowed(legend, width))]


def _letter(place: int) -> str:
    """Letters over a column: a to z, then aa and so on."""
    more, last = divmod(place, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[last]


def _cell(cell: Cell, digits: int) -> str:
    return f"{shade(cell.share) * 2} {cell.count if cell.base else '':>{digits}}"


def _clip(text: str, columns: int) -> str:
    return text if cell_len(text) <= columns else set_cell_size(text, max(0, columns - 1)).rstrip() + "…"
