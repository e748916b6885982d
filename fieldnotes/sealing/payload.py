"""The payload of an export: everything that leaves a researcher's machine, and nothing else."""

from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from fieldnotes.base.errors import DamagedError
from fieldnotes.base.tables import Certificate, ProtectedTable
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.fields import MAX_READERS, DeviceText, Document, Ordinal, ProjectText, Sha256Text

MAX_PAYLOAD_BYTES = 8 * 2**20
"""Nothing longer is parsed."""


class ExportPayload(Document):
    """One export of one device.

    Attributes:
        format: names the format for ever.
        version: 1; a reader refuses versions it does not know.
        kind: ``suppressed``: protected tables and their certificate. ``void``: takes the place of an export that was
            never sent, holds no table. ``split``: a share; named now, read by a later version.
        project: the project's identifier.
        recipients: sorted fingerprints of the age keys that this was sealed to.
        device: fingerprint of the key that signed this.
        epoch: which numbering of the device, from 1; a restored backup starts a new one.
        number: place in the epoch, from 1, without gaps.
        previous: SHA-256 of the payload before this one in the epoch; ``None`` exactly for number 1.
        policy_sha256: hash of the policy file's bytes.
        taxonomy_sha256: content hash of the taxonomy that the cases were coded under.
        schema_sha256: hash of ``exports/export.schema.json``.
        tables: the protected tables.
        certificate: what the tables claim about themselves.
    """

    format: Literal["fieldnotes-export"] = "fieldnotes-export"
    version: Literal[1] = 1
    kind: Literal["suppressed", "split", "void"]
    project: ProjectText
    recipients: Annotated[tuple[Sha256Text, ...], Field(min_length=1, max_length=MAX_READERS)]
    device: DeviceText
    epoch: Ordinal
    number: Ordinal
    previous: Sha256Text | None
    policy_sha256: Sha256Text
    taxonomy_sha256: Sha256Text
    schema_sha256: Sha256Text
    tables: tuple[ProtectedTable, ...]
    certificate: Certificate | None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if list(self.recipients) != sorted(set(self.recipients)):
            raise ValueError("recipients are not sorted, or one stands twice")
        if (self.previous is None) != (self.number == 1):
            raise ValueError("previous is absent exactly for number 1")
        if self.kind == "split":
            raise ValueError("this version of fieldnotes does not know exports of the kind split")
        if (self.kind == "suppressed") != (self.certificate is not None and bool(self.tables)):
            raise ValueError("tables and certificate do not go with the kind")
        if self.kind == "void" and (self.tables or self.certificate):
            raise ValueError("a void export holds tables")
        if len({table.name for table in self.tables}) != len(self.tables):
            raise ValueError("a table stands twice")
        return self._certified()

    def _certified(self) -> Self:
        certificate = self.certificate
        if certificate is not None and (certificate.policy_sha256, certificate.taxonomy_sha256) != (
            self.policy_sha256,
            self.taxonomy_sha256,
        ):
            raise ValueError("the certificate speaks of another policy or taxonomy")
        return self


def parse_payload(raw: bytes) -> ExportPayload:
    """Read a payload. Only the one canonical spelling of it is accepted.

    Raises:
        DamagedError: if it is too long, no JSON, not of the form, or spelled in any other way.
    """
    if len(raw) > MAX_PAYLOAD_BYTES:
        raise DamagedError("The payload of the export is too long.", "It is not an export; do not use it.")
    try:
        payload = ExportPayload.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise DamagedError(
            f"The payload is not an export of version 1 (at {where[:80]}).",
            "Ask the sender to send it again, or update fieldnotes if theirs is newer.",
        ) from error
    if canonical_json(payload) != raw:
        raise DamagedError(
            "The payload is not in canonical form.",
            "Ask the sender to send it again, from the program itself.",
        )
    return payload
