"""Statements: what came in from a device that may send no more, for a vault that was restored from a backup.

A statement is final only if nothing of the device can count that has not come in: it was revoked no later than its last
export that came in, its chain has neither gap nor fork, and from the statement on nothing more of it is accepted. It is
given to one device only: two vaults restored from one backup hold the same cases.
"""

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.ids import DeviceId
from fieldnotes.coordination.chain import Link, Trouble, examine
from fieldnotes.coordination.exports import ExportStore
from fieldnotes.coordination.project import ProjectStore
from fieldnotes.coordination.roster import Device, Roster
from fieldnotes.sealing.statements import LastExport, Revoked, Statement, write_statement
from fieldnotes.vault.vault import Vault

NEVER = (1, 0)
"""The revocation that lets nothing of a device count."""


class Statements:
    """Makes the statements of a project and remembers each."""

    def __init__(self, vault: Vault, projects: ProjectStore, roster: Roster, exports: ExportStore) -> None:
        self._vault = vault
        self._projects = projects
        self._roster = roster
        self._exports = exports

    def make(self, device: DeviceId | None, successor: DeviceId | None) -> bytes:
        """State what came in from a device, for the one that replaces it. Pull from every store before.

        From then on nothing more is accepted from the device stated about, and both count as one researcher's.

        Args:
            device: the device that was lost; ``None`` if the backup was made before its vault had a device. It need not
                be on the roster: then it never comes on it.
            successor: the device of the restored vault; found if ``None`` and the researcher has just one other device.

        Raises:
            WrongUseError: if the successor is not on the roster, or it is not clear which it is.
            RefusedError: if the device may still send, its chain does not hold, the successor was revoked, or the
                statement was given to another device that has sent something.
        """
        heir = self._successor(device, successor)
        with self._vault.transaction() as connection:
            revoked, last = None, None
            if device is None:
                self._close_others(heir)
            else:
                revoked, last = self._settled(device)
                self._require_only_heir(device, heir)
                if self._roster.find(device) is not None:
                    self._roster.close(device)
                    self._roster.same_person(device, heir.id)
            row = connection.execute("SELECT coalesce(max(serial), 0) + 1 FROM statement").fetchone()
            statement = Statement(
                project=self._projects.get().id,
                serial=int(row[0]),
                device=device,
                successor=heir.id,
                revoked=revoked,
                last=last,
            )
            raw = write_statement(statement, self._projects.signing_key())
            connection.execute(
                "INSERT INTO statement (serial, device, successor, file) VALUES (?, ?, ?, ?)",
                (statement.serial, device, heir.id, raw),
            )
        return raw

    def _successor(self, device: DeviceId | None, successor: DeviceId | None) -> Device:
        heir = self._roster.get(successor) if successor is not None else self._only_other(device)
        if heir.revoked:
            raise RefusedError("The device that is to replace it was revoked.", "Name one that may send.")
        if heir.id == device:
            raise WrongUseError(
                "A device does not replace itself.", "Name the device that the restored vault enrolled."
            )
        return heir

    def _only_other(self, device: DeviceId | None) -> Device:
        lost = None if device is None else self._roster.find(device)
        others = [
            one
            for one in self._roster.devices()
            if lost is not None and one.person == lost.person and one.id != lost.id and not one.revoked
        ]
        if len(others) != 1:
            raise WrongUseError(
                "It is not clear which device replaces it.",
                "Confirm the new device's enrolment first, then name that device.",
            )
        return others[0]

    def _settled(self, device: DeviceId) -> tuple[Revoked, LastExport | None]:
        """Where the device was revoked, and the last export that came in from it."""
        links = self._exports.everything_from(device)
        _require_whole(links)
        last = links[-1] if links else None
        place = NEVER if last is None else (last.epoch, last.number)
        known = self._roster.find(device)
        revocation = NEVER
        if known is not None:
            if known.revocation is None:
                raise RefusedError(
                    "This device may still send, so what came in from it may not be the last.",
                    "Revoke it after its last export that came in, then make the statement.",
                )
            revocation = (known.revocation.epoch, known.revocation.last_number)
        if revocation > place:
            raise RefusedError(
                "This device was revoked so that exports of it still count which did not come in.",
                f"Revoke it after export {place[1]} of epoch {place[0]}, then make the statement.",
            )
        revoked = Revoked(epoch=revocation[0], number=revocation[1])
        return revoked, None if last is None else _named(last)

    def _require_only_heir(self, device: DeviceId, heir: Device) -> None:
        rows = self._vault.connection.execute(
            "SELECT DISTINCT successor FROM statement WHERE device = ? AND successor <> ?", (device, heir.id)
        ).fetchall()
        for row in rows:
            self._require_silent(self._roster.get(DeviceId(row["successor"])))

    def _close_others(self, heir: Device) -> None:
        """Insist that no other device of this researcher has sent anything or ever will."""
        for other in self._roster.devices():
            if other.person == heir.person and other.id != heir.id:
                self._require_silent(other)
                self._roster.close(other.id)

    def _require_silent(self, other: Device) -> None:
        """Insist that another device which may hold the same cases has sent nothing and never will."""
        if self._exports.everything_from(other.id):
            raise RefusedError(
                f"The device {other.label} may hold the same cases, and exports of it have come in.",
                "There is no statement for such a backup: its cases stay out, and cases added later may be released.",
            )
        place = None if other.revocation is None else (other.revocation.epoch, other.revocation.last_number)
        if place != NEVER:
            raise RefusedError(
                f"The device {other.label} may hold the same cases, and it may still send.",
                "Revoke it so that none of its exports counts (after 0 of epoch 1), then make the statement.",
            )


def _named(link: Link) -> LastExport:
    return LastExport(epoch=link.epoch, number=link.number, payload_sha256=link.sha256)


def _require_whole(links: list[Link]) -> None:
    """Insist that the last export vouches for all others: each names the hash of the one before it."""
    troubles = {finding.trouble for finding in examine(links).findings}
    if Trouble.FORKED in troubles or len({link.epoch for link in links}) > 1:
        raise RefusedError(
            "This device's key was used in two places, so no statement can say which cases left.",
            "The cases of the backup stay out of releases; cases added after the restore may be released.",
        )
    if Trouble.MISSING in troubles:
        raise RefusedError(
            "An export of this device is missing between others that came in.",
            "Ask the researcher to send again what waits in the restored vault, pull, then make the statement.",
        )
