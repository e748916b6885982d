"""The inbox: what is new in the store is fetched, judged and filed, and each object is listed with what became of it."""

from collections.abc import Mapping
from typing import Any

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import DeviceId
from fieldnotes.carriers.protocol import Carrier, UnavailableError
from fieldnotes.coordination.exports import ExportStore, payload_sha256
from fieldnotes.coordination.judging import Expectations, RejectedError, judge
from fieldnotes.coordination.pull_report import PullReport
from fieldnotes.coordination.records import InboxEntry, RejectedObject, StoredExport
from fieldnotes.sealing.exports import OpenedExport
from fieldnotes.vault.vault import Vault


class Inbox:
    """Compares what a store lists with what was seen, and looks at the rest.

    A name is seen for good when its object was accepted, or rejected for a reason that the same bytes can never lose.
    """

    def __init__(self, vault: Vault, exports: ExportStore) -> None:
        self._vault = vault
        self._exports = exports

    def pull(self, carrier: Carrier, prefix: str, expected: Expectations, period: str) -> PullReport:
        """Fetch, judge and file everything new. Doing it again is harmless; what came in before stays as it was.

        Args:
            carrier: the store.
            prefix: the project's folder in it.
            expected: what an object is held to.
            period: reporting period for what comes in now.

        Raises:
            UnavailableError: if the store does not answer at all.
        """
        listed = carrier.list_names(prefix)
        settled = self._settled()
        new = [name for name in listed if name not in settled]
        good: list[tuple[str, OpenedExport]] = []
        rejected: list[RejectedObject] = []
        unfetched: list[RejectedObject] = []
        refused: list[OpenedExport] = []
        for name in new:
            try:
                good.append((name, judge(name, carrier.get(name), expected)))
            except UnavailableError as fault:
                unfetched.append(RejectedObject(name, fault.problem, fault.remedy, lasting=False))
            except RejectedError as fault:
                rejected.append(RejectedObject(name, fault.problem, fault.remedy, lasting=fault.lasting))
                refused += [] if fault.export is None else [fault.export]
        with self._vault.transaction():
            arrived, repeated = self._file(good, rejected, period)
            self._exports.note_refused(refused)
        return PullReport(
            accepted=tuple(one for one in self._exports.all() if one.payload_sha256 in arrived),
            repeated=tuple(repeated),
            rejected=tuple(rejected),
            unfetched=tuple(unfetched),
            known=len(listed) - len(new),
            findings=self._exports.examination().findings,
        )

    def entries(self, labels: Mapping[DeviceId, str]) -> list[InboxEntry]:
        """Every object ever looked at: accepted ones in order of arrival, then repeated, then rejected ones by name.

        Args:
            labels: what researchers call their devices.
        """
        rows = self._vault.connection.execute(
            "SELECT name, verdict, payload_sha256, reason, remedy FROM inbox_object ORDER BY verdict, name"
        ).fetchall()
        exports = {one.payload_sha256: one for one in self._exports.all()}
        found = [_entry(row, exports.get(row["payload_sha256"]), labels) for row in rows]
        order = {one.payload_sha256: one.arrival for one in exports.values()}
        places = {
            row["name"]: (row["verdict"], order.get(row["payload_sha256"], 0), row["name"]) for row in rows
        }
        return sorted(found, key=lambda one: places[one.name])

    def payload(self, name: str) -> bytes:
        """The signed payload of an accepted object.

        Args:
            name: its name in the store, or the beginning of its last part.

        Raises:
            AnswerIsNoError: if no accepted object, or more than one, has that name.
        """
        wanted = name.rpartition("/")[2]
        rows = self._vault.connection.execute(
            "SELECT o.name, e.payload FROM inbox_object AS o JOIN accepted_export AS e USING (payload_sha256)"
        ).fetchall()
        found = [
            bytes(row["payload"])
            for row in rows
            if wanted and row["name"].rpartition("/")[2].startswith(wanted)
        ]
        if len(found) != 1:
            raise AnswerIsNoError(
                f"{'No' if not found else 'More than one'} accepted export has that name.",
                "Take a name from: fieldnotes inbox list.",
            )
        return found[0]

    def _settled(self) -> frozenset[str]:
        rows = self._vault.connection.execute("SELECT name FROM inbox_object WHERE lasting").fetchall()
        return frozenset(row["name"] for row in rows)

    def _file(
        self, good: list[tuple[str, OpenedExport]], rejected: list[RejectedObject], period: str
    ) -> tuple[set[str], list[str]]:
        """Store the outcome of a pull: payload hashes of new exports, and names of objects that repeat one.

        Names are hashes, so the order of the listing means nothing: exports of one pull arrive in the order of their
        numbers.
        """
        arrived: set[str] = set()
        repeated: list[str] = []
        good.sort(
            key=lambda one: (one[1].payload.device, one[1].payload.epoch, one[1].payload.number, one[0])
        )
        for name, opened in good:
            sha256 = payload_sha256(opened)
            if self._exports.add(opened, period):
                arrived.add(sha256)
                self._note(name, "accepted", sha256)
            else:
                repeated.append(name)
                self._note(name, "repeated", sha256)
        for one in rejected:
            self._note(one.name, "rejected", None, one)
        return arrived, repeated

    def _note(self, name: str, verdict: str, sha256: str | None, why: RejectedObject | None = None) -> None:
        self._vault.connection.execute(
            "INSERT INTO inbox_object (name, verdict, payload_sha256, reason, remedy, lasting) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET verdict = excluded.verdict, payload_sha256 = excluded.payload_sha256,"
            " reason = excluded.reason, remedy = excluded.remedy, lasting = excluded.lasting",
            (
                name,
                verdict,
                sha256,
                "" if why is None else why.reason,
                "" if why is None else why.remedy,
                why is None or why.lasting,
            ),
        )


def _entry(row: Mapping[str, Any], export: StoredExport | None, labels: Mapping[DeviceId, str]) -> InboxEntry:
    return InboxEntry(
        name=row["name"],
        state=row["verdict"],
        device=None if export is None else export.device,
        label=None if export is None else labels.get(export.device),
        epoch=None if export is None else export.epoch,
        number=None if export is None else export.number,
        cases=None if export is None else export.cases,
        standing=None if export is None else export.standing,
        reason=row["reason"],
        remedy=row["remedy"],
    )
