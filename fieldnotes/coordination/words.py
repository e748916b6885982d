"""The words of tables and levels, from the taxonomy and the policy."""

from fieldnotes.base.ids import AttributeId, FactorId, GroupId
from fieldnotes.codebook.models import Taxonomy
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, FACTOR, GROUP, GROUP_BY_PREFIX, PAIR
from fieldnotes.disclosure.policy import Policy


class Words:
    """Turns the labels of tables into what a reader knows."""

    def __init__(self, taxonomy: Taxonomy, policy: Policy) -> None:
        self._taxonomy = taxonomy
        self._policy = policy

    def level(self, dimension: str, level: str) -> str:
        """A level in words: a group's or factor's label, or the bands that the policy puts together.

        Raises:
            WrongUseError: if taxonomy and policy do not know it.
        """
        if dimension == GROUP:
            return self._taxonomy.group(GroupId(level)).label
        if dimension == FACTOR:
            return self._taxonomy.factor(FactorId(level)).label
        bands = {str(band.id): band.label for band in self._taxonomy.attribute(AttributeId(dimension)).bands}
        coarsening = self._policy.coarsening[dimension]
        named = next([bands[band] for band in one.bands] for one in coarsening.levels if one.id == level)
        return named[0] if len(named) == 1 else f"{', '.join(named[:-1])}, or {named[-1]}"

    def dimension(self, dimension: str) -> str:
        """A dimension in words."""
        if dimension in {GROUP, FACTOR}:
            return {GROUP: "group of factors", FACTOR: "factor"}[dimension]
        return self._taxonomy.attribute(AttributeId(dimension)).label

    def table(self, name: str) -> str:
        """A table in words."""
        fixed = {
            GROUP: "Cases by group of factors",
            FACTOR: "Cases by factor",
            PAIR: "Cases that raise both of two groups",
        }
        if name in fixed:
            return fixed[name]
        if name.startswith(GROUP_BY_PREFIX):
            return f"Groups of factors by {self.dimension(name.removeprefix(GROUP_BY_PREFIX))}"
        return f"Cases by {self.dimension(name.removeprefix(ATTRIBUTE_PREFIX))}"
