"""What is left to see: a simulation over the real codebook, and how many attacks learn anything from it (none may).

One invented population is dealt out to researchers. Each makes an export (k of exports), and a coordinator merges all of them
and protects the total (k of publications).
"""

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from fieldnotes.base.tables import SUPPRESSED, Certificate, IntervalTable, ProtectedCell, ProtectedTable
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.adversary import arithmetic
from fieldnotes.disclosure.adversary.populations import draw, tabulate
from fieldnotes.disclosure.counts import FrequencyTable
from fieldnotes.disclosure.layout import (
    ATTRIBUTE_PREFIX,
    FACTOR,
    GROUP,
    GROUP_BY_PREFIX,
    Layout,
    tables_allowed,
)
from fieldnotes.disclosure.merging import merge
from fieldnotes.disclosure.policy import Policy
from fieldnotes.disclosure.protection import suppress
from fieldnotes.disclosure.publishing import MergedProtection, protect_merged
from fieldnotes.disclosure.rules import is_safe
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.policies import shipped_policy

RESEARCHERS = 20
POPULATIONS = {15: (1, 2, 3), 60: (1,)}
"""Cases of each researcher, and the seeds of the populations drawn: a cohort of 60 has cross tables and takes seconds."""

PREFIXES = (ATTRIBUTE_PREFIX, GROUP_BY_PREFIX)
FAMILIES = {GROUP: "groups", FACTOR: "factors", ATTRIBUTE_PREFIX: "levels", GROUP_BY_PREFIX: "group × level"}


@dataclass(frozen=True)
class Kept:
    """Of one family of tables: cells shown, all cells, people counted in shown cells, in all cells."""

    cells: int
    of_cells: int
    people: int
    of_people: int


@dataclass(frozen=True)
class Simulated:
    """One population: what exports and publication keep by family, widths of shown intervals, attacks that learned."""

    exports: Mapping[str, Kept]
    exact: Mapping[str, Kept]
    shown: Mapping[str, Kept]
    widths: Mapping[str, Sequence[float]]
    learned: int


def simulate(layout: Layout, policy: Policy, cases: int, seed: int) -> Simulated:
    """Draw, export, merge, publish, attack."""
    everybody = draw(layout, RESEARCHERS * cases, seed=seed)
    names = tables_allowed(policy, layout, cases)
    exports, truth, learned = [], [], 0
    for at in range(RESEARCHERS):
        counts = tabulate(everybody[at * cases : (at + 1) * cases], layout, names)
        made = suppress(counts, layout=layout, k=policy.export_k, cohort=cases)
        learned += _attacked(made.tables, cases, policy.export_k, layout)
        truth += counts
        exports.append((made.tables, _certificate(policy, cases, made.audit.intervals)))
    total = RESEARCHERS * cases
    published = protect_merged(merge(exports, layout=layout), layout=layout, policy=policy)
    learned += _attacked(_as_protected(published.tables), total, policy.publish_k, layout)
    learned += _proven(published)
    whole = tabulate(everybody, layout, [one.name for one in published.tables])
    return Simulated(
        _kept(truth, [table for tables, _ in exports for table in tables]),
        _kept(whole, _as_protected(published.tables)),
        _kept(whole, _as_protected(published.tables, ranges=True)),
        _widths(published.tables, whole),
        learned,
    )


def tables() -> Iterator[Table]:
    """The simulation as tables to print, one for each number of cases."""
    policy = shipped_policy()
    layout = layout_of(load_taxonomy(), policy)
    for cases, seeds in POPULATIONS.items():
        yield _table(cases, policy, [simulate(layout, policy, cases, seed) for seed in seeds])


def _table(cases: int, policy: Policy, runs: Sequence[Simulated]) -> Table:
    made = Table(
        "family",
        f"exports, k = {policy.export_k}: cells, counts",
        f"published, k = {policy.publish_k}, as a number: cells, counts",
        "as a number or an interval",
        "median width of shown intervals, in % of the count",
        title=f"{RESEARCHERS} researchers × {cases} cases, {len(runs)} populations; "
        f"attacks that learned anything: {sum(run.learned for run in runs)}",
    )
    for family in FAMILIES.values():
        if any(family in run.exports for run in runs):
            widths = [width for run in runs for width in run.widths.get(family, ())]
            made.add_row(
                family,
                _shares(run.exports[family] for run in runs),
                _shares(run.exact[family] for run in runs),
                _shares(run.shown[family] for run in runs),
                f"{statistics.median(widths):.0f} %" if widths else "-",
            )
    return made


def _shares(parts: Iterable[Kept]) -> str:
    found = list(parts)
    cells = sum(one.cells for one in found) / max(1, sum(one.of_cells for one in found))
    people = sum(one.people for one in found) / max(1, sum(one.of_people for one in found))
    return f"{100 * cells:.0f} %, {100 * people:.0f} %"


def _family(name: str) -> str:
    return (
        FAMILIES[name]
        if name in FAMILIES
        else FAMILIES[next(one for one in PREFIXES if name.startswith(one))]
    )


def _kept(counts: Sequence[FrequencyTable], tables: Sequence[ProtectedTable]) -> dict[str, Kept]:
    found: dict[str, Kept] = {}
    for full, table in zip(counts, tables, strict=True):
        shown = [cell.key for cell in table.cells if cell.n != SUPPRESSED]
        before = found.get(_family(full.name), Kept(0, 0, 0, 0))
        found[_family(full.name)] = Kept(
            before.cells + len(shown),
            before.of_cells + len(full.cells),
            before.people + sum(full.cells[key] for key in shown),
            before.of_people + sum(full.cells.values()),
        )
    return found


def _as_protected(tables: Sequence[IntervalTable], *, ranges: bool = False) -> list[ProtectedTable]:
    """The cells given as numbers, everything else hidden; with ``ranges``, also what is given as an interval."""
    return [
        ProtectedTable(
            name=table.name,
            dimensions=table.dimensions,
            cells=tuple(
                ProtectedCell(
                    key=cell.key,
                    n=cell.lower
                    if cell.lower is not None and (ranges or cell.lower == cell.upper)
                    else SUPPRESSED,
                )
                for cell in table.cells
            ),
        )
        for table in tables
    ]


def _widths(tables: Sequence[IntervalTable], whole: Sequence[FrequencyTable]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for table, full in zip(tables, whole, strict=True):
        for cell in table.cells:
            if cell.lower is not None and cell.upper is not None and cell.lower < cell.upper:
                width = 100 * (cell.upper - cell.lower) / full.cells[cell.key]
                found.setdefault(_family(table.name), []).append(width)
    return found


def _attacked(tables: Sequence[ProtectedTable], cohort: int, k: int, layout: Layout) -> int:
    target = arithmetic.target_of(tables, cohort=cohort, k=k, layout=layout)
    return sum(bool(attack(target)) for attack in arithmetic.ATTACKS)


def _proven(published: MergedProtection) -> int:
    """Hidden cells of which a number between 1 and k-1 is proved; what margins alone prove is reported, not protected."""
    inner = {place for place in published.proven if place[0].startswith(GROUP_BY_PREFIX)}
    return sum(
        not is_safe(interval, k=published.k, cohort=published.cohort)
        for place, interval in published.proven.items()
        if place not in inner
    )


def _certificate(policy: Policy, cohort: int, intervals: object) -> Certificate:
    return Certificate(
        policy=policy.name,
        policy_sha256=policy.sha256,
        taxonomy_sha256="0" * 64,
        k=policy.export_k,
        cohort=cohort,
        intervals=intervals,
    )
