"""The policies that ship with the program."""

from functools import cache
from typing import Final

from fieldnotes.base.errors import DamagedError
from fieldnotes.base.shipped import shipped
from fieldnotes.disclosure.policy import Policy, parse_policy

STANDARD: Final = "standard"
"""The name of the policy that holds where nothing else was agreed on."""


def shipped_policy_raw(name: str = STANDARD) -> bytes:
    """The bytes of ``exports/policies/NAME.toml``.

    Raises:
        DamagedError: if the installation lacks it.
    """
    try:
        return shipped(f"exports/policies/{name}.toml").read_bytes()
    except OSError as error:
        raise DamagedError(f"The {name} policy cannot be read.", "Install fieldnotes again.") from error


def shipped_policy() -> Policy:
    """The standard policy.

    Raises:
        DamagedError: if the installation lacks it, or it was changed into something else.
    """
    return parse_policy(shipped_policy_raw())


@cache
def shipped_policies() -> tuple[Policy, ...]:
    """Every policy that ships, the standard one first.

    Raises:
        DamagedError: if one of them was changed into something else.
    """
    found = sorted(one.stem for one in shipped("exports/policies").glob("*.toml"))
    names = [STANDARD, *(name for name in found if name != STANDARD)]
    return tuple(parse_policy(shipped_policy_raw(name)) for name in names)
