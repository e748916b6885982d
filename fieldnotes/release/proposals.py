"""A proposal: what a release would be if it were approved now. Computed the same way for looking and for approving."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import FieldnotesError, RefusedError
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.snapshots import snapshot
from fieldnotes.disclosure.attacker import Place
from fieldnotes.disclosure.auditing import audit
from fieldnotes.disclosure.certificates import check_certificate
from fieldnotes.disclosure.counts import FrequencyTable
from fieldnotes.disclosure.layout import Layout, tables_allowed
from fieldnotes.disclosure.policy import Policy
from fieldnotes.disclosure.protection import Protection, protect
from fieldnotes.release.cohorts import Cohort, find_cohort, too_small
from fieldnotes.release.tabulating import tabulate


@dataclass(frozen=True)
class Proposal:
    """A protected release that is not yet an export.

    Attributes:
        cohort: the cases counted.
        counts: the tables before protection; they never leave.
        protection: the tables as they would leave, certificate and reasons.
    """

    cohort: Cohort
    counts: tuple[FrequencyTable, ...]
    protection: Protection

    def frozen_counts(self) -> bytes:
        """The tables before protection, as the ledger keeps them."""
        document = [
            {
                "name": table.name,
                "dimensions": list(table.dimensions),
                "cells": [[list(key), n] for key, n in table.cells.items()],
            }
            for table in self.counts
        ]
        return json.dumps(document, sort_keys=True, separators=(",", ":")).encode("utf-8")


def propose(book: Casebook, layout: Layout, policy: Policy) -> Proposal:
    """Freeze the cohort as it stands, count, protect, and audit.

    Raises:
        RefusedError: if the cohort is too small or the tables cannot be made safe; nothing was changed.
    """
    cohort = find_cohort(book)
    if cohort.size < policy.export_cohort:
        raise RefusedError(*too_small(cohort, policy.export_cohort))
    counts = tabulate(
        [snapshot(book, case) for case in cohort.cases],
        layout=layout,
        policy=policy,
        names=tables_allowed(policy, layout, cohort.size),
    )
    protection = protect(
        counts,
        layout=layout,
        policy=policy,
        k=policy.export_k,
        cohort=cohort.size,
        taxonomy_sha256=book.taxonomy.sha256,
    )
    return Proposal(cohort, counts, protection)


def require_safe(proposal: Proposal, layout: Layout, policy: Policy) -> None:
    """Check a proposal again without trusting what protected it.

    The cohorts of a vault's releases have no case in common and their tables no constraint in common, so what an
    attacker can prove from all of them together about one release is what can be proved from that one alone; auditing
    the new release by itself is auditing it together with all earlier ones.

    Raises:
        RefusedError: if the audit or the certificate does not hold.
    """
    tables, certificate = proposal.protection.tables, proposal.protection.certificate
    try:
        audited = audit(tables, layout=layout, k=policy.export_k, cohort=proposal.cohort.size)
        faults = [] if audited.holds else [f"It gives away {audited.violations[0].quantity}."]
        if audited.intervals != certificate.intervals:
            faults.append("Its intervals are not those that follow from the tables.")
        faults += check_certificate(tables, certificate, layout=layout, policy=policy)
    except FieldnotesError as error:
        faults = [error.problem]
    if faults:
        raise RefusedError(
            f"The release does not pass its own audit: {faults[0]}",
            "Nothing was released; report this, and wait for more cases.",
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of a table redaction leaves.

    Attributes:
        table: its name.
        cells: number of cells.
        shown: how many of them show a number.
        counted: sum of all counts.
        kept: sum of the counts that are shown.
    """

    table: str
    cells: int
    shown: int
    counted: int
    kept: int

    @property
    def share(self) -> float:
        """Share of counts kept, 0 to 1; 0 for a table without counts."""
        return self.kept / self.counted if self.counted else 0.0


def shares_kept(counts: Sequence[FrequencyTable], hidden: Mapping[Place, object]) -> tuple[Kept, ...]:
    """For each table, what redaction leaves of it.

    Args:
        counts: the tables before protection.
        hidden: the hidden cells.
    """
    kept = []
    for table in counts:
        shown = [n for key, n in table.cells.items() if (table.name, key) not in hidden]
        kept.append(Kept(table.name, len(table.cells), len(shown), sum(table.cells.values()), sum(shown)))
    return tuple(kept)
