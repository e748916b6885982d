"""The linear relaxation of linked tables, kept in the solver while cells are hidden and shown, with its proofs."""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from fieldnotes.disclosure.arrays import RowArrays
from fieldnotes.disclosure.programs import Program

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Bound:
    """A proven lower bound of plus or minus a cell.

    Attributes:
        value: the bound, rounded up to a whole number.
        point: a whole table that attains it, or ``None`` if the solver's optimum is none.
        cells: the shown cells that the proof uses.
        parts: what each of them adds to the bound as long as it is shown; hidden it may add nothing, or take it away.
        exact: the bound, not rounded.
    """

    value: int
    point: NDArray[np.int64] | None
    cells: NDArray[np.int64]
    parts: NDArray[np.float64]
    exact: float

    def uses(self, limit: int) -> frozenset[int]:
        """Shown cells of which one must be hidden before the bound can be ``limit`` or less.

        Cells that add so little that the bound stays above the limit without all of them are left out.
        """
        gain = np.where(self.parts > 0, self.parts, np.inf)
        order = np.argsort(gain, kind="stable")
        spare = self.exact - limit - _TOLERANCE * (1 + abs(limit))
        needless = int(np.searchsorted(np.cumsum(gain[order]), spare, side="left"))
        return frozenset(int(one) for one in self.cells[order[needless:]])


class Relaxation:
    """The sums of linked tables over fractions.

    Args:
        program: the sums.
        counts: the true count of each variable, which a shown one is fixed to.
        most: the upper end of a hidden one, beyond anything that is asked.
    """

    def __init__(self, program: Program, counts: NDArray[np.int64], most: int) -> None:
        self._counts = counts
        self._most = float(most)
        self._rows = RowArrays(program.rows)
        self._model = _model(program, counts)
        self._width = program.size
        self._columns = np.arange(program.size, dtype=np.int32)
        self._shown = np.ones(program.size, dtype=bool)
        self._asked: int | None = None

    def show(self, shown: NDArray[np.bool_]) -> None:
        """Fix the shown cells and free the others."""
        changed = np.flatnonzero(shown != self._shown).astype(np.int32)
        self._shown = shown
        if len(changed):
            lower = np.where(shown[changed], self._counts[changed], 0).astype(float)
            upper = np.where(shown[changed], self._counts[changed], self._most).astype(float)
            self._model.changeColsBounds(len(changed), changed, lower, upper)

    def extreme(self, at: int, sign: int) -> Bound:
        """The minimum of a cell (``sign`` 1) or of its negative (-1)."""
        if self._asked is not None and self._asked != at:
            self._model.changeColCost(self._asked, 0.0)
        self._model.changeColCost(at, float(sign))
        self._asked = at
        self._model.run()
        solution = self._model.getSolution()
        found = float(self._model.getInfo().objective_function_value)
        reduced = np.array(solution.col_dual)
        cells = np.flatnonzero(self._shown & (np.abs(reduced) > _TOLERANCE))
        value = int(np.ceil(found - _TOLERANCE * (1 + abs(found) / 1000)))
        point = np.rint(np.array(solution.col_value)).astype(np.int64)
        fits = not self._rows.broken(point) and point.min() >= 0 and sign * int(point[at]) == value
        fits = fits and bool((point[self._shown] == self._counts[self._shown]).all())
        return Bound(value, point if fits else None, cells, reduced[cells] * self._counts[cells], found)


def _model(program: Program, counts: NDArray[np.int64]) -> Any:
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call] # its constructor has no annotation
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("parallel", "off"),
        ("presolve", "off"),
        ("solver", "simplex"),
    ):
        model.setOptionValue(name, value)
    whole = highspy.HighsLp()
    whole.num_col_, whole.num_row_ = program.size, len(program.rows)
    whole.col_cost_ = np.zeros(program.size)
    whole.col_lower_ = whole.col_upper_ = counts.astype(float)
    whole.row_lower_ = whole.row_upper_ = np.zeros(len(program.rows))
    whole.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    whole.a_matrix_.start_ = np.cumsum([0, *(len(row.terms) for row in program.rows)], dtype=np.int32)
    entries = [term for row in program.rows for term in row.terms]
    whole.a_matrix_.index_ = np.array([index for index, _ in entries], dtype=np.int32)
    whole.a_matrix_.value_ = np.array([float(factor) for _, factor in entries])
    model.passModel(whole)
    return model
