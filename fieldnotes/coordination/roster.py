"""The roster: which devices may send, confirmed one by one after hearing the fingerprint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.base.ids import DeviceId
from fieldnotes.coordination.project import ProjectStore
from fieldnotes.coordination.records import RosterEntry, StoredExport
from fieldnotes.sealing.enrolments import Enrolment, open_enrolment
from fieldnotes.sealing.fingerprints import digest_of, grouped, spoken
from fieldnotes.sealing.signatures import Namespace, allowed_signers_line
from fieldnotes.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class EnrolmentSummary:
    """What an enrolment asks for.

    Attributes:
        device: fingerprint of the device's key, as ssh-keygen prints it.
        label: what the researcher calls the device.
        spoken: the fingerprint to be read aloud by the researcher and compared.
        known: whether the device is on the roster already.
    """

    device: DeviceId
    label: str
    spoken: str
    known: bool


@dataclass(frozen=True, slots=True)
class Revocation:
    """Where a device's exports stop counting: after ``last_number`` of ``epoch``, and in every later epoch."""

    epoch: int
    last_number: int

    def covers(self, epoch: int, number: int) -> bool:
        """Whether an export of this place no longer counts."""
        return (epoch, number) > (self.epoch, self.last_number)


@dataclass(frozen=True, slots=True)
class Device:
    """A confirmed device.

    Attributes:
        id: fingerprint of its key.
        public: its public signing key.
        label: what the researcher calls it.
        person: number of the researcher it belongs to; two devices of one researcher share it.
        revocation: from where on it is revoked, or ``None``.
        closed: whether a statement was made about it, so that nothing more of it is accepted.
    """

    id: DeviceId
    public: str
    label: str
    person: int
    revocation: Revocation | None
    closed: bool

    @property
    def revoked(self) -> bool:
        """Whether the device may no longer send."""
        return self.revocation is not None

    @property
    def spoken(self) -> str:
        """Its fingerprint in groups of seven."""
        return spoken(self.public)


