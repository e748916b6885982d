"""The coordinator's desk: one place from which a face reaches every service of this room. It decides nothing itself."""

import re
from functools import cached_property
from pathlib import Path
from typing import Self

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.ids import DeviceId
from fieldnotes.carriers.protocol import Carrier, UnavailableError
from fieldnotes.codebook.keeping import content_of
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.codebook.succession import refusals
from fieldnotes.coordination.exports import ExportStore
from fieldnotes.coordination.inbox import Inbox
from fieldnotes.coordination.invites import Invites
from fieldnotes.coordination.judging import Expectations, Terms
from fieldnotes.coordination.merging import MergedView, merge_exports
from fieldnotes.coordination.project import Project, ProjectStore
from fieldnotes.coordination.publications import PublicationRecord
from fieldnotes.coordination.publishing import Publication, Publisher
from fieldnotes.coordination.pull_report import PullReport
from fieldnotes.coordination.records import InboxEntry, RosterEntry, StoredExport
from fieldnotes.coordination.roster import EnrolmentSummary, Roster
from fieldnotes.coordination.schema import COMPONENT, MIGRATIONS
from fieldnotes.coordination.statements import Statements
from fieldnotes.coordination.watched import WATCHED
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.policy import Policy, parse_policy
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.own_policy import adoptable
from fieldnotes.release.policies import shipped_policy_raw
from fieldnotes.release.remotes import Remotes
from fieldnotes.release.schemas import schema_sha256
from fieldnotes.release.sizes import archive_size
from fieldnotes.sealing.fingerprints import spoken
from fieldnotes.vault.documents import Documents
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.vault import Vault

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


