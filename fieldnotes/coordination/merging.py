"""Adding up the exports that count: what the coordinator sees before publishing, protected as a publication would be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import AnswerIsNoError, RefusedError
from fieldnotes.base.tables import Certificate, IntervalTable, ProtectedTable
from fieldnotes.coordination.exports import ExportStore
from fieldnotes.coordination.project import Project
from fieldnotes.coordination.records import Standing, StoredExport
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.merging import merge
from fieldnotes.disclosure.publishing import protect_merged
from fieldnotes.formats.csv_tables import HIDDEN, NUMBER, RANGE, shown


@dataclass(frozen=True, slots=True)
class MergedView:
    """Exports added up and protected.

    Attributes:
        period: the reporting period they were filed under, or ``None`` for all.
        exports: payload hashes of the exports added up, in order of arrival.
        cases: number of cases N.
        researchers: number of researchers.
        left_out: how many other exports of the period there are, by standing.
        tables: the protected totals; empty if there is too little behind them, or they cannot be protected.
        why_not: what stands against publishing now, in sentences; empty if nothing does.
    """

    period: str | None
    exports: tuple[str, ...]
    cases: int
    researchers: int
    left_out: dict[Standing, int]
    tables: tuple[IntervalTable, ...]
    why_not: tuple[str, ...]

    @property
    def tally(self) -> dict[str, int]:
        """How many cells are shown as ``number``, as ``range``, and ``hidden``."""
        counted = Counter(shown(cell) for table in self.tables for cell in table.cells)
        return {kind: counted[kind] for kind in (NUMBER, RANGE, HIDDEN)}

    @property
    def publishable(self) -> bool:
        """Whether nothing stands against publishing."""
        return not self.why_not

    def as_dict(self) -> dict[str, object]:
        """For scripts."""
        return {
            "period": self.period,
            "exports": len(self.exports),
            "cases": self.cases,
            "researchers": self.researchers,
            "left_out": {str(standing): count for standing, count in self.left_out.items()},
            "cells": self.tally,
            "publishable": self.publishable,
            "why_not": list(self.why_not),
            "tables": [table.model_dump(mode="json") for table in self.tables],
        }

    def sentences(self) -> list[str]:
        """For people."""
        lines = [f"{len(self.exports)} exports: {self.cases} cases from {self.researchers} researchers."]
        lines += [f"Left out, {standing}: {count}." for standing, count in self.left_out.items()]
        if self.tables:
            tally = self.tally
            lines.append(
                f"After protection: {tally[NUMBER]} numbers, {tally[RANGE]} ranges, {tally[HIDDEN]} hidden."
            )
        return [*lines, *self.why_not]


def merge_exports(store: ExportStore, project: Project, layout: Layout, *, period: str | None) -> MergedView:
    """Add up what counts and was not published yet, and protect the totals by the policy's rules for publications.

    Args:
        store: the accepted exports.
        project: whose policy applies.
        layout: layout of the tables.
        period: only exports filed under this reporting period; ``None`` for all.

    Raises:
        AnswerIsNoError: if no export counts.
    """
    everything = [one for one in store.all() if period in (None, one.period)]
    used = [one for one in everything if one.standing == Standing.COUNTS]
    if not used:
        raise AnswerIsNoError(
            "There is no export that counts and was not published yet.", "Pull first: fieldnotes inbox pull."
        )
    merged = merge(
        [_tables_of(store, one) for one in used],
        layout=layout,
        contributors=[str(one.person) for one in used],
    )
    why_not = _too_few(used, project)
    tables: tuple[IntervalTable, ...] = ()
    if not why_not:
        try:
            tables = protect_merged(merged, layout=layout, policy=project.policy).tables
        except RefusedError as refusal:
            why_not = (refusal.problem,)
    return MergedView(
        period=period,
        exports=tuple(one.payload_sha256 for one in used),
        cases=merged.cohort,
        researchers=merged.contributors,
        left_out=dict(Counter(one.standing for one in everything if one.standing != Standing.COUNTS)),
        tables=tables,
        why_not=why_not,
    )


def _tables_of(store: ExportStore, export: StoredExport) -> tuple[Sequence[ProtectedTable], Certificate]:
    payload = store.payload(export.payload_sha256)
    if payload.certificate is None:
        raise RuntimeError("an export without a certificate was counted")
    return payload.tables, payload.certificate


def _too_few(used: Sequence[StoredExport], project: Project) -> tuple[str, ...]:
    policy = project.policy
    cases = sum(one.cases for one in used)
    researchers = len({one.person for one in used})
    found = []
    if cases < policy.publish_cases:
        found.append(f"There are {cases} cases, and a publication needs {policy.publish_cases}.")
    if researchers < policy.publish_researchers:
        found.append(
            f"There are {researchers} researchers, and a publication needs {policy.publish_researchers}."
        )
    return tuple(found)
