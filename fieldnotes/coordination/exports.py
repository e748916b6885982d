"""Accepted exports as the vault keeps them, and which of them count."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from fieldnotes.base.ids import DeviceId
from fieldnotes.coordination.chain import Examination, Link, examine
from fieldnotes.coordination.records import Standing, StoredExport
from fieldnotes.coordination.roster import Revocation
from fieldnotes.sealing.exports import OpenedExport
from fieldnotes.sealing.payload import ExportPayload, parse_payload
from fieldnotes.vault.vault import Vault

_SELECT = (
    "SELECT e.arrival, e.payload_sha256, e.device, e.epoch, e.number, e.previous, e.kind, e.cases, e.period,"
    " e.publication, d.person, d.revoked_epoch, d.revoked_after"
    " FROM accepted_export AS e JOIN device AS d ON d.id = e.device ORDER BY e.arrival"
)


class ExportStore:
    """Keeps the signed bytes of every export that passed all checks, with its signature, for ever."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, opened: OpenedExport, period: str) -> bool:
        """Keep an export.

        Returns:
            ``False`` if these very bytes are kept already; nothing is changed then.
        """
        payload = opened.payload
        sha256 = payload_sha256(opened)
        with self._vault.transaction() as connection:
            if connection.execute(
                "SELECT 1 FROM accepted_export WHERE payload_sha256 = ?", (sha256,)
            ).fetchone():
                return False
            connection.execute(
                "INSERT INTO accepted_export"
                " (payload_sha256, device, epoch, number, previous, kind, cases, period, payload, signature)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    sha256,
                    payload.device,
                    payload.epoch,
                    payload.number,
                    payload.previous,
                    payload.kind,
                    payload.certificate.cohort if payload.certificate is not None else 0,
                    period,
                    opened.payload_bytes,
                    opened.signature,
                ),
            )
        return True

    def note_refused(self, refused: Sequence[OpenedExport]) -> None:
        """Remember that these exports are in the world although they do not count; their contents are not kept."""
        with self._vault.transaction() as connection:
            connection.executemany(
                "INSERT INTO refused_export (payload_sha256, device, epoch, number, previous)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [
                    (
                        payload_sha256(opened),
                        opened.payload.device,
                        opened.payload.epoch,
                        opened.payload.number,
                        opened.payload.previous,
                    )
                    for opened in refused
                ],
            )

    def everything_from(self, device: str) -> list[Link]:
        """Every export that ever came in from a device, whether it counts or not, as places of its chain."""
        rows = self._vault.connection.execute(
            "SELECT epoch, number, payload_sha256, previous FROM accepted_export WHERE device = :device"
            " UNION SELECT epoch, number, payload_sha256, previous FROM refused_export WHERE device = :device"
            " ORDER BY epoch, number, payload_sha256",
            {"device": device},
        ).fetchall()
        return [
            Link(DeviceId(device), row["epoch"], row["number"], row["payload_sha256"], row["previous"], place)
            for place, row in enumerate(rows, start=1)
        ]

    def all(self) -> list[StoredExport]:
        """Every accepted export in order of arrival, each with its standing."""
        rows = self._rows()
        disputed = _examined(rows).disputed
        return [_stored(row, disputed) for row in rows]

    def examination(self) -> Examination:
        """The state of all chains, without what was revoked."""
        return _examined(self._rows())

    def payload(self, sha256: str) -> ExportPayload:
        """The payload with this hash, read again from its signed bytes."""
        row = self._vault.connection.execute(
            "SELECT payload FROM accepted_export WHERE payload_sha256 = ?", (sha256,)
        ).fetchone()
        return parse_payload(bytes(row["payload"]))

    def mark_published(self, sha256s: tuple[str, ...], number: int) -> None:
        """Note which publication used these exports; none of them is ever used again."""
        with self._vault.transaction() as connection:
            connection.executemany(
                "UPDATE accepted_export SET publication = ? WHERE payload_sha256 = ? AND publication IS NULL",
                [(number, sha256) for sha256 in sha256s],
            )

    def _rows(self) -> list[Mapping[str, Any]]:
        return self._vault.connection.execute(_SELECT).fetchall()


def payload_sha256(opened: OpenedExport) -> str:
    """The hash by which the next export of a device names this one."""
    return hashlib.sha256(opened.payload_bytes).hexdigest()


def _revoked(row: Mapping[str, Any]) -> bool:
    if row["revoked_epoch"] is None:
        return False
    return Revocation(row["revoked_epoch"], row["revoked_after"]).covers(row["epoch"], row["number"])


def _examined(rows: list[Mapping[str, Any]]) -> Examination:
    return examine(
        Link(
            device=DeviceId(row["device"]),
            epoch=row["epoch"],
            number=row["number"],
            sha256=row["payload_sha256"],
            previous=row["previous"],
            arrival=row["arrival"],
        )
        for row in rows
        if not _revoked(row)
    )


def _stored(row: Mapping[str, Any], disputed: frozenset[str]) -> StoredExport:
    if row["publication"] is not None:
        standing = Standing.PUBLISHED
    elif _revoked(row):
        standing = Standing.REVOKED
    elif row["payload_sha256"] in disputed:
        standing = Standing.DISPUTED
    elif row["kind"] == "void":
        standing = Standing.VOID
    else:
        standing = Standing.COUNTS
    return StoredExport(
        arrival=row["arrival"],
        payload_sha256=row["payload_sha256"],
        device=DeviceId(row["device"]),
        person=row["person"],
        epoch=row["epoch"],
        number=row["number"],
        previous=row["previous"],
        kind=row["kind"],
        cases=row["cases"],
        period=row["period"],
        publication=row["publication"],
        standing=standing,
    )
