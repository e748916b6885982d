"""What several coders made of the same cases, side by side, as far as it may be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import AnswerIsNoError, RefusedError
from fieldnotes.base.ids import CaseId, CoderLabel, FactorId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Coding, Interview, State


@dataclass(frozen=True, slots=True)
class CodedInterview:
    """One text with the codings of the coders compared, in the order of the text."""

    interview: Interview
    text: str
    codings: tuple[Coding, ...]


@dataclass(frozen=True, slots=True)
class CodedCase:
    """A case that at least two coders coded.

    Attributes:
        case: the case.
        coders: those compared, in order.
        interviews: by number.
        states: the checklist of each coder.
    """

    case: CaseId
    coders: tuple[CoderLabel, ...]
    interviews: tuple[CodedInterview, ...]
    states: Mapping[CoderLabel, Mapping[FactorId, State]]

    @property
    def considered(self) -> Mapping[CoderLabel, int]:
        """How many factors each coder has considered."""
        return {
            coder: sum(state is not State.NOT_CONSIDERED for state in states.values())
            for coder, states in self.states.items()
        }


def coded_case(book: Casebook, case: CaseId, coders: Sequence[CoderLabel] = ()) -> CodedCase:
    """One case as its coders coded it.

    Args:
        book: the casebook.
        case: which.
        coders: only these; everyone who coded it where empty.

    Raises:
        AnswerIsNoError: if there is no such case, or fewer than two of the coders coded it.
        RefusedError: while a second coder is at work on it.
    """
    known = book.second.of(case)
    if known.working is not None:
        raise RefusedError(
            f"Coder {known.working} is coding case {case}, and all other codings are hidden until that is complete.",
            f"Compare once {known.working} has considered every factor.",
        )
    compared = tuple(coder for coder in known.coders if not coders or coder in coders)
    if len(compared) < 2:
        raise AnswerIsNoError(
            f"Fewer than two of the coders coded case {case}, so there is nothing to compare.",
            f"Let a second coder code it: fieldnotes case recode {case} --coder B.",
        )
    interviews = tuple(
        CodedInterview(
            interview,
            book.interviews.text(interview.id),
            tuple(one for one in book.codings.of_interview(interview.id) if one.coder in compared),
        )
        for interview in book.interviews.of(case)
    )
    return CodedCase(
        case, compared, interviews, {coder: book.checklist.states(case, coder) for coder in compared}
    )


def coded_cases(
    book: Casebook, coders: Sequence[CoderLabel] = ()
) -> tuple[tuple[CodedCase, ...], tuple[CaseId, ...]]:
    """Every case that at least two of the coders coded, and the cases left out because a second coder is at work on them."""
    found, hidden = [], []
    for summary in book.cases.list():
        known = book.second.of(summary.id)
        if known.working is not None:
            hidden.append(summary.id)
        elif len([coder for coder in known.coders if not coders or coder in coders]) > 1:
            found.append(coded_case(book, summary.id, coders))
    return tuple(found), tuple(hidden)
