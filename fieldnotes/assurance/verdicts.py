"""The result of one security check."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a check came to."""

    HOLDS = "holds"
    DOES_NOT_HOLD = "does not hold"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        id: stable name of the check.
        verdict: what it came to.
        evidence: what was read or measured, in one sentence; never note text or a key.
        do: what to do about it; empty where nothing is to be done.
    """

    id: str
    verdict: Outcome
    evidence: str
    do: str = ""


def judge(name: str, *, holds: bool | None, evidence: str, do: str) -> Check:
    """A check from a yes, a no, or a ``None`` for *cannot tell*; ``do`` is kept only where it does not hold."""
    if holds is None:
        return Check(name, Outcome.CANNOT_TELL, evidence, do)
    if holds:
        return Check(name, Outcome.HOLDS, evidence)
    return Check(name, Outcome.DOES_NOT_HOLD, evidence, do)
