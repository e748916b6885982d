"""What a factor sounds like: its cues, and the words by which the codebook describes it."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from fieldnotes.analysis.candidates.stances import STANCE_CUES
from fieldnotes.analysis.candidates.tokens import Reader
from fieldnotes.analysis.candidates.weights import CHOSEN, Weights
from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.localfactors import Codable, LocalFactor
from fieldnotes.codebook.models import Factor, Taxonomy

Term: TypeAlias = str
"""What is counted; see :class:`fieldnotes.analysis.candidates.tokens.Tokens`."""

Phrase: TypeAlias = tuple[str, ...]
"""Words in order, as :class:`fieldnotes.analysis.candidates.tokens.Reader` gives them."""

_FUNCTION_WORDS: Final = """a about after all also am an and any are as at be because been before being but by can could did do does for from
    had has have he her here him his how i if in into is it its just me more my no nor not of on one only or other our out
    own over said she should so some such than that the their them then there these they this those to too under up us
    very was we were what when where which while who whom whose why will with would you your"""

FUNCTION_WORDS: Final = frozenset(_FUNCTION_WORDS.split())
"""Of English; they tell no factor from another."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A factor as it is looked for.

    Attributes:
        factor: its id.
        cues: its cue words and phrases in all languages.
        terms: words that describe it, each with a weight; the squares of all weights add up to 1.
        stance: phrases that tell the stance its role has.
    """

    factor: FactorId
    cues: tuple[Phrase, ...]
    terms: Mapping[str, float]
    stance: tuple[Phrase, ...]


class Profiles:
    """The profiles of a codebook's factors, which are weighed against each other.

    Args:
        taxonomy: the codebook.
        weights: the parameters.
    """

    def __init__(self, taxonomy: Taxonomy, weights: Weights = CHOSEN) -> None:
        self._weights = weights
        self._described = {factor.id: self._described_by(factor) for factor in taxonomy.active_factors}
        self._spread = Counter(term for words in self._described.values() for term in words)

    def of(self, factor: Codable) -> Profile:
        """The profile of a factor, of the taxonomy or of the team.

        A word is worth the less, the more factors are described by it: it tells none of them from the others.
        """
        factors = len(self._described)
        terms = {
            term: weight * math.log(1 + factors / max(1, self._spread[term]))
            for term, weight in (self._described.get(factor.id) or self._described_by(factor)).items()
        }
        best = sorted(terms, key=lambda term: (-terms[term], term))[: self._weights.terms]
        role = factor.role if isinstance(factor, Factor) else None
        return Profile(
            factor.id,
            _phrases(_cues(factor)),
            normalised({term: terms[term] for term in best}),
            _phrases(() if role is None else STANCE_CUES.get(role, ())),
        )

    def _described_by(self, factor: Codable) -> dict[str, float]:
        found: dict[str, float] = {}
        for words in _descriptions(factor):
            _add(found, content_terms(words), 1.0)
        _add(found, content_terms(" ".join(_cues(factor))), self._weights.cue_words)
        return found


def content_terms(text: str) -> Counter[Term]:
    """How often each word occurs that could tell a factor from another."""
    return Counter(term for term in Reader().tokens(text).terms if term and term not in FUNCTION_WORDS)


def normalised(terms: Mapping[Term, float]) -> dict[Term, float]:
    """The same weights as a vector of length 1."""
    length = math.sqrt(sum(weight * weight for weight in terms.values()))
    return {term: weight / length for term, weight in terms.items()} if length else {}


def _add(found: dict[str, float], counted: Mapping[str, int], weight: float) -> None:
    for term, count in counted.items():
        found[term] = found.get(term, 0.0) + weight * (1 + math.log(count))


def _descriptions(factor: Codable) -> Sequence[str]:
    """What says of a factor what it is. Prompts do not: they are neutral on purpose."""
    if isinstance(factor, LocalFactor):
        return factor.label, factor.description
    return factor.label, factor.definition, " ".join(factor.use_when), factor.example


def _cues(factor: Codable) -> Sequence[str]:
    if isinstance(factor, LocalFactor):
        return ()
    return [cue for cues in factor.cues.values() for cue in cues]


def _phrases(cues: Iterable[str]) -> tuple[Phrase, ...]:
    found = dict.fromkeys(tuple(Reader().tokens(cue).words) for cue in cues)
    return tuple(phrase for phrase in found if phrase)
