"""Counts before protection. They exist in memory between tabulating and protecting, and are never stored or sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldnotes.disclosure.layout import CellKey, Layout


@dataclass(frozen=True, slots=True)
class FrequencyTable:
    """An unprotected frequency table. The unit is the case; one case may stand in many cells of a multi-response table.

    Attributes:
        name: ``group``, ``factor``, ``attribute.<id>``, ``group-by-<id>`` or ``pair``.
        dimensions: names of the dimensions, as the layout gives them.
        cells: number of cases in each cell; every cell of the layout, zeros too.
    """

    name: str
    dimensions: tuple[str, ...]
    cells: Mapping[CellKey, int]

    def __repr__(self) -> str:
        """The name only: counts below the threshold must not reach a log or a traceback."""
        return f"FrequencyTable({self.name})"

    def fits(self, layout: Layout) -> bool:
        """Whether the table has exactly the dimensions and cells that the layout gives it."""
        return (
            self.name in layout.table_names
            and self.dimensions == layout.dimensions(self.name)
            and set(self.cells) == set(layout.keys(self.name))
        )
