"""Reading the material of an analysis from a casebook, in a handful of queries however large it is."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from fieldnotes.analysis.material import CaseFacts, Material
from fieldnotes.base.ids import CaseId, CoderLabel, FactorId, InterviewId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.coded import bands_by_case, coded, marked_by_case, order_of_coming
from fieldnotes.codebook.implications import with_implied
from fieldnotes.text.sentences import sentence_starts


def read_material(book: Casebook, coder: CoderLabel | None = None) -> Material:
    """Every coding that stands, by each case's settled coder or by ``coder``, with what is known of the cases."""
    connection, taxonomy = book.vault.connection, book.taxonomy
    codings = coded(connection, book.passages, coder)
    bands, came = bands_by_case(connection), order_of_coming(connection)
    raised: defaultdict[CaseId, set[FactorId]] = defaultdict(set)
    for one in codings:
        raised[one.case].add(one.factor)
    active = {factor.id for factor in taxonomy.active_factors}
    cases = {
        case: CaseFacts(
            case,
            with_implied(taxonomy.implications, bands.get(case, {})),
            active <= marked | raised[case],
            came.get(case),
        )
        for case, marked in marked_by_case(connection, coder).items()
    }

    @cache
    def sentences(interview: InterviewId) -> Sequence[int]:
        return sentence_starts(book.interviews.text(interview))

    return Material(codings, cases, sentences)
