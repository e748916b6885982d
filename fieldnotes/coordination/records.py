"""What a coordinator's desk answers with."""

from dataclasses import dataclass
from enum import StrEnum

from fieldnotes.base.ids import DeviceId


class Standing(StrEnum):
    """Whether an accepted export counts."""

    COUNTS = "counts"
    PUBLISHED = "published"
    DISPUTED = "disputed"
    REVOKED = "revoked"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class StoredExport:
    """An export that passed every check.

    Attributes:
        arrival: how many came in before it, plus 1.
        payload_sha256: hash of its signed bytes.
        device: who signed it.
        person: number of the researcher.
        epoch: the device's numbering.
        number: its place in the epoch.
        previous: hash of the payload before it.
        kind: ``suppressed`` or ``void``.
        cases: size of its cohort.
        period: reporting period it was filed under.
        publication: the publication that used it, or ``None``.
        standing: whether it counts.
    """

    arrival: int
    payload_sha256: str
    device: DeviceId
    person: int
    epoch: int
    number: int
    previous: str | None
    kind: str
    cases: int
    period: str
    publication: int | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class RejectedObject:
    """An object of the store that is not added up.

    Attributes:
        name: its name in the store.
        reason: one sentence.
        remedy: one sentence.
        lasting: whether it will be rejected for ever, so that it is not looked at again.
    """

    name: str
    reason: str
    remedy: str
    lasting: bool


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """An object of the store that was looked at.

    Attributes:
        name: its name in the store.
        state: ``accepted``, ``repeated`` (holds an export that came in under another name) or ``rejected``.
        device: who signed it, if it was accepted.
        label: what the researcher calls that device.
        epoch: the device's numbering.
        number: its place in the epoch.
        cases: size of its cohort.
        standing: whether it counts.
        reason: why it was rejected, in one sentence.
        remedy: what to do about that, in one sentence.
    """

    name: str
    state: str
    device: DeviceId | None
    label: str | None
    epoch: int | None
    number: int | None
    cases: int | None
    standing: Standing | None
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A device of the roster, for a list.

    Attributes:
        device: fingerprint of its key.
        label: what the researcher calls it.
        person: number of the researcher it belongs to.
        spoken: its fingerprint in groups of seven.
        state: ``confirmed`` or ``revoked``.
        last_epoch: the epoch of the last export that came in, 0 for none.
        last_number: number of that export, 0 for none.
        revoked_after: epoch and number of the last export that counts, if it is revoked.
    """

    device: DeviceId
    label: str
    person: int
    spoken: str
    state: str
    last_epoch: int
    last_number: int
    revoked_after: tuple[int, int] | None
