"""Names in a question: factors, groups, dimensions, stances, strengths, roles, cases, attributes."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

from fieldnotes.analysis.retrieval.expressions import (
    Condition,
    OfBand,
    OfCase,
    OfFactors,
    OfStance,
    OfStrength,
)
from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.labels import parse_case_id
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.localfactors import LocalFactor
from fieldnotes.codebook.models import Dimension, Role, Stance, Taxonomy, plain

if TYPE_CHECKING:
    from fieldnotes.base.ids import FactorId

Kind = TypeVar("Kind", Dimension, Role, Stance)

LOCAL: Final = "local"
"""As a group: every factor of the team's own."""

NONE: Final = "none"
"""As a stance or a strength: none was given."""

KINDS: Final = ("factor", "group", "dimension", "stance", "strength", "role", "case")
"""What may stand before the colon, besides an attribute of the taxonomy."""


class Names:
    """The names that a question may use.

    Args:
        taxonomy: names factors, retired ones too, groups and attributes.
        local: the team's own factors.
    """

    def __init__(self, taxonomy: Taxonomy, local: Iterable[LocalFactor] = ()) -> None:
        self._taxonomy = taxonomy
        self._factors: dict[str, frozenset[FactorId]] = {}
        self._groups: dict[str, frozenset[FactorId]] = {}
        for factor in taxonomy.factors:
            self._factors[factor.id] = self._factors[factor.key] = frozenset({factor.id})
        for group in taxonomy.groups:
            members = frozenset(factor.id for factor in taxonomy.factors if factor.group == group.id)
            self._groups[group.id] = self._groups[group.key] = members
        own = frozenset(one.id for one in local)
        for one in local:
            self._factors[one.id] = self._factors[one.key] = frozenset({one.id})
        self._groups[LOCAL] = own
        self._kinds: Mapping[str, Callable[[str], Condition]] = {
            "factor": self._factor,
            "group": self._group,
            "dimension": self._dimension,
            "stance": self._stance,
            "strength": self._strength,
            "role": self._role,
            "case": lambda value: OfCase(parse_case_id(value)),
        }

    @classmethod
    def of(cls, book: Casebook) -> "Names":
        """The names of a casebook's taxonomy and team."""
        return cls(book.taxonomy, book.local.all())

    def bare(self, word: str) -> OfFactors:
        """What a word alone means: a factor or a group, by key or id.

        Raises:
            WrongUseError: if it is neither; factors that look like it are named.
        """
        wanted = word.casefold()
        found = self._factors.get(wanted) or self._groups.get(wanted)
        if found is None and wanted not in self._groups:
            close = ", ".join(self._taxonomy.close_matches(wanted))
            raise WrongUseError(
                f"{word!r} is neither a factor nor a group.", f"Did you mean {close}?" if close else _LIST
            )
        return OfFactors(found or frozenset())

    def named(self, kind: str, value: str) -> Condition:
        """What ``kind:value`` or ``kind=value`` means.

        Raises:
            WrongUseError: if there is no such kind, or nothing of that kind is called so.
        """
        known = self._kinds.get(kind.casefold())
        if known is not None:
            return known(value)
        if not any(plain(kind) in (one.id, plain(one.label)) for one in self._taxonomy.attributes):
            kinds = ", ".join((*KINDS, *(attribute.id for attribute in self._taxonomy.attributes)))
            raise WrongUseError(f"Nothing is asked for by {kind!r}.", f"There are {kinds}.")
        return OfBand(*self._taxonomy.resolve_band(kind, value))

    def _factor(self, value: str) -> Condition:
        found = self._factors.get(value.casefold())
        if found is None:
            self._taxonomy.resolve(value)  # raises, naming what looks like it
            raise WrongUseError(f"No factor has the key or id {value!r}.", _LIST)
        return OfFactors(found)

    def _group(self, value: str) -> Condition:
        found = self._groups.get(value.casefold())
        if found is None:
            keys = ", ".join((*(group.key for group in self._taxonomy.groups), LOCAL))
            raise WrongUseError(f"No group has the key or id {value!r}.", f"There are {keys}.")
        return OfFactors(found)

    def _dimension(self, value: str) -> Condition:
        wanted = _one_of(Dimension, "dimension", value)
        return OfFactors(frozenset(one.id for one in self._taxonomy.factors if wanted in one.dimensions))

    def _role(self, value: str) -> Condition:
        if value.casefold() == "obstacle":
            roles = {Role.OBSTACLE_IMMEDIATE, Role.OBSTACLE_STRUCTURAL}
        else:
            roles = {_one_of(Role, "role", value)}
        return OfFactors(frozenset(one.id for one in self._taxonomy.factors if one.role in roles))

    def _stance(self, value: str) -> Condition:
        return OfStance(None if value.casefold() == NONE else _one_of(Stance, "stance", plain(value)))

    def _strength(self, value: str) -> Condition:
        if value not in ("1", "2", "3", NONE):
            raise WrongUseError(f"There is no strength {value!r}.", "There are 1, 2, 3 and none.")
        return OfStrength(None if value == NONE else int(value))


_LIST: Final = "`fieldnotes taxonomy list` shows the factors with their keys."


def _one_of(kinds: type[Kind], what: str, value: str) -> Kind:
    found = next((kind for kind in kinds if kind.value == value.casefold()), None)
    if found is None:
        raise WrongUseError(f"There is no {what} {value!r}.", f"There are {', '.join(kinds)}.")
    return found
