"""The one project of a coordinator's vault: its keys, its policy, its folder in a store."""

import re
import secrets
from dataclasses import dataclass
from typing import Final

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.base.ids import ProjectId
from fieldnotes.disclosure.policy import Policy, parse_policy
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.exports import object_prefix
from fieldnotes.vault.vault import Vault

PATH_SECRET_BYTES: Final = 32
FIRST_PERIOD: Final = "R1"
MAX_TITLE: Final = 60
"""Characters of a title; what an invite takes."""

_PERIOD = re.compile(r"[A-Z][0-9]{1,4}")
_IDENTITY, _SIGNING, _PATH = "coordination identity", "coordination signing key", "coordination path secret"


@dataclass(frozen=True, slots=True)
class Project:
    """A project as its coordinator knows it. Keys are not in here; see :class:`ProjectStore`.

    Attributes:
        id: 32 hexadecimal characters, drawn at random.
        title: what people call it; may be empty.
        policy: the redaction policy that its exports and publications are held to.
        policy_raw: the policy file's exact bytes.
        period: label of the reporting period that new exports are filed under.
        recipient: the age key that exports are sealed to.
        signing_public: the key that signs invites.
    """

    id: ProjectId
    title: str
    policy: Policy
    policy_raw: bytes
    period: str
    recipient: str
    signing_public: str


class ProjectStore:
    """Keeps the project in the vault; its secrets are wrapped once more under the vault key."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def create(self, policy_raw: bytes, title: str) -> Project:
        """Make the project and draw its keys.

        Raises:
            RefusedError: if the vault has one, or the policy is looser than the floor compiled in.
            DamagedError: if the policy cannot be read.
            WrongUseError: if the title is longer than an invite takes, or has characters that do not show.
        """
        if len(title) > MAX_TITLE or not title.isprintable():
            raise WrongUseError(
                "That cannot be the title of a project.",
                f"Use at most {MAX_TITLE} printable characters on one line.",
            )
        if self.find() is not None:
            raise RefusedError("This vault has a project already.", "Make another vault for another project.")
        parse_policy(policy_raw)
        wrap = self._vault.wrap
        with self._vault.transaction() as connection:
            connection.execute(
                "INSERT INTO project (one, id, title, policy, period, identity, signing_key, path_secret)"
                " VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                (
                    secrets.token_hex(16),
                    title,
                    policy_raw,
                    FIRST_PERIOD,
                    wrap(_IDENTITY, AgeIdentity.generate().secret.encode()),
                    wrap(_SIGNING, DeviceKey.generate().to_bytes()),
                    wrap(_PATH, secrets.token_bytes(PATH_SECRET_BYTES)),
                ),
            )
        return self.get()

    def find(self) -> Project | None:
        """The project, or ``None`` before it is created."""
        row = self._vault.connection.execute("SELECT id, title, policy, period FROM project").fetchone()
        if row is None:
            return None
        raw = bytes(row["policy"])
        return Project(
            id=ProjectId(row["id"]),
            title=row["title"],
            policy=parse_policy(raw),
            policy_raw=raw,
            period=row["period"],
            recipient=self.identity().recipient,
            signing_public=self.signing_key().public,
        )

    def get(self) -> Project:
        """The project.

        Raises:
            WrongUseError: if there is none yet.
        """
        project = self.find()
        if project is None:
            raise WrongUseError("This vault has no project yet.", "Create it with: fieldnotes invite create.")
        return project

    def start_period(self, label: str) -> None:
        """File exports that come in from now on under another reporting period.

        Raises:
            WrongUseError: if the label is not a capital letter and a number, such as R2; a date is none.
        """
        if not _PERIOD.fullmatch(label):
            raise WrongUseError(
                "That is not a reporting period.",
                "Use a capital letter and a number, such as R2; never a date.",
            )
        with self._vault.transaction() as connection:
            connection.execute("UPDATE project SET period = ?", (label,))

    def identity(self) -> AgeIdentity:
        """The key that opens what is sealed to the coordinator."""
        return AgeIdentity(self._secret("identity", _IDENTITY).decode())

    def signing_key(self) -> DeviceKey:
        """The key that signs invites."""
        return DeviceKey.from_bytes(self._secret("signing_key", _SIGNING))

    def path_secret(self) -> bytes:
        """The 32 bytes that the project's folder in a store is derived from."""
        return self._secret("path_secret", _PATH)

    def prefix(self) -> str:
        """The project's folder in a store."""
        return object_prefix(self.path_secret())

    def _secret(self, column: str, purpose: str) -> bytes:
        row = self._vault.connection.execute(
            "SELECT identity, signing_key, path_secret FROM project"
        ).fetchone()
        if row is None:
            raise WrongUseError("This vault has no project yet.", "Create it with: fieldnotes invite create.")
        return self._vault.unwrap(purpose, bytes(row[column]))
