"""Protecting any frequency tables: primary rules, then complementary suppression until the audit holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.disclosure.hierarchies import Hierarchy
from fieldnotes.disclosure.linked import Linked, require_sums
from fieldnotes.disclosure.linked_auditing import LinkedAudit, audit_frequency_tables
from fieldnotes.disclosure.linked_clauses import Learned
from fieldnotes.disclosure.linked_exposure import Exposure
from fieldnotes.disclosure.linked_greedy import search
from fieldnotes.disclosure.linked_optimum import Method, improve
from fieldnotes.disclosure.linked_tables import LinkedCell, LinkedTable
from fieldnotes.disclosure.rules import Reason, primary_reason


@dataclass(frozen=True, slots=True)
class LinkedProtection:
    """Protected tables.

    Attributes:
        tables: the tables, hidden cells ``None``.
        reasons: why each cell is hidden.
        audit: the audit they passed.
        method: how good the choice of the cells hidden for others is known to be.
        least: no choice that protects the tables hides fewer cells for others.
    """

    tables: tuple[LinkedTable, ...]
    reasons: Mapping[LinkedCell, Reason]
    audit: LinkedAudit
    method: Method
    least: int

    @property
    def complementary(self) -> int:
        """How many cells are hidden for others; one that stands in several tables counts once."""
        return sum(reason is Reason.COMPLEMENTARY for reason in self.reasons.values())


def protect_frequency_tables(
    tables: Sequence[LinkedTable], *, k: int, hierarchies: Sequence[Hierarchy] = ()
) -> LinkedProtection:
    """Hide in any frequency tables what has to be hidden; the grand total is never hidden.

    A cell is hidden if it holds fewer than k people, nobody included, or all but fewer than k. Then as few cells more as
    :func:`~fieldnotes.disclosure.linked_auditing.audit_frequency_tables` asks for; among choices of equally many that with
    the fewest people in hidden cells.

    Raises:
        WrongUseError: if a cell is hidden already, or the tables are not whole, disagree or do not add up.
        RefusedError: if no set of hidden cells was found that makes the tables safe.
    """
    linked = Linked(tables, hierarchies)
    require_sums(linked)
    _require_full(tables)
    total = linked.total
    reasons: dict[LinkedCell, Reason] = {}
    for cell, count in linked.shown.items():
        reason = primary_reason(count, k=k, cohort=count + k if total is None else total)
        if cell and reason is not None:
            reasons[cell] = reason
    exposure = Exposure(linked, k, frozenset(reasons))
    learned = Learned(exposure)
    choice = improve(learned, search(linked, learned))
    if choice is None:
        raise RefusedError(
            "These tables cannot be made safe: no set of hidden cells was found that gives nothing away.",
            "Give fewer tables, or tables of more people.",
        )
    reasons |= {cell: Reason.COMPLEMENTARY for cell, at in linked.index.items() if choice.chosen[at]}
    made = tuple(_hide(table, reasons) for table in tables)
    audit = audit_frequency_tables(made, k=k, hierarchies=hierarchies)
    if not audit.holds:
        raise RefusedError(
            "These tables could not be made safe.", "Give fewer tables, or tables of more people."
        )
    return LinkedProtection(made, reasons, audit, choice.method, choice.least)


def _require_full(tables: Sequence[LinkedTable]) -> None:
    for table in tables:
        for key, count in table.cells.items():
            if count is None:
                raise WrongUseError(
                    f"In {table.place(key)} the cell is hidden already.",
                    "Give the full counts, or audit the tables as they are.",
                )


def _hide(table: LinkedTable, reasons: Mapping[LinkedCell, Reason]) -> LinkedTable:
    cells = {key: None if table.cell(key) in reasons else count for key, count in table.cells.items()}
    return replace(table, cells=cells)
