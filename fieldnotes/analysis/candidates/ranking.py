"""Ranking windows of texts for one factor, and saying which words put them there.

BM25 over words (Robertson and Zaragoza 2009, The probabilistic relevance framework: BM25 and beyond, Foundations and Trends in
Information Retrieval 3(4)), with the weights of the factor's profile and of what coded passages teach as weights of the query.
"""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from fieldnotes.analysis.candidates.coded import learned, rarity
from fieldnotes.analysis.candidates.negation import denials
from fieldnotes.analysis.candidates.profiles import Phrase, Profile, Term
from fieldnotes.analysis.candidates.tokens import Tokens, places
from fieldnotes.analysis.candidates.units import Units, Window
from fieldnotes.analysis.candidates.weights import CHOSEN, Weights
from fieldnotes.base.span import Span


class Kind(StrEnum):
    """Why a word counts."""

    CUE = "cue"
    DESCRIPTION = "description"
    CODED = "coded"
    STANCE = "stance"


@dataclass(frozen=True, slots=True)
class Reason:
    """Words that make a window a candidate.

    Attributes:
        span: where they stand in the text.
        words: as they stand there.
        kind: a cue of the factor, a word of its description, a word of passages coded with it, or a word of its stance.
        worth: their part of the score.
        denied_by: the word that seems to deny them; ``None`` where none does.
    """

    span: Span
    words: str
    kind: Kind
    worth: float
    denied_by: str | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A window with its score.

    Attributes:
        text: which of the texts.
        window: which of its windows.
        score: above 0; comparable within one ranking only.
    """

    text: int
    window: Window
    score: float


class _Hit(NamedTuple):
    """An occurrence of something looked for: ``length`` words of a sentence from the one at ``place`` on."""

    place: int
    length: int
    sought: Term | Phrase
    kind: Kind
    denied_by: int | None


class Ranking:
    """The windows of some texts, ranked for one factor.

    Args:
        profile: of the factor.
        texts: to look through.
        coded: the words of passages that carry the factor already, with counts.
        weights: the parameters.
    """

    def __init__(
        self,
        profile: Profile,
        texts: Sequence[Units],
        coded: Sequence[Counter[Term]] = (),
        weights: Weights = CHOSEN,
    ) -> None:
        self._texts = texts
        self._weights = weights
        self._size = sum(len(text.sentences) for text in texts)
        words = sum(len(tokens.words) for text in texts for tokens in text.tokens)
        self._usual_length = max(1.0, words / max(1, self._size))
        spread = _spread(texts, frozenset(profile.terms).union(*coded))
        taught = learned(coded, spread, self._size, weights)
        self._described = profile.terms
        self._worth: dict[Term | Phrase, float] = {
            term: (profile.terms.get(term, 0.0) + taught.get(term, 0.0)) * rarity(spread[term], self._size)
            for term in (*profile.terms, *taught)
        }
        self._phrases = _by_first_word(profile)
        self._sought = frozenset((*self._worth, *self._phrases))
        self._hits = [[self._look(tokens) for tokens in text.tokens] for text in texts]
        self._worth.update(self._cue_worths(profile.cues))

    def best(self, most: int, allowed: Sequence[Sequence[bool]] | None = None) -> list[Ranked]:
        """The best windows, none sharing a sentence with another.

        Args:
            most: how many at most.
            allowed: for each text and each sentence, whether it may be part of a candidate; every one where ``None``.
        """
        scored = [
            (-score, number, window)
            for number, text in enumerate(self._texts)
            for score, window in self._scored(number, text)
            if allowed is None or all(allowed[number][window.first : window.end])
        ]
        heapq.heapify(scored)
        taken: list[set[int]] = [set() for _ in self._texts]
        found: list[Ranked] = []
        while scored and len(found) < most:
            score, number, window = heapq.heappop(scored)
            if taken[number].isdisjoint(range(*window)):
                taken[number].update(range(*window))
                found.append(Ranked(number, window, -score))
        return found

    # Looking for what counts.

    def _look(self, tokens: Tokens) -> list[_Hit]:
        words, terms = tokens
        if self._sought.isdisjoint(words) and (words is terms or self._sought.isdisjoint(terms)):
            return []
        found = list(self._found(words, terms))
        denied = denials(words) if found else {}
        if not denied:
            return found
        return [hit._replace(denied_by=_denied(hit, denied)) for hit in found]

    def _found(self, words: list[str], terms: list[Term]) -> Iterator[_Hit]:
        worth, phrases = self._worth, self._phrases
        for place, (word, term) in enumerate(zip(words, terms, strict=True)):
            if term in worth:
                kind = Kind.DESCRIPTION if term in self._described else Kind.CODED
                yield _Hit(place, 1 if term == word else 2, term, kind, None)  # two syllables make a term
            for phrase, kind in phrases.get(word, ()):
                if tuple(words[place : place + len(phrase)]) == phrase:
                    yield _Hit(place, len(phrase), phrase, kind, None)

    def _cue_worths(self, cues: Sequence[Phrase]) -> dict[Term | Phrase, float]:
        """A cue is worth the more the rarer it is here, as any word, and the longer."""
        spread = Counter(
            phrase
            for hits in self._hits
            for found in hits
            for phrase in {hit.sought for hit in found if hit.kind is Kind.CUE}
        )
        weights = self._weights
        return {
            cue: weights.cue * (1 + weights.longer_cue * (len(cue) - 1)) * rarity(spread[cue], self._size)
            for cue in cues
        }

    # Scoring.

    def _scored(self, number: int, text: Units) -> Iterator[tuple[float, Window]]:
        hits, tokens = self._hits[number], text.tokens
        for window in text.windows:
            first, end = window
            if not (hits[first] and hits[end - 1]) and end - first < len(tokens):
                continue  # without the sentence at its end that holds nothing, the window is better
            within = [hit for found in hits[first:end] for hit in found]
            score = sum(self._parts(within, sum(len(one.words) for one in tokens[first:end])).values())
            if any(hit.kind is Kind.STANCE for hit in within):
                score *= 1 + self._weights.stance
            if score > 0:
                yield score, window

    def _parts(self, hits: Sequence[_Hit], length: int) -> dict[Term | Phrase, float]:
        """The score of a window word by word: BM25, in which a denied word counts in part."""
        weights = self._weights
        often: dict[Term | Phrase, float] = {}
        for _, _, sought, kind, denied_by in hits:
            if kind is not Kind.STANCE:
                often[sought] = often.get(sought, 0.0) + (1.0 if denied_by is None else weights.denied)
        norm = weights.k1 * (1 - weights.b + weights.b * length / self._usual_length)
        worth = self._worth
        return {
            sought: worth[sought] * count * (weights.k1 + 1) / (count + norm)
            for sought, count in often.items()
        }

    # Explaining.

    def reasons(self, ranked: Ranked, text: str) -> list[Reason]:
        """Why a window is a candidate, in the order of the text.

        Args:
            ranked: one that :meth:`best` gave.
            text: the text it stands in.
        """
        unit = self._texts[ranked.text]
        numbers = range(*ranked.window)
        hits = [hit for number in numbers for hit in self._hits[ranked.text][number]]
        parts = self._parts(hits, sum(len(unit.tokens[number].words) for number in numbers))
        found: list[Reason] = []
        for number in numbers:
            start = unit.sentences[number].start
            where = places(text[start : unit.sentences[number].end])
            for hit in self._hits[ranked.text][number]:
                span = Span(start + where[hit.place][0], start + where[hit.place + hit.length - 1][1])
                denial = None if hit.denied_by is None else where[hit.denied_by]
                found.append(
                    Reason(
                        span,
                        text[span.start : span.end],
                        hit.kind,
                        parts.get(hit.sought, 0.0),
                        None if denial is None else text[start + denial[0] : start + denial[1]],
                    )
                )
        return found


def _spread(texts: Sequence[Units], terms: frozenset[Term]) -> Counter[Term]:
    """In how many sentences each of some terms occurs."""
    spread: Counter[Term] = Counter()
    for text in texts:
        for tokens in text.tokens:
            spread.update(terms.intersection(tokens.terms))
    return spread


def _by_first_word(profile: Profile) -> dict[str, list[tuple[Phrase, Kind]]]:
    found: dict[str, list[tuple[Phrase, Kind]]] = {}
    for kind, phrases in (
        (Kind.CUE, profile.cues),
        (Kind.STANCE, profile.stance),
    ):
        for phrase in phrases:
            found.setdefault(phrase[0], []).append((phrase, kind))
    return found


def _denied(hit: _Hit, denied: Mapping[int, int]) -> int | None:
    """What denies any word of a hit; a word of denial within it is part of the cue, as in *never paid*."""
    within = range(hit.place, hit.place + hit.length)
    return next((denied[place] for place in within if place in denied and denied[place] not in within), None)
