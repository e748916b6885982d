"""The stores that a coordinator pulls from. Their addresses live in the vault only."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.carriers.choosing import canonical_url, carrier_for
from fieldnotes.carriers.protocol import Carrier
from fieldnotes.coordination.project import ProjectStore
from fieldnotes.vault.vault import Vault

_LONGEST_NAME = 32


@dataclass(frozen=True, slots=True)
class Remote:
    """A store.

    Attributes:
        name: what the coordinator calls it.
        kind: ``folder``.
        url: its address; for a folder, the absolute path.
        auto: whether it is pulled from without being asked.
    """

    name: str
    kind: str
    url: str
    auto: bool

    def carrier(self) -> Carrier:
        """The carrier that reaches it."""
        return carrier_for(self.kind, self.url)


class Remotes:
    """The remotes of a coordinator's vault."""

    def __init__(self, vault: Vault, projects: ProjectStore) -> None:
        self._vault = vault
        self._projects = projects

    def add(self, name: str, kind: str, url: str, *, auto: bool = False) -> Remote:
        """Add a remote. It need not answer now.

        Raises:
            WrongUseError: if the name is empty, too long, not printable or taken, the kind unknown, or the address empty.
        """
        if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
            raise WrongUseError(
                "That cannot be the name of a remote.", f"Use 1 to {_LONGEST_NAME} printable characters."
            )
        if any(remote.name == name for remote in self.list()):
            raise WrongUseError(
                f"There is a remote {name} already.", "Choose another name, or remove that one first."
            )
        remote = Remote(name, kind, canonical_url(kind, url), auto)
        with self._vault.transaction() as connection:
            connection.execute(
                "INSERT INTO coordinator_remote (name, kind, url, automatic) VALUES (?, ?, ?, ?)",
                (remote.name, remote.kind, remote.url, int(remote.auto)),
            )
        return remote

    def list(self) -> list[Remote]:
        """All remotes by name."""
        rows = self._vault.connection.execute(
            "SELECT name, kind, url, automatic FROM coordinator_remote ORDER BY name"
        ).fetchall()
        return [Remote(row["name"], row["kind"], row["url"], bool(row["automatic"])) for row in rows]

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

    def require_any(self) -> Sequence[Remote]:
        """All remotes, of which there must be one.

        Raises:
            WrongUseError: if there is none.
        """
        found = self.list()
        if not found:
            raise WrongUseError(
                "There is no remote to pull from.", "Add one: fieldnotes remote add NAME folder PATH."
            )
        return found

    def remove(self, name: str) -> None:
        """Forget a remote. Nothing that came from it is touched.

        Raises:
            AnswerIsNoError: if there is none of that name.
        """
        self.get(name)
        with self._vault.transaction() as connection:
            connection.execute("DELETE FROM coordinator_remote WHERE name = ?", (name,))

    def check(self, name: str) -> int:
        """Ask a remote how many objects of the project it holds.

        Raises:
            AnswerIsNoError: if there is none of that name.
            UnavailableError: if it does not answer.
            WrongUseError: if there is no project yet.
        """
        return len(self.get(name).carrier().list_names(self._projects.prefix()))
