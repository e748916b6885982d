"""Candidate passages in a casebook: what is looked through, what is learnt from codings, and what is left out."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from fieldnotes.analysis.candidates.profiles import Profile, Profiles, content_terms
from fieldnotes.analysis.candidates.ranking import Ranking, Reason
from fieldnotes.analysis.candidates.units import Units, units
from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId, FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.codedwith import coded_with
from fieldnotes.casebook.dismissing import digest
from fieldnotes.casebook.localfactors import codable_factor
from fieldnotes.casebook.records import Interview

MOST_CODED: Final = 200
"""Coded passages that are learnt from, the latest ones."""

_LONGEST_CODED: Final = 2_000
"""Code points of a coded passage that are learnt from."""

_AT_ONCE: Final = 1_000_000
"""Code points ranked together. More are ranked part by part, so that memory stays bounded; how rare a word is is known well
enough from one part to put the best of all parts in one order."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a factor may fit. Nothing is coded by it.

    Attributes:
        case: the case.
        interview: the interview.
        number: the interview's number within its case.
        span: one to three sentences of an answer, in code points of the stored text.
        score: above 0; comparable within one list only.
        reasons: the words that put it there, in the order of the text.
        digests: of its sentences, by which they are known again; see :func:`fieldnotes.casebook.dismissing.digest`.
    """

    case: CaseId
    interview: InterviewId
    number: int
    span: Span
    score: float
    reasons: tuple[Reason, ...]
    digests: tuple[bytes, ...]


class Suggesting:
    """Candidate passages of one casebook.

    Args:
        book: the casebook.
    """

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._profiles = Profiles(book.taxonomy)

    def candidates(
        self,
        factor: FactorId,
        interviews: Iterable[Interview],
        most: int,
        *,
        without: frozenset[bytes] = frozenset(),
    ) -> list[Candidate]:
        """The best candidates in some interviews, the best first; none shares a sentence with another.

        Left out are sentences that carry the factor already, wholly or in part, and those that were dismissed for it.

        Args:
            factor: an active factor of the taxonomy, or one of the team's own.
            interviews: to look through.
            most: how many at most.
            without: digests of sentences to leave out too, as those that were shown already.

        Raises:
            UnknownFactorError: if there is no such factor.
            WrongUseError: if it was retired.
        """
        known = codable_factor(self._book.vault.connection, self._book.taxonomy, factor)
        profile, coded = self._profiles.of(known), self._coded(factor)
        found = [
            candidate
            for part in _parts(interviews)
            for candidate in self._best(profile, coded, part, most, without)
        ]
        found.sort(key=lambda candidate: -candidate.score)
        return found[:most]

    def everywhere(self, factor: FactorId, most: int) -> list[Candidate]:
        """The best candidates in the interviews of all cases."""
        return self.candidates(
            factor,
            (one for case in self._book.cases.list() for one in self._book.interviews.of(case.id)),
            most,
        )

    def dismiss(self, interview: InterviewId, factor: FactorId, span: Span) -> int:
        """Offer the sentences of answers that ``span`` touches no more for ``factor``; how many they are.

        Raises:
            AnswerIsNoError: if there is no such interview, or the span touches no sentence of an answer.
        """
        text = self._book.interviews.text(interview)
        touched = [one for one in units(text).sentences if one.overlaps(span)]
        if not touched:
            raise AnswerIsNoError("There is no sentence of an answer there.", "Give the span of a candidate.")
        self._book.dismissals.dismiss(interview, factor, [text[one.start : one.end] for one in touched])
        return len(touched)

    def _best(
        self,
        profile: Profile,
        coded: Sequence[Counter[str]],
        interviews: Sequence[Interview],
        most: int,
        without: frozenset[bytes],
    ) -> Iterator[Candidate]:
        texts = [self._book.interviews.text(one.id) for one in interviews]
        taken_apart = [units(text) for text in texts]
        ranking = Ranking(profile, taken_apart, coded)
        allowed = [
            self._allowed(one.id, profile.factor, text, parts, without)
            for one, text, parts in zip(interviews, texts, taken_apart, strict=True)
        ]
        for ranked in ranking.best(most, allowed):
            one, text, parts = interviews[ranked.text], texts[ranked.text], taken_apart[ranked.text]
            yield Candidate(
                one.case,
                one.id,
                one.number,
                parts.span(ranked.window),
                ranked.score,
                tuple(ranking.reasons(ranked, text)),
                tuple(digest(text[span.start : span.end]) for span in parts.within(ranked.window)),
            )

    def _allowed(
        self, interview: InterviewId, factor: FactorId, text: str, parts: Units, without: frozenset[bytes]
    ) -> list[bool]:
        """For each sentence, whether it may still be offered."""
        starts = [sentence.start for sentence in parts.sentences]
        ends = [sentence.end for sentence in parts.sentences]
        more = [0] * (len(starts) + 1)  # how many more codings each sentence has than the one before
        for _, span in coded_with(self._book.vault, self._book.passages, factor, interview=interview):
            more[bisect_right(ends, span.start)] += 1
            more[bisect_left(starts, span.end)] -= 1
        allowed = [codings == 0 for codings in accumulate(more[:-1])]
        out = without | self._book.dismissals.dismissed(interview, factor)
        if not out:
            return allowed
        return [
            may and digest(text[sentence.start : sentence.end]) not in out
            for may, sentence in zip(allowed, parts.sentences, strict=True)
        ]

    def _coded(self, factor: FactorId) -> list[Counter[str]]:
        """The words of passages that carry the factor, the latest first, in whatever case."""
        spans = coded_with(self._book.vault, self._book.passages, factor, most=MOST_CODED)
        texts: dict[InterviewId, str] = {}
        found = []
        for interview, span in spans:
            text = texts.get(interview)
            if text is None:
                text = texts[interview] = self._book.interviews.text(interview)
            found.append(content_terms(text[span.start : min(span.end, span.start + _LONGEST_CODED)]))
        return found


def _parts(interviews: Iterable[Interview]) -> Iterator[list[Interview]]:
    part: list[Interview] = []
    for one in interviews:
        if part and sum(other.length for other in part) + one.length > _AT_ONCE:
            yield part
            part = []
        part.append(one)
    if part:
        yield part
