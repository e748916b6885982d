"""Membership of a project: the accepted invite, kept byte for byte, and what follows from it."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.base.ids import ProjectId
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.disclosure.policy import Policy, parse_policy
from fieldnotes.disclosure.strictness import looser_points
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.own_policy import OwnPolicy, stricter_of
from fieldnotes.release.policies import shipped_policy, shipped_policy_raw
from fieldnotes.sealing.fingerprints import spoken
from fieldnotes.sealing.invites import Invite, read_invite
from fieldnotes.vault.vault import Vault


@dataclass(frozen=True)
class Membership:
    """A project that this vault belongs to.

    Attributes:
        invite_raw: the invite file as it was accepted.
        invite: what it says.
        policy: the redaction policy that releases are held to: the project's, or a stricter one that the vault adopted.
        policy_raw: its bytes.
        project_policy: the policy that the invite brought.
    """

    invite_raw: bytes
    invite: Invite
    policy: Policy
    policy_raw: bytes
    project_policy: Policy

    def __repr__(self) -> str:
        """Without the invite's bytes: they hold the secret of the project's paths."""
        return f"Membership({self.project})"

    @property
    def project(self) -> ProjectId:
        """The project's identifier."""
        return ProjectId(self.invite.project)

    @property
    def title(self) -> str:
        """What people call the project; may be empty."""
        return self.invite.title

    @cached_property
    def invite_sha256(self) -> str:
        """Hash of the invite file."""
        return hashlib.sha256(self.invite_raw).hexdigest()

    @cached_property
    def invite_fingerprint(self) -> str:
        """The invite's fingerprint in groups of seven, to be compared by voice with the coordinator."""
        return spoken(self.invite_raw)


class Memberships:
    """The one membership of a vault."""

    def __init__(self, vault: Vault, taxonomy: Taxonomy) -> None:
        self._vault = vault
        self._taxonomy = taxonomy
        self._own = OwnPolicy(vault)

    def current(self) -> Membership | None:
        """The membership, or ``None`` before an invite was accepted.

        Raises:
            DamagedError: if the stored invite is damaged.
        """
        row = self._vault.connection.execute("SELECT invite FROM release_membership WHERE id = 1").fetchone()
        return None if row is None else self._held_to(*_read(bytes(row["invite"])))

    def policy(self) -> Policy:
        """The policy that releases are held to, with a membership or before there is one.

        Raises:
            DamagedError: if the stored invite, or the policy that the vault adopted, is damaged.
        """
        current = self.current()
        if current is not None:
            return current.policy
        return stricter_of(self._own.get(), shipped_policy(), shipped_policy_raw())[0]

    def adopt_policy(self, name: str) -> Policy:
        """Hold releases to a stricter policy of those that ship, from now on.

        Raises:
            WrongUseError: if no policy of that name ships.
            RefusedError: if it is looser in anything than the one in force, or its levels are others.
        """
        with self._vault.transaction():
            return self._own.adopt(name, self.policy())

    def accept(self, raw: bytes) -> Membership:
        """Accept an invite. Accepting the same one again changes nothing; a newer one of the project takes its place.

        Raises:
            DamagedError: if the file is no invite, was changed, or its policy cannot be read.
            RefusedError: if it is of another project than the vault's, signed by another coordinator, or its policy is
                looser than the vault's (the accepted one, or before that the shipped one), or neither stricter in
                everything nor looser than the one that the vault adopted.
            WrongUseError: if its policy does not fit the taxonomy.
        """
        offered = self._held_to(*_read(raw))
        with self._vault.transaction() as connection:
            current, own = self.current(), self._own.get()
            _require_continuity(current, offered)
            before = shipped_policy() if current is None else current.project_policy
            _require_strictness(offered.project_policy, before)
            if own is not None:
                _require_strictness(offered.policy, own[0])
            layout_of(self._taxonomy, offered.policy)
            connection.execute(
                "INSERT INTO release_membership (id, project, invite) VALUES (1, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET invite = excluded.invite",
                (offered.project, raw),
            )
        return offered

    def _held_to(self, raw: bytes, invite: Invite, policy: Policy) -> Membership:
        held_to, held_to_raw = stricter_of(self._own.get(), policy, invite.policy_raw)
        return Membership(raw, invite, held_to, held_to_raw, policy)


def _read(raw: bytes) -> tuple[bytes, Invite, Policy]:
    invite = read_invite(raw)
    policy = parse_policy(invite.policy_raw)
    if policy.name != invite.policy_name:
        raise DamagedError(
            "The invite names another policy than the one it holds.",
            "Ask the coordinator for the invite again.",
        )
    return raw, invite, policy


def _require_continuity(current: Membership | None, offered: Membership) -> None:
    if current is None:
        return
    if current.project != offered.project:
        raise RefusedError(
            "This vault belongs to another project already.", "Use a vault of its own for each project."
        )
    if current.invite.signing_keys[0] != offered.invite.signing_keys[0]:
        raise RefusedError(
            "The invite is of the same project but signed by another coordinator.",
            "Ask the coordinator you know, by voice, before doing anything else.",
        )


def _require_strictness(offered: Policy, than: Policy) -> None:
    looser = looser_points(offered, than)
    if looser:
        raise RefusedError(
            f"The invite's redaction policy is looser than this vault's: {looser[0]}",
            "Do not accept it; ask the coordinator for a policy that is at least as strict.",
        )
