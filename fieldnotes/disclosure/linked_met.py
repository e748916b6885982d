"""Tables that an attacker was found to hold possible, kept so that most cells need no program."""

import numpy as np
from numpy.typing import NDArray


class Met:
    """Tables met on the way, each possible as long as the cells stay hidden in which it differs from the truth.

    Args:
        counts: the truth.
    """

    def __init__(self, counts: NDArray[np.int64]) -> None:
        room = max(50, min(3000, 4_000_000 // len(counts)))
        self._points = np.tile(counts, (room, 1))
        self._moved = np.zeros((room, len(counts)), dtype=bool)
        self._next = 0

    def keep(self, point: NDArray[np.int64]) -> None:
        """Remember a table; the oldest gives way, never the truth."""
        self._next = self._next % (len(self._points) - 1) + 1
        self._points[self._next] = point
        self._moved[self._next] = point != self._points[0]

    def ends(self, hidden: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The least and the largest value of each variable among the tables that are possible."""
        possible = self._points[~self._moved[:, ~hidden].any(axis=1)]
        return possible.min(axis=0), possible.max(axis=0)
