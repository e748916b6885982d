"""What the bands of a case imply about each other, by the rules that the taxonomy declares."""

from collections.abc import Mapping

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import AttributeId, BandId
from fieldnotes.codebook.models import NOT_SAID, Implication, Taxonomy


def with_implied(bands: Mapping[AttributeId, BandId], taxonomy: Taxonomy) -> dict[AttributeId, BandId]:
    """The bands that were set, and those that follow from them without a choice."""
    result = dict(bands)
    while True:
        before = len(result)
        for rule in taxonomy.implications:
            if _applies(rule, result) and len(rule.implies_bands) == 1:
                result.setdefault(rule.implies_attribute, rule.implies_bands[0])
        if len(result) == before:
            return result


def refuse_contradiction(bands: Mapping[AttributeId, BandId], taxonomy: Taxonomy) -> None:
    """Refuse bands that break a rule of the taxonomy.

    Raises:
        WrongUseError: naming the two attributes and the reason.
    """
    for rule in taxonomy.implications:
        implied = bands.get(rule.implies_attribute, NOT_SAID)
        if _applies(rule, bands) and implied not in rule.implies_bands:
            one = _said(taxonomy, rule.attribute, bands.get(rule.attribute, NOT_SAID))
            other = _said(taxonomy, rule.implies_attribute, implied)
            reason = f" ({rule.because.rstrip('.')})" if rule.because else ""
            raise WrongUseError(
                f"A case cannot have {one} and {other}{reason}.",
                "Set both attributes together, or set the one that is wrong to `not said` first.",
            )


def _applies(rule: Implication, bands: Mapping[AttributeId, BandId]) -> bool:
    return bands.get(rule.attribute, NOT_SAID) in rule.bands


def _said(taxonomy: Taxonomy, attribute: AttributeId, band: BandId) -> str:
    known = taxonomy.attribute(attribute)
    label = next((level.label for level in known.bands if level.id == band), band)
    return f"{known.label} `{label}`"
