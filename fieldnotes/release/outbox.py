"""The outbox: the exact sealed bytes of every export, and how far each has come."""

import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fieldnotes.vault.vault import Vault

_FIRST_WAIT: Final = 30
_LONGEST_WAIT: Final = 6 * 3600


class State(StrEnum):
    """How far an export has come."""

    WAITING = "waiting"
    SENT = "sent"
    CONFIRMED = "confirmed"


_RANK: Final = {State.WAITING: 0, State.SENT: 1, State.CONFIRMED: 2}


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One sealed export.

    Attributes:
        number: of the release.
        name: of the object in a store.
        size: sealed bytes.
        state: the furthest it has come at any remote: waiting, sent, or confirmed (read back and found the same).
        attempts: pushes begun so far, at remotes that answered. From the first one on its counts cannot be taken back.
    """

    number: int
    name: str
    size: int
    state: State
    attempts: int


class Outbox:
    """The outbox of one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, number: int, name: str, sealed: bytes) -> None:
        """Put in a sealed export, inside the caller's transaction."""
        with self._vault.transaction() as connection:
            connection.execute(
                "INSERT INTO release_outbox (number, name, sealed) VALUES (?, ?, ?)", (number, name, sealed)
            )

    def make_void(self, number: int, name: str, sealed: bytes) -> None:
        """Put a void export in the place of one that was never attempted, inside the caller's transaction."""
        with self._vault.transaction() as connection:
            connection.execute(
                "UPDATE release_outbox SET name = ?, sealed = ? WHERE number = ?", (name, sealed, number)
            )

    def items(self) -> list[OutboxItem]:
        """Every export in order."""
        rows = self._vault.connection.execute(
            "SELECT number, name, length(sealed) AS size, state, attempts FROM release_outbox ORDER BY number"
        ).fetchall()
        return [
            OutboxItem(row["number"], row["name"], row["size"], State(row["state"]), row["attempts"])
            for row in rows
        ]

    def sealed(self, number: int) -> bytes:
        """The exact bytes to push."""
        row = self._vault.connection.execute(
            "SELECT sealed FROM release_outbox WHERE number = ?", (number,)
        ).fetchone()
        return bytes(row["sealed"])

    def name(self, number: int) -> str:
        """The name of the object in a store."""
        row = self._vault.connection.execute(
            "SELECT name FROM release_outbox WHERE number = ?", (number,)
        ).fetchone()
        return str(row["name"])

    def delivery(self, number: int, remote: str) -> tuple[State, int]:
        """How far an export has come at one remote, and before when (seconds since 1970) not to try by itself again."""
        row = self._vault.connection.execute(
            "SELECT state, not_before FROM release_delivery WHERE number = ? AND remote = ?", (number, remote)
        ).fetchone()
        return (State.WAITING, 0) if row is None else (State(row["state"]), int(row["not_before"]))

    def attempted(self, number: int) -> bool:
        """Whether a push of this export was ever begun."""
        row = self._vault.connection.execute(
            "SELECT attempts FROM release_outbox WHERE number = ?", (number,)
        ).fetchone()
        return bool(row["attempts"])

    def note_attempt(self, number: int) -> None:
        """Note, durably and before anything is sent, that a push is being tried."""
        with self._vault.transaction() as connection:
            connection.execute(
                "UPDATE release_outbox SET attempts = attempts + 1 WHERE number = ?", (number,)
            )

    def note_state(self, number: int, remote: str, state: State) -> None:
        """Note how far an export has come at a remote; a later failure never takes back what was confirmed elsewhere."""
        with self._vault.transaction() as connection:
            connection.execute(
                "INSERT INTO release_delivery (number, remote, state) VALUES (?, ?, ?)"
                " ON CONFLICT (number, remote) DO UPDATE SET state = excluded.state, failures = 0, not_before = 0",
                (number, remote, state),
            )
            row = connection.execute(
                "SELECT state FROM release_outbox WHERE number = ?", (number,)
            ).fetchone()
            if _RANK[state] > _RANK[State(row["state"])]:
                connection.execute("UPDATE release_outbox SET state = ? WHERE number = ?", (state, number))

    def note_failure(self, number: int, remote: str, now: float | None = None) -> None:
        """Note that a remote did not answer; the wait before the next automatic push doubles, with jitter.

        Full jitter over the second half of the wait, so that the times of pushes say little about the program.
        """
        now = time.time() if now is None else now
        with self._vault.transaction() as connection:
            connection.execute(
                "INSERT INTO release_delivery (number, remote, state, failures) VALUES (?, ?, 'waiting', 1)"
                " ON CONFLICT (number, remote) DO UPDATE SET failures = failures + 1",
                (number, remote),
            )
            row = connection.execute(
                "SELECT failures FROM release_delivery WHERE number = ? AND remote = ?", (number, remote)
            ).fetchone()
            wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(row["failures"] - 1, 20))
            not_before = int(now) + wait // 2 + secrets.randbelow(wait // 2 + 1)
            connection.execute(
                "UPDATE release_delivery SET not_before = ? WHERE number = ? AND remote = ?",
                (not_before, number, remote),
            )
