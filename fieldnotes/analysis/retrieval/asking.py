"""Asking a casebook: a question in words, or what a coding must be, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldnotes.analysis.codes import every_factor
from fieldnotes.analysis.material import Material
from fieldnotes.analysis.retrieval.expressions import And, Codings, Condition, Expression, OfFactors
from fieldnotes.analysis.retrieval.finding import Found, retrieve
from fieldnotes.analysis.retrieval.names import Names
from fieldnotes.analysis.retrieval.parsing import parse
from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.book import Casebook


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one coding must be; all that is given must hold.

    Attributes:
        factors: keys or ids of factors and groups, one of which it is coded with.
        named: kinds with a value, such as a stance, a dimension, a case, or an attribute with its band.
    """

    factors: Sequence[str] = ()
    named: Sequence[tuple[str, str]] = ()

    def conditions(self, names: Names) -> tuple[Condition, ...]:
        """As conditions.

        Raises:
            WrongUseError: for a name that the codebook does not have.
        """
        found: list[Condition] = [names.named(kind, value) for kind, value in self.named]
        if self.factors:
            each = (names.bare(one).factors for one in self.factors)
            found.append(OfFactors(frozenset[FactorId]().union(*each)))
        return tuple(found)


def expression(question: str, wanted: Wanted, names: Names) -> Expression:
    """A question in words, narrowed to passages with a coding as wanted; either may be empty, but not both.

    Raises:
        QuestionError: naming the place where the question cannot be read.
        WrongUseError: for a name that the codebook does not have.
    """
    conditions = wanted.conditions(names)
    if not conditions:
        return parse(question, names)
    narrowed = Codings(conditions)
    return And((parse(question, names), narrowed)) if question.strip() else narrowed


def ask(book: Casebook, material: Material, question: str, wanted: Wanted = Wanted()) -> Found:
    """What a question finds among the codings of ``material``, read from ``book``.

    Raises:
        QuestionError: naming the place where the question cannot be read.
        WrongUseError: for a name that the codebook does not have.
    """
    order = [factor.id for factor in every_factor(book)]
    return retrieve(material, expression(question, wanted, Names.of(book)), order)
