"""Auditing any frequency tables: the feasibility interval of every hidden cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.disclosure.exploring import Question
from fieldnotes.disclosure.linked import Linked, LinkedCell, LinkedTable, require_sums
from fieldnotes.disclosure.ranges import Solver
from fieldnotes.disclosure.rules import Interval, is_safe


@dataclass(frozen=True, slots=True)
class CellAudit:
    """What an attacker can prove about one hidden cell.

    Attributes:
        table: the table it stands in.
        cell: its label in each dimension.
        lower: smallest number of people.
        upper: largest, or ``None`` if nothing shown bounds it.
        holds: whether that is wide enough.
    """

    table: str
    cell: Mapping[str, str]
    lower: int
    upper: int | None
    holds: bool


@dataclass(frozen=True, slots=True)
class LinkedAudit:
    """The result: whether every hidden cell is protected, and each of them, in the order of tables and cells."""

    holds: bool
    cells: tuple[CellAudit, ...]


def audit_frequency_tables(tables: Sequence[LinkedTable], *, k: int) -> LinkedAudit:
    """The feasibility interval of every hidden cell, under everything that is shown in all tables together.

    A hidden cell holds if at least k people are proved to be there, or it may be nobody and may be k (or everybody,
    where there are fewer); and if it is not determined exactly, for then it is not hidden.

    Raises:
        WrongUseError: if the tables are not whole, disagree, or a shown margin is not the sum of shown cells.
        ContradictionError: if no whole numbers agree with what is shown.
    """
    linked = Linked(tables)
    require_sums(linked)
    marked = {table.cell(key) for table in tables for key, count in table.cells.items() if count is None}
    hidden = [cell for cell in linked.index if cell in marked]  # also one that another table shows
    judged = LinkedAuditor(linked, k).judge(linked.shown, hidden)
    found = []
    for table in tables:
        for key, count in table.cells.items():
            if count is None:
                interval, holds = judged[table.cell(key)]
                upper = None if interval.upper > linked.cap else interval.upper
                found.append(
                    CellAudit(
                        table.name,
                        dict(zip(table.dimensions, key, strict=True)),
                        interval.lower,
                        upper,
                        holds,
                    )
                )
    return LinkedAudit(all(one.holds for one in found), tuple(found))


class LinkedAuditor:
    """Audits linked tables again and again, as more cells are hidden."""

    def __init__(self, linked: Linked, k: int) -> None:
        self._linked = linked
        self._k = k
        self._solver = Solver(linked.program)

    def judge(
        self, shown: Mapping[LinkedCell, int], cells: Sequence[LinkedCell]
    ) -> dict[LinkedCell, tuple[Interval, bool]]:
        """The interval of each cell, and whether it is wide enough.

        Raises:
            ContradictionError: if no whole numbers agree with what is shown.
        """
        questions = [Question(((self._linked.index[cell], 1),)) for cell in cells]
        ranges = self._solver.ranges(self._linked.domains(shown), questions)
        cohort = self._k if self._linked.total is None else self._linked.total
        return {
            cell: (
                one.interval,
                one.decided and not one.interval.exact and is_safe(one.interval, k=self._k, cohort=cohort),
            )
            for cell, one in zip(cells, ranges, strict=True)
        }
