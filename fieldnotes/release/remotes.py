"""Remotes: where sealed exports go. Addresses live in the vault only."""

from dataclasses import dataclass

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.carriers.choosing import canonical_url, carrier_for
from fieldnotes.carriers.protocol import Carrier
from fieldnotes.release.memberships import Memberships
from fieldnotes.sealing.exports import object_prefix
from fieldnotes.vault.sqlcipher import ConstraintError
from fieldnotes.vault.vault import Vault

_LONGEST_NAME = 32


@dataclass(frozen=True, slots=True)
class Remote:
    """A place that sealed exports are pushed to.

    Attributes:
        name: what the researcher calls it.
        kind: ``folder``.
        url: its address; for a folder, the absolute path.
        auto: whether it is pushed to without being asked. A push shows that the program is in use, so this is chosen.
    """

    name: str
    kind: str
    url: str
    auto: bool

    def carrier(self) -> Carrier:
        """The carrier that reaches it."""
        return carrier_for(self.kind, self.url)


class Remotes:
    """The remotes of one vault."""

    def __init__(self, vault: Vault, memberships: Memberships) -> None:
        self._vault = vault
        self._memberships = memberships

    def add(self, name: str, kind: str, url: str, *, auto: bool) -> Remote:
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
            self._vault.connection.execute(
                "INSERT INTO release_remote (name, kind, url, auto) VALUES (?, ?, ?, ?)",
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
            "SELECT name, kind, url, auto FROM release_remote ORDER BY name"
        ).fetchall()
        return [Remote(row["name"], row["kind"], row["url"], bool(row["auto"])) for row in rows]

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
        """Forget a remote. Nothing that was pushed there is touched.

        Raises:
            AnswerIsNoError: if there is none of that name.
        """
        self.get(name)
        with self._vault.transaction() as connection:
            connection.execute("DELETE FROM release_remote WHERE name = ?", (name,))

    def check(self, name: str) -> int:
        """Ask a remote how many objects of the project it holds; 0 before an invite was accepted.

        Raises:
            AnswerIsNoError: if there is none of that name.
            UnavailableError: if it does not answer.
        """
        membership = self._memberships.current()
        prefix = "0" * 16 if membership is None else object_prefix(membership.invite.path_secret_bytes)
        return len(self.get(name).carrier().list_names(prefix))
