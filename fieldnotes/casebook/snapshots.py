"""What a release is told of a case: bands and factors, no text."""

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import CaseSnapshot


def snapshot(book: Casebook, case: CaseId) -> CaseSnapshot:
    """The case as a release counts it: every attribute filled in, factors with a coding by the settled coder.

    Raises:
        AnswerIsNoError: if there is no such case.
    """
    raise NotImplementedError
