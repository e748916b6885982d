"""The preview: what would leave, what would not, and why; for the researcher's own screen only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from fieldnotes.base.errors import FieldnotesError
from fieldnotes.base.tables import Certificate, FeasibilityInterval, ProtectedTable
from fieldnotes.casebook.book import Casebook
from fieldnotes.disclosure.attacker import Place
from fieldnotes.disclosure.auditing import Proven
from fieldnotes.disclosure.layout import Layout, tables_withheld
from fieldnotes.disclosure.policy import Policy
from fieldnotes.disclosure.rules import Reason
from fieldnotes.release.cohorts import Cohort, find_cohort
from fieldnotes.release.cohorts import Reason as Absent
from fieldnotes.release.ledger_audits import LedgerAuditor
from fieldnotes.release.payloads import Envelope, payload_of
from fieldnotes.release.proposals import Kept, propose, require_safe, shares_kept
from fieldnotes.release.restore_words import restore_notes
from fieldnotes.release.restores import Restore
from fieldnotes.sealing.canonical import canonical_json


@dataclass(frozen=True)
class Preview:
    """What approving now would do.

    Attributes:
        kind: of the export.
        cohort: the cases counted, and why the others are not.
        policy: the policy it is held to.
        tables: the tables as they would leave; empty where nothing would.
        certificate: what they claim; ``None`` where nothing would leave.
        reasons: why each hidden cell is hidden. Never leaves.
        kept: what redaction leaves of each table. Never leaves.
        withheld: the tables of the whitelist that are not given, each with the number of cases from which it is, or
            ``None`` where this policy never gives it. The same for every cohort of this size.
        reported: intersections of which the shown margins alone prove that somebody is there. They are in no table and
            cannot be protected without hiding the margins; the researcher is told.
        payload_bytes: the exact bytes that would be signed; empty where nothing would leave.
        obstacles: what stands in the way of approving, each with what to do; empty if nothing does.
        restores: restores of the vault from a backup, which may keep cases out.
    """

    kind: str
    cohort: Cohort
    policy: Policy
    tables: tuple[ProtectedTable, ...]
    certificate: Certificate | None
    reasons: Mapping[Place, Reason]
    kept: tuple[Kept, ...]
    withheld: tuple[tuple[str, int | None], ...]
    reported: tuple[Proven, ...]
    payload_bytes: bytes
    obstacles: tuple[str, ...]
    restores: tuple[Restore, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known and done about cases that came with a backup, in sentences; empty if nothing is."""
        return restore_notes(self.restores, self.cohort.why_not.get(Absent.RESTORED, 0))

    def kept_of(self, table: str) -> Kept:
        """What redaction leaves of a table that is given."""
        return next(one for one in self.kept if one.table == table)

    @cached_property
    def intervals(self) -> Mapping[Place, FeasibilityInterval]:
        """What an attacker could still narrow each hidden cell down to, from everything that leaves."""
        if self.certificate is None:
            return {}
        return {(one.table, one.key): one for one in self.certificate.intervals}

    @property
    def ready(self) -> bool:
        """Whether approving would go through."""
        return not self.obstacles

    @property
    def share_kept(self) -> float:
        """Share of all counts that redaction leaves, 0 to 1."""
        counted = sum(table.counted for table in self.kept)
        return sum(table.kept for table in self.kept) / counted if counted else 0.0


def make_preview(  # noqa: PLR0913 - the cases, and the five things that a release of them is made with
    book: Casebook,
    layout: Layout,
    policy: Policy,
    *,
    envelope: Envelope,
    auditor: LedgerAuditor,
    obstacles: tuple[str, ...],
) -> Preview:
    """Compute a preview; changes nothing. What a release would be refused for becomes an obstacle."""
    cohort = find_cohort(book)
    nothing = Preview(
        kind="suppressed",
        cohort=cohort,
        policy=policy,
        tables=(),
        certificate=None,
        reasons={},
        kept=(),
        withheld=tables_withheld(policy, layout, cohort.size),
        reported=(),
        payload_bytes=b"",
        obstacles=obstacles,
    )
    try:
        proposal = propose(book, layout, policy)
        require_safe(proposal, layout, policy, auditor)
    except FieldnotesError as error:
        return replace(nothing, obstacles=(*obstacles, str(error)))
    protection = proposal.protection
    return replace(
        nothing,
        tables=protection.tables,
        certificate=protection.certificate,
        reasons=protection.reasons,
        kept=shares_kept(proposal.counts, protection.reasons),
        reported=protection.reported,
        payload_bytes=canonical_json(payload_of(protection, envelope, policy, book.taxonomy.sha256)),
    )
