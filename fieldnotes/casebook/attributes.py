"""Refusing bands of a case that contradict each other, by the rules that the taxonomy declares."""

from collections.abc import Mapping

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import AttributeId, BandId
from fieldnotes.codebook.implications import broken_implications, with_implied
from fieldnotes.codebook.models import NOT_SAID, Taxonomy


def refuse_contradiction(bands: Mapping[AttributeId, BandId], taxonomy: Taxonomy) -> None:
    """Refuse bands that break a rule of the taxonomy, together with what follows from them.

    Raises:
        WrongUseError: naming the two attributes and the reason.
    """
    settled = with_implied(taxonomy.implications, bands)
    for rule in broken_implications(taxonomy.implications, settled):
        one = _said(taxonomy, rule.attribute, settled.get(rule.attribute, NOT_SAID))
        other = _said(taxonomy, rule.implies_attribute, settled.get(rule.implies_attribute, NOT_SAID))
        reason = f" ({rule.because.rstrip('.')})" if rule.because else ""
        raise WrongUseError(
            f"A case cannot have {one} and {other}{reason}.",
            "Set both attributes together, or set the one that is wrong to `not said` first.",
        )


def _said(taxonomy: Taxonomy, attribute: AttributeId, band: BandId) -> str:
    known = taxonomy.attribute(attribute)
    label = next((level.label for level in known.bands if level.id == band), band)
    return f"{known.label} `{label}`"
