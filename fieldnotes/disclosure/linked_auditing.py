"""Auditing any frequency tables: the feasibility interval of every hidden cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.disclosure.exploring import Question
from fieldnotes.disclosure.hierarchies import Hierarchy
from fieldnotes.disclosure.linked import Linked, require_sums
from fieldnotes.disclosure.linked_tables import LinkedCell, LinkedTable
from fieldnotes.disclosure.ranges import Solver
from fieldnotes.disclosure.rules import Interval, is_safe, primary_reason

_ENTRIES = 4_000_000
"""Questions asked at once, times hidden cells: the size of the largest array, which takes eight bytes an entry."""


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
    """The result.

    Attributes:
        holds: whether every hidden cell is protected.
        cells: each hidden cell, in the order of tables and cells.
        unhidden: how many cells are shown that the primary rules would hide. That is not judged: whoever made the table
            may have had other rules.
    """

    holds: bool
    cells: tuple[CellAudit, ...]
    unhidden: int


def audit_frequency_tables(
    tables: Sequence[LinkedTable], *, k: int, hierarchies: Sequence[Hierarchy] = ()
) -> LinkedAudit:
    """The feasibility interval of every hidden cell, under everything that is shown in all tables together.

    Each is judged by :func:`is_wide`.

    Raises:
        WrongUseError: if the tables are not whole, disagree, or a shown margin is not the sum of shown cells.
        ContradictionError: if no whole numbers agree with what is shown.
    """
    linked = Linked(tables, hierarchies)
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
    unhidden = sum(
        primary_reason(count, k=k, cohort=count + k if linked.total is None else linked.total) is not None
        for cell, count in linked.shown.items()
        if cell
    )
    return LinkedAudit(all(one.holds for one in found), tuple(found), unhidden)


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
        domains, total = self._linked.domains(shown, self._k), self._linked.total
        judged = {}
        for some in _batches(cells, max(1, _ENTRIES // max(1, len(cells)))):
            questions = [Question(((self._linked.index[cell], 1),)) for cell in some]
            for cell, one in zip(some, self._solver.ranges(domains, questions), strict=True):
                wide = one.decided and is_wide(one.interval, k=self._k, total=total)
                judged[cell] = (one.interval, wide)
        return judged


def _batches(cells: Sequence[LinkedCell], size: int) -> Iterator[Sequence[LinkedCell]]:
    for start in range(0, len(cells), size):
        yield cells[start : start + size]


def is_wide(interval: Interval, *, k: int, total: int | None) -> bool:
    """Whether a hidden cell's interval is as wide as the rules ask.

    It is if at least k people are proved to be there, or it may be nobody and may be k (or everybody, where there are
    fewer); if, where the number of all people is shown, the same holds for those who are not there; and if it is not
    determined exactly, for then it is not hidden.
    """
    if interval.exact or not is_safe(interval, k=k, cohort=k if total is None else total):
        return False
    return total is None or interval.upper > total or is_safe(interval.complement(total), k=k, cohort=total)