class Roster:
    """Reads enrolments, confirms and revokes devices."""

    def __init__(self, vault: Vault, projects: ProjectStore) -> None:
        self._vault = vault
        self._projects = projects

    def read(self, raw: bytes) -> EnrolmentSummary:
        """Open an enrolment and say whose it claims to be; nothing is stored.

        Raises:
            DamagedError, RefusedError: from opening it; see :func:`fieldnotes.sealing.enrolments.open_enrolment`.
            RefusedError: if it answers an invite of another project or one this vault did not make.
        """
        enrolment = self._open(raw)
        known = self.find(enrolment.device_id) is not None
        return EnrolmentSummary(enrolment.device_id, enrolment.label, spoken(enrolment.device), known)

    def confirm(
        self, raw: bytes, *, heard: str | None = None, same_person_as: DeviceId | None = None
    ) -> Device:
        """Put the device on the roster; doing so again changes nothing.

        Args:
            raw: the enrolment.
            heard: the fingerprint as typed from hearing; compared if given.
            same_person_as: a device of the same researcher, who then counts once.

        Raises:
            RefusedError: if the fingerprint heard is another one, or the device was revoked.
            WrongUseError: if the fingerprint was mistyped, or ``same_person_as`` is not on the roster.
            DamagedError: if the enrolment cannot be read.
        """
        enrolment = self._open(raw)
        mine = spoken(enrolment.device)
        if heard is not None and grouped(digest_of(heard)) != mine:
            raise RefusedError(
                "The fingerprint you heard is not the one of this enrolment.",
                "Do not confirm it; ask the researcher for the enrolment again, through another channel.",
            )
        known = self.find(enrolment.device_id)
        if (known is not None and known.revoked) or self._stated_about(enrolment.device_id):
            raise RefusedError(
                "This device was revoked, or replaced by another.",
                "The researcher enrols again with a new key: restore a backup, or make a new vault.",
            )
        if known is None:
            person = None if same_person_as is None else self.get(same_person_as).person
            with self._vault.transaction() as connection:
                if person is None:
                    row = connection.execute("SELECT coalesce(max(person), 0) + 1 FROM device").fetchone()
                    person = int(row[0])
                connection.execute(
                    "INSERT INTO device (id, public, label, person) VALUES (?, ?, ?, ?)",
                    (enrolment.device_id, enrolment.device, enrolment.label, person),
                )
        return self.get(enrolment.device_id)

    def revoke(self, device: DeviceId, last_number: int, *, epoch: int = 1) -> Device:
        """Let exports of a device after ``last_number`` of ``epoch`` count no longer, whether they came in or not.

        A revocation can be moved to an earlier place, never to a later one.

        Args:
            device: the device.
            last_number: the last export that still counts; 0 for none of the epoch.
            epoch: the epoch of that number, from 1.

        Raises:
            WrongUseError: if the device is not on the roster, or a number is out of range.
            RefusedError: if the device was revoked from an earlier place.
        """
        known = self.get(device)
        if last_number < 0 or epoch < 1:
            raise WrongUseError(
                "A revocation names an epoch from 1 on and the last number that counts.",
                "Use 0 to let none count.",
            )
        if known.revocation is not None and known.revocation.covers(epoch, last_number):
            raise RefusedError(
                "This device is revoked from an earlier place on.",
                "A revocation is never taken back or moved later.",
            )
        with self._vault.transaction() as connection:
            connection.execute(
                "UPDATE device SET revoked_epoch = ?, revoked_after = ? WHERE id = ?",
                (epoch, last_number, device),
            )
        return self.get(device)

    def devices(self) -> list[Device]:
        """Every device ever confirmed, in the order of confirmation."""
        rows = self._vault.connection.execute("SELECT * FROM device ORDER BY rowid").fetchall()
        return [_device(row) for row in rows]

    def entries(self, exports: Sequence[StoredExport]) -> list[RosterEntry]:
        """The roster as a list, each device with the last of these exports that is its own."""
        last: dict[str, tuple[int, int]] = {}
        for one in exports:
            last[one.device] = max(last.get(one.device, (0, 0)), (one.epoch, one.number))
        return [_entry(device, *last.get(device.id, (0, 0))) for device in self.devices()]

    def find(self, device: str) -> Device | None:
        """The device, or ``None`` if it is not on the roster."""
        row = self._vault.connection.execute("SELECT * FROM device WHERE id = ?", (device,)).fetchone()
        return None if row is None else _device(row)

    def get(self, device: DeviceId) -> Device:
        """The device.

        Raises:
            WrongUseError: if it is not on the roster.
        """
        found = self.find(device)
        if found is None:
            raise WrongUseError(
                "That device is not on the roster.", "List the devices with: fieldnotes enrol list."
            )
        return found

    def allowed_signers(self) -> str:
        """The roster as an ``allowed_signers`` file for ``ssh-keygen -Y verify``; revoked devices are left out.

        Raises:
            AnswerIsNoError: if no device is on it.
        """
        lines = [
            allowed_signers_line(one.public, Namespace.EXPORT) for one in self.devices() if not one.revoked
        ]
        if not lines:
            raise AnswerIsNoError("No device is on the roster.", "Confirm an enrolment first.")
        return "".join(f"{line}\n" for line in lines)

    def close(self, device: DeviceId) -> None:
        """Accept nothing more of a device, now that a statement says what came in from it."""
        with self._vault.transaction() as connection:
            connection.execute("UPDATE device SET closed = 1 WHERE id = ?", (device,))

    def same_person(self, device: DeviceId, other: DeviceId) -> None:
        """Let two devices, and all others of their researchers, count as one researcher's from now on."""
        one, two = self.get(device).person, self.get(other).person
        with self._vault.transaction() as connection:
            connection.execute(
                "UPDATE device SET person = ? WHERE person = ?", (min(one, two), max(one, two))
            )

    def _stated_about(self, device: DeviceId) -> bool:
        found = self._vault.connection.execute("SELECT 1 FROM statement WHERE device = ?", (device,))
        return found.fetchone() is not None

    def _open(self, raw: bytes) -> Enrolment:
        project = self._projects.get()
        enrolment = open_enrolment(raw, [self._projects.identity()])
        if enrolment.project != project.id:
            raise RefusedError("The enrolment is for another project.", "Open it with that project's vault.")
        made = self._vault.connection.execute(
            "SELECT 1 FROM project_invite WHERE sha256 = ?", (enrolment.invite_sha256,)
        ).fetchone()
        if made is None:
            raise RefusedError(
                "The enrolment answers an invite that this vault did not make.",
                "Send the researcher the invite again and compare its fingerprint by voice.",
            )
        return enrolment


def _device(row: Mapping[str, Any]) -> Device:
    revoked = row["revoked_epoch"]
    return Device(
        id=DeviceId(row["id"]),
        public=row["public"],
        label=row["label"],
        person=row["person"],
        revocation=None if revoked is None else Revocation(revoked, row["revoked_after"]),
        closed=bool(row["closed"]),
    )


def _entry(device: Device, last_epoch: int, last_number: int) -> RosterEntry:
    revocation = device.revocation
    return RosterEntry(
        device=device.id,
        label=device.label,
        person=device.person,
        spoken=device.spoken,
        state="confirmed" if revocation is None else "revoked",
        last_epoch=last_epoch,
        last_number=last_number,
        revoked_after=None if revocation is None else (revocation.epoch, revocation.last_number),
    )
