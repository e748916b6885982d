"""Merging exports: a hidden cell contributes an interval, so every sum is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.tables import SUPPRESSED, Certificate, ProtectedTable
from fieldnotes.disclosure.layout import CellKey, Layout
from fieldnotes.disclosure.rules import Interval


@dataclass(frozen=True, slots=True)
class MergedCell:
    """One cell over all exports.

    Attributes:
        interval: what the sum over all contributors can be.
        largest: the most that any one contributor can have put in.
    """

    interval: Interval
    largest: int


@dataclass(frozen=True, slots=True)
class Merged:
    """Exports added up.

    Attributes:
        cells: every cell of every table that at least one export gives.
        cohort: number of cases N over all exports.
        contributors: number of researchers.
    """

    cells: Mapping[str, Mapping[CellKey, MergedCell]]
    cohort: int
    contributors: int


def merge(
    exports: Sequence[tuple[Sequence[ProtectedTable], Certificate]],
    *,
    layout: Layout,
    contributors: Sequence[str] | None = None,
) -> Merged:
    """Add up verified exports.

    A cell that an export hides contributes its certified interval. A table that an export does not give (its cohort was
    too small) contributes ``[0, N_i]`` to each cell: so every table keeps the one denominator N, its levels still add
    up to it, and nothing can be learned by subtracting a table over some exports from a table over all.

    Args:
        exports: tables and certificate of each export, certificates already checked.
        layout: the layout all of them were made under.
        contributors: the researcher behind each export, such as a device id; several exports of one researcher count
            as one contributor. ``None``: every export comes from another researcher.

    Raises:
        WrongUseError: if a table does not fit the layout, or the contributors are not as many as the exports.
    """
    owners = list(contributors) if contributors is not None else [str(index) for index in range(len(exports))]
    if len(owners) != len(exports):
        raise WrongUseError(
            "The exports and their contributors differ in number.", "Name one contributor an export."
        )
    cells: dict[str, dict[CellKey, MergedCell]] = {}
    parts = [_contribution(tables, certificate, layout) for tables, certificate in exports]
    cohorts = [certificate.cohort for _, certificate in exports]
    for name in layout.table_names:
        if not any(name in part for part in parts):
            continue
        cells[name] = {}
        for key in layout.keys(name):
            lower = upper = 0
            most: dict[str, int] = {}
            for part, size, owner in zip(parts, cohorts, owners, strict=True):
                one = part[name][key] if name in part else Interval(0, size)
                lower += one.lower
                upper += one.upper
                most[owner] = most.get(owner, 0) + one.upper
            cells[name][key] = MergedCell(Interval(lower, upper), max(most.values()))
    return Merged(cells=cells, cohort=sum(cohorts), contributors=len(set(owners)))


def _contribution(
    tables: Sequence[ProtectedTable], certificate: Certificate, layout: Layout
) -> dict[str, dict[CellKey, Interval]]:
    proven = {(one.table, one.key): Interval(one.lower, one.upper) for one in certificate.intervals}
    found: dict[str, dict[CellKey, Interval]] = {}
    for table in tables:
        if not layout.fits(table):
            raise WrongUseError(
                "A table does not fit the layout of the merge.", "Merge exports of one taxonomy only."
            )
        found[table.name] = {
            cell.key: proven[table.name, cell.key] if cell.n == SUPPRESSED else Interval(cell.n, cell.n)
            for cell in table.cells
        }
    return found
