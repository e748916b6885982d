"""The policy that ships with the program."""

from fieldnotes.base.errors import DamagedError
from fieldnotes.base.shipped import shipped
from fieldnotes.disclosure.policy import Policy, parse_policy


def shipped_policy_raw() -> bytes:
    """The bytes of ``exports/policies/standard.toml``.

    Raises:
        DamagedError: if the installation lacks it.
    """
    try:
        return shipped("exports/policies/standard.toml").read_bytes()
    except OSError as error:
        raise DamagedError("The standard policy cannot be read.", "Install fieldnotes again.") from error


def shipped_policy() -> Policy:
    """The standard policy.

    Raises:
        DamagedError: if the installation lacks it, or it was changed into something else.
    """
    return parse_policy(shipped_policy_raw())
