"""Protecting any frequency tables: primary rules, then complementary suppression until the audit holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.disclosure.linked import Linked, LinkedCell, LinkedTable, require_sums
from fieldnotes.disclosure.linked_auditing import LinkedAudit, LinkedAuditor, audit_frequency_tables
from fieldnotes.disclosure.rules import Reason, is_safe, primary_reason


@dataclass(frozen=True, slots=True)
class LinkedProtection:
    """Protected tables.

    Attributes:
        tables: the tables, hidden cells ``None``.
        reasons: why each cell is hidden.
        audit: the audit they passed.
    """

    tables: tuple[LinkedTable, ...]
    reasons: Mapping[LinkedCell, Reason]
    audit: LinkedAudit


def protect_frequency_tables(tables: Sequence[LinkedTable], *, k: int) -> LinkedProtection:
    """Hide in any frequency tables what has to be hidden; the grand total is never hidden.

    A cell is hidden if it holds fewer than k people, nobody included, or all but fewer than k. Then cells are hidden
    until :func:`~fieldnotes.disclosure.linked_auditing.audit_frequency_tables` holds.

    Raises:
        WrongUseError: if a cell is hidden already, or the tables are not whole, disagree or do not add up.
        RefusedError: if no set of hidden cells makes the tables safe.
    """
    linked = Linked(tables)
    require_sums(linked)
    if any(count is None for table in tables for count in table.cells.values()):
        raise WrongUseError(
            "A cell is hidden already.", "Give the full counts, or audit the tables as they are."
        )
    total = linked.total
    reasons: dict[LinkedCell, Reason] = {}
    for cell, count in linked.shown.items():
        reason = primary_reason(count, k=k, cohort=count + k if total is None else total)
        if cell and reason is not None:
            reasons[cell] = reason
    search = _Search(linked, k, {cell: n for cell, n in linked.shown.items() if cell not in reasons})
    search.fill_lines()
    search.repair()
    search.show_again()
    reasons |= dict.fromkeys(search.hidden, Reason.COMPLEMENTARY)
    made = tuple(_hide(table, reasons) for table in tables)
    audit = audit_frequency_tables(made, k=k)
    if not audit.holds:
        raise RefusedError(
            "These tables could not be made safe.", "Give fewer tables, or tables of more people."
        )
    return LinkedProtection(made, reasons, audit)


def _hide(table: LinkedTable, reasons: Mapping[LinkedCell, Reason]) -> LinkedTable:
    cells = {key: None if table.cell(key) in reasons else count for key, count in table.cells.items()}
    return LinkedTable(table.name, table.dimensions, cells)


class _Search:
    """Greedy search for cells to hide. The same tables give the same cells everywhere.

    Attributes:
        hidden: what was hidden beyond the primary rules, in order.
    """

    def __init__(self, linked: Linked, k: int, showable: dict[LinkedCell, int]) -> None:
        self.hidden: list[LinkedCell] = []
        self._linked = linked
        self._k = k
        self._shown = dict(showable)
        self._showable = showable
        self._auditor = LinkedAuditor(linked, k)
        self._lines = linked.lines
        self._lines_of: dict[LinkedCell, list[int]] = {cell: [] for cell in linked.index}
        for at, line in enumerate(self._lines):
            for cell in line:
                self._lines_of[cell].append(at)

    def fill_lines(self) -> None:
        """Where one hidden cell is alone in a sum, hide a second, until there is no such sum."""
        waiting = list(range(len(self._lines)))
        while waiting:
            line = self._lines[waiting.pop(0)]
            if sum(cell not in self._shown for cell in line) == 1:
                chosen = self._best(line)
                if chosen is not None:
                    self._hide(chosen)
                    waiting += self._lines_of[chosen]

    def repair(self) -> None:
        """Hide a cell beside the worst protected one, until all are protected.

        Raises:
            RefusedError: if there is none left to hide.
        """
        while exposed := self._exposed():
            near = [cell for at in self._lines_of[exposed[0]] for cell in self._lines[at]]
            chosen = self._best(near) or self._best(list(self._linked.index))
            if chosen is None:
                raise RefusedError(
                    "These tables cannot be made safe: even with every cell hidden they give something away.",
                    "Give fewer tables, or tables of more people.",
                )
            self._hide(chosen)

    def show_again(self) -> None:
        """Show what turned out needless, the last hidden first."""
        for cell in reversed(list(self.hidden)):
            self._shown[cell] = self._showable[cell]
            if self._exposed():
                del self._shown[cell]
            else:
                self.hidden.remove(cell)

    def _hide(self, cell: LinkedCell) -> None:
        del self._shown[cell]
        self.hidden.append(cell)

    def _exposed(self) -> list[LinkedCell]:
        """The hidden cells that are given away, the narrowest interval first."""
        cells = [cell for cell in self._linked.index if cell not in self._shown]
        found = []
        for at, (cell, (interval, holds)) in enumerate(self._auditor.judge(self._shown, cells).items()):
            total = self._linked.total
            rest = None if total is None or interval.upper > total else interval.complement(total)
            if not holds or (rest is not None and not is_safe(rest, k=self._k, cohort=total or 0)):
                found.append((interval.upper - interval.lower, at, cell))
        return [cell for _, _, cell in sorted(found, key=lambda one: one[:2])]

    def _best(self, cells: Sequence[LinkedCell]) -> LinkedCell | None:
        """The shown cell that costs least: inside rather than margin, beside hidden ones, holding few people."""
        candidates = [cell for cell in dict.fromkeys(cells) if cell and cell in self._shown]
        return min(candidates, key=self._cost, default=None)

    def _cost(self, cell: LinkedCell) -> tuple[int, int, int, int]:
        lonely = sum(all(other in self._shown for other in self._lines[at]) for at in self._lines_of[cell])
        return -len(cell), lonely, self._showable[cell], self._linked.index[cell]
