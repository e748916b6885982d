"""Tightening domains by each row in turn: cheap, sound, and often all that is needed."""

from typing import TYPE_CHECKING

from fieldnotes.disclosure.arrays import RowArrays
from fieldnotes.disclosure.programs import ContradictionError

if TYPE_CHECKING:
    from fieldnotes.disclosure.arrays import Whole

_ROUNDS = 60
"""Rounds over all rows, at most. Stopping early is sound: the solver finishes what is left."""


def propagate(rows: RowArrays, lower: "Whole", upper: "Whole") -> "tuple[Whole, Whole]":
    """The domains, as two points, after tightening.

    Raises:
        ContradictionError: if a domain becomes empty or a row holds nowhere.
    """
    import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

    columns, factors = rows.columns, rows.factors
    rises, size = factors > 0, np.abs(factors)
    order = np.argsort(columns, kind="stable")
    touched, begins = np.unique(columns[order], return_index=True)
    lower, upper = lower.copy(), upper.copy()
    for _ in range(_ROUNDS):
        low, high = lower[columns], upper[columns]
        smallest, largest = rows.reach(lower, upper)
        if np.any(smallest > rows.most) or np.any(largest < rows.least):
            raise ContradictionError
        below = (rows.most - smallest)[rows.row_of] // size
        above = (largest - rows.least)[rows.row_of] // size
        most = low + np.where(rises, below, above)
        least = high - np.where(rises, above, below)
        new_upper = np.minimum(upper[touched], np.minimum.reduceat(most[order], begins))
        new_lower = np.maximum(lower[touched], np.maximum.reduceat(least[order], begins))
        if np.any(new_lower > new_upper):
            raise ContradictionError
        if np.array_equal(new_upper, upper[touched]) and np.array_equal(new_lower, lower[touched]):
            break
        lower[touched], upper[touched] = new_lower, new_upper
    return lower, upper
