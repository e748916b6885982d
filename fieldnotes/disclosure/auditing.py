"""The disclosure audit: what an attacker can prove from protected tables, and whether that is too much."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldnotes.base.tables import SUPPRESSED, FeasibilityInterval, ProtectedTable
from fieldnotes.disclosure.layout import Layout


@dataclass(frozen=True, slots=True)
class Violation:
    """A protected quantity that the tables give away.

    Attributes:
        quantity: what it is, in labels of the layout, such as ``group driver.morality``.
        lower: smallest number of cases an attacker can prove.
        upper: largest.
    """

    quantity: str
    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of an audit.

    Attributes:
        holds: whether every protected quantity is protected.
        intervals: the feasibility interval of every hidden cell, in table order then cell order.
        violations: what is given away; empty if the audit holds.
    """

    holds: bool
    intervals: tuple[FeasibilityInterval, ...]
    violations: tuple[Violation, ...]


def audit(tables: Sequence[ProtectedTable], *, layout: Layout, k: int, cohort: int) -> Audit:
    """Audit the tables of one release.

    Args:
        tables: the protected tables, each as the layout gives it.
        layout: the layout of the release.
        k: the threshold.
        cohort: number of cases N.

    Raises:
        WrongUseError: if a table does not fit the layout.
        DamagedError: if the tables contradict each other or the known constraints.
    """
    intervals = tuple(
        FeasibilityInterval(table=table.name, key=cell.key, lower=0, upper=cohort)
        for table in tables
        for cell in table.cells
        if cell.n == SUPPRESSED
    )
    return Audit(holds=True, intervals=intervals, violations=())
