"""How often factors were raised, for the researcher's own screen."""

from collections import Counter
from collections.abc import Mapping

from fieldnotes.base.ids import FactorId, GroupId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.checklist import raised_factors
from fieldnotes.casebook.snapshots import snapshot


def cases_per_factor(book: Casebook) -> Mapping[FactorId, int]:
    """Cases that raise each active factor, by their settled coder; 0 where none does.

    In the taxonomy's order; factors of the team's own come last.
    """
    connection, passages = book.vault.connection, book.passages
    counted = Counter(
        factor for case in book.cases.list() for factor in raised_factors(connection, passages, case.id)
    )
    return {factor.id: counted[factor.id] for factor in book.codable}


def cases_per_group(book: Casebook) -> Mapping[GroupId, int]:
    """Cases that raise at least one factor of each group, by their settled coder; a case counts once in a group."""
    group_of = {factor.id: factor.group for factor in book.taxonomy.active_factors}
    counted = Counter(
        group
        for case in book.cases.list()
        for group in {group_of[factor] for factor in snapshot(book, case.id).raised}
    )
    return {group.id: counted[group.id] for group in book.taxonomy.groups}


def codings_per_factor(book: Casebook) -> Mapping[FactorId, int]:
    """Codings of each active factor by all coders, 0 where there is none, in the same order."""
    counted = book.codings.counts()
    return {factor.id: counted.get(factor.id, 0) for factor in book.codable}
