"""The layout of a release, from the taxonomy and the policy. Knows no casebook: a coordinator computes it too."""

from fieldnotes.base.errors import WrongUseError
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.disclosure.implications import BandImplication, coarsen_implications
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.policy import Policy


def layout_of(taxonomy: Taxonomy, policy: Policy) -> Layout:
    """Groups with their active factors, levels of the attributes the policy releases, and what levels imply.

    Raises:
        WrongUseError: if the policy was not written for the taxonomy's attributes and bands.
    """
    _require_fit(taxonomy, policy)
    released = [attribute.id for attribute in taxonomy.attributes if attribute.id in policy.coarsening]
    groups = {
        group.id: tuple(factor.id for factor in taxonomy.factors_of(group.id)) for group in taxonomy.groups
    }
    rules = [
        BandImplication(
            attribute=rule.attribute,
            bands=frozenset(rule.bands),
            implies_attribute=rule.implies_attribute,
            implies_bands=frozenset(rule.implies_bands),
        )
        for rule in taxonomy.implications
    ]
    return Layout(
        groups={group: factors for group, factors in groups.items() if factors},
        attributes={attribute: policy.levels(attribute) for attribute in released},
        implications=coarsen_implications(policy, rules),
    )


def _require_fit(taxonomy: Taxonomy, policy: Policy) -> None:
    bands = {
        str(attribute.id): {str(band.id) for band in attribute.bands} for attribute in taxonomy.attributes
    }
    for attribute, coarsening in policy.coarsening.items():
        mapped = {band for level in coarsening.levels for band in level.bands}
        if attribute not in bands or mapped != bands[attribute]:
            raise WrongUseError(
                f"The policy {policy.name} and the taxonomy do not agree about the bands of {attribute}.",
                "Use a policy that was written for this version of the taxonomy.",
            )
