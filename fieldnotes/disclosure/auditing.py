"""The disclosure audit: what an attacker can prove from protected tables, and whether that is too much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.tables import FeasibilityInterval, ProtectedTable
from fieldnotes.disclosure.attacker import Attacker, Place, published
from fieldnotes.disclosure.exploring import Question
from fieldnotes.disclosure.floors import Floors
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.quantities import Quantity, protected_quantities
from fieldnotes.disclosure.ranges import Solver
from fieldnotes.disclosure.rules import Interval


@dataclass(frozen=True, slots=True)
class Proven:
    """What an attacker can prove about one protected quantity.

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
        violations: what is given away, or could not be decided; empty if the audit holds.
        reported: intersections of which published margins alone prove that somebody is there (a + b - N). They are
            not protected (docs/disclosure-control.md, what is reported), since hiding them would cost the margins.
    """

    holds: bool
    intervals: tuple[FeasibilityInterval, ...]
    violations: tuple[Proven, ...]
    reported: tuple[Proven, ...] = ()


class Auditor:
    """Audits one set of tables again and again, as more of its cells are hidden or shown.

    What was judged is kept until something changes that it depends on, so that one cell more costs little.
    """

    def __init__(self, attacker: Attacker, k: int) -> None:
        self.attacker = attacker
        self.quantities = protected_quantities(attacker)
        self._k = k
        self._solver = Solver(attacker.program)
        self._floors = Floors(attacker, self.quantities)
        self._position = {id(quantity): at for at, quantity in enumerate(self.quantities)}
        self._touching: dict[int, list[int]] = {}
        for at, quantity in enumerate(self.quantities):
            for index, _ in quantity.terms:
                self._touching.setdefault(index, []).append(at)
        self._judged: list[Judgement | None] = [None] * len(self.quantities)

    def violations(
        self, known: Mapping[Place, Interval], among: Sequence[Quantity] | None = None
    ) -> list[tuple[Quantity, Proven]]:
        """The protected quantities, all or those asked for, that what is known gives away, in order.

        Quicker than :meth:`audit` and never milder: where the linear relaxation says that something is given away, it
        is not asked whether whole numbers would hide it after all.

        Raises:
            ContradictionError: if no counts agree with what is known.
        """
        self._move(known)
        asked = range(len(self.quantities)) if among is None else [self._position[id(one)] for one in among]
        open_ones = [at for at in asked if self._judged[at] is None]
        for at, one in zip(open_ones, self._judge(known, open_ones, quick=True), strict=True):
            self._judged[at] = one
        judged = [self._judged[at] for at in asked]
        return [(one.quantity, one.proven) for one in judged if one is not None and not one.safe]

    def audit(self, known: Mapping[Place, Interval]) -> Audit:
        """The full audit.

        Raises:
            ContradictionError: if no counts agree with what is known.
        """
        self._move(known)
        judged = self._judge(known, range(len(self.quantities)), exact=len(self.attacker.index))
        hidden = [
            FeasibilityInterval(table=table, key=key, lower=one.proven.lower, upper=one.proven.upper)
            for (table, key), one in zip(self.attacker.index, judged, strict=False)
            if (table, key) not in known
        ]
        violations = tuple(one.proven for one in judged if not one.safe)
        reported = tuple(one.proven for one in judged if one.safe and 0 < one.proven.lower < self._k)
        return Audit(holds=not violations, intervals=tuple(hidden), violations=violations, reported=reported)

    def _move(self, known: Mapping[Place, Interval]) -> None:
        """Forget what was judged under anything that has changed."""
        for at in self._floors.move(known):
            self._judged[at] = None
        for index in self._solver.move(self.attacker.domains(known)):
            for at in self._touching.get(index, ()):
                self._judged[at] = None

    def _judge(
        self, known: Mapping[Place, Interval], asked: Sequence[int], *, exact: int = 0, quick: bool = False
    ) -> "list[Judgement]":
        """What is proved of each quantity, and whether that is safe; the first ``exact`` intervals are exact."""
        if not asked:
            return []
        quantities = [self.quantities[at] for at in asked]
        floors = self._floors.under(asked)
        questions = [
            Question(quantity.terms) if at < exact else self._question(quantity, floor, quick=quick)
            for at, (quantity, floor) in enumerate(zip(quantities, floors, strict=True))
        ]
        ranges = self._solver.ranges(self.attacker.domains(known), questions)
        found = []
        for quantity, floor, one in zip(quantities, floors, ranges, strict=True):
            lower, upper = one.interval.lower + quantity.constant, one.interval.upper + quantity.constant
            safe = quantity.is_safe(Interval(lower, upper), floor, k=self._k, cohort=self.attacker.cohort)
            proven = Proven(quantity.name, lower, upper, one.decided)
            found.append(Judgement(quantity, proven, safe and one.decided))
        return found

    def _question(self, quantity: Quantity, floor: int, *, quick: bool) -> Question:
        """A quantity that may be nought and may be k is safe however much further it reaches."""
        cohort = self.attacker.cohort
        enough = Interval(floor - quantity.constant, min(self._k, cohort) - quantity.constant)
        return Question(quantity.terms, enough, cohort - self._k if quantity.complement else None, quick)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is proved of a quantity, and whether that is safe."""

    quantity: Quantity
    proven: Proven
    safe: bool


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
