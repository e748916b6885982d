"""Approval: one transaction from counting to the outbox. If any step fails, nothing has changed."""

import hashlib

from fieldnotes.base.errors import RefusedError
from fieldnotes.casebook.book import Casebook
from fieldnotes.disclosure.layout import Layout
from fieldnotes.release.devices import Device
from fieldnotes.release.frozen import frozen_counts
from fieldnotes.release.kept_terms import KeptTerms
from fieldnotes.release.ledger import Ledger, LedgerEntry
from fieldnotes.release.ledger_audits import LedgerAuditor
from fieldnotes.release.members import Members
from fieldnotes.release.memberships import Membership
from fieldnotes.release.outbox import Outbox
from fieldnotes.release.payloads import envelope, payload_of
from fieldnotes.release.proposals import propose, require_safe
from fieldnotes.release.sizes import archive_size
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.exports import object_name, seal_export

NO_MEMBERSHIP = (
    "This vault has not accepted an invite, so there is nobody to seal a release to.",
    "Ask the coordinator for the invite file and run `fieldnotes enrol request`.",
)
"""Problem and remedy before an invite was accepted."""


class Approver:
    """Turns the cohort into a ledger entry and a sealed export."""

    def __init__(
        self, book: Casebook, device: Device, ledger: Ledger, outbox: Outbox, auditor: LedgerAuditor
    ) -> None:
        self._book = book
        self._device = device
        self._ledger = ledger
        self._outbox = outbox
        self._auditor = auditor
        self._members = Members(book.vault)
        self._terms = KeptTerms(book.vault)

    def approve(self, membership: Membership, layout: Layout, seen_sha256: str | None) -> LedgerEntry:
        """Tabulate, protect, audit, sign, pad, seal, and keep it all in one transaction.

        Args:
            membership: whose readers and policy.
            layout: of the tables.
            seen_sha256: hash of the payload that the researcher looked at; ``None`` to approve what stands now.

        Raises:
            RefusedError: if the cohort is too small, the tables are not safe, or the payload is not the one seen.
        """
        policy = membership.policy
        with self._book.vault.transaction():
            proposal = propose(self._book, layout, policy)
            require_safe(proposal, layout, policy, self._auditor)
            around = envelope(membership, self._device, self._ledger)
            payload = payload_of(proposal.protection, around, policy, self._book.taxonomy.sha256)
            payload_bytes = canonical_json(payload)
            _require_seen(payload_bytes, seen_sha256)
            sealed = seal_export(
                payload, self._device.ensure(), membership.invite.recipients, archive_size(layout, policy)
            )
            self._terms.keep(policy, membership.policy_raw, self._book.taxonomy)
            frozen = frozen_counts(proposal.counts)
            number = self._ledger.append(payload, payload_bytes, frozen, proposal.cohort.size, sealed)
            self._outbox.add(number, object_name(membership.invite.path_secret_bytes, sealed), sealed)
            self._book.cases.mark_released(proposal.cohort.cases, number)
            self._members.add(proposal.cohort.cases, number)
            return self._ledger.entries()[-1]


def _require_seen(payload_bytes: bytes, seen_sha256: str | None) -> None:
    if seen_sha256 is not None and hashlib.sha256(payload_bytes).hexdigest() != seen_sha256:
        raise RefusedError(
            "The cases have changed since the preview, so what would leave is not what you saw.",
            "Look at the preview again, then approve.",
        )
