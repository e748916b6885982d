"""Pushing: the exact bytes of the outbox to every remote, read back, and noted. Names and bytes are all a carrier gets."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from fieldnotes.carriers.protocol import Carrier, UnavailableError
from fieldnotes.casebook.book import Casebook
from fieldnotes.release.cohorts import lost_consent
from fieldnotes.release.ledger import Ledger, LedgerEntry
from fieldnotes.release.outbox import Outbox, State
from fieldnotes.release.remotes import Remote, Remotes
from fieldnotes.release.voiding import Voider


@dataclass(frozen=True, slots=True)
class PushResult:
    """What became of one export at one remote.

    Attributes:
        number: of the release.
        remote: the remote's name.
        state: how far the export has come there.
        problem: what stands in the way, and what to do; empty if nothing does.
        told: what was changed so that it could be sent; empty if nothing was.
    """

    number: int
    remote: str
    state: State
    problem: str
    told: str = ""


class Pusher:
    """Pushes what waits."""

    def __init__(
        self, book: Casebook, ledger: Ledger, outbox: Outbox, remotes: Remotes, voider: Voider
    ) -> None:
        self._book = book
        self._ledger = ledger
        self._outbox = outbox
        self._remotes = remotes
        self._voider = voider

    def push(self, *, automatic: bool = False, now: float | None = None) -> list[PushResult]:
        """Push every export that is not confirmed at every remote, in order. Doing it again is harmless.

        Args:
            automatic: only to remotes that are pushed to by themselves, only when their wait is over, and nothing that
                was approved before a restore: a backup forgets withdrawals, and they are to be made again first.
            now: seconds since 1970; the clock if ``None``.
        """
        moment = time.time() if now is None else now
        return list(self._results(automatic=automatic, now=moment))

    def _results(self, *, automatic: bool, now: float) -> Iterator[PushResult]:
        remotes = [remote for remote in self._remotes.list() if remote.auto or not automatic]
        entries = self._ledger.entries()
        for place in range(len(entries)):
            for remote in remotes:
                entry = entries[place]
                if automatic and not self._voider.own(entry):
                    continue
                state, not_before = self._outbox.delivery(entry.number, remote.name)
                if state is not State.CONFIRMED and not (automatic and now < not_before):
                    result = self._push_one(entry, remote, now)
                    if result.told:  # it was made void, and so were those after it
                        entries = self._ledger.entries()
                    yield result

    def _push_one(self, entry: LedgerEntry, remote: Remote, now: float) -> PushResult:
        number = entry.number
        carrier = remote.carrier()
        try:
            # Asking first costs a read and saves a write when an earlier push was cut off before it was noted. It also
            # shows whether the remote answers at all, before the export counts as attempted.
            if carrier.confirm(self._outbox.name(number), self._outbox.sealed(number)):
                if not self._outbox.attempted(number):
                    self._outbox.note_attempt(number)
                self._outbox.note_state(number, remote.name, State.CONFIRMED)
                return PushResult(number, remote.name, State.CONFIRMED, "")
            held, told = self._settle_consent(entry)
            if held:
                return PushResult(number, remote.name, State.WAITING, held)
            state = self._send(carrier, number)
        except UnavailableError as error:
            self._outbox.note_failure(number, remote.name, now)
            return PushResult(number, remote.name, State.WAITING, str(error))
        self._outbox.note_state(number, remote.name, state)
        return PushResult(number, remote.name, state, "" if state is State.CONFIRMED else _NOT_THE_SAME, told)

    def _settle_consent(self, entry: LedgerEntry) -> tuple[str, str]:
        """What holds an export back before its first push, and what was done about it; both empty as a rule."""
        if self._outbox.attempted(entry.number):
            return "", ""
        before = entry.number - 1
        if self._voider.own(entry) and entry.place > 1 and not self._outbox.attempted(before):
            # Only what was never attempted can be made void, and what follows it has to be made void with it.
            return _IN_ORDER, ""
        withdrawn = lost_consent(self._book, entry.number, entry.cohort)
        if not withdrawn:
            return "", ""
        if not self._voider.may(entry):
            return f"{_people(withdrawn)} {_HELD}", ""
        again = self._voider.make_void(entry.number)
        return "", f"{_people(withdrawn)} {_void(again)}"

    def _send(self, carrier: Carrier, number: int) -> State:
        name, sealed = self._outbox.name(number), self._outbox.sealed(number)
        # Durable before the first byte leaves: after a crash in between, the counts are taken to be out.
        self._outbox.note_attempt(number)
        carrier.put(name, sealed)
        return State.CONFIRMED if carrier.confirm(name, sealed) else State.SENT


_NOT_THE_SAME = (
    "The remote took the export but gives back something else."
    " Push again; if it stays so, the remote cannot be relied on: use another."
)


_IN_ORDER = "It follows an export that has not been sent yet. Send that one first, to any remote."
_HELD = (
    "It was approved before this vault was restored, so the lost machine may have sent it already; from here it is held"
    " back. The coordinator's statement says whether it came in."
)


def _people(cases: int) -> str:
    people = "1 case of this export has" if cases == 1 else f"{cases} cases of this export have"
    return f"{people} withdrawn consent or been deleted since it was approved."


def _void(again: int) -> str:
    return (
        "Nothing of it had left, so it was made void, with any export after it: what is sent holds its number and nothing"
        f" else. The other {again} may be released again."
    )
