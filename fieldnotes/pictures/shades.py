"""Shares as marks that are told apart without colour."""

from typing import Final

NONE, NO_BASE = "·", "–"
"""A share of nought, and a share of nothing at all."""

SHADES: Final = ((0.25, "░"), (0.5, "▒"), (0.75, "▓"), (1.0, "█"))
"""Each mark with the largest share that it stands for."""


def shade(share: float | None) -> str:
    """One mark for a share from 0 to 1; ``None`` where there is nothing to be a share of."""
    if share is None:
        return NO_BASE
    if share <= 0:
        return NONE
    return next((mark for most, mark in SHADES if share <= most), SHADES[-1][1])


LEGEND: Final = (f"{NONE} none", "░ up to 25 %", "▒ to 50 %", "▓ to 75 %", "█ more")
"""What the marks mean."""
