"""Signatures in OpenSSH's format (SSHSIG), so that ``ssh-keygen -Y verify`` checks them without this program.

The format is OpenSSH's PROTOCOL.sshsig: magic, version, public key, namespace, reserved, hash, signature. Making and
checking are asyncssh's; this module adds that exactly one form is accepted.
"""

import base64
import binascii
import struct
from enum import StrEnum
from typing import Final

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.sealing.device_keys import DeviceKey, device_id, public_blob

_BEGIN: Final = b"-----BEGIN SSH SIGNATURE-----\n"
_END: Final = b"-----END SSH SIGNATURE-----\n"
_HASH: Final = b"sha512"
_SIGNATURE_FIELD_BYTES: Final = 4 + 4 + len(b"ssh-ed25519") + 4 + 64

MAX_SIGNATURE_BYTES: Final = 512
"""More than an armoured Ed25519 signature with any of our namespaces takes: one block of the archive."""


class Namespace(StrEnum):
    """What a signature is for; one made for one purpose is refused for every other."""

    EXPORT = "fieldnotes-export"
    INVITE = "fieldnotes-invite"
    ENROLMENT = "fieldnotes-enrolment"
    STATEMENT = "fieldnotes-statement"


def sign(message: bytes, key: DeviceKey, namespace: Namespace) -> bytes:
    """Sign a message; the answer is ASCII armour that ends in a line feed. The same input gives the same bytes."""
    # PLC0415 below: asyncssh takes a quarter of a second to import, and the lock screen must not pay for it.
    from asyncssh import import_private_key  # noqa: PLC0415 - see above
    from asyncssh.sshsig import create_sshsig  # noqa: PLC0415 - see above

    private = import_private_key(key.to_openssh())
    return create_sshsig(private, bytes(message), namespace=namespace.value)


def verify(message: bytes, signature: bytes, public: str, namespace: Namespace) -> None:
    """Check that the owner of ``public`` signed exactly this message for exactly this purpose.

    Raises:
        RefusedError: if another key signed, or for another purpose.
        DamagedError: if the signature is malformed, or message or signature was changed after signing.
    """
    from asyncssh.sshsig import validate_sshsig  # noqa: PLC0415 - as in sign()

    raw = _unarmoured(signature)
    start = _start(public, namespace)
    if len(raw) != len(start) + _SIGNATURE_FIELD_BYTES:
        raise _stranger() if raw.startswith(b"SSHSIG") else _malformed()
    if not raw.startswith(start):
        raise _stranger()
    allowed = f'signer namespaces="{namespace.value}" {public}\n'.encode("ascii")
    try:
        good = validate_sshsig(bytes(message), bytes(signature), "signer", allowed)
    except ValueError as error:
        raise _malformed() from error
    if not good:
        raise DamagedError(
            "The signed content was changed after it was signed.", "Ask the sender for the file again."
        )


def allowed_signers_line(public: str, namespace: Namespace) -> str:
    """One line of an ``allowed_signers`` file (ssh-keygen(1), ALLOWED SIGNERS) for a device, without line feed."""
    return f'{device_id(public)} namespaces="{namespace.value}" {public}'


def _string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


def _start(public: str, namespace: Namespace) -> bytes:
    """Everything of the binary signature that is known before the signature itself."""
    return (
        b"SSHSIG"
        + struct.pack(">I", 1)
        + _string(public_blob(public))
        + _string(namespace.value.encode("ascii"))
        + _string(b"")
        + _string(_HASH)
    )


def _unarmoured(signature: bytes) -> bytes:
    if len(signature) > MAX_SIGNATURE_BYTES:
        raise _malformed()
    if not (signature.startswith(_BEGIN) and signature.endswith(_END)):
        raise _malformed()
    body = signature[len(_BEGIN) : -len(_END)]
    try:
        raw = base64.b64decode(body.replace(b"\n", b""), validate=True)
    except binascii.Error as error:
        raise _malformed() from error
    if _armoured(raw) != signature:
        raise _malformed()
    return raw


def _armoured(raw: bytes) -> bytes:
    """The one accepted armour: 70 characters to a line, as ssh-keygen writes it."""
    text = base64.b64encode(raw)
    lines = [text[start : start + 70] + b"\n" for start in range(0, len(text), 70)]
    return _BEGIN + b"".join(lines) + _END


def _malformed() -> DamagedError:
    return DamagedError("A signature is not in OpenSSH's format.", "Ask the sender for the file again.")


def _stranger() -> RefusedError:
    return RefusedError(
        "The signature was made by another key, or for another purpose.",
        "Do not use the file; ask the sender through another channel.",
    )
