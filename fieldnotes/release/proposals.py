"""A proposal: what a release would be if it were approved now. Computed the same way for looking and for approving."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import FieldnotesError, RefusedError
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.snapshots import snapshot
from fieldnotes.disclosure.attacker import Place
from fieldnotes.disclosure.certificates import audit_faults, claim_faults
from fieldnotes.disclosure.counts import FrequencyTable
from fieldnotes.disclosure.layout import Layout, tables_allowed
from fieldnotes.disclosure.policy import Policy
from fieldnotes.disclosure.protection import Protection, protect
from fieldnotes.disclosure.released import Released
from fieldnotes.disclosure.unions import EVERYBODY
from fieldnotes.release.cohorts import Cohort, find_cohort, too_small
from fieldnotes.release.ledger_audits import LedgerAuditor
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


def require_safe(proposal: Proposal, layout: Layout, policy: Policy, auditor: LedgerAuditor) -> None:
    """Check a proposal again, without trusting what protected it, together with every earlier release of the vault.

    An earlier release that gives something away does not stop a new one: it has left, and the two share nobody. It is told
    by the audit of the ledger.

    Raises:
        RefusedError: if a case in it was counted before, or the audit or the certificate does not hold.
    """
    auditor.require_unreleased(proposal.cohort.cases)
    tables, certificate = proposal.protection.tables, proposal.protection.certificate
    release = Released(_THIS, layout, tables, proposal.cohort.size, policy.export_k)
    try:
        faults = claim_faults(tables, certificate, layout=layout, policy=policy)
        faults += audit_faults(auditor.alone(release), certificate)
        faults += [one.sentence for one in auditor.beside(release).findings if one.among == EVERYBODY]
    except FieldnotesError as error:
        faults = [error.problem]
    if faults:
        raise RefusedError(
            f"The release does not pass its own audit: {faults[0]}",
            "Nothing was released; report this, and wait for more cases.",
        )


_THIS = "this release"


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
