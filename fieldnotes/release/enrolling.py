"""Asking to join: the device's enrolment."""

from pydantic import ValidationError

from fieldnotes.base.errors import WrongUseError
from fieldnotes.release.memberships import Membership
from fieldnotes.sealing.age_keys import recipient_fingerprints
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.enrolments import Enrolment, seal_enrolment
from fieldnotes.sealing.fingerprints import spoken


def enrolment_request(membership: Membership, key: DeviceKey, label: str | None) -> bytes:
    """The sealed enrolment of a device.

    Args:
        membership: the project to join.
        key: the device's key.
        label: what to call the device; the first group of its fingerprint if ``None``.

    Raises:
        WrongUseError: if the label is not a short word.
    """
    readers = membership.invite.recipients
    try:
        enrolment = Enrolment(
            project=membership.project,
            recipients=recipient_fingerprints(readers),
            device=key.public,
            label=f"device-{spoken(key.public)[:7].lower()}" if label is None else label,
            invite_sha256=membership.invite_sha256,
        )
    except ValidationError:
        # "from None": the error would quote what was typed, which may be a name.
        raise WrongUseError(
            "That is not a label for a device.",
            "Use letters, digits, dots and hyphens without spaces, such as tablet-2; never a person's name.",
        ) from None
    return seal_enrolment(enrolment, key, readers)
