"""What is analysed: codings with their places, what is known of each case, and where sentences begin. No words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from fieldnotes.base.ids import AttributeId, BandId, CaseId, InterviewId
from fieldnotes.casebook.coded import Coded
from fieldnotes.codebook.models import NOT_SAID

SentenceStarts = Callable[[InterviewId], Sequence[int]]
"""Where the sentences of an interview begin, in code points, in the order of the text."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as far as it is counted.

    Attributes:
        id: the case's label.
        bands: what is known of it, with what the taxonomy implies; an attribute not said is absent.
        complete: whether every factor was considered, by the coder whose codings these are.
        came: number of its first interview in the order in which interviews came into the vault, if it has one.
    """

    id: CaseId
    bands: Mapping[AttributeId, BandId]
    complete: bool
    came: int | None

    def band(self, attribute: AttributeId) -> BandId:
        """Its band; *not said* where nothing is known."""
        return self.bands.get(attribute, NOT_SAID)


@dataclass(frozen=True)
class Material:
    """Codings by one coder a case, and what they are codings of.

    Attributes:
        codings: case by case, interview by interview, in the order of the text.
        cases: every case, in reading order.
        sentences: tells where the sentences of an interview begin; asked only where a question is about sentences.
    """

    codings: Sequence[Coded]
    cases: Mapping[CaseId, CaseFacts]
    sentences: SentenceStarts

    @cached_property
    def coded_cases(self) -> tuple[CaseFacts, ...]:
        """The cases that have been coded, in reading order: those with a coding, and those whose checklist is complete.

        A case that nobody has coded yet raises nothing; counted, it would speak for factors that are not there.
        """
        with_codings = {coding.case for coding in self.codings}
        return tuple(case for case in self.cases.values() if case.complete or case.id in with_codings)
