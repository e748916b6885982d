"""Rows of a program as arrays, so that thousands of them are judged in one step."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fieldnotes.disclosure.programs import Row, Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64] | NDArray[np.float64]

NO_SIDE = 2**62
"""Stands for a side without a bound: more than any sum of counts of people."""


class RowArrays:
    """Rows as arrays.

    Attributes:
        columns: the variable of each term of each row, row after row.
        factors: its coefficient.
        starts: where each row's terms begin.
        row_of: the row of each term.
        least: the lower side of each row, or minus :data:`NO_SIDE`.
        most: the upper side of each row, or :data:`NO_SIDE`.

    Args:
        rows: the rows, at least one.
        column: where each variable stands in a point; by default at its own index.
    """

    def __init__(self, rows: Sequence[Row], column: Mapping[int, int] | None = None) -> None:
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        entries = [(index, factor) for row in rows for index, factor in row.terms]
        self.columns = np.array([index if column is None else column[index] for index, _ in entries])
        self.factors = np.array([factor for _, factor in entries])
        lengths = [len(row.terms) for row in rows]
        self.starts = np.cumsum([0, *lengths[:-1]])
        self.row_of = np.repeat(np.arange(len(rows)), lengths)
        self.least = np.array([-NO_SIDE if row.lower is None else row.lower for row in rows])
        self.most = np.array([NO_SIDE if row.upper is None else row.upper for row in rows])

    def some(self, at: Sequence[int]) -> "RowArrays":
        """The rows at some places, ascending, as arrays of their own."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        chosen = np.zeros(len(self.starts), dtype=bool)
        chosen[list(at)] = True
        entries = chosen[self.row_of]
        made = RowArrays.__new__(RowArrays)
        made.columns, made.factors = self.columns[entries], self.factors[entries]
        made.row_of = (np.cumsum(chosen) - 1)[self.row_of[entries]]
        made.starts = np.flatnonzero(np.r_[True, made.row_of[1:] != made.row_of[:-1]])
        made.least, made.most = self.least[chosen], self.most[chosen]
        return made

    def reach(self, lower: "Whole", upper: "Whole") -> "tuple[Whole, Whole]":
        """The smallest and the largest sum of each row between two points."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        rises = self.factors > 0
        low, high = lower[self.columns], upper[self.columns]
        smallest = np.add.reduceat(self.factors * np.where(rises, low, high), self.starts)
        largest = np.add.reduceat(self.factors * np.where(rises, high, low), self.starts)
        return smallest, largest

    def binding(self, lower: "Whole", upper: "Whole") -> list[int]:
        """The rows that do not hold everywhere between two points, ascending."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        smallest, largest = self.reach(lower, upper)
        found: list[int] = np.flatnonzero((smallest < self.least) | (largest > self.most)).tolist()
        return found

    def broken(self, point: "Numbers", tolerance: float = 0.0) -> list[int]:
        """The rows that a point breaks by more than the tolerance, the most broken first, then ascending."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        totals = np.add.reduceat(point[self.columns] * self.factors, self.starts)
        excess = np.maximum(self.least - totals, totals - self.most)
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
