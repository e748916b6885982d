"""Reading the material of an analysis from a casebook, in a handful of queries however large it is."""

from collections.abc import Sequence
from functools import cache

from fieldnotes.analysis.material import CaseFacts, Material
from fieldnotes.base.ids import CoderLabel, InterviewId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.coded import bands_by_case, coded, order_of_coming
from fieldnotes.codebook.implications import with_implied
from fieldnotes.text.sentences import sentence_starts


def read_material(book: Casebook, coder: CoderLabel | None = None) -> Material:
    """Every coding that stands, by each case's settled coder or by ``coder``, with what is known of the cases."""
    connection, implications = book.vault.connection, book.taxonomy.implications
    bands, came = bands_by_case(connection), order_of_coming(connection)
    cases = {
        case.id: CaseFacts(
            case.id,
            with_implied(implications, bands.get(case.id, {})),
            case.considered == case.factors,
            came.get(case.id),
        )
        for case in book.cases.list()
    }

    @cache
    def sentences(interview: InterviewId) -> Sequence[int]:
        return sentence_starts(book.interviews.text(interview))

    return Material(coded(connection, book.passages, coder), cases, sentences)
