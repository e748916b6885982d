"""How often factors were raised, for the researcher's own screen."""

from collections import Counter
from collections.abc import Mapping

from fieldnotes.base.ids import CaseId, FactorId, GroupId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.coded import coded


def cases_per_factor(book: Casebook) -> Mapping[FactorId, int]:
    """Cases that raise each active factor, by the coder whose codings count; 0 where none does.

    In the taxonomy's order; factors of the team's own come last.
    """
    counted = Counter(factor for _, factor in _raised(book))
    return {factor.id: counted[factor.id] for factor in book.codable}


def cases_per_group(book: Casebook) -> Mapping[GroupId, int]:
    """Cases that raise at least one factor of each group, by their settled coder; a case counts once in a group."""
    group_of = {factor.id: factor.group for factor in book.taxonomy.active_factors}
    raised = {(case, group_of[factor]) for case, factor in _raised(book) if factor in group_of}
    counted = Counter(group for _, group in raised)
    return {group.id: counted[group.id] for group in book.taxonomy.groups}


def codings_per_factor(book: Casebook) -> Mapping[FactorId, int]:
    """Codings of each active factor by all coders, 0 where there is none, in the same order."""
    counted = book.codings.counts()
    return {factor.id: counted.get(factor.id, 0) for factor in book.codable}


def _raised(book: Casebook) -> set[tuple[CaseId, FactorId]]:
    """Every case with every factor that it raises, by its settled coder."""
    return {(one.case, one.factor) for one in coded(book.vault.connection, book.passages)}
