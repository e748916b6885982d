"""HiGHS, as deterministic as it can be made: one thread, a fixed seed, bounded by nodes and never by the clock."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fieldnotes.disclosure.arrays import RowArrays
from fieldnotes.disclosure.components import Component
from fieldnotes.disclosure.programs import Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

NODE_LIMIT: Final = 20_000
"""Nodes of one branch and bound; what is not decided by then counts as not protected."""

_FEW_ROWS: Final = 400
"""A component of no more rows is given to the solver whole."""

_AT_ONCE: Final = 60
"""Of the rows that a solution breaks, so many are added before solving again."""

_TOLERANCE: Final = 1e-6
_COMMON: Final[dict[str, Any]] = {"output_flag": False, "threads": 1, "random_seed": 0, "parallel": "off"}
_LINEAR: Final[dict[str, Any]] = {"presolve": "off", "solver": "simplex"}
_INTEGER: Final[dict[str, Any]] = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0}


@dataclass(frozen=True, slots=True)
class Optimum:
    """What the solver says about a minimum.

    Attributes:
        bound: no solution has a smaller objective, up to the solver's tolerance; ``None`` if that is unknown.
        point: the best solution it found, not rounded; ``None`` if it found none.
    """

    bound: float | None
    point: "Vector | None"


class SolverModel:
    """One component in the solver, kept between objectives: a changed objective costs about 0.1 ms.

    Of many rows few matter at any one minimum. A large component starts with its short rows, and the others are added
    where a solution breaks them: until none is broken, the bound is that of fewer rows, which is a valid bound.

    Args:
        component: the component.
        integer: whether whole numbers are asked for.
        nodes: the most nodes of one branch and bound.
    """

    def __init__(self, component: Component, *, integer: bool, nodes: int = NODE_LIMIT) -> None:
        self._integer = integer
        self._column = {index: at for at, index in enumerate(component.variables)}
        self._rows = component.rows
        self._arrays = RowArrays(component.rows, self._column)
        few = len(component.rows) <= _FEW_ROWS
        self._present = {at for at, row in enumerate(component.rows) if few or len(row.terms) <= 2}
        kind = _INTEGER | {"mip_max_nodes": nodes} if integer else _LINEAR
        self._model = _model(
            component, self._column, [component.rows[at] for at in sorted(self._present)], integer
        )
        for name, value in (_COMMON | kind).items():
            self._model.setOptionValue(name, value)

    def minimise(self, costs: "Vector", target: int | None = None) -> Optimum:
        """The minimum of an objective over the component; in whole numbers, any point that reaches ``target`` will do."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        width = len(costs)
        if self._integer:
            self._model.setOptionValue("objective_target", -math.inf if target is None else float(target))
        self._model.changeColsCost(width, np.arange(width, dtype=np.int32), costs)
        while True:
            found = self._run()
            broken = [] if found.point is None else self._arrays.broken(found.point, _TOLERANCE)
            missing = [at for at in broken if at not in self._present][:_AT_ONCE]
            if not missing:
                return found
            self._present.update(missing)
            self._add([self._rows[at] for at in missing])

    def _run(self) -> Optimum:
        import highspy  # noqa: PLC0415 - the lock screen must not wait for a solver
        import numpy as np  # noqa: PLC0415 - as above

        self._model.run()
        information = self._model.getInfo()
        found = information.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        point = np.array(self._model.getSolution().col_value) if found else None
        if self._integer:
            bound = float(information.mip_dual_bound)
            return Optimum(bound if abs(bound) < highspy.kHighsInf else None, point)
        solved = self._model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Optimum(float(information.objective_function_value) if solved else None, point)

    def _add(self, rows: Sequence[Row]) -> None:
        least, most, starts, columns, factors = _sparse(rows, self._column)
        self._model.addRows(len(rows), least, most, len(columns), starts[:-1], columns, factors)


def _model(component: Component, column: dict[int, int], rows: Sequence[Row], integer: bool) -> Any:  # noqa: FBT001 - handed on
    import highspy  # noqa: PLC0415 - the lock screen must not wait for a solver
    import numpy as np  # noqa: PLC0415 - as above

    model: Any = highspy.Highs()  # type: ignore[no-untyped-call] # its constructor has no annotation
    model.setOptionValue("output_flag", False)
    program = highspy.HighsLp()
    width = len(component.variables)
    least, most, starts, columns, factors = _sparse(rows, column)
    program.num_col_, program.num_row_ = width, len(rows)
    program.col_cost_ = np.zeros(width)
    program.col_lower_ = np.array([float(domain.lower) for domain in component.domains])
    program.col_upper_ = np.array([float(domain.upper) for domain in component.domains])
    program.row_lower_, program.row_upper_ = least, most
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = starts, columns, factors
    if integer:
        program.integrality_ = [highspy.HighsVarType.kInteger] * width
    model.passModel(program)
    return model


def _sparse(rows: Sequence[Row], column: dict[int, int]) -> tuple[Any, Any, Any, Any, Any]:
    """Lower and upper sides, row starts, columns and factors, as the solver takes them."""
    import highspy  # noqa: PLC0415 - the lock screen must not wait for a solver
    import numpy as np  # noqa: PLC0415 - as above

    infinity = highspy.kHighsInf
    return (
        np.array([-infinity if row.lower is None else float(row.lower) for row in rows]),
        np.array([infinity if row.upper is None else float(row.upper) for row in rows]),
        np.cumsum([0, *(len(row.terms) for row in rows)], dtype=np.int32),
        np.array([column[index] for row in rows for index, _ in row.terms], dtype=np.int32),
        np.array([float(factor) for row in rows for _, factor in row.terms]),
    )
