"""Codings: factors attached to passages."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fieldnotes.base.ids import CaseId, CodingId, FactorId, InterviewId
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import Coding, LostCoding
from fieldnotes.codebook.models import Stance, Taxonomy

if TYPE_CHECKING:
    from fieldnotes.vault.vault import Vault


class Codings:
    """The codings of every interview."""

    def __init__(self, vault: "Vault", taxonomy: Taxonomy) -> None:
        self._vault = vault
        self._taxonomy = taxonomy

    def add(  # noqa: PLR0913 - what a coder decides about a passage; all but the first three have defaults
        self,
        interview: InterviewId,
        span: Span,
        factor: FactorId,
        *,
        stance: Stance | None = None,
        strength: int | None = None,
        memo: str = "",
        coder: str = "A",
    ) -> Coding:
        """Attach a factor to the words at ``span``.

        Args:
            interview: where.
            span: code points of the text as stored now.
            factor: an active factor of the taxonomy.
            stance: which way it works; the factor's default where ``None``.
            strength: 1 mentioned, 2 a reason, 3 decisive, or ``None``.
            memo: the coder's note.
            coder: the coder's label, one capital letter.

        Raises:
            AnswerIsNoError: if there is no such interview.
            WrongUseError: if the span ends beyond the text, the factor is unknown or retired, a condition is given a
                stance, the strength is out of range, or this coder gave these words this factor already.
        """
        raise NotImplementedError

    def get(self, coding: CodingId) -> Coding:
        """The coding.

        Raises:
            AnswerIsNoError: if there is none, or it is lost.
        """
        raise NotImplementedError

    def remove(self, coding: CodingId) -> None:
        """Remove a coding, lost or not, and its passage if nothing else codes it.

        Raises:
            AnswerIsNoError: if there is none.
        """
        raise NotImplementedError

    def of_interview(self, interview: InterviewId) -> list[Coding]:
        """The codings of an interview by all coders, in the order of the text.

        Raises:
            AnswerIsNoError: if there is no such interview.
        """
        raise NotImplementedError

    def of_case(self, case: CaseId) -> list[Coding]:
        """The codings of a case by all coders, interview by interview, in the order of the text.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        raise NotImplementedError

    def lost(self, case: CaseId) -> list[LostCoding]:
        """The codings of a case whose words were deleted.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        raise NotImplementedError

    def place(self, coding: CodingId, span: Span) -> Coding:
        """Move a coding, lost or not, to other words of its interview. It counts as reviewed.

        Raises:
            AnswerIsNoError: if there is no such coding.
            WrongUseError: if the span ends beyond the text, or its coder gave those words this factor already.
        """
        raise NotImplementedError

    def reviewed(self, coding: CodingId) -> None:
        """Say that a changed coding still fits its words as they are now.

        Raises:
            AnswerIsNoError: if there is no such coding.
        """
        raise NotImplementedError

    def set_memo(self, coding: CodingId, memo: str) -> None:
        """Write a coding's memo anew; an empty one removes it.

        Raises:
            AnswerIsNoError: if there is no such coding.
            WrongUseError: if it holds characters that cannot be stored.
        """
        raise NotImplementedError

    def counts(self) -> Mapping[FactorId, int]:
        """Codings per factor in the whole casebook, by all coders; a factor without any is absent."""
        raise NotImplementedError
