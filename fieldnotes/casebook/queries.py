"""What is searched for, and where."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import AttributeId, BandId, CaseId, FactorId
from fieldnotes.base.labels import parse_case_id
from fieldnotes.casebook.localfactors import Codable
from fieldnotes.codebook.models import Taxonomy

_FILTER = re.compile(r"\s*([a-z][a-z-]*):(\S+)(?:\s+|$)")
CASE, FACTOR = "case", "factor"


@dataclass(frozen=True, slots=True)
class Where:
    """Which texts are looked through; all that is given must hold.

    Attributes:
        case: only this case.
        factor: only words that lie in a passage coded with this factor, by any coder who may be seen.
        attributes: only cases with these bands; *not said* means that nothing else is recorded.
    """

    case: CaseId | None = None
    factor: FactorId | None = None
    attributes: tuple[tuple[AttributeId, BandId], ...] = ()


EVERYWHERE = Where()


@dataclass(frozen=True, slots=True)
class Query:
    """One search.

    Attributes:
        needle: any substring, in any script; may be empty while it is being typed.
        where: which texts are looked through.
    """

    needle: str
    where: Where


def where(
    taxonomy: Taxonomy,
    *,
    case: str | None = None,
    factor: str | None = None,
    attributes: Iterable[tuple[str, str]] = (),
    resolve: Callable[[str], Codable] | None = None,
) -> Where:
    """Filters as given in words.

    Args:
        taxonomy: names factors, attributes and bands.
        case: a case's label.
        factor: a factor's key or id.
        attributes: attribute and band, by id or label.
        resolve: knows a factor by key or id, those of the team's own too; the taxonomy's own where ``None``.

    Raises:
        WrongUseError: for a label that is none, or a factor, attribute or band that is not in the codebook.
    """
    return Where(
        None if case is None else parse_case_id(case),
        None if factor is None else (resolve or taxonomy.resolve)(factor).id,
        tuple(taxonomy.resolve_band(attribute, band) for attribute, band in attributes),
    )


def parse_query(typed: str, taxonomy: Taxonomy, resolve: Callable[[str], Codable] | None = None) -> Query:
    """Read a line such as ``case:C1 factor:dmv rank:officer ferry``: filters first, then the words as they stand.

    A line that begins with a blank or a quotation mark is all words; the quotation marks around it are taken off.

    Raises:
        WrongUseError: for a filter that names nothing in the codebook.
    """
    known = {CASE, FACTOR, *taxonomy_attributes(taxonomy)}
    given: list[tuple[str, str]] = []
    rest = typed
    while not typed.startswith((" ", '"')):
        found = _FILTER.match(rest)
        if found is None or found[1] not in known:
            break
        given.append((found[1], found[2]))
        rest = rest[found.end() :]
    single = {name: value for name, value in given if name in (CASE, FACTOR)}
    if len(single) < sum(name in (CASE, FACTOR) for name, _ in given):
        raise WrongUseError("A filter is given twice.", "Give one case and one factor at most.")
    filters = where(
        taxonomy,
        case=single.get(CASE),
        factor=single.get(FACTOR),
        attributes=((name, value) for name, value in given if name not in (CASE, FACTOR)),
        resolve=resolve,
    )
    return Query(_unquoted(rest), filters)


def taxonomy_attributes(taxonomy: Taxonomy) -> tuple[str, ...]:
    """The names that stand before the colon of an attribute's filter."""
    return tuple(attribute.id for attribute in taxonomy.attributes)


def _unquoted(words: str) -> str:
    if len(words) > 1 and words[0] == words[-1] == '"':
        return words[1:-1]
    return words
