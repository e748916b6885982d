"""Codings to be looked at again: their words were edited, or deleted, since they were made or reviewed last."""

from dataclasses import dataclass

from fieldnotes.base.ids import CaseId, CoderLabel, CodingId, FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.codings import Codings
from fieldnotes.casebook.passages import Passages
from fieldnotes.casebook.rows import interview_row
from fieldnotes.casebook.texts import Texts
from fieldnotes.casebook.wordsbefore import kept, newly_changed, words_before
from fieldnotes.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class ToReview:
    """A coding to be looked at again.

    Attributes:
        coding: the coding.
        interview: where.
        factor: the factor.
        coder: the coder's label.
        memo: the coder's note, may be empty.
        span: where its words stand now; ``None`` if they were deleted.
        at: where its words stood, if they were deleted; else where they begin.
        before: its words when it was made or reviewed last, beginning and end of very long ones; ``None`` where they are
            not known any more, because earlier wordings were forgotten or the change is older than they are kept.
        now: its words now; empty if they were deleted.
    """

    coding: CodingId
    interview: InterviewId
    factor: FactorId
    coder: CoderLabel
    memo: str
    span: Span | None
    at: int
    before: str | None
    now: str


class Reviews:
    """Finds what is to be looked at again; keeping, placing anew and removing are done by the codings."""

    def __init__(self, vault: Vault, texts: Texts, passages: Passages, codings: Codings) -> None:
        self._vault = vault
        self._texts = texts
        self._passages = passages
        self._codings = codings

    def of_interview(self, interview: InterviewId) -> list[ToReview]:
        """The changed and lost codings of an interview, in the order of the text.

        Raises:
            AnswerIsNoError: if there is no such interview.
            DamagedError: if its journal does not fit its text.
        """
        connection = self._vault.connection
        changed = [one for one in self._codings.of_interview(interview) if one.changed]
        lost = self._codings.lost_of_interview(interview)
        if not changed and not lost:
            return []
        text = self._texts.current(interview)
        row = interview_row(connection, interview)
        newly = newly_changed(connection, interview, self._passages.places(interview))
        before = {**kept(connection, interview), **words_before(connection, row, newly)}
        found = [
            ToReview(
                one.id, interview, one.factor, one.coder, one.memo, one.span, one.span.start,
                before.get(one.id), text[one.span.start : one.span.end],
            )
            for one in changed
        ] + [
            ToReview(one.id, interview, one.factor, one.coder, one.memo, None, one.at, before.get(one.id), "")
            for one in lost
        ]  # fmt: skip
        return sorted(found, key=lambda one: (one.at, one.coding))

    def of_case(self, case: CaseId) -> list[ToReview]:
        """The same for every interview of a case, one after the other.

        Raises:
            AnswerIsNoError: if there is no such case.
            DamagedError: if a journal does not fit its text.
        """
        return [one for interview in self._codings.interviews(case) for one in self.of_interview(interview)]
