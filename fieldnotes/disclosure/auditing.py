"""The disclosure audit: what an attacker can prove from protected tables, and whether that is too much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.tables import FeasibilityInterval, ProtectedTable
from fieldnotes.disclosure.attacker import Attacker, Place, published
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.quantities import Quantity, protected_quantities
from fieldnotes.disclosure.ranges import Range, Solver
from fieldnotes.disclosure.rules import Interval


@dataclass(frozen=True, slots=True)
class Violation:
    """A protected quantity that the tables give away, or of which it could not be decided.

    Attributes:
        quantity: what it is, in labels of the layout.
        lower: smallest number of cases an attacker can prove.
        upper: largest.
        decided: whether the two are proved exact; what is not decided counts as given away.
    """

    quantity: str
    lower: int
    upper: int
    decided: bool = True


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


class Auditor:
    """Audits one set of tables again and again, as more of its cells are hidden."""

    def __init__(self, attacker: Attacker, k: int) -> None:
        self.attacker = attacker
        self.quantities = protected_quantities(attacker)
        self._k = k
        self._solver = Solver(attacker.program)

    def violations(self, known: Mapping[Place, Interval]) -> list[tuple[Quantity, Violation]]:
        """The protected quantities that what is known gives away, in order.

        Raises:
            ContradictionError: if no counts agree with what is known.
        """
        return self._judge(self._ranges(known))

    def audit(self, known: Mapping[Place, Interval]) -> Audit:
        """The full audit.

        Raises:
            ContradictionError: if no counts agree with what is known.
        """
        ranges = self._ranges(known)
        intervals = tuple(
            FeasibilityInterval(table=table, key=key, lower=found.interval.lower, upper=found.interval.upper)
            for ((table, key), _), found in zip(self.attacker.index.items(), ranges, strict=False)
            if (table, key) not in known
        )
        violations = tuple(violation for _, violation in self._judge(ranges))
        return Audit(holds=not violations, intervals=intervals, violations=violations)

    def _ranges(self, known: Mapping[Place, Interval]) -> list[Range]:
        return self._solver.ranges(self.attacker.domains(known), [one.terms for one in self.quantities])

    def _judge(self, ranges: Sequence[Range]) -> list[tuple[Quantity, Violation]]:
        found = []
        for quantity, one in zip(self.quantities, ranges, strict=True):
            lower, upper = one.interval.lower + quantity.constant, one.interval.upper + quantity.constant
            safe = quantity.is_safe(Interval(lower, upper), k=self._k, cohort=self.attacker.cohort)
            if not safe or not one.decided:
                found.append((quantity, Violation(quantity.name, lower, upper, one.decided)))
        return found


def audit(tables: Sequence[ProtectedTable], *, layout: Layout, k: int, cohort: int) -> Audit:
    """Audit the tables of one release.

    Args:
        tables: the protected tables, each as the layout gives it.
        layout: the layout of the release.
        k: the threshold.
        cohort: number of cases N.

    Raises:
        WrongUseError: if a table does not fit the layout.
        ContradictionError: if the tables contradict each other or the constraints that always hold.
    """
    if not all(layout.fits(table) for table in tables) or len({table.name for table in tables}) != len(
        tables
    ):
        raise WrongUseError(
            "A table does not fit the layout of the release.", "Audit it under its own taxonomy."
        )
    auditor = Auditor(Attacker(layout, [table.name for table in tables], cohort), k)
    return auditor.audit(published(tables))
