"""Keeping the attributes of a case within what the taxonomy says its bands imply.

The disclosure audit grants the attacker every declared implication, so a stored case must never break one
(taxonomy/attributes.toml says what each means). An attribute that a mapping lacks counts as *not said*.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.ids import AttributeId, BandId
from fieldnotes.codebook.entries import NOT_SAID, Attribute, Implication
from fieldnotes.codebook.models import Taxonomy


@dataclass(frozen=True)
class Settled:
    """Attributes that break no implication, and what had to move for it.

    Attributes:
        attributes: every attribute of the taxonomy with its band.
        moved: the attributes, other than the one that was set, whose band changed; for telling the user.
    """

    attributes: Mapping[AttributeId, BandId]
    moved: tuple[AttributeId, ...]


def broken_implications(
    implications: Sequence[Implication], attributes: Mapping[AttributeId, BandId]
) -> list[Implication]:
    """The implications that these attributes break, in declared order; empty when all is well."""
    return [rule for rule in implications if _broken(rule, attributes)]


def settle(
    taxonomy: Taxonomy, attributes: Mapping[AttributeId, BandId], attribute: AttributeId, band: BandId
) -> Settled:
    """Set one attribute and let the others follow: a band that is forced is filled in, one that clashes is cleared.

    The band just set stands, and what was stored before gives way, since it is the newer statement. Setting *not said*
    clears a band; where another attribute forces it, it is filled in again.

    Raises:
        UnknownAttributeError: if there is no such attribute.
        UnknownBandError: if it has no such band.
    """
    taxonomy.resolve_band(attribute, band)
    return settle_among(taxonomy.attributes, taxonomy.implications, attributes, attribute, band)


def settle_among(
    known: Sequence[Attribute],
    implications: Sequence[Implication],
    attributes: Mapping[AttributeId, BandId],
    attribute: AttributeId,
    band: BandId,
) -> Settled:
    """As :func:`settle`, without a whole taxonomy; for checking a taxonomy that is still in the making.

    Args:
        known: the attributes there are.
        implications: what their bands imply; none may start from *not said*, or this need not end.
        attributes: what is stored now.
        attribute: the one to set.
        band: the band to set it to.
    """
    before = {each.id: attributes.get(each.id, NOT_SAID) for each in known}
    after = {**before, attribute: band}
    kept = set() if band == NOT_SAID else {attribute}
    # This ends: no implication starts from "not said" (the taxonomy check sees to it), so each round either clears an
    # attribute, and a kept one is never filled again, or adds one to those kept.
    while broken := broken_implications(implications, after):
        rule = broken[0]
        if rule.implies_attribute in kept:
            after[rule.attribute] = NOT_SAID
        else:
            forced = len(rule.implies_bands) == 1
            after[rule.implies_attribute] = rule.implies_bands[0] if forced else NOT_SAID
            kept.add(rule.implies_attribute)
    moved = tuple(each for each in after if each != attribute and after[each] != before[each])
    return Settled(after, moved)


def _broken(rule: Implication, attributes: Mapping[AttributeId, BandId]) -> bool:
    return (
        attributes.get(rule.attribute, NOT_SAID) in rule.bands
        and attributes.get(rule.implies_attribute, NOT_SAID) not in rule.implies_bands
    )
