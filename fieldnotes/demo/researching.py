"""A researcher's part of the path: vault, project, fieldwork, release."""

from dataclasses import dataclass, replace
from pathlib import Path

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.tables import SUPPRESSED
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.demo.fieldwork import do_fieldwork
from fieldnotes.demo.places import bytes_under
from fieldnotes.demo.results import ReleaseFigures, ResearcherFigures
from fieldnotes.demo.study import PlannedResearcher
from fieldnotes.disclosure.layout import GROUP
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

THROW_AWAY_COST = 1
"""The lowest cost of a guess (64 MiB): right for a vault that is thrown away, and for no other."""

STORE = "store"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a researcher hands over when joining.

    Attributes:
        figures: of the fieldwork.
        request: the enrolment file, sealed to the coordinator.
        spoken: this device's fingerprint, as read aloud.
        invite_heard: the invite's fingerprint, as this researcher's program shows it.
    """

    figures: ResearcherFigures
    request: bytes
    spoken: str
    invite_heard: str


def passphrase_of(label: str) -> str:
    """The passphrase of a demo vault; printed, since everything behind it is invented."""
    return f"everything behind this is invented {label}"


def join_and_work(vault_folder: Path, researcher: PlannedResearcher, invite: bytes) -> Enrolled:
    """Create the vault, accept the invite, and enter all cases.

    Raises:
        RefusedError: if the recovery words did not survive being written down and typed back.
    """
    label = researcher.label
    vault, words = create_vault(
        vault_folder,
        role=VaultRole.RESEARCHER,
        passphrase=Passphrase(passphrase_of(label)),
        kdf_id=THROW_AWAY_COST,
    )
    with vault:
        if type(words).parse(" ".join(words.words)) != words:
            raise RefusedError("The recovery words do not come back as they were.", "Report this.")
    with open_vault(
        vault_folder, Passphrase(passphrase_of(label))
    ) as vault:  # tried once, before the first case
        book = Casebook.open(vault, load_taxonomy())
        desk = ReleaseDesk.open(book)
        membership = desk.accept_invite(invite)
        request = desk.enrolment_request(label=label)
        figures = do_fieldwork(book, researcher)
        spoken = desk.spoken_fingerprint()
    return Enrolled(
        figures=replace(figures, stored_bytes=bytes_under(vault_folder)),
        request=request,
        spoken=spoken,
        invite_heard=membership.invite_fingerprint,
    )


def release_and_push(vault_folder: Path, label: str, store: Path) -> ReleaseFigures:
    """Preview, approve, and push to the folder; the vault is opened anew, as on another day.

    Raises:
        RefusedError: if what is approved differs from what the preview showed.
    """
    with open_vault(vault_folder, Passphrase(passphrase_of(label))) as vault:
        desk = ReleaseDesk.open(Casebook.open(vault, load_taxonomy()))
        desk.remotes.add(STORE, "folder", str(store), auto=False)
        preview = desk.preview()
        entry = desk.approve()
        if desk.payload(entry.number) != preview.payload_bytes:
            raise RefusedError("What was approved is not what was shown.", "Report this; nothing was pushed.")
        desk.push()
        marks = [cell.n for table in preview.tables for cell in table.cells]
        groups = [cell.n for table in preview.tables if table.name == GROUP for cell in table.cells]
        waiting = desk.outbox()
        return ReleaseFigures(
            label=label,
            cohort=entry.cohort,
            groups=len(groups),
            groups_shown=len(groups) - groups.count(SUPPRESSED),
            shown=len(marks) - marks.count(SUPPRESSED),
            hidden=marks.count(SUPPRESSED),
            payload_bytes=len(preview.payload_bytes),
            sealed_bytes=entry.sealed_bytes,
            state=str(waiting[-1].state),
        )
