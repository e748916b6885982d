"""HiGHS, as deterministic as it can be made: one thread, a fixed seed, bounded by nodes and never by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fieldnotes.disclosure.components import Component

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

NODE_LIMIT: Final = 20_000
"""Nodes of one branch and bound; what is not decided by then counts as not protected."""

_COMMON: Final[dict[str, Any]] = {"output_flag": False, "threads": 1, "random_seed": 0, "parallel": "off"}
_LINEAR: Final[dict[str, Any]] = {"presolve": "off", "solver": "simplex"}
_INTEGER: Final[dict[str, Any]] = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0}


@dataclass(frozen=True, slots=True)
class Optimum:
    """What the solver says about a minimum.

    Attributes:
        bound: no solution has a smaller objective, up to the solver's tolerance; ``None`` if it is unbounded or unknown.
        point: the best solution it found, not rounded; ``None`` if it found none.
    """

    bound: float | None
    point: "Vector | None"


class Relaxation:
    """The linear program of a component, kept between solves: a changed objective costs about 0.1 ms."""

    def __init__(self, component: Component) -> None:
        self._model = _model(component, _COMMON | _LINEAR, integer=False)

    def minimise(self, costs: "Vector") -> Optimum:
        """The minimum without the demand for whole numbers."""
        return _run(self._model, costs)


class IntegerProgram:
    """The integer program of a component."""

    def __init__(self, component: Component, node_limit: int = NODE_LIMIT) -> None:
        options = _COMMON | _INTEGER | {"mip_max_nodes": node_limit}
        self._model = _model(component, options, integer=True)

    def minimise(self, costs: "Vector") -> Optimum:
        """The minimum in whole numbers, or the best bound when the nodes run out."""
        return _run(self._model, costs, integer=True)


def _model(component: Component, options: dict[str, Any], *, integer: bool) -> Any:
    import highspy  # noqa: PLC0415 - the lock screen must not wait for a solver
    import numpy as np  # noqa: PLC0415 - as above

    model: Any = highspy.Highs()  # type: ignore[no-untyped-call] # its constructor has no annotation
    for name, value in options.items():
        model.setOptionValue(name, value)
    program = highspy.HighsLp()
    width = len(component.variables)
    column = {index: at for at, index in enumerate(component.variables)}
    infinity = highspy.kHighsInf
    program.num_col_ = width
    program.num_row_ = len(component.rows)
    program.col_cost_ = np.zeros(width)
    program.col_lower_ = np.array([float(domain.lower) for domain in component.domains])
    program.col_upper_ = np.array([float(domain.upper) for domain in component.domains])
    program.row_lower_ = np.array([_bound(row.lower, -infinity) for row in component.rows])
    program.row_upper_ = np.array([_bound(row.upper, infinity) for row in component.rows])
    starts = [0]
    for row in component.rows:
        starts.append(starts[-1] + len(row.terms))
    entries = [(column[index], factor) for row in component.rows for index, factor in row.terms]
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.array(starts, dtype=np.int32)
    program.a_matrix_.index_ = np.array([at for at, _ in entries], dtype=np.int32)
    program.a_matrix_.value_ = np.array([float(factor) for _, factor in entries])
    if integer:
        program.integrality_ = [highspy.HighsVarType.kInteger] * width
    model.passModel(program)
    return model


def _bound(value: int | None, infinity: float) -> float:
    return infinity if value is None else float(value)


def _run(model: Any, costs: "Vector", *, integer: bool = False) -> Optimum:
    import highspy  # noqa: PLC0415 - the lock screen must not wait for a solver
    import numpy as np  # noqa: PLC0415 - as above

    width = len(costs)
    model.changeColsCost(width, np.arange(width, dtype=np.int32), costs)
    model.run()
    status = model.getModelStatus()
    information = model.getInfo()
    solved = status == highspy.HighsModelStatus.kOptimal
    found = information.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    point = np.array(model.getSolution().col_value) if found else None
    if integer:
        bound = float(information.mip_dual_bound)
        return Optimum(bound if abs(bound) < highspy.kHighsInf else None, point)
    return Optimum(float(information.objective_function_value) if solved else None, point)


def coefficients(
    component: Component, expressions: Sequence[Sequence[tuple[int, int]]]
) -> "NDArray[np.int64]":
    """The matrix of expressions (rows) over the component's variables (columns)."""
    import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

    column = {index: at for at, index in enumerate(component.variables)}
    matrix = np.zeros((len(expressions), len(component.variables)), dtype=np.int64)
    for at, terms in enumerate(expressions):
        for index, factor in terms:
            matrix[at, column[index]] = factor
    return matrix
