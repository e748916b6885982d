"""The taxonomy as one value: what it holds, and how a key, an id or a label is looked up in it."""

import difflib
import re
from functools import cached_property

from fieldnotes.base.ids import AttributeId, BandId, FactorId, GroupId
from fieldnotes.codebook.entries import (
    NOT_APPLICABLE,
    NOT_SAID,
    Attribute,
    Band,
    Dimension,
    DoNotUse,
    Entry,
    Factor,
    FactorEntry,
    Group,
    Implication,
    Retirement,
    Role,
    Stance,
    Text,
    Version,
)
from fieldnotes.codebook.errors import (
    RetiredFactorError,
    UnknownAttributeError,
    UnknownBandError,
    UnknownFactorError,
    UnknownGroupError,
)
from fieldnotes.codebook.hashing import content_sha256

__all__ = [
    "NOT_APPLICABLE",
    "NOT_SAID",
    "Attribute",
    "Band",
    "Dimension",
    "DoNotUse",
    "Factor",
    "FactorEntry",
    "Group",
    "Implication",
    "Retirement",
    "Role",
    "Stance",
    "Taxonomy",
    "plain",
]

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_CLOSE_MATCHES = 3


def plain(words: str) -> str:
    """Words as an id: ``25–34`` and ``25-34`` are the same band, ``Other ranks`` and ``other-ranks`` too."""
    return _NOT_ALPHANUMERIC.sub("-", words.casefold()).strip("-")


class Taxonomy(Entry):
    """A whole codebook. Order is how it is shown; the hash does not depend on it.

    Attributes:
        version: of the codebook, not of the program.
        title: what it is called.
        citation: the work it is grounded in.
        dimensions: what each dimension means.
        groups: in the order they are shown.
        factors: group by group, retired ones included.
        attributes: of a case.
        implications: what bands imply about each other.
    """

    version: Version
    title: Text
    citation: Text
    dimensions: dict[Dimension, Text]
    groups: tuple[Group, ...]
    factors: tuple[Factor, ...]
    attributes: tuple[Attribute, ...]
    implications: tuple[Implication, ...]

    @cached_property
    def sha256(self) -> str:
        """Content hash, 64 hexadecimal characters; the same whatever the files look like."""
        return content_sha256(self)

    @cached_property
    def active_factors(self) -> tuple[Factor, ...]:
        """The factors that may be coded: all but the retired ones."""
        return tuple(factor for factor in self.factors if factor.retired is None)

    @cached_property
    def _factors(self) -> dict[str, Factor]:
        return {factor.id: factor for factor in self.factors}

    @cached_property
    def _by_key(self) -> dict[str, Factor]:
        return {factor.key: factor for factor in self.factors}

    def factor(self, factor_id: FactorId) -> Factor:
        """The factor with this id, retired or not.

        Raises:
            UnknownFactorError: naming ids that look like it.
        """
        found = self._factors.get(factor_id)
        if found is None:
            raise UnknownFactorError(factor_id, self.close_matches(factor_id))
        return found

    def resolve(self, asked: str) -> Factor:
        """The factor with this key or id, retired or not; case and surrounding spaces do not matter.

        Raises:
            UnknownFactorError: naming factors whose key, id or label look like it.
        """
        wanted = asked.strip().casefold()
        found = self._by_key.get(wanted) or self._factors.get(wanted)
        if found is None:
            raise UnknownFactorError(asked, self.close_matches(asked))
        return found

    def resolve_active(self, asked: str) -> Factor:
        """As :meth:`resolve`, for a factor that is to be coded now.

        Raises:
            UnknownFactorError: naming factors whose key, id or label look like it.
            RetiredFactorError: naming what replaces it.
        """
        found = self.resolve(asked)
        if found.retired is not None:
            raise RetiredFactorError(found.id, self.successors(found.id))
        return found

    def successors(self, factor_id: FactorId) -> tuple[FactorId, ...]:
        """The active factors that stand for this one now: itself if active, otherwise what replaces it in the end.

        Raises:
            UnknownFactorError: naming ids that look like it.
        """
        found: dict[FactorId, None] = {}
        seen, waiting = {factor_id}, [factor_id]
        while waiting:
            factor = self.factor(waiting.pop())
            if factor.retired is None:
                found[factor.id] = None
                continue
            later = [one for one in factor.retired.replaced_by if one not in seen]
            seen.update(later)
            waiting += reversed(later)
        return tuple(found)

    def close_matches(self, asked: str) -> list[FactorId]:
        """Ids of at most three active factors whose key, id or label resemble what was asked for, best first."""
        wanted = asked.strip().casefold()
        names = {
            name: factor.id
            for factor in self.active_factors
            for name in (factor.label.casefold(), factor.id.rpartition(".")[2], factor.id, factor.key)
        }
        close = difflib.get_close_matches(wanted, names, n=2 * _CLOSE_MATCHES)
        containing = [name for name in names if len(wanted) > 2 and wanted in name]
        return list(dict.fromkeys(names[name] for name in (*containing, *close)))[:_CLOSE_MATCHES]

    def group(self, group_id: GroupId) -> Group:
        """The group with this id (or key).

        Raises:
            UnknownGroupError: listing the groups.
        """
        for group in self.groups:
            if group_id in (group.id, group.key):
                return group
        raise UnknownGroupError(group_id, [group.id for group in self.groups])

    def factors_of(self, group_id: GroupId) -> tuple[Factor, ...]:
        """The active factors of a group, in order.

        Raises:
            UnknownGroupError: listing the groups.
        """
        wanted = self.group(group_id).id
        return tuple(factor for factor in self.active_factors if factor.group == wanted)

    def attribute(self, attribute_id: AttributeId) -> Attribute:
        """The attribute with this id.

        Raises:
            UnknownAttributeError: listing the attributes.
        """
        for attribute in self.attributes:
            if attribute.id == attribute_id:
                return attribute
        raise UnknownAttributeError(attribute_id, [attribute.id for attribute in self.attributes])

    def resolve_band(self, attribute: str, band: str) -> tuple[AttributeId, BandId]:
        """The attribute and band that these words name; ids and labels both serve, case and dashes do not matter.

        Raises:
            UnknownAttributeError: listing the attributes.
            UnknownBandError: listing the attribute's bands.
        """
        for candidate in self.attributes:
            if plain(attribute) in (candidate.id, plain(candidate.label)):
                break
        else:
            raise UnknownAttributeError(attribute, [known.id for known in self.attributes])
        for level in candidate.bands:
            if plain(band) in (level.id, plain(level.label)):
                return candidate.id, level.id
        raise UnknownBandError(candidate.id, band, [level.label for level in candidate.bands])
