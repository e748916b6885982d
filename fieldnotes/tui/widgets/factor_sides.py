"""What the codebook says of a factor with *use when* and *do not use when* beside each other, to choose between factors."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from fieldnotes.casebook.localfactors import Codable, LocalFactor
from fieldnotes.codebook.guiding import boundaries
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.text.syllables import is_myanmar
from fieldnotes.tui.widgets.factor_text import factor_text

SIDE_BY_SIDE_FROM = 74
"""Cells that two columns need: what a sheet leaves of 80."""

_GAP = 2
_PARTS = (2, 3)
"""Two columns of unlike width: there is more to say about where a factor does not fit."""


def factor_sides(factor: Codable, taxonomy: Taxonomy, width: int) -> RenderableType:
    """Definition, boundaries, example; the boundaries in two columns where they fit, otherwise one under the other.

    Args:
        factor: what is described.
        taxonomy: gives the keys of what would be used instead.
        width: cells there are.
    """
    if isinstance(factor, LocalFactor):
        return factor_text(factor, taxonomy)
    use, not_use = factor.use_when, boundaries(factor, taxonomy)
    parts: list[RenderableType] = [Text(factor.definition)]
    # No two terminals agree on the width of Burmese, so nothing is drawn to the right of it.
    if width >= SIDE_BY_SIDE_FROM and not any(map(is_myanmar, "".join(use))):
        left = (width - _GAP) * _PARTS[0] // sum(_PARTS)
        table = Table.grid(padding=0)
        table.add_column(width=left)
        table.add_column(width=_GAP)
        table.add_column(width=width - _GAP - left)
        table.add_row(_side("Use when", use), "", _side("Do not use when", not_use))
        parts.append(table)
    else:
        parts += [_side("Use when", use), _side("Do not use when", not_use)]
    parts.append(Text.assemble(("Example ", "bold"), factor.example))
    return Group(*parts)


def _side(title: str, sentences: Sequence[str]) -> RenderableType:
    lines = Table.grid(padding=0)
    lines.add_column(width=2)
    lines.add_column()
    for sentence in sentences:
        lines.add_row("·", Text(sentence))
    return Group(Text(title, style="bold"), lines)
