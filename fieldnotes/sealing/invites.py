"""The invite: how a researcher's machine learns of a project, its readers, its policy and where sealed files go."""

import hashlib
from typing import Annotated, Any, Final, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    ValidationError,
    model_serializer,
)
from pydantic.json_schema import SkipJsonSchema

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.base.labels import Label
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.fields import (
    LEFT_OUT,
    MAX_READERS,
    DeviceText,
    Document,
    ProjectText,
    PublicKeyText,
    RecipientText,
    Sha256Text,
)
from fieldnotes.sealing.signatures import Namespace, verify
from fieldnotes.sealing.signed_files import split_signed, write_signed

MAX_INVITE_BYTES: Final = 512 * 1024
_MAX_POLICY_CHARACTERS: Final = 64 * 1024
_MAX_ROSTER: Final = 2_000

Title = Annotated[
    str,
    StringConstraints(max_length=60, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2060-\u206f\ufeff]*$"),
]
"""A project's name as people say it; no control characters and none that turn the direction of writing."""


class Invite(Document):
    """An invite to a project, signed by the first of its own signing keys.

    Attributes:
        project: the project's identifier.
        title: what people call the project; may be empty.
        recipients: age keys that exports are sealed to.
        signing_keys: the coordinators' public signing keys; the first one signs the invite.
        path_secret: 32 bytes in hexadecimal; the project's folder in a store is derived from it.
        policy_name: name of the redaction policy.
        policy: the policy file, character for character.
        roster: devices confirmed so far, sorted; empty in a first invite.
        taxonomy_sha256: content hash of the codebook that the project counts under, where it is not the one that ships
            with the program; left out otherwise, so that an invite without it has the bytes it always had.
    """

    format: Literal["fieldnotes-invite"] = "fieldnotes-invite"
    version: Literal[1] = 1
    project: ProjectText
    title: Title = ""
    recipients: Annotated[tuple[RecipientText, ...], Field(min_length=1, max_length=MAX_READERS)]
    signing_keys: Annotated[tuple[PublicKeyText, ...], Field(min_length=1, max_length=MAX_READERS)]
    path_secret: Annotated[Sha256Text, Field(repr=False)]
    policy_name: Label
    policy: Annotated[str, StringConstraints(min_length=1, max_length=_MAX_POLICY_CHARACTERS)]
    roster: Annotated[tuple[DeviceText, ...], Field(max_length=_MAX_ROSTER)] = ()
    taxonomy_sha256: Annotated[
        Sha256Text | SkipJsonSchema[None], Field(json_schema_extra={LEFT_OUT: True})
    ] = None

    @model_serializer(mode="wrap")
    def _without_what_is_absent(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        if self.taxonomy_sha256 is None:
            del written["taxonomy_sha256"]
        return written

    @property
    def policy_raw(self) -> bytes:
        """The policy file's bytes."""
        return self.policy.encode("utf-8")

    @property
    def path_secret_bytes(self) -> bytes:
        """The secret as 32 bytes, for :func:`fieldnotes.sealing.exports.object_name`."""
        return bytes.fromhex(self.path_secret)


def write_invite(invite: Invite, signing_key: DeviceKey) -> bytes:
    """The invite file: one line of JSON and its signature.

    Raises:
        WrongUseError: if the key is not the first of the invite's signing keys.
    """
    if invite.signing_keys[0] != signing_key.public:
        raise WrongUseError(
            "An invite is signed by the first of its own signing keys.", "Put that key first, then try again."
        )
    return write_signed(invite, signing_key, Namespace.INVITE)


def read_invite(raw: bytes) -> Invite:
    """Read an invite file and check that its own first key signed it.

    The signature shows that the file is whole, not who made it: that is what reading the fingerprint aloud is for.

    Raises:
        DamagedError: if the file is no invite, was changed, or is of a version this program does not know.
        RefusedError: if another key signed it.
    """
    line, signature = split_signed(raw, MAX_INVITE_BYTES)
    try:
        invite = Invite.model_validate_json(line)
    except ValidationError:
        # "from None": the error would quote what it met, and an invite holds a secret.
        raise _no_invite() from None
    if canonical_json(invite) != line:
        raise _no_invite()
    verify(line, signature, invite.signing_keys[0], Namespace.INVITE)
    return invite


def invite_sha256(raw: bytes) -> str:
    """SHA-256 of an invite file in hexadecimal; ``spoken(raw)`` is the same digest to be read aloud."""
    return hashlib.sha256(raw).hexdigest()


def _no_invite() -> DamagedError:
    return DamagedError(
        "The file is not an invite of version 1, or it was changed.",
        "Ask the coordinator for the invite again, or update fieldnotes if theirs is newer.",
    )
