"""The ledger of publications: append-only, each entry naming the hash of the one before it."""

import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fieldnotes.base.errors import DamagedError
from fieldnotes.base.tables import IntervalTable, Sha256Hex
from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.vault.vault import Vault


class PublicationRecord(BaseModel):
    """What one publication was made of and what it said. Stays in the vault.

    Attributes:
        format: names the record's form.
        version: 1.
        number: of the publication, from 1.
        previous: hash of the record before it, ``None`` for number 1.
        period: reporting period, or ``None`` for all.
        policy: the policy file it was held to, character for character.
        taxonomy_sha256: content hash of the taxonomy.
        exports: payload hashes of the exports that it used up.
        cases: number of cases N.
        researchers: number of researchers.
        tables: exactly what was published.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["fieldnotes-publication"] = "fieldnotes-publication"
    version: Literal[1] = 1
    number: Annotated[int, Field(ge=1)]
    previous: Sha256Hex | None
    period: str | None
    policy: str
    taxonomy_sha256: Sha256Hex
    exports: tuple[Sha256Hex, ...]
    cases: int
    researchers: int
    tables: tuple[IntervalTable, ...]

    @property
    def sha256(self) -> str:
        """Hash of the record's canonical bytes."""
        return hashlib.sha256(canonical_json(self)).hexdigest()


class PublicationLedger:
    """Reads and appends publication records; checks the whole chain whenever it is read."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def all(self) -> list[PublicationRecord]:
        """Every publication, first to last.

        Raises:
            DamagedError: if a record was changed, or an export stands in two of them.
        """
        rows = self._vault.connection.execute(
            "SELECT number, sha256, record FROM publication ORDER BY number"
        ).fetchall()
        records: list[PublicationRecord] = []
        used: set[str] = set()
        for row in rows:
            try:
                record = PublicationRecord.model_validate_json(bytes(row["record"]))
            except ValidationError:
                raise _damaged() from None
            before = records[-1].sha256 if records else None
            sound = row["sha256"] == record.sha256 and row["number"] == record.number == len(records) + 1
            if not sound or record.previous != before or used & set(record.exports):
                raise _damaged()
            used.update(record.exports)
            records.append(record)
        return records

    def append(self, record: PublicationRecord) -> None:
        """Add a record, in the caller's transaction."""
        with self._vault.transaction() as connection:
            connection.execute(
                "INSERT INTO publication (number, sha256, record) VALUES (?, ?, ?)",
                (record.number, record.sha256, canonical_json(record)),
            )


def _damaged() -> DamagedError:
    return DamagedError(
        "The ledger of publications was changed or is damaged, so nothing more is published from it.",
        "Restore a backup of this vault into another folder.",
    )
