"""Remotes: the stores that a researcher pushes to or a coordinator pulls from. Addresses live in the vault only.

Both kinds of vault keep them in this one way; nothing here knows a note.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.carriers.choosing import canonical_url, carrier_for
from fieldnotes.carriers.protocol import Carrier
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.sqlcipher import ConstraintError
from fieldnotes.vault.vault import Vault
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "remotes"

MIGRATIONS: Final = (
    Migration(
        1,
        "remotes",
        """
        CREATE TABLE remote (
            name TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            url TEXT NOT NULL,
            auto INTEGER NOT NULL CHECK (auto IN (0, 1))
        ) STRICT;
        """,
    ),
)

WATCHED: Final = (Watched("remote", scope="'remotes'"),)

_LONGEST_NAME = 32


@dataclass(frozen=True, slots=True)
class Remote:
    """A store.

    Attributes:
        name: what its user calls it.
        kind: ``folder``.
        url: its address; for a folder, the absolute path.
        auto: whether it is used without being asked. A push shows that the program is in use, so this is chosen.
    """

    name: str
    kind: str
    url: str
    auto: bool

    def carrier(self) -> Carrier:
        """The carrier that reaches it."""
        return carrier_for(self.kind, self.url)


class Remotes:
    """The remotes of one vault.

    Args:
        vault: where they are kept; the table is made or brought up to date.
        prefix: the project's folder in a store, asked for when a store is looked at.
    """

    def __init__(self, vault: Vault, prefix: Callable[[], str]) -> None:
        vault.migrate(COMPONENT, MIGRATIONS)
        vault.watch(COMPONENT, WATCHED)
        self._vault = vault
        self._prefix = prefix

    def add(self, name: str, kind: str, url: str, *, auto: bool = False) -> Remote:
        """Add a remote. It need not answer now.

        Raises:
            WrongUseError: if the name is empty, too long, not printable or taken, the kind unknown, or the address empty.
        """
        if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
            raise WrongUseError(
                "That cannot be the name of a remote.", f"Use 1 to {_LONGEST_NAME} printable characters."
            )
        remote = Remote(name, kind, canonical_url(kind, url), auto)
        try:
            with self._vault.transaction() as connection:
                connection.execute(
                    "INSERT INTO remote (name, kind, url, auto) VALUES (?, ?, ?, ?)",
                    (remote.name, remote.kind, remote.url, int(remote.auto)),
                )
        except ConstraintError as error:
            raise WrongUseError(
                f"There is a remote {name} already.", "Choose another name, or remove that one first."
            ) from error
        return remote

    def list(self) -> list[Remote]:
        """All remotes by name."""
        rows = self._vault.connection.execute(
            "SELECT name, kind, url, auto FROM remote ORDER BY name"
        ).fetchall()
        return [Remote(row["name"], row["kind"], row["url"], bool(row["auto"])) for row in rows]

    def require_any(self) -> Sequence[Remote]:
        """All remotes, of which there must be one.

        Raises:
            WrongUseError: if there is none.
        """
        found = self.list()
        if not found:
            raise WrongUseError("There is no remote yet.", "Add one: fieldnotes remote add NAME folder PATH.")
        return found

    def get(self, name: str) -> Remote:
        """One remote.

        Raises:
            AnswerIsNoError: if there is none of that name.
        """
        for remote in self.list():
            if remote.name == name:
                return remote
        raise AnswerIsNoError(
            f"There is no remote {name[:_LONGEST_NAME]}.", "List them with `fieldnotes remote list`."
        )

    def remove(self, name: str) -> None:
        """Forget a remote. Nothing in the store is touched.

        Raises:
            AnswerIsNoError: if there is none of that name.
        """
        self.get(name)
        with self._vault.transaction() as connection:
            connection.execute("DELETE FROM remote WHERE name = ?", (name,))

    def check(self, name: str) -> int:
        """Ask a remote how many objects of the project it holds.

        Raises:
            AnswerIsNoError: if there is none of that name.
            UnavailableError: if it does not answer.
            FieldnotesError: if the vault belongs to no project yet; which one depends on the kind of vault.
        """
        return len(self.get(name).carrier().list_names(self._prefix()))