class CoordinatorDesk:
    """Everything a coordinator does, over one open vault.

    Attributes:
        remotes: the stores that are pulled from.
    """

    def __init__(self, vault: Vault, taxonomy: Taxonomy) -> None:
        self._vault = vault
        self._taxonomy = taxonomy
        self._projects = ProjectStore(vault)
        self._roster = Roster(vault, self._projects)
        self._invites = Invites(vault, self._projects, self._roster)
        self._exports = ExportStore(vault)
        self._inbox = Inbox(vault, self._exports)
        self._statements = Statements(vault, self._projects, self._roster, self._exports)
        self._publisher = Publisher(vault, taxonomy, self._exports)
        self.remotes = Remotes(vault, self._projects.prefix)

    @classmethod
    def open(cls, vault: Vault, taxonomy: Taxonomy) -> Self:
        """The desk of a coordinator's vault.

        Raises:
            RefusedError: if the vault is a researcher's, or was used with a newer version.
        """
        if vault.role is not VaultRole.COORDINATOR:
            raise RefusedError(
                "This is a researcher's vault, and a coordinator never needs one.",
                "Make a vault for coordinating: fieldnotes vault create --role coordinator.",
            )
        vault.migrate(COMPONENT, MIGRATIONS)
        vault.watch(COMPONENT, WATCHED)
        return cls(vault, taxonomy)

    def create_project(self, policy_raw: bytes | None = None, *, title: str = "") -> Project:
        """Make the project and draw its keys; without a policy, under the one that ships.

        Raises:
            RefusedError: if there is a project already, or the policy is looser than the floor.
            DamagedError: if the policy cannot be read.
            WrongUseError: if the policy was not written for the taxonomy, or the title cannot stand in an invite.
        """
        raw = shipped_policy_raw() if policy_raw is None else policy_raw
        layout_of(self._taxonomy, parse_policy(raw))
        return self._projects.create(raw, title)

    def codebook_refusals(self, taxonomy: Taxonomy) -> tuple[str, ...]:
        """Why the project cannot count under another version of the codebook, a sentence each; empty if it can."""
        reasons = list(refusals(self._taxonomy, taxonomy))
        if taxonomy.sha256 != self._taxonomy.sha256 and self._exports.all():
            reasons.append("Exports have come in that were counted under the version in use.")
        project = self._projects.find()
        try:
            if project is not None:
                layout_of(taxonomy, project.policy)
        except WrongUseError as fault:
            reasons.append(fault.problem)
        return tuple(reasons)

    def adopt_codebook(self, taxonomy: Taxonomy) -> None:
        """Count under another version of the codebook from now on; the desk has to be opened anew afterwards.

        Raises:
            RefusedError: naming the first of :meth:`codebook_refusals`; nothing was changed.
        """
        reasons = self.codebook_refusals(taxonomy)
        if reasons:
            raise RefusedError(
                f"That version cannot be used in this project. {reasons[0]}",
                "Nothing was changed; make another vault for a project under another codebook.",
            )
        documents = Documents(self._vault, "taxonomy")
        with self._vault.transaction():
            for one in (self._taxonomy, taxonomy):
                documents.enforce(documents.keep(one.version, one.sha256, content_of(one)).number)

    def ensure_project(self) -> Project:
        """The project; made under the shipped policy if there is none."""
        return self._projects.find() or self.create_project()

    def project(self) -> Project | None:
        """The project, or ``None`` before it is made."""
        return self._projects.find()

    def start_period(self, label: str) -> None:
        """File what comes in from now on under another reporting period, such as R2."""
        self._projects.start_period(label)

    def invite(self) -> bytes:
        """The invite file as of now."""
        shipped = load_taxonomy().sha256
        return self._invites.make(None if self._taxonomy.sha256 == shipped else self._taxonomy.sha256)

    def invite_fingerprint(self) -> str:
        """The fingerprint of :meth:`invite`, to be read aloud."""
        return spoken(self.invite())

    def read_enrolment(self, raw: bytes) -> EnrolmentSummary:
        """What an enrolment asks for; nothing is stored."""
        return self._roster.read(raw)

    def confirm(
        self, raw: bytes, heard: str | None = None, *, same_person_as: DeviceId | None = None
    ) -> DeviceId:
        """Put an enrolment's device on the roster; ``heard`` is the fingerprint as the researcher read it aloud."""
        return self._roster.confirm(raw, heard=heard, same_person_as=same_person_as).id

    def devices(self) -> list[RosterEntry]:
        """The roster, each device with the last export that came in from it."""
        return self._roster.entries(self._exports.all())

    def named_device(self, name: str) -> DeviceId:
        """The device of a fingerprint, or of a label that only one device on the roster has.

        A fingerprint need not be on the roster.

        Raises:
            WrongUseError: if it is neither.
        """
        name = name.strip()
        found = [one.device for one in self.devices() if name in (one.label, one.device)]
        if len(found) == 1:
            return found[0]
        if not _FINGERPRINT.fullmatch(name):
            raise WrongUseError(
                "That names no device, or more than one.",
                "Give the fingerprint SHA256:… as enrol list or the other vault shows it.",
            )
        return DeviceId(name)

    def revoke(self, device: DeviceId, last_number: int, *, epoch: int | None = None) -> None:
        """Let exports of a device after ``last_number`` of ``epoch`` count no longer.

        Without an epoch: that of its last export that came in, or the first.
        """
        if epoch is None:
            links = self._exports.everything_from(device)
            epoch = links[-1].epoch if links else 1
        self._roster.revoke(device, last_number, epoch=epoch)

    def statement(self, device: DeviceId | None, successor: DeviceId | None = None) -> bytes:
        """The statement file about a revoked device, for the restored vault of its researcher.

        Every remote is pulled from first, because the statement says what came in. See
        :meth:`fieldnotes.coordination.statements.Statements.make`.

        Raises:
            WrongUseError: if there is no remote, or it is not clear which device replaces it.
            UnavailableError: if a remote does not answer or does not give what it lists.
            RefusedError: if nothing final can be stated.
        """
        report = self.pull()
        if report.silent or report.unfetched:
            raise UnavailableError(
                "Not every remote could be read to the end, so it is not known what came in.",
                "Make the statement when all of them answer.",
            )
        return self._statements.make(device, successor)

    def allowed_signers(self) -> str:
        """The roster as an ``allowed_signers`` file for ssh-keygen."""
        return self._roster.allowed_signers()

    def pull(self, carrier: Carrier | None = None) -> PullReport:
        """Fetch, judge and file what is new in one store, or in every remote.

        Raises:
            WrongUseError: if there is no project, or no store to pull from.
            UnavailableError: if the one store, or every remote, does not answer.
        """
        project = self._projects.get()
        if carrier is not None:
            return self._inbox.pull(carrier, self._projects.prefix(), self._expectations, project.period)
        return self._pull_remotes(project)

    def inbox(self) -> list[InboxEntry]:
        """Every object that was ever looked at, and what became of it."""
        return self._inbox.entries({entry.device: entry.label for entry in self.devices()})

    def exports(self) -> list[StoredExport]:
        """Every accepted export in order of arrival, each with its standing."""
        return self._exports.all()

    def payload(self, name: str) -> bytes:
        """The signed payload of an accepted export, by its name in the store or the end of that name."""
        return self._inbox.payload(name)

    def merge(self, period: str | None = None) -> MergedView:
        """What counts and was not published yet, added up and protected."""
        return merge_exports(self._exports, self._projects.get(), self._layout, period=period)

    def publish(self, to: Path, *, period: str | None = None) -> Publication:
        """Publish what :meth:`merge` gives into a new folder, and use up the exports behind it."""
        return self._publisher.publish(self.merge(period), self._projects.get(), to)

    def publish_again(self, number: int, to: Path) -> Path:
        """Write a publication that was recorded before into another folder."""
        return self._publisher.write_again(number, self._projects.get(), to)

    def publications(self) -> list[PublicationRecord]:
        """The ledger of publications, its chain checked."""
        return self._publisher.ledger.all()

    def _pull_remotes(self, project: Project) -> PullReport:
        report = PullReport()
        answered = 0
        silent: UnavailableError | None = None
        for remote in self.remotes.require_any():
            try:
                one = self._inbox.pull(
                    remote.carrier(), self._projects.prefix(), self._expectations, project.period
                )
            except UnavailableError as fault:
                silent = fault
                report = report.with_silent(remote.name, fault.problem)
            else:
                answered += 1
                report = report.joined(one)
        if silent is not None and not answered:
            raise silent
        return report

    @cached_property
    def _layout(self) -> Layout:
        return layout_of(self._taxonomy, self._projects.get().policy)

    def _terms(self, policy: Policy) -> Terms:
        layout = layout_of(self._taxonomy, policy)
        return Terms(policy, layout, archive_size(layout, policy))

    @cached_property
    def _expectations(self) -> Expectations:
        project = self._projects.get()
        return Expectations(
            project=project.id,
            identities=[self._projects.identity()],
            terms={one.sha256: self._terms(one) for one in (project.policy, *adoptable(project.policy))},
            taxonomy_sha256=self._taxonomy.sha256,
            schema_sha256=schema_sha256(),
            device=self._roster.find,
        )
