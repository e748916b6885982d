"""Whether one version of a taxonomy may follow another, and what becomes of what was coded under the one before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import FactorId
from fieldnotes.codebook.models import Taxonomy

_NAMED = 5
"""Ids that a sentence names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Succession:
    """What becomes of one retired factor.

    Attributes:
        factor: the retired factor.
        successors: the active factors that replace it in the end, through any number of retirements.
        target: the one that its codings go to; ``None`` if that stays to be decided by hand.
    """

    factor: FactorId
    successors: tuple[FactorId, ...]
    target: FactorId | None


def successions(
    taxonomy: Taxonomy, choices: Mapping[FactorId, FactorId] | None = None
) -> tuple[Succession, ...]:
    """Every retired factor of a taxonomy with what replaces it.

    Args:
        taxonomy: the version to be used from now on.
        choices: for factors with several successors, the one that everything goes to.

    Raises:
        WrongUseError: if a choice is not among the factor's successors, or the factor is not retired.
    """
    choices = choices or {}
    found = {
        factor.id: taxonomy.successors(factor.id) for factor in taxonomy.factors if factor.retired is not None
    }
    for factor, chosen in choices.items():
        if chosen not in found.get(factor, ()):
            known = ", ".join(found.get(factor, ())) or "nothing"
            raise WrongUseError(f"{factor} is not replaced by {chosen}.", f"It is replaced by {known}.")
    return tuple(
        Succession(factor, later, choices.get(factor, later[0] if len(later) == 1 else None))
        for factor, later in found.items()
    )


def refusals(old: Taxonomy, new: Taxonomy) -> tuple[str, ...]:
    """Why ``new`` may not follow ``old``, a sentence each; empty if it may. The same content may always."""
    return () if old.sha256 == new.sha256 else tuple(_refusals(old, new))


def _refusals(old: Taxonomy, new: Taxonomy) -> Iterator[str]:
    if new.version == old.version:
        yield f"It says version {new.version} with other content than the version {old.version} in use: raise its version."
    elif numbers(new.version) < numbers(old.version):
        yield f"Its version {new.version} is earlier than the version {old.version} in use."
    known = {factor.id: factor for factor in new.factors}
    removed = [factor.id for factor in old.factors if factor.id not in known]
    if removed:
        yield f"Factors were removed instead of retired: {_named(removed)}. Retire them, and say what replaces them."
    turned = [
        factor.id for factor in old.factors if factor.id in known and known[factor.id].role is not factor.role
    ]
    if turned:
        yield f"Factors changed their role: {_named(turned)}. Retire them, and give the others ids of their own."


def numbers(version: str) -> tuple[int, ...]:
    """A version to be compared with others."""
    return tuple(int(part) for part in version.split("."))


def _named(ids: list[FactorId]) -> str:
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return ", ".join(ids[:_NAMED]) + more
