"""What the bands of a case imply about each other: what follows from them, and which rules they break.

The disclosure audit grants the attacker every declared implication, so a stored case must never break one
(taxonomy/attributes.toml says what each means). An attribute that a mapping lacks counts as *not said*.
"""

from collections.abc import Mapping, Sequence

from fieldnotes.base.ids import AttributeId, BandId
from fieldnotes.codebook.entries import NOT_SAID, Implication


def broken_implications(
    implications: Sequence[Implication], bands: Mapping[AttributeId, BandId]
) -> list[Implication]:
    """The implications that these bands break, in declared order; empty when all is well."""
    return [
        rule
        for rule in implications
        if _applies(rule, bands) and bands.get(rule.implies_attribute, NOT_SAID) not in rule.implies_bands
    ]


def with_implied(
    implications: Sequence[Implication], bands: Mapping[AttributeId, BandId]
) -> dict[AttributeId, BandId]:
    """These bands, and for attributes they lack the bands that follow without a choice.

    A band that is there is never changed, even if it breaks an implication.
    """
    result = dict(bands)
    size = -1
    while size < len(result):
        size = len(result)
        for rule in implications:
            if _applies(rule, result) and len(rule.implies_bands) == 1:
                result.setdefault(rule.implies_attribute, rule.implies_bands[0])
    return result


def _applies(rule: Implication, bands: Mapping[AttributeId, BandId]) -> bool:
    return bands.get(rule.attribute, NOT_SAID) in rule.bands
