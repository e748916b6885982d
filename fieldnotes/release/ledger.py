"""The ledger: every release of this vault, append-only and hash-chained.

One thing may be changed: what was never sent, at its end, may be made void in its place.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fieldnotes.base.errors import AnswerIsNoError, DamagedError
from fieldnotes.sealing.payload import ExportPayload
from fieldnotes.vault.vault import Vault

_SELECT = (
    "SELECT l.number, l.epoch, l.place, l.kind, l.cohort, l.counts, l.payload, l.sealed_sha256, l.previous_entry,"
    " l.entry_sha256, length(o.sealed) AS sealed_bytes"
    " FROM release_ledger AS l LEFT JOIN release_outbox AS o ON o.number = l.number ORDER BY l.number"
)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One release.

    Attributes:
        number: of the release in this vault, from 1.
        epoch: the device's numbering that the export belongs to.
        place: the export's number in that epoch.
        kind: ``suppressed`` or ``void``; later also ``split``.
        cohort: number of cases counted.
        payload_sha256: hash of the signed bytes; the next export names it.
        sealed_sha256: hash of the sealed bytes.
        sealed_bytes: their length.
        entry_sha256: hash of this entry and so of all before it.
    """

    number: int
    epoch: int
    place: int
    kind: str
    cohort: int
    payload_sha256: str
    sealed_sha256: str
    sealed_bytes: int
    entry_sha256: str


class Ledger:
    """Reads and extends the ledger of one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def entries(self) -> list[LedgerEntry]:
        """All releases in order, after checking the chain.

        Raises:
            DamagedError: if an entry was changed, removed or put in.
        """
        entries: list[LedgerEntry] = []
        previous: str | None = None
        for row in self._vault.connection.execute(_SELECT).fetchall():
            if (
                row["number"] != len(entries) + 1
                or row["previous_entry"] != previous
                or row["entry_sha256"] != _entry_hash(row)
                or row["sealed_bytes"] is None
            ):
                raise DamagedError(
                    f"The ledger of releases is damaged at entry {len(entries) + 1}.",
                    "Release nothing from this vault; restore it from a backup and tell the coordinator.",
                )
            entry = _entry(row)
            entries.append(entry)
            previous = entry.entry_sha256
        return entries

    def payload(self, number: int) -> bytes:
        """The exact bytes that were signed in a release.

        Raises:
            AnswerIsNoError: if there is no such release.
        """
        return self._blob("payload", number)

    def counts(self, number: int) -> bytes:
        """The frozen snapshot of a release: its counts before protection; see :mod:`fieldnotes.release.frozen`.

        Raises:
            AnswerIsNoError: if there is no such release.
        """
        return self._blob("counts", number)

    def _blob(self, column: Literal["payload", "counts"], number: int) -> bytes:
        row = self._vault.connection.execute(
            f"SELECT {column} AS found FROM release_ledger WHERE number = ?",  # noqa: S608 - one of two names
            (number,),
        ).fetchone()
        if row is None:
            raise AnswerIsNoError(
                f"There is no release {number}.", "List them with `fieldnotes release list`."
            )
        return bytes(row["found"])

    def next_place(self, epoch: int) -> tuple[int, str | None]:
        """The number of the next export in an epoch, and the hash of the payload before it."""
        row = self._vault.connection.execute(
            "SELECT coalesce(max(place), 0) AS last FROM release_ledger WHERE epoch = ?", (epoch,)
        ).fetchone()
        last = int(row["last"])
        return last + 1, self.hash_at(epoch, last)

    def hash_at(self, epoch: int, place: int) -> str | None:
        """The hash of the payload at a place of an epoch, or ``None`` if there is none."""
        row = self._vault.connection.execute(
            "SELECT payload FROM release_ledger WHERE epoch = ? AND place = ?", (epoch, place)
        ).fetchone()
        return None if row is None else hashlib.sha256(bytes(row["payload"])).hexdigest()

    def make_void(self, number: int, payload_bytes: bytes, sealed: bytes) -> None:
        """Put a void export in the place of one that was never attempted, inside the caller's transaction.

        Its counts are gone then, and every entry after it must be made void as well, in order.

        Raises:
            ConstraintError: if it, or one after it, was attempted.
        """
        before = self._vault.connection.execute(
            "SELECT entry_sha256 FROM release_ledger WHERE number = ?", (number - 1,)
        ).fetchone()
        row = dict(
            self._vault.connection.execute(
                "SELECT number, epoch, place FROM release_ledger WHERE number = ?", (number,)
            ).fetchone()
        )
        row |= {
            "kind": "void",
            "cohort": 0,
            "counts": b"[]",
            "payload": payload_bytes,
            "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
            "previous_entry": None if before is None else before["entry_sha256"],
        }
        row["entry_sha256"] = _entry_hash(row)
        with self._vault.transaction() as connection:
            connection.execute(
                "UPDATE release_ledger SET kind = :kind, cohort = :cohort, counts = :counts, payload = :payload,"
                " sealed_sha256 = :sealed_sha256, previous_entry = :previous_entry, entry_sha256 = :entry_sha256"
                " WHERE number = :number",
                row,
            )

    def append(
        self, payload: ExportPayload, payload_bytes: bytes, counts: bytes, cohort: int, sealed: bytes
    ) -> int:
        """Add a release at the end, inside the caller's transaction; its number.

        Raises:
            DamagedError: if the chain so far does not hold.
        """
        entries = self.entries()
        row: dict[str, Any] = {
            "number": len(entries) + 1,
            "epoch": payload.epoch,
            "place": payload.number,
            "kind": payload.kind,
            "cohort": cohort,
            "counts": counts,
            "payload": payload_bytes,
            "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
            "previous_entry": entries[-1].entry_sha256 if entries else None,
        }
        row["entry_sha256"] = _entry_hash(row)
        with self._vault.transaction() as connection:
            connection.execute(
                "INSERT INTO release_ledger (number, epoch, place, kind, cohort, counts, payload, sealed_sha256,"
                " previous_entry, entry_sha256) VALUES (:number, :epoch, :place, :kind, :cohort, :counts, :payload,"
                " :sealed_sha256, :previous_entry, :entry_sha256)",
                row,
            )
        return int(row["number"])


def _entry(row: Mapping[str, Any]) -> LedgerEntry:
    return LedgerEntry(
        number=row["number"],
        epoch=row["epoch"],
        place=row["place"],
        kind=row["kind"],
        cohort=row["cohort"],
        payload_sha256=hashlib.sha256(bytes(row["payload"])).hexdigest(),
        sealed_sha256=row["sealed_sha256"],
        sealed_bytes=row["sealed_bytes"],
        entry_sha256=row["entry_sha256"],
    )


def _entry_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 over every column of an entry, blobs by their own hash, and over the entry before it."""
    document = {
        "number": row["number"],
        "epoch": row["epoch"],
        "place": row["place"],
        "kind": row["kind"],
        "cohort": row["cohort"],
        "counts": hashlib.sha256(bytes(row["counts"])).hexdigest(),
        "payload": hashlib.sha256(bytes(row["payload"])).hexdigest(),
        "sealed": row["sealed_sha256"],
        "previous": row["previous_entry"],
    }
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
