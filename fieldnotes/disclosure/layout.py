"""The layout of a release: which tables exist and which cells each has. Fixed by taxonomy and policy, never by data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from typing import Final, Literal

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.tables import ProtectedTable
from fieldnotes.disclosure.policy import Figure, Policy

CellKey = tuple[str, ...]
Kind = Literal["suppressed", "split"]

GROUP: Final = "group"
FACTOR: Final = "factor"
PAIR: Final = "pair"
ATTRIBUTE_PREFIX: Final = "attribute."
GROUP_BY_PREFIX: Final = "group-by-"


@dataclass(frozen=True, slots=True)
class LevelImplication:
    """Every case at one of ``levels`` of ``attribute`` is at one of ``implies_levels`` of ``implies_attribute``."""

    attribute: str
    levels: tuple[str, ...]
    implies_attribute: str
    implies_levels: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """Labels of all tables of a release.

    Attributes:
        groups: the factors of each group, in the order of the taxonomy.
        attributes: the levels (after coarsening) of each attribute, two at least.
        implications: what an attacker knows that levels imply about each other.

    Raises:
        WrongUseError: if a label stands twice, a group is empty, an attribute has fewer than two levels, or an
            implication names an unknown level.
    """

    groups: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    implications: tuple[LevelImplication, ...] = ()

    def __post_init__(self) -> None:
        factors = [factor for members in self.groups.values() for factor in members]
        sound = len(set(factors)) == len(factors) and all(self.groups.values())
        sound = sound and all(len(set(levels)) == len(levels) >= 2 for levels in self.attributes.values())
        for rule in self.implications:
            sound = sound and set(rule.levels) <= set(self.attributes.get(rule.attribute, ()))
            sound = sound and set(rule.implies_levels) <= set(self.attributes.get(rule.implies_attribute, ()))
        if not sound:
            raise WrongUseError(
                "The layout of the release contradicts itself.", "Check the taxonomy and the policy."
            )

    @cached_property
    def table_names(self) -> tuple[str, ...]:
        """All tables of the whitelist, in the one order in which they stand in every file."""
        return (
            GROUP,
            FACTOR,
            *(f"{ATTRIBUTE_PREFIX}{attribute}" for attribute in self.attributes),
            *(f"{GROUP_BY_PREFIX}{attribute}" for attribute in self.attributes),
            PAIR,
        )

    def dimensions(self, table: str) -> tuple[str, ...]:
        """Names of a table's dimensions.

        Raises:
            WrongUseError: if the layout has no such table.
        """
        if table in {GROUP, FACTOR}:
            return (table,)
        if table == PAIR:
            return (GROUP, GROUP)
        attribute = self.attribute_of(table)
        return (attribute,) if table.startswith(ATTRIBUTE_PREFIX) else (GROUP, attribute)

    def keys(self, table: str) -> tuple[CellKey, ...]:
        """The cells of a table, in the one order in which they stand in every file.

        Raises:
            WrongUseError: if the layout has no such table.
        """
        if table == GROUP:
            return tuple((group,) for group in self.groups)
        if table == FACTOR:
            return tuple((factor,) for members in self.groups.values() for factor in members)
        if table == PAIR:
            return tuple(combinations(self.groups, 2))
        levels = self.attributes[self.attribute_of(table)]
        if table.startswith(ATTRIBUTE_PREFIX):
            return tuple((level,) for level in levels)
        return tuple(product(self.groups, levels))

    def attribute_of(self, table: str) -> str:
        """The attribute whose table this is.

        Raises:
            WrongUseError: if the layout has no such table.
        """
        for prefix in (ATTRIBUTE_PREFIX, GROUP_BY_PREFIX):
            if table.startswith(prefix) and table.removeprefix(prefix) in self.attributes:
                return table.removeprefix(prefix)
        raise WrongUseError(
            f"The layout has no table {table}.", "Use the taxonomy and policy the table was made under."
        )

    def group_of(self, factor: str) -> str:
        """The group a factor belongs to.

        Raises:
            WrongUseError: if the layout has no such factor.
        """
        for group, members in self.groups.items():
            if factor in members:
                return group
        raise WrongUseError(
            f"The layout has no factor {factor}.", "Use the taxonomy the table was made under."
        )

    def holds_both_ways(self, rule: LevelImplication) -> bool:
        """Whether the levels of an implication hold exactly the same cases, so that their difference is nobody."""
        here = set(self.attributes[rule.attribute]) - set(rule.levels)
        there = set(self.attributes[rule.implies_attribute]) - set(rule.implies_levels)
        converse = (rule.implies_attribute, set(rule.implies_levels), rule.attribute, set(rule.levels))
        contrapositive = (rule.attribute, here, rule.implies_attribute, there)
        return any(
            (one.attribute, set(one.levels), one.implies_attribute, set(one.implies_levels))
            in (converse, contrapositive)
            for one in self.implications
        )

    def fits(self, table: ProtectedTable) -> bool:
        """Whether a table has exactly the dimensions and cells, in order, that the layout gives it."""
        return (
            table.name in self.table_names
            and table.dimensions == self.dimensions(table.name)
            and tuple(cell.key for cell in table.cells) == self.keys(table.name)
        )


def tables_allowed(policy: Policy, layout: Layout, cohort: int, kind: Kind = "suppressed") -> tuple[str, ...]:
    """Which tables a release of ``cohort`` cases gives, in file order.

    A suppressed export gives a table from the policy's number of cases on, but no pairs of groups as yet: with cross
    tables beside them the attacker problem binds every group to every other, and proving whole-number intervals takes
    minutes (docs/disclosure-control.md, limits). A split export carries every table the policy knows, because the total
    of its batch decides. The same rule serves a publication, with its total of cases.
    """
    return tuple(
        name
        for name in layout.table_names
        if (figure := _figure(policy, name)) is not None
        and not (kind == "suppressed" and (name == PAIR or cohort < figure.value))
    )


def tables_withheld(policy: Policy, layout: Layout, cohort: int) -> tuple[tuple[str, int | None], ...]:
    """Which tables of the whitelist a suppressed export of ``cohort`` cases does not give, in file order.

    Returns:
        Each with the number of cases from which it is given; ``None`` for one that no cohort of this policy is given.
    """
    given = set(tables_allowed(policy, layout, cohort))
    held = [(name, _figure(policy, name)) for name in layout.table_names if name not in given]
    return tuple((name, None if figure is None or name == PAIR else figure.value) for name, figure in held)


def _figure(policy: Policy, table: str) -> Figure | None:
    """From how many cases on the policy gives a table; ``None``: never."""
    if table.startswith(ATTRIBUTE_PREFIX):
        return policy.tables.attribute
    if table.startswith(GROUP_BY_PREFIX):
        return policy.tables.group_by_attribute
    return {GROUP: policy.tables.group, FACTOR: policy.tables.factor, PAIR: policy.tables.pair}[table]
