"""Complementary suppression in linked tables step by step: quick, deterministic, and not always the least."""

import numpy as np

from fieldnotes.disclosure.linked import Linked
from fieldnotes.disclosure.linked_clauses import Learned
from fieldnotes.disclosure.linked_exposure import Mask

_TRIES = 60


def search(linked: Linked, learned: Learned) -> Mask | None:
    """A choice of hidden cells that protects the tables; ``None`` if none was found.

    Small choices that agree with everything learned are tried in turn, and each that fails teaches something. Then cells are
    hidden one by one, and in the end those that turned out needless are shown again, the largest first.
    """
    chosen: Mask | None = np.zeros_like(learned.exposure.choosable)
    for _ in range(_TRIES):
        tried = learned.hit()
        if tried is None:
            break
        chosen = tried
        if learned.protects(tried):
            return _show_again(linked, learned, tried)
    chosen = learned.extend(chosen) if chosen is not None else None
    return None if chosen is None else _show_again(linked, learned, chosen)


def _show_again(linked: Linked, learned: Learned, chosen: Mask) -> Mask:
    """Show what needs not be hidden; looking first at what stands in one sum with it."""
    beside: dict[int, list[int]] = {}
    for line in linked.lines:
        cells = [linked.index[cell] for cell in line]
        for cell in cells:
            beside.setdefault(cell, []).extend(cells)
    left = chosen.copy()
    counts = learned.exposure.counts
    for one in sorted(np.flatnonzero(chosen), key=lambda at: (-counts[at], at)):
        left[one] = False
        if learned.exposure.broken(left, beside.get(int(one), ()), stop=True):
            left[one] = True
    return left
