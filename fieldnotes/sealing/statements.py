"""The statement: a coordinator says what was received from a device that may send no more, and which device replaces it.

It settles what a restored backup cannot know: whether the lost machine released something after the backup was made. It
names the key that the restored vault drew for itself, so it is good for that one restore and for no other.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.fields import DeviceText, Document, Ordinal, ProjectText, Sha256Text
from fieldnotes.sealing.signatures import Namespace, verify
from fieldnotes.sealing.signed_files import split_signed, write_signed

MAX_STATEMENT_BYTES: Final = 8 * 1024


class LastExport(Document):
    """The last export that came in from a device, whether it counted or was refused.

    Attributes:
        epoch: its numbering.
        number: its place in the epoch.
        payload_sha256: hash of its signed bytes, and so of all before it in the epoch.
    """

    epoch: Ordinal
    number: Ordinal
    payload_sha256: Sha256Text


class Revoked(Document):
    """From where on nothing of a device counts: after ``number`` of ``epoch``, and in every later epoch.

    Attributes:
        epoch: the epoch.
        number: the last export of it that counts; 0 for none.
    """

    epoch: Ordinal
    number: Annotated[int, Field(ge=0, le=999_999, strict=True)]


class Statement(Document):
    """What a coordinator states about a device that was revoked.

    Attributes:
        project: the project's identifier.
        serial: statements of a project are counted from 1; of two about one restore the later one holds.
        device: fingerprint of the device stated about; ``None`` if the backup was made before the vault had one, and
            then the statement is about every other device of the researcher.
        successor: fingerprint of the device that the restored vault drew in its place.
        revoked: where the device was revoked; never after ``last``, so that no later export of it can ever count.
            ``None`` exactly if ``device`` is.
        last: the last export that came in from it; ``None`` for none.
    """

    format: Literal["fieldnotes-statement"] = "fieldnotes-statement"
    version: Literal[1] = 1
    project: ProjectText
    serial: Ordinal
    device: DeviceText | None
    successor: DeviceText
    revoked: Revoked | None
    last: LastExport | None

    @model_validator(mode="after")
    def _final(self) -> Self:
        if (self.device is None) != (self.revoked is None):
            raise ValueError("a device is named exactly with where it was revoked")
        if self.device == self.successor:
            raise ValueError("a device does not replace itself")
        if self.device is None and self.last is not None:
            raise ValueError("an export without its device")
        if self.revoked is not None and not self._nothing_outstanding(self.revoked):
            raise ValueError("exports that did not come in yet would still count")
        return self

    def _nothing_outstanding(self, revoked: Revoked) -> bool:
        if self.last is None:
            return (revoked.epoch, revoked.number) == (1, 0)
        return (revoked.epoch, revoked.number) <= (self.last.epoch, self.last.number)


def write_statement(statement: Statement, signing_key: DeviceKey) -> bytes:
    """The statement file: one line of JSON and its signature by the coordinator's key."""
    return write_signed(statement, signing_key, Namespace.STATEMENT)


def read_statement(raw: bytes, signing_keys: Sequence[str]) -> Statement:
    """Read a statement file that one of the project's keys signed.

    Args:
        raw: the file.
        signing_keys: the keys that the accepted invite names, at least one.

    Raises:
        DamagedError: if the file is no statement, was changed, or is of a version this program does not know.
        RefusedError: if none of the keys signed it, or it was signed for another purpose.
    """
    line, signature = split_signed(raw, MAX_STATEMENT_BYTES)
    _require_signature(line, signature, signing_keys)
    try:
        statement = Statement.model_validate_json(line)
    except ValidationError as error:
        raise _no_statement() from error
    if canonical_json(statement) != line:
        raise _no_statement()
    return statement


def _require_signature(line: bytes, signature: bytes, signing_keys: Sequence[str]) -> None:
    for key in signing_keys:
        try:
            verify(line, signature, key, Namespace.STATEMENT)
        except RefusedError:
            continue
        return
    raise RefusedError(
        "The statement was not signed by the coordinator of this vault's project, or it is another kind of file.",
        "Do not use it; ask the coordinator you know, by voice, for the statement.",
    )


def _no_statement() -> DamagedError:
    return DamagedError(
        "The file is not a statement of version 1, or it was changed.",
        "Ask the coordinator for the statement again, or update fieldnotes if theirs is newer.",
    )
