"""What a coordinator's desk answers with."""

from dataclasses import dataclass
from enum import StrEnum

from fieldnotes.base.ids import DeviceId
from fieldnotes.coordination.chain import Finding


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
class PullReport:
    """What one pull brought.

    Attributes:
        accepted: exports that are new and hold.
        repeated: names of objects that hold an export that was here already; counted once.
        rejected: objects that were looked at now and do not hold.
        unfetched: objects that the store listed but did not give.
        known: how many listed objects needed no second look.
        findings: state of all chains after the pull.
    """

    accepted: tuple[StoredExport, ...]
    repeated: tuple[str, ...]
    rejected: tuple[RejectedObject, ...]
    unfetched: tuple[RejectedObject, ...]
    known: int
    findings: tuple[Finding, ...]
