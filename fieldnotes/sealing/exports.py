"""Sealing an export and opening it again, and the name it goes by in a store."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.sealing.age_keys import AgeIdentity, recipient_fingerprints
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.device_keys import DeviceKey, device_id
from fieldnotes.sealing.documents import open_document, require_reader, seal_document
from fieldnotes.sealing.payload import ExportPayload, parse_payload
from fieldnotes.sealing.signatures import Namespace, verify


@dataclass(frozen=True, slots=True)
class OpenedExport:
    """An export, opened; its signature is not yet checked (:func:`check_signature`).

    Attributes:
        payload_bytes: the signed bytes.
        payload: what they say.
        signature: the armoured signature.
        size: length in bytes of the padded archive; one for all exports of a policy.
    """

    payload_bytes: bytes
    payload: ExportPayload
    signature: bytes
    size: int


def seal_export(payload: ExportPayload, device_key: DeviceKey, recipients: Sequence[str], size: int) -> bytes:
    """Sign, pad to an archive of ``size`` bytes, and seal.

    Raises:
        WrongUseError: if the payload names other recipients or another device than it is sealed and signed by.
        RefusedError: if the payload is longer than ``size`` allows.
    """
    if payload.recipients != recipient_fingerprints(recipients) or payload.device != device_key.device_id:
        raise WrongUseError(
            "The payload names other readers, or another device, than it would be sealed and signed by.",
            "Nothing was sealed; report this as a fault of the program.",
        )
    return seal_document(canonical_json(payload), device_key, Namespace.EXPORT, recipients, size)


def open_export(sealed: bytes, identities: Sequence[AgeIdentity], *, name: str | None = None) -> OpenedExport:
    """Open an export with one of the reader's keys.

    Args:
        sealed: the bytes as they came from the store.
        identities: the reader's keys.
        name: the object's name in the store, if it is known; its last part is the hash of the bytes, so that any
            change is told as damage.

    Raises:
        DamagedError: if a byte was changed, or what is inside is malformed.
        RefusedError: if it is sealed to someone else, or was sealed to you by someone who only received it.
    """
    if name is not None:
        check_object_name(name, sealed)
    opened = open_document(sealed, identities)
    payload = parse_payload(opened.document)
    require_reader(opened.reader, payload.recipients)
    return OpenedExport(opened.document, payload, opened.signature, opened.size)


def check_signature(opened: OpenedExport, public: str) -> None:
    """Check that the export was signed by ``public`` and that it names the device of that key.

    Raises:
        RefusedError: if another key signed it, or the export names another device.
        DamagedError: if the signature is malformed or does not fit the bytes.
    """
    if opened.payload.device != device_id(public):
        raise RefusedError(
            "The export names another device than the one that signed it.",
            "Do not use it; ask the researcher through another channel.",
        )
    verify(opened.payload_bytes, opened.signature, public, Namespace.EXPORT)


def object_prefix(project_secret: bytes) -> str:
    """The folder of a project in a store: 16 hexadecimal characters that mean nothing to the store."""
    return hmac.digest(project_secret, b"path", "sha256").hex()[:16]


def object_name(project_secret: bytes, sealed: bytes) -> str:
    """The name of a sealed file in a store: ``<project folder>/<SHA-256 of the sealed bytes>``."""
    return f"{object_prefix(project_secret)}/{hashlib.sha256(sealed).hexdigest()}"


def check_object_name(name: str, sealed: bytes) -> None:
    """Check that a store's bytes are those that the name promises.

    Raises:
        DamagedError: if they are not.
    """
    if name.rpartition("/")[2] != hashlib.sha256(sealed).hexdigest():
        raise DamagedError(
            "The stored file is not the one its name promises: it was changed or cut short.",
            "Fetch it again; if that does not help, the researcher pushes it again.",
        )
