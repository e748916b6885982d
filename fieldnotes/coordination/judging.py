"""Judging one object of the store: everything that must hold before its numbers may be added to others.

The order matters: nothing that an object says is believed before its signature is checked, and the certificate, the
slowest check, comes last. The store may be hostile and so may be a device.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import AnswerIsNoError, FieldnotesError
from fieldnotes.coordination.roster import Device
from fieldnotes.disclosure.certificates import check_certificate
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.policy import Policy
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.exports import OpenedExport, check_object_name, check_signature, open_export


class RejectedError(AnswerIsNoError):
    """An object of the store that is not added up, and why.

    Attributes:
        lasting: whether the same bytes will be rejected for ever; otherwise they are judged again at the next pull,
            for example after their device was confirmed.
        export: what was opened, if it belongs to the project and nothing shows that the device it names did not make it.
            It does not count, but a statement about its device must know of it.
    """

    def __init__(
        self, problem: str, remedy: str, *, lasting: bool, export: OpenedExport | None = None
    ) -> None:
        super().__init__(problem, remedy)
        self.lasting = lasting
        self.export = export


@dataclass(frozen=True, slots=True)
class Terms:
    """A policy, and what follows from it.

    Attributes:
        policy: the redaction policy.
        layout: the layout of its tables.
        size: length in bytes of the archive of every export under it.
    """

    policy: Policy
    layout: Layout
    size: int


@dataclass(frozen=True, slots=True)
class Expectations:
    """What an object is held to.

    Attributes:
        project: the project's id.
        identities: keys that open what is sealed to the coordinator.
        terms: the redaction policies an export may have been made under, by hash: the project's, and stricter ones.
        taxonomy_sha256: content hash of the taxonomy.
        schema_sha256: hash of the export schema.
        device: finds a confirmed device by its fingerprint.
    """

    project: str
    identities: Sequence[AgeIdentity]
    terms: Mapping[str, Terms]
    taxonomy_sha256: str
    schema_sha256: str
    device: Callable[[str], Device | None]


def judge(name: str, sealed: bytes, expected: Expectations) -> OpenedExport:
    """Open an object and check all of it.

    Args:
        name: its name in the store.
        sealed: its bytes.
        expected: what it is held to.

    Raises:
        RejectedError: at the first check that fails.
    """
    try:
        check_object_name(name, sealed)
    except FieldnotesError as fault:
        raise RejectedError(fault.problem, fault.remedy, lasting=False) from fault
    try:
        opened = open_export(sealed, expected.identities)
    except FieldnotesError as fault:
        raise RejectedError(fault.problem, fault.remedy, lasting=True) from fault
    _require_signature(opened, expected)
    _require_same_terms(opened, expected)
    _require_certificate(opened, expected)
    return opened


def _require_signature(opened: OpenedExport, expected: Expectations) -> None:
    payload = opened.payload
    if payload.project != expected.project:
        raise RejectedError(
            "The export belongs to another project.",
            "Ask its researcher which invite they accepted; nothing of it is used.",
            lasting=True,
        )
    device = expected.device(payload.device)
    if device is None:
        raise RejectedError(
            "The export comes from a stranger: its device is not on the roster.",
            "Confirm its enrolment if you know whose it is, then pull again.",
            lasting=False,
            export=opened,
        )
    try:
        check_signature(opened, device.public)
    except FieldnotesError as fault:
        raise RejectedError(fault.problem, fault.remedy, lasting=True) from fault
    _require_standing(opened, device)


def _require_standing(opened: OpenedExport, device: Device) -> None:
    payload = opened.payload
    if device.closed:
        raise RejectedError(
            "You made a statement about this device, and nothing that comes in from it since counts.",
            "If the researcher asks, make another statement; it will name this export.",
            lasting=True,
            export=opened,
        )
    if device.revocation is not None and device.revocation.covers(payload.epoch, payload.number):
        raise RejectedError(
            f"The device was revoked after export {device.revocation.last_number} of epoch {device.revocation.epoch}, "
            f"and this is export {payload.number} of epoch {payload.epoch}.",
            "If it is genuine, the researcher enrols again with a new key.",
            lasting=True,
            export=opened,
        )


def _require_same_terms(opened: OpenedExport, expected: Expectations) -> None:
    """Sums make sense only over exports in the same levels, made under one codebook and one schema."""
    payload = opened.payload
    terms = expected.terms.get(payload.policy_sha256)
    differing = [
        words
        for words, same in (
            ("another redaction policy", terms is not None),
            ("another version of the codebook", payload.taxonomy_sha256 == expected.taxonomy_sha256),
            ("another export schema", payload.schema_sha256 == expected.schema_sha256),
        )
        if not same
    ]
    if differing:
        raise RejectedError(
            f"The export was made under {' and '.join(differing)}.",
            "Bring the researcher's program, or yours, to the same version, then pull again.",
            lasting=False,
            export=opened,
        )
    if terms is not None and opened.size != terms.size:
        raise RejectedError(
            f"The export is padded to {opened.size} bytes and not to {terms.size}, so its length says something.",
            "Tell its researcher to update fieldnotes; nothing of it is used.",
            lasting=True,
            export=opened,
        )


def _require_certificate(opened: OpenedExport, expected: Expectations) -> None:
    payload = opened.payload
    if payload.certificate is None:
        return
    terms = expected.terms[payload.policy_sha256]
    try:
        faults = check_certificate(
            payload.tables, payload.certificate, layout=terms.layout, policy=terms.policy
        )
    except FieldnotesError as fault:
        faults = [fault.problem]
    if faults:
        raise RejectedError(
            f"The export's certificate does not hold: {faults[0]}",
            "Nothing of it is used; ask its researcher to run fieldnotes release verify.",
            lasting=True,
            export=opened,
        )
