"""From a proposal to the exact payload that would leave."""

from dataclasses import dataclass
from typing import Literal

from fieldnotes.disclosure.policy import Policy
from fieldnotes.disclosure.protection import Protection
from fieldnotes.release.devices import Device
from fieldnotes.release.ledger import Ledger
from fieldnotes.release.memberships import Membership
from fieldnotes.release.schemas import schema_sha256
from fieldnotes.sealing.age_keys import recipient_fingerprints
from fieldnotes.sealing.payload import ExportPayload

Kind = Literal["suppressed"]
"""The kinds of export that this version makes."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything in a payload that does not come from the cases.

    Attributes:
        project: identifier of the project.
        recipients: fingerprints of the readers.
        device: fingerprint of the signing key.
        epoch: the device's numbering.
        number: place in it.
        previous: hash of the payload before, or ``None``.
    """

    project: str
    recipients: tuple[str, ...]
    device: str
    epoch: int
    number: int
    previous: str | None


def envelope(membership: Membership | None, device: Device, ledger: Ledger) -> Envelope:
    """The envelope of the next export; before an invite was accepted, one that is visibly blank."""
    public = device.key()
    if membership is None or public is None:
        return Envelope("0" * 32, ("0" * 64,), "SHA256:" + "0" * 43, 1, 1, None)
    epoch = device.epoch()
    number, previous = ledger.next_place(epoch)
    readers = recipient_fingerprints(membership.invite.recipients)
    return Envelope(membership.project, readers, public.device_id, epoch, number, previous)


def void_payload(envelope: Envelope, policy: Policy, taxonomy_sha256: str) -> ExportPayload:
    """The payload of a void export: an envelope with nothing in it."""
    return ExportPayload(
        kind="void",
        project=envelope.project,
        recipients=envelope.recipients,
        device=envelope.device,
        epoch=envelope.epoch,
        number=envelope.number,
        previous=envelope.previous,
        policy_sha256=policy.sha256,
        taxonomy_sha256=taxonomy_sha256,
        schema_sha256=schema_sha256(),
        tables=(),
        certificate=None,
    )


def payload_of(
    protection: Protection, envelope: Envelope, policy: Policy, taxonomy_sha256: str
) -> ExportPayload:
    """The payload: tables and certificate in their envelope."""
    return ExportPayload(
        kind="suppressed",
        project=envelope.project,
        recipients=envelope.recipients,
        device=envelope.device,
        epoch=envelope.epoch,
        number=envelope.number,
        previous=envelope.previous,
        policy_sha256=policy.sha256,
        taxonomy_sha256=taxonomy_sha256,
        schema_sha256=schema_sha256(),
        tables=protection.tables,
        certificate=protection.certificate,
    )
