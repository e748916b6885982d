"""Leaving out, all at once, the rows of a large program that the domains imply anyway."""

from collections.abc import Sequence

from fieldnotes.disclosure.programs import Row
from fieldnotes.disclosure.rules import Interval

_NO_SIDE = 2**62


class Sieve:
    """The rows of a program as arrays, so that thousands of them are judged in one step.

    A row that holds everywhere within the domains holds everywhere within tighter ones, so it may be left out for good
    while those domains stand.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        self._rows = rows
        self._columns = np.array([index for row in rows for index, _ in row.terms])
        self._factors = np.array([factor for row in rows for _, factor in row.terms])
        self._starts = np.cumsum([0, *(len(row.terms) for row in rows[:-1])])
        self._least = np.array([-_NO_SIDE if row.lower is None else row.lower for row in rows])
        self._most = np.array([_NO_SIDE if row.upper is None else row.upper for row in rows])

    def binding(self, domains: Sequence[Interval]) -> list[Row]:
        """The rows that the domains do not imply, in their order."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        lower = np.array([domain.lower for domain in domains])[self._columns]
        upper = np.array([domain.upper for domain in domains])[self._columns]
        rises = self._factors > 0
        smallest = np.add.reduceat(self._factors * np.where(rises, lower, upper), self._starts)
        largest = np.add.reduceat(self._factors * np.where(rises, upper, lower), self._starts)
        binding = (smallest < self._least) | (largest > self._most)
        return [self._rows[at] for at in np.flatnonzero(binding).tolist()]
