"""The inbox: what is new in the store is fetched, judged and filed, and each object is listed with what became of it."""

from collections.abc import Mapping
from typing import Any

from fieldnotes.carriers.protocol import Carrier, UnavailableError
from fieldnotes.coordination.exports import ExportStore, payload_sha256
from fieldnotes.coordination.judging import Expectations, RejectedError, judge
from fieldnotes.coordination.records import PullReport, RejectedObject
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
        for name in new:
            try:
                good.append((name, judge(name, carrier.get(name), expected)))
            except UnavailableError as fault:
                unfetched.append(RejectedObject(name, fault.problem, fault.remedy, lasting=False))
            except RejectedError as fault:
                rejected.append(RejectedObject(name, fault.problem, fault.remedy, lasting=fault.lasting))
        arrived, repeated = self._file(good, rejected, period)
        return PullReport(
            accepted=tuple(one for one in self._exports.all() if one.payload_sha256 in arrived),
            repeated=tuple(repeated),
            rejected=tuple(rejected),
            unfetched=tuple(unfetched),
            known=len(listed) - len(new),
            findings=self._exports.examination().findings,
        )

    def rejected(self) -> list[RejectedObject]:
        """Every object that was rejected when it was last looked at, by name."""
        rows = self._vault.connection.execute(
            "SELECT name, reason, remedy, lasting FROM inbox_object WHERE verdict = 'rejected' ORDER BY name"
        ).fetchall()
        return [_rejected(row) for row in rows]

    def _settled(self) -> frozenset[str]:
        rows = self._vault.connection.execute("SELECT name FROM inbox_object WHERE lasting").fetchall()
        return frozenset(row["name"] for row in rows)

    def _file(
        self, good: list[tuple[str, OpenedExport]], rejected: list[RejectedObject], period: str
    ) -> tuple[set[str], list[str]]:
        """Store the outcome of a pull as one: payload hashes of new exports, and names of objects that repeat one.

        Names are hashes, so the order of the listing means nothing: exports of one pull arrive in the order of their
        numbers.
        """
        arrived: set[str] = set()
        repeated: list[str] = []
        good.sort(
            key=lambda one: (one[1].payload.device, one[1].payload.epoch, one[1].payload.number, one[0])
        )
        with self._vault.transaction():
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


def _rejected(row: Mapping[str, Any]) -> RejectedObject:
    return RejectedObject(row["name"], row["reason"], row["remedy"], bool(row["lasting"]))
