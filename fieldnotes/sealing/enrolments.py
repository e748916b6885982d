"""The enrolment: a device tells the coordinator its public key, sealed to the coordinator and signed by the device."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.base.ids import DeviceId
from fieldnotes.base.labels import Label
from fieldnotes.sealing.age_keys import AgeIdentity, recipient_fingerprints
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.device_keys import DeviceKey, device_id
from fieldnotes.sealing.documents import open_document, require_reader, seal_document
from fieldnotes.sealing.fields import MAX_READERS, Document, ProjectText, PublicKeyText, Sha256Text
from fieldnotes.sealing.signatures import Namespace, verify

ENROLMENT_SIZE: Final = 8192
"""Length in bytes of every enrolment's archive, so that a label's length does not show."""


class Enrolment(Document):
    """What a device says about itself to join a project.

    Attributes:
        project: the project's identifier.
        recipients: sorted fingerprints of the age keys that this was sealed to.
        device: the device's public signing key.
        label: what the researcher calls the device; never a person's name.
        invite_sha256: SHA-256 of the invite file that was accepted.
    """

    format: Literal["fieldnotes-enrolment"] = "fieldnotes-enrolment"
    version: Literal[1] = 1
    project: ProjectText
    recipients: Annotated[tuple[Sha256Text, ...], Field(min_length=1, max_length=MAX_READERS)]
    device: PublicKeyText
    label: Label
    invite_sha256: Sha256Text

    @property
    def device_id(self) -> DeviceId:
        """Fingerprint of the device's public key."""
        return device_id(self.device)


def seal_enrolment(enrolment: Enrolment, device_key: DeviceKey, recipients: Sequence[str]) -> bytes:
    """Sign an enrolment with the device's key and seal it to the coordinator.

    Raises:
        WrongUseError: if the enrolment names another key or other recipients.
    """
    if enrolment.device != device_key.public or enrolment.recipients != recipient_fingerprints(recipients):
        raise WrongUseError(
            "The enrolment names another device or other readers than it would be signed and sealed by.",
            "Nothing was sealed; report this as a fault of the program.",
        )
    return seal_document(
        canonical_json(enrolment), device_key, Namespace.ENROLMENT, recipients, ENROLMENT_SIZE
    )


def open_enrolment(sealed: bytes, identities: Sequence[AgeIdentity]) -> Enrolment:
    """Open an enrolment and check that the device it names signed it.

    Whose device it is only a voice can tell: compare the spoken fingerprint before confirming.

    Raises:
        DamagedError: if it was changed or is malformed.
        RefusedError: if it is sealed to someone else, or signed by another key than it names.
    """
    opened = open_document(sealed, identities)
    if opened.size != ENROLMENT_SIZE:
        raise _no_enrolment()
    try:
        enrolment = Enrolment.model_validate_json(opened.document)
    except ValidationError as error:
        raise _no_enrolment() from error
    if canonical_json(enrolment) != opened.document:
        raise _no_enrolment()
    require_reader(opened.reader, enrolment.recipients)
    verify(opened.document, opened.signature, enrolment.device, Namespace.ENROLMENT)
    return enrolment


def _no_enrolment() -> DamagedError:
    return DamagedError(
        "The sealed file is not an enrolment of version 1.",
        "Ask the researcher to make it again, or update fieldnotes if theirs is newer.",
    )
