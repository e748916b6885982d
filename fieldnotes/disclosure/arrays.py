"""Rows of a program as arrays, so that thousands of them are judged in one step."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fieldnotes.disclosure.programs import Row, Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Numbers = NDArray[np.int64] | NDArray[np.float64]

_NO_SIDE = 2**62
"""Stands for a side without a bound: more than any sum of counts of people."""


class RowArrays:
    """Rows as arrays.

    Args:
        rows: the rows, at least one.
        column: where each variable stands in a point; by default at its own index.
    """

    def __init__(self, rows: Sequence[Row], column: Mapping[int, int] | None = None) -> None:
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        entries = [(index, factor) for row in rows for index, factor in row.terms]
        self._columns = np.array([index if column is None else column[index] for index, _ in entries])
        self._factors = np.array([factor for _, factor in entries])
        self._starts = np.cumsum([0, *(len(row.terms) for row in rows[:-1])])
        self._least = np.array([-_NO_SIDE if row.lower is None else row.lower for row in rows])
        self._most = np.array([_NO_SIDE if row.upper is None else row.upper for row in rows])

    def binding(self, lower: "Whole", upper: "Whole") -> list[int]:
        """The rows that do not hold everywhere between two points, ascending."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        rises = self._factors > 0
        low, high = lower[self._columns], upper[self._columns]
        smallest = np.add.reduceat(self._factors * np.where(rises, low, high), self._starts)
        largest = np.add.reduceat(self._factors * np.where(rises, high, low), self._starts)
        found: list[int] = np.flatnonzero((smallest < self._least) | (largest > self._most)).tolist()
        return found

    def broken(self, point: "Numbers", tolerance: float = 0.0) -> list[int]:
        """The rows that a point breaks by more than the tolerance, the most broken first, then ascending."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        totals = np.add.reduceat(point[self._columns] * self._factors, self._starts)
        excess = np.maximum(self._least - totals, totals - self._most)
        broken = np.flatnonzero(excess > tolerance)
        found: list[int] = broken[np.argsort(-excess[broken], kind="stable")].tolist()
        return found


def matrix(expressions: Sequence[Terms], column: Mapping[int, int]) -> "Whole":
    """Expressions as rows of a matrix over the variables' columns."""
    import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

    made = np.zeros((len(expressions), len(column)), dtype=np.int64)
    for at, terms in enumerate(expressions):
        for index, factor in terms:
            made[at, column[index]] = factor
    return made
