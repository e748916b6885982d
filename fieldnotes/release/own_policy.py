"""A stricter policy that a vault has adopted by itself, beside the one its project goes by.

It is one of those that ship, because the coordinator has to hold the same file to check what is sent; and its levels are those
of the project, because counts in other levels cannot be added up. A vault never goes back to a looser one.
"""

from typing import Final

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.disclosure.policy import Policy, parse_policy
from fieldnotes.disclosure.strictness import looser_points, same_levels, stricter_than
from fieldnotes.release.policies import shipped_policies, shipped_policy_raw
from fieldnotes.vault.documents import Documents
from fieldnotes.vault.vault import Vault

_KIND: Final = "policy adopted by this vault"


class OwnPolicy:
    """The policy that one vault has adopted, if any."""

    def __init__(self, vault: Vault) -> None:
        self._documents = Documents(vault, _KIND)

    def get(self) -> tuple[Policy, bytes] | None:
        """The adopted policy and its bytes, or ``None``.

        Raises:
            DamagedError: if what the vault keeps is damaged: then nothing is released, since nobody knows how strict it was.
        """
        kept = self._documents.in_force()
        if kept is None:
            return None
        raw = kept.content.encode("utf-8")
        policy = parse_policy(raw)
        if policy.sha256 != kept.sha256:
            raise DamagedError(
                "The policy that this vault has adopted is damaged.",
                "Restore a backup, or run fieldnotes vault verify.",
            )
        return policy, raw

    def adopt(self, name: str, in_force: Policy) -> Policy:
        """Adopt a shipped policy in place of the one in force. Adopting it again changes nothing.

        Raises:
            WrongUseError: if no policy of that name ships.
            RefusedError: if it is looser in anything than the one in force, or its levels are others.
        """
        policy = next((one for one in shipped_policies() if one.name == name), None)
        if policy is None:
            known = ", ".join(one.name for one in shipped_policies())
            raise WrongUseError(
                f"No policy {name[:40]!r} ships with this program.",
                f"Choose one of: {known}. A policy of a project's own comes with its invite.",
            )
        looser = looser_points(policy, in_force)
        if looser:
            raise RefusedError(
                f"The policy {name} is looser than {in_force.name}, which this vault goes by: {looser[0]}",
                "A vault's policy can be made stricter and never looser.",
            )
        if not same_levels(policy, in_force):
            raise RefusedError(
                f"The policy {name} puts attributes into other levels than {in_force.name}, which this vault goes by.",
                "The coordinator could not add its counts up; ask for an invite with a stricter policy instead.",
            )
        kept = self._documents.keep(policy.name, policy.sha256, shipped_policy_raw(name).decode("utf-8"))
        self._documents.enforce(kept.number)
        return policy


def adoptable(in_force: Policy) -> tuple[Policy, ...]:
    """The shipped policies that a vault may adopt in place of the one in force."""
    return tuple(
        one
        for one in shipped_policies()
        if one.sha256 != in_force.sha256 and stricter_than(one, in_force) and same_levels(one, in_force)
    )


def stricter_of(
    own: tuple[Policy, bytes] | None, project: Policy, project_raw: bytes
) -> tuple[Policy, bytes]:
    """Which of two policies releases are held to: the vault's own, unless the project's has become stricter in something."""
    if own is None or looser_points(own[0], project) or not same_levels(own[0], project):
        return project, project_raw
    return own
