"""What every sealed document goes through: signed, put into an archive of one size, sealed; and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import RefusedError
from fieldnotes.sealing.age_files import seal, unseal
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.container import pack, unpack
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.signatures import Namespace, sign


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed document, opened; its signature is not yet checked.

    Attributes:
        document: the signed bytes.
        signature: the armoured signature.
        reader: fingerprint of the key that opened it.
        size: length of the archive in bytes.
    """

    document: bytes
    signature: bytes
    reader: str
    size: int


def seal_document(
    document: bytes, key: DeviceKey, namespace: Namespace, recipients: Sequence[str], size: int
) -> bytes:
    """Sign a document, pad it to an archive of ``size`` bytes, and seal it to the recipients.

    Raises:
        RefusedError: if it does not fit into ``size``.
        WrongUseError: if a recipient is malformed.
    """
    return seal(pack(document, sign(document, key, namespace), size), recipients)


def open_document(sealed: bytes, identities: Sequence[AgeIdentity]) -> Opened:
    """Open a sealed document with the first key that fits.

    Raises:
        RefusedError: if no key fits.
        DamagedError: if it was changed or is malformed.
    """
    archive, identity = unseal(sealed, identities)
    document, signature = unpack(archive)
    return Opened(document, signature, identity.fingerprint, len(archive))


def require_reader(reader: str, named: Sequence[str]) -> None:
    """Insist that the signed list of readers names the key that opened the document.

    Without this, someone who was sent a document could seal it again to a third party, who would take it as sent to
    them by its author (surreptitious forwarding; Davis, USENIX 2001).

    Raises:
        RefusedError: if it does not.
    """
    if reader not in named:
        raise RefusedError(
            "This file was signed for other readers and then sealed to you by someone else.",
            "Do not use it; tell the coordinator of its project.",
        )
