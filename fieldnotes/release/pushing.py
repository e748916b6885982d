"""Pushing: the exact bytes of the outbox to every remote, read back, and noted. Names and bytes are all a carrier gets."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from fieldnotes.carriers.protocol import Carrier, UnavailableError
from fieldnotes.casebook.book import Casebook
from fieldnotes.release.cohorts import lost_consent
from fieldnotes.release.ledger import Ledger
from fieldnotes.release.outbox import Outbox, OutboxItem, State
from fieldnotes.release.remotes import Remote, Remotes


@dataclass(frozen=True, slots=True)
class PushResult:
    """What became of one export at one remote.

    Attributes:
        number: of the release.
        remote: the remote's name.
        state: how far the export has come there.
        problem: what stands in the way, and what to do; empty if nothing does.
    """

    number: int
    remote: str
    state: State
    problem: str


class Pusher:
    """Pushes what waits."""

    def __init__(self, book: Casebook, ledger: Ledger, outbox: Outbox, remotes: Remotes) -> None:
        self._book = book
        self._ledger = ledger
        self._outbox = outbox
        self._remotes = remotes

    def push(self, *, automatic: bool = False, now: float | None = None) -> list[PushResult]:
        """Push every export that is not confirmed at every remote. Doing it again is harmless.

        Args:
            automatic: only to remotes that are pushed to by themselves, and only when their wait is over.
            now: seconds since 1970; the clock if ``None``.
        """
        moment = time.time() if now is None else now
        return list(self._results(automatic=automatic, now=moment))

    def _results(self, *, automatic: bool, now: float) -> Iterator[PushResult]:
        cohorts = {entry.number: entry.cohort for entry in self._ledger.entries()}
        remotes = [remote for remote in self._remotes.list() if remote.auto or not automatic]
        for item in self._outbox.items():
            for remote in remotes:
                state, not_before = self._outbox.delivery(item.number, remote.name)
                if state is not State.CONFIRMED and not (automatic and now < not_before):
                    yield self._push_one(item, cohorts[item.number], remote, now)

    def _push_one(self, item: OutboxItem, cohort: int, remote: Remote, now: float) -> PushResult:
        try:
            state, problem = self._deliver(remote.carrier(), item, cohort)
        except UnavailableError as error:
            self._outbox.note_failure(item.number, remote.name, now)
            return PushResult(item.number, remote.name, State.WAITING, str(error))
        self._outbox.note_state(item.number, remote.name, state)
        return PushResult(item.number, remote.name, state, problem)

    def _deliver(self, carrier: Carrier, item: OutboxItem, cohort: int) -> tuple[State, str]:
        sealed = self._outbox.sealed(item.number)
        # Asking first costs a read and saves a write when an earlier push was cut off before it was noted. It also shows
        # whether the remote answers at all, before the export counts as attempted.
        if carrier.confirm(item.name, sealed):
            return State.CONFIRMED, ""
        if not self._outbox.attempted(item.number):
            withdrawn = lost_consent(self._book, item.number, cohort)
            if withdrawn:
                return State.WAITING, _withdrawn(withdrawn)
        # Durable before the first byte leaves: after a crash in between, the counts are taken to be out.
        self._outbox.note_attempt(item.number)
        carrier.put(item.name, sealed)
        if carrier.confirm(item.name, sealed):
            return State.CONFIRMED, ""
        return State.SENT, _NOT_THE_SAME


_NOT_THE_SAME = (
    "The remote took the export but gives back something else."
    " Push again; if it stays so, the remote cannot be relied on: use another."
)


def _withdrawn(cases: int) -> str:
    people = "1 case of this export has" if cases == 1 else f"{cases} cases of this export have"
    return (
        f"{people} withdrawn consent or been deleted since it was approved, and no part of it has left, so it is held back."
        " Tell the coordinator that an export of this device will be missing; nothing of it is sent."
    )
