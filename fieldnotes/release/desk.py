"""The desk at which a researcher releases: one object for the two faces, deciding nothing that is not decided below."""

from dataclasses import replace
from functools import cached_property
from typing import Self

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.casebook.book import Casebook
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.policy import Policy
from fieldnotes.release.approving import NO_MEMBERSHIP, Approver
from fieldnotes.release.devices import Device
from fieldnotes.release.enrolling import enrolment_request
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.ledger import Ledger, LedgerEntry
from fieldnotes.release.ledger_audits import LedgerAudit, LedgerAuditor
from fieldnotes.release.members import Members
from fieldnotes.release.memberships import Membership, Memberships
from fieldnotes.release.migrations import COMPONENT, MIGRATIONS
from fieldnotes.release.outbox import Outbox, OutboxItem
from fieldnotes.release.own_policy import adoptable
from fieldnotes.release.payloads import envelope
from fieldnotes.release.previews import Preview, make_preview
from fieldnotes.release.pushing import Pusher, PushResult
from fieldnotes.release.remotes import Remotes
from fieldnotes.release.restores import Restore, Restores
from fieldnotes.release.terms import codebook_obstacle
from fieldnotes.release.voiding import Voider
from fieldnotes.release.watched import WATCHED
from fieldnotes.sealing.exports import object_prefix
from fieldnotes.sealing.fingerprints import spoken
from fieldnotes.vault.roles import VaultRole


