"""Making an approved export void before anything of it left: consent was withdrawn, so what was counted may not go.

A corrected count would say who was taken out, and a gap in the numbers would look like an export that was lost. So an
export of the same number takes its place that holds nothing; and since each export names the hash of the one before it,
those after it are made void too. All other cases may be released again.
"""

from dataclasses import replace

from fieldnotes.base.errors import RefusedError
from fieldnotes.casebook.book import Casebook
from fieldnotes.release.approving import NO_MEMBERSHIP
from fieldnotes.release.cohorts import missing_consent
from fieldnotes.release.devices import Device
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.ledger import Ledger, LedgerEntry
from fieldnotes.release.members import Members
from fieldnotes.release.memberships import Membership, Memberships
from fieldnotes.release.outbox import Outbox
from fieldnotes.release.payloads import envelope, void_payload
from fieldnotes.release.sizes import archive_size
from fieldnotes.release.terms import project_codebook
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.exports import object_name, seal_export


class Voider:
    """Makes exports void."""

    def __init__(
        self, book: Casebook, device: Device, ledger: Ledger, outbox: Outbox, memberships: Memberships
    ) -> None:
        self._book = book
        self._device = device
        self._ledger = ledger
        self._outbox = outbox
        self._memberships = memberships
        self._members = Members(book.vault)

    def may(self, entry: LedgerEntry) -> bool:
        """Whether a release may be made void: nothing of it was attempted, by this vault or by the one it was restored from.

        A restored vault holds exports of a device that it replaced. The lost machine may have sent them after the backup
        was made, and another export of the same number beside the first would be a fork.
        """
        return self.own(entry) and not self._outbox.attempted(entry.number)

    def own(self, entry: LedgerEntry) -> bool:
        """Whether a release was approved with the device that this vault has now, not with one before a restore."""
        return entry.epoch == self._device.epoch()

    def make_void(self, number: int) -> int:
        """Put void exports in the place of a release and of all after it, and let their cases go.

        Args:
            number: of a release for which :meth:`may` holds.

        Returns:
            How many cases may be released again.

        Raises:
            RefusedError: without a membership.
            ConstraintError: if one of the releases was attempted; nothing was changed then.
        """
        membership = self._memberships.current()
        if membership is None:
            raise RefusedError(*NO_MEMBERSHIP)
        with self._book.vault.transaction():
            again = sum(
                1
                for summary in self._book.cases.list()
                if summary.released is not None
                and summary.released >= number
                and not missing_consent(summary)
            )
            for entry in self._ledger.entries()[number - 1 :]:
                self._one(entry, membership)
            return again

    def _one(self, entry: LedgerEntry, membership: Membership) -> None:
        policy = membership.policy
        # The project's, not the vault's: a void counts nothing, and says the same whatever its cases are coded under by now.
        taxonomy = project_codebook(self._book.vault, membership, self._book.taxonomy)
        layout = layout_of(taxonomy, policy)
        around = replace(
            envelope(membership, self._device, self._ledger),
            number=entry.place,
            previous=self._ledger.hash_at(entry.epoch, entry.place - 1),
        )
        payload = void_payload(around, policy, taxonomy.sha256)
        readers = membership.invite.recipients
        sealed = seal_export(payload, self._device.ensure(), readers, archive_size(layout, policy))
        self._ledger.make_void(entry.number, canonical_json(payload), sealed)
        self._outbox.make_void(entry.number, object_name(membership.invite.path_secret_bytes, sealed), sealed)
        self._book.cases.unmark_released(entry.number)
        self._members.remove(entry.number)
