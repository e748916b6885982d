"""After a restore: another device key, and the cases of the backup held back until the coordinator's statement.

The backup may lack releases that the lost machine sent after it was made, so any case in it may have left already. The
coordinator knows what came in. Their statement lets the cases go exactly if the last export that came in from the lost
device is the last one that the backup knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import DeviceId
from fieldnotes.casebook.book import Casebook
from fieldnotes.release.approving import NO_MEMBERSHIP
from fieldnotes.release.devices import Device
from fieldnotes.release.ledger import Ledger
from fieldnotes.release.memberships import Membership
from fieldnotes.sealing.device_keys import device_id
from fieldnotes.sealing.statements import LastExport, Statement, read_statement


class Verdict(StrEnum):
    """What is known about a restore."""

    OPEN = "open"
    """No statement yet: the cases are held back."""
    BEHIND = "behind"
    """The coordinator has not received all that the backup knows: held back until another statement."""
    LIFTED = "lifted"
    """Nothing left that the backup does not know: the cases may be released."""
    FINAL = "final"
    """Something left that the backup does not know: its cases stay out for good."""


@dataclass(frozen=True, slots=True)
class Restore:
    """One restore of this vault.

    Attributes:
        restore_id: its random id.
        device: the device that the backup knew, which is to be revoked; ``None`` if it knew none.
        epoch: its numbering.
        place: number of the last export of it that the backup knows; 0 for none.
        payload_sha256: hash of that export's signed bytes, or ``None``.
        successor: the device that this vault drew in its place.
        serial: of the statement that holds, or ``None``.
        verdict: what follows for the cases that came with the backup.
    """

    restore_id: bytes
    device: DeviceId | None
    epoch: int
    place: int
    payload_sha256: str | None
    successor: DeviceId
    serial: int | None
    verdict: Verdict


class Restores:
    """The restores of one vault."""

    def __init__(self, book: Casebook, device: Device, ledger: Ledger) -> None:
        self._book = book
        self._vault = book.vault
        self._device = device
        self._ledger = ledger

    def take_note(self) -> None:
        """Draw another device key if the vault was restored since the last time; the one before may be in other hands.

        Its fingerprint and its last export are kept for the statement; its key is not.
        """
        restore = self._vault.restored
        if restore is None or any(one.restore_id == restore for one in self.all()):
            return
        former = self._device.public()
        epoch = self._device.epoch()
        with self._vault.transaction() as connection:
            after, last = self._ledger.next_place(epoch)
            successor = self._device.ensure() if former is None else self._device.replace()
            connection.execute(
                "INSERT INTO release_restore (restore_id, device, epoch, place, payload_sha256, successor)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    restore,
                    None if former is None else device_id(former),
                    epoch,
                    after - 1,
                    last,
                    successor.device_id,
                ),
            )

    def all(self) -> list[Restore]:
        """Every restore, in order."""
        rows = self._vault.connection.execute("SELECT * FROM release_restore ORDER BY rowid").fetchall()
        return [_restore(row) for row in rows]

    def latest(self) -> Restore | None:
        """The last restore, or ``None`` if this vault was never restored."""
        known = self.all()
        return known[-1] if known else None

    def accept(self, raw: bytes, membership: Membership | None) -> Restore:
        """Take a coordinator's statement for what it says; the restore it is about, as it stands then.

        Giving the same statement again changes nothing.

        Raises:
            DamagedError: if the file is no statement or was changed.
            RefusedError: if it was not signed by the project's coordinator, is about another project, device or restore,
                or is older than one that was given before.
        """
        if membership is None:
            raise RefusedError(*NO_MEMBERSHIP)
        statement = read_statement(raw, membership.invite.signing_keys)
        if statement.project != membership.project:
            raise RefusedError("The statement is about another project.", "Ask your own coordinator for one.")
        restore = self._restore_of(statement)
        if restore.serial == statement.serial and self._kept(restore) == raw:
            return restore
        if restore.serial is not None and statement.serial <= restore.serial:
            raise RefusedError(
                "A later statement about this restore was given before, and it holds.",
                "Ask the coordinator for a new one if something has changed.",
            )
        return self._keep(restore, statement, raw)

    def _restore_of(self, statement: Statement) -> Restore:
        for restore in self.all():
            if restore.successor == statement.successor:
                if restore.device == statement.device:
                    return restore
                raise RefusedError(
                    "The statement is about another device than the one this backup came from.",
                    "Read the fingerprint of the old device to the coordinator, as the preview of a release shows it.",
                )
        raise RefusedError(
            "The statement was made for another restore than those of this vault.",
            "Enrol this vault's device, and ask the coordinator for a statement that names it.",
        )

    def _keep(self, restore: Restore, statement: Statement, raw: bytes) -> Restore:
        verdict = Verdict.FINAL if restore.verdict is Verdict.FINAL else self._judged(restore, statement.last)
        with self._vault.transaction() as connection:
            connection.execute(
                "UPDATE release_restore SET serial = ?, statement = ?, verdict = ? WHERE restore_id = ?",
                (statement.serial, raw, verdict, restore.restore_id),
            )
            self._book.restored.hold(restore.restore_id, held=verdict is not Verdict.LIFTED)
        return next(one for one in self.all() if one.restore_id == restore.restore_id)

    def _judged(self, restore: Restore, last: LastExport | None) -> Verdict:
        """What the last export that came in says about the cases of the backup."""
        came_in = (0, None) if last is None else (last.number, last.payload_sha256)
        if last is not None and last.epoch != restore.epoch:
            return Verdict.FINAL
        if came_in == (restore.place, restore.payload_sha256):
            return Verdict.LIFTED
        known = {
            (entry.place, entry.payload_sha256)
            for entry in self._ledger.entries()
            if entry.epoch == restore.epoch
        }
        return Verdict.BEHIND if came_in in known | {(0, None)} else Verdict.FINAL

    def _kept(self, restore: Restore) -> bytes:
        row = self._vault.connection.execute(
            "SELECT statement FROM release_restore WHERE restore_id = ?", (restore.restore_id,)
        ).fetchone()
        return bytes(row["statement"])


def _restore(row: Mapping[str, Any]) -> Restore:
    return Restore(
        restore_id=bytes(row["restore_id"]),
        device=None if row["device"] is None else DeviceId(row["device"]),
        epoch=row["epoch"],
        place=row["place"],
        payload_sha256=row["payload_sha256"],
        successor=DeviceId(row["successor"]),
        serial=row["serial"],
        verdict=Verdict(row["verdict"]),
    )