class ReleaseDesk:
    """Release from one researcher's vault.

    Attributes:
        remotes: where sealed exports go.
    """

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._memberships = Memberships(book.vault, book.taxonomy)
        self._device = Device(book.vault)
        self._ledger = Ledger(book.vault)
        self._outbox = Outbox(book.vault)
        self._restores = Restores(book, self._device, self._ledger)
        self._auditor = LedgerAuditor(book, self._ledger)
        self.remotes = Remotes(book.vault, self._prefix)

    @classmethod
    def open(cls, book: Casebook) -> Self:
        """The desk over a casebook; its tables are made or brought up to date.

        In a vault that was restored from a backup another device key takes the place of the one before.

        Raises:
            RefusedError: if the vault is a coordinator's, or was used with a newer version of the program.
        """
        if book.vault.role is not VaultRole.RESEARCHER:
            raise RefusedError(
                "This is a coordinator's vault, and releases come from researchers' vaults.",
                "Open the researcher's vault.",
            )
        book.vault.migrate(COMPONENT, MIGRATIONS)
        book.vault.watch(COMPONENT, WATCHED)
        Members(book.vault).take_over_marks()
        desk = cls(book)
        desk._restores.take_note()
        return desk

    def accept_invite(self, raw: bytes) -> Membership:
        """Accept an invite file and make this device's key if there is none.

        Compare the invite's fingerprint by voice before or after; a mistake shows at the latest when the coordinator
        confirms the enrolment.

        Raises:
            DamagedError: if the file is no invite or was changed.
            RefusedError: if it is of another project or coordinator, or its policy is looser than the vault's.
            WrongUseError: if its policy does not fit the taxonomy.
        """
        with self._book.vault.transaction():
            membership = self._memberships.accept(raw)
            self._device.ensure()
        return membership

    def membership(self) -> Membership | None:
        """The project this vault belongs to, or ``None``."""
        return self._memberships.current()

    def enrolment_request(self, label: str | None = None) -> bytes:
        """This device's enrolment, signed by its key and sealed to the coordinator.

        Args:
            label: what to call the device; never a person's name. From its fingerprint if ``None``.

        Raises:
            RefusedError: before an invite was accepted.
            WrongUseError: if the label is not a short word.
        """
        return enrolment_request(self._require_membership(), self._device.ensure(), label)

    def spoken_fingerprint(self) -> str:
        """This device's fingerprint in groups of seven, to be read aloud to the coordinator.

        Raises:
            RefusedError: before an invite was accepted.
        """
        self._require_membership()
        return spoken(self._device.ensure().public)

    def preview(self, kind: str = "suppressed") -> Preview:
        """What approving now would do; changes nothing.

        Raises:
            WrongUseError: if this version does not make exports of that kind.
            DamagedError: if the ledger is damaged.
        """
        _require_kind(kind)
        self._ledger.entries()
        membership = self._memberships.current()
        other = codebook_obstacle(membership, self._book.taxonomy)
        obstacles = (
            [" ".join(NO_MEMBERSHIP)] if membership is None else [] if other is None else [" ".join(other)]
        )
        policy = self._memberships.policy()
        preview = make_preview(
            self._book,
            self._layout(policy),
            policy,
            envelope=envelope(membership, self._device, self._ledger),
            auditor=self._auditor,
            obstacles=tuple(obstacles),
        )
        return replace(preview, restores=tuple(self._restores.all()))

    def approve(self, kind: str = "suppressed", *, seen_sha256: str | None = None) -> LedgerEntry:
        """Release the cohort as it stands. All of it happens, or nothing.

        Args:
            kind: of the export.
            seen_sha256: hash of the previewed payload bytes; if given, anything else is refused.

        Raises:
            RefusedError: before an invite was accepted, if the project counts under another codebook, if the cohort is too
                small, if the tables cannot be made safe, or if what would leave is not what was seen.
            WrongUseError: if this version does not make exports of that kind.
            DamagedError: if the ledger is damaged.
        """
        _require_kind(kind)
        membership = self._require_membership()
        other = codebook_obstacle(membership, self._book.taxonomy)
        if other is not None:
            raise RefusedError(*other)
        approver = Approver(self._book, self._device, self._ledger, self._outbox, self._auditor)
        return approver.approve(membership, self._layout(membership.policy), seen_sha256)

    def restores(self) -> list[Restore]:
        """Every restore of this vault from a backup, and what is known about each."""
        return self._restores.all()

    def accept_statement(self, raw: bytes) -> Restore:
        """Take a coordinator's statement about the device before a restore; see :class:`Restores`.

        Raises:
            DamagedError: if the file is no statement or was changed.
            RefusedError: before an invite was accepted, or if the statement is not signed by the project's coordinator,
                is about another project, device or restore, or is older than one that was given before.
        """
        return self._restores.accept(raw, self._memberships.current())

    def ledger(self) -> list[LedgerEntry]:
        """All releases of this vault, after checking the chain.

        Raises:
            DamagedError: if the ledger is damaged.
        """
        return self._ledger.entries()

    def audit(self) -> LedgerAudit:
        """Every release computed again from its bytes, and all of them audited together.

        Raises:
            DamagedError: if the ledger is damaged.
        """
        return self._auditor.audit()

    def payload(self, number: int) -> bytes:
        """The exact bytes signed in a release.

        Raises:
            AnswerIsNoError: if there is no such release.
        """
        return self._ledger.payload(number)

    def outbox(self) -> list[OutboxItem]:
        """All sealed exports and how far each has come."""
        return self._outbox.items()

    def push(self, *, automatic: bool = False) -> list[PushResult]:
        """Push what is not confirmed yet to every remote; a remote that does not answer is told, never raised.

        Args:
            automatic: only to remotes chosen for it, and only when their wait after a failure is over.

        Raises:
            DamagedError: if the ledger is damaged.
        """
        return self._pusher.push(automatic=automatic)

    @cached_property
    def _pusher(self) -> Pusher:
        voider = Voider(self._book, self._device, self._ledger, self._outbox, self._memberships)
        return Pusher(self._book, self._ledger, self._outbox, self.remotes, voider)

    def policy(self) -> Policy:
        """The redaction policy that releases are held to."""
        return self._memberships.policy()

    def adoptable_policies(self) -> tuple[Policy, ...]:
        """The stricter policies of those that ship."""
        return adoptable(self.policy())

    def adopt_policy(self, name: str) -> Policy:
        """Hold releases of this vault to a stricter policy of those that ship. There is no way back.

        Raises:
            WrongUseError: if no policy of that name ships.
            RefusedError: if it is looser in anything than the one in force, or its levels are others.
        """
        return self._memberships.adopt_policy(name)

    def _prefix(self) -> str:
        """The project's folder in a store; before an invite was accepted, one in which nothing is."""
        membership = self._memberships.current()
        return "0" * 16 if membership is None else object_prefix(membership.invite.path_secret_bytes)

    def _layout(self, policy: Policy) -> Layout:
        return layout_of(self._book.taxonomy, policy)

    def _require_membership(self) -> Membership:
        membership = self._memberships.current()
        if membership is None:
            raise RefusedError(*NO_MEMBERSHIP)
        return membership


def _require_kind(kind: str) -> None:
    if kind != "suppressed":
        raise WrongUseError(
            f"This version does not make exports of the kind {kind[:20]!r}.", "Use the kind suppressed."
        )
