"""What a release is told of a case: bands and factors, no text."""

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.checklist import raised_factors
from fieldnotes.casebook.records import CaseSnapshot
from fieldnotes.codebook.models import NOT_SAID


def snapshot(book: Casebook, case: CaseId) -> CaseSnapshot:
    """The case as a release counts it: every attribute filled in, factors with a coding by the settled coder.

    Raises:
        AnswerIsNoError: if there is no such case.
    """
    known = book.cases.get(case).attributes
    active = {factor.id for factor in book.taxonomy.active_factors}
    return CaseSnapshot(
        case,
        {attribute.id: known.get(attribute.id, NOT_SAID) for attribute in book.taxonomy.attributes},
        raised_factors(book.vault.connection, book.passages, case) & active,
    )
