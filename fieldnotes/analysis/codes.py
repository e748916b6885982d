"""What factors are counted as: themselves, or their groups; factors of the team's own are one group together."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldnotes.analysis.retrieval.names import LOCAL
from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.localfactors import Codable, LocalFactor
from fieldnotes.codebook.models import Role


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes in the codebook's order.

    Attributes:
        of: the code of each factor, retired ones too.
        keys: what a coder types for each code.
        labels: the words for each code.
        roles: what each code does in the codebook's account; the team's own have no role.
    """

    of: Mapping[FactorId, str]
    keys: Mapping[str, str]
    labels: Mapping[str, str]
    roles: Mapping[str, Role | None]

    @property
    def order(self) -> tuple[str, ...]:
        """Every code."""
        return tuple(self.keys)


def every_factor(book: Casebook) -> tuple[Codable, ...]:
    """Every factor in the codebook's order, retired ones too, then the team's own."""
    return (*book.taxonomy.factors, *book.local.all())


def factors_as_codes(book: Casebook) -> Codes:
    """Every factor as a code of its own."""
    known = every_factor(book)
    return Codes(
        {one.id: one.id for one in known},
        {one.id: one.key for one in known},
        {one.id: one.label for one in known},
        {one.id: None if isinstance(one, LocalFactor) else one.role for one in known},
    )


def groups_as_codes(book: Casebook) -> Codes:
    """Every group as a code; where the team has factors of its own, these are one more."""
    groups, local = book.taxonomy.groups, book.local.all()
    own = {LOCAL: LOCAL} if local else {}
    return Codes(
        {**{one.id: one.group for one in book.taxonomy.factors}, **{one.id: LOCAL for one in local}},
        {**{group.id: group.key for group in groups}, **own},
        {**{group.id: group.label for group in groups}, **dict.fromkeys(own, "factors of the team's own")},
        {**{group.id: group.role for group in groups}, **dict.fromkeys(own)},
    )
