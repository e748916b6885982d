"""Merging exports: a hidden cell contributes an interval, so every sum is one."""

from collections import Counter
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
        largest_rest: the most that any one contributor's cases outside the cell can be.
    """

    interval: Interval
    largest: int
    largest_rest: int


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
    parts = [_contribution(tables, certificate, layout) for tables, certificate in exports]
    cohorts = [certificate.cohort for _, certificate in exports]
    cells: dict[str, dict[CellKey, MergedCell]] = {}
    for name in layout.table_names:
        if any(name in part for part in parts):
            cells[name] = {
                key: _add_up(
                    [
                        (owner, size, part[name][key] if name in part else Interval(0, size))
                        for owner, size, part in zip(owners, cohorts, parts, strict=True)
                    ]
                )
                for key in layout.keys(name)
            }
    return Merged(cells=cells, cohort=sum(cohorts), contributors=len(set(owners)))


def _add_up(contributions: Sequence[tuple[str, int, Interval]]) -> MergedCell:
    """One cell from each export's researcher, cohort and interval."""
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for owner, size, interval in contributions:
        inside[owner] += interval.upper
        outside[owner] += size - interval.lower
    total = Interval(
        sum(interval.lower for _, _, interval in contributions),
        sum(interval.upper for _, _, interval in contributions),
    )
    return MergedCell(total, max(inside.values()), max(outside.values()))


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
