"""What can be asked: conditions on one coding, put together by and, or, not, and by where passages stand to each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from fieldnotes.analysis.material import CaseFacts
from fieldnotes.base.ids import AttributeId, BandId, CaseId, FactorId
from fieldnotes.casebook.coded import Coded
from fieldnotes.codebook.models import Stance

Cases = Mapping[CaseId, CaseFacts]


@dataclass(frozen=True, slots=True)
class OfFactors:
    """The coding's factor is one of these: a factor, a group, a dimension or a role comes down to that."""

    factors: frozenset[FactorId]

    def fits(self, coding: Coded, _cases: Cases) -> bool:
        """Whether it is."""
        return coding.factor in self.factors


@dataclass(frozen=True, slots=True)
class OfStance:
    """The coding works this way; ``None`` for one without a stance."""

    stance: Stance | None

    def fits(self, coding: Coded, _cases: Cases) -> bool:
        """Whether it does."""
        return coding.stance is self.stance


@dataclass(frozen=True, slots=True)
class OfStrength:
    """The coding has this strength; ``None`` for one without."""

    strength: int | None

    def fits(self, coding: Coded, _cases: Cases) -> bool:
        """Whether it has."""
        return coding.strength == self.strength


@dataclass(frozen=True, slots=True)
class OfCase:
    """The coding stands in this case."""

    case: CaseId

    def fits(self, coding: Coded, _cases: Cases) -> bool:
        """Whether it does."""
        return coding.case == self.case


@dataclass(frozen=True, slots=True)
class OfBand:
    """The coding stands in a case with this band; *not said* means that nothing else is recorded."""

    attribute: AttributeId
    band: BandId

    def fits(self, coding: Coded, cases: Cases) -> bool:
        """Whether it does."""
        return cases[coding.case].band(self.attribute) == self.band


@dataclass(frozen=True, slots=True)
class Without:
    """The coding does not fit a condition."""

    condition: "Condition"

    def fits(self, coding: Coded, cases: Cases) -> bool:
        """Whether it does not."""
        return not self.condition.fits(coding, cases)


Condition: TypeAlias = OfFactors | OfStance | OfStrength | OfCase | OfBand | Without


class Relation(StrEnum):
    """How the passage of one coding stands to that of another coding."""

    OVERLAPS = "overlaps"
    """They share at least one character."""

    NEAR = "near"
    """In the same interview, at most so many sentences apart; 0 is the same sentence, 1 the next one."""

    THEN = "then"
    """The other begins later in the same interview, where this one has ended or after it."""

    AFTER = "after"
    """The other has ended earlier in the same interview, where this one begins or before it."""

    SAME_CASE = "samecase"
    """Both stand in the same case."""


COUNTS_SENTENCES = frozenset({Relation.NEAR, Relation.THEN, Relation.AFTER})
"""Relations that can be limited to a number of sentences."""


@dataclass(frozen=True, slots=True)
class Codings:
    """Codings that fit every one of these conditions; with none, all codings."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Passages that the question inside does not find."""

    of: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    """Passages that every one of these questions finds: the same words carry all of it."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Passages that any of these questions finds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Codings of the left that stand in a relation to another coding, one of the right; or, turned round, to none.

    Attributes:
        left: what is found.
        relation: how they stand to each other.
        right: what must stand there.
        within: sentences apart at most, where that is limited.
        wanted: whether one must stand there, or none may.
    """

    left: "Expression"
    relation: Relation
    right: "Expression"
    within: int | None = None
    wanted: bool = True


Expression: TypeAlias = Codings | Not | And | Or | Related
