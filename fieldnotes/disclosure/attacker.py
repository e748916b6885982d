"""Everything an attacker knows about the counts of one release, as one integer program.

The variables are the cells of the release's tables. What binds them holds for every cohort, so it is known without any
insight into this one: levels of an attribute add up; factors lie within their group and cover it; an intersection obeys
``a + b - N <= both <= min(a, b)``; for three sets, and for two groups across the levels of an attribute, the same by
inclusion and exclusion (Bonferroni); and what the taxonomy declares about levels.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.tables import SUPPRESSED, ProtectedTable
from fieldnotes.disclosure.layout import (
    ATTRIBUTE_PREFIX,
    FACTOR,
    GROUP,
    GROUP_BY_PREFIX,
    PAIR,
    CellKey,
    Layout,
    LevelImplication,
)
from fieldnotes.disclosure.programs import ContradictionError, Program
from fieldnotes.disclosure.rules import Interval

Place = tuple[str, CellKey]
"""A cell: the table's name and the cell's key."""


class Attacker:
    """The constraints on the cells of the given tables, for a cohort of N cases.

    Attributes:
        layout: the layout of the release.
        tables: names of the tables that are given, in file order.
        cohort: number of cases N.
        program: variables and rows.
        index: the variable of each cell of the given tables.

    Raises:
        WrongUseError: if a table is given without the tables of its margins.
    """

    def __init__(self, layout: Layout, tables: Sequence[str], cohort: int) -> None:
        self.layout = layout
        self.tables = tuple(name for name in layout.table_names if name in set(tables))
        self.cohort = cohort
        self.program = Program()
        self.index: dict[Place, int] = {
            (table, key): self.program.add_variable() for table in self.tables for key in layout.keys(table)
        }
        self._need_margins()
        if FACTOR in self.tables:
            self._factors()
        for attribute in layout.attributes:
            if f"{ATTRIBUTE_PREFIX}{attribute}" in self.tables:
                self._margin(attribute)
            if f"{GROUP_BY_PREFIX}{attribute}" in self.tables:
                self._cross(attribute)
        self._implications()
        if PAIR in self.tables:
            self._pairs()

    def _need_margins(self) -> None:
        """Every cell's margins must be among the cells, or a constraint would be forgotten."""
        given = set(self.tables)
        needed = {GROUP} if given & {FACTOR, PAIR} and self.layout.groups else set()
        for attribute in self.layout.attributes:
            if f"{GROUP_BY_PREFIX}{attribute}" in given:
                needed |= {f"{ATTRIBUTE_PREFIX}{attribute}"} | ({GROUP} if self.layout.groups else set())
        if needed - given:
            raise WrongUseError(
                "A table is given without the tables that hold its margins.",
                "Give the tables that the policy gives.",
            )

    def domains(self, known: Mapping[Place, Interval]) -> list[Interval]:
        """The domain of each variable, when some cells are known to lie in an interval.

        Raises:
            ContradictionError: if a cell is known to lie outside 0 … N.
        """
        every = [Interval(0, self.cohort)] * self.program.size
        for place, interval in known.items():
            if interval.lower < 0 or interval.upper > self.cohort or interval.lower > interval.upper:
                raise ContradictionError
            every[self.index[place]] = interval
        return every

    def _group(self, group: str) -> int:
        return self.index[GROUP, (group,)]

    def level(self, attribute: str, level: str) -> int:
        """The variable of a level's margin."""
        return self.index[f"{ATTRIBUTE_PREFIX}{attribute}", (level,)]

    def crossed(self, group: str, attribute: str, level: str) -> int:
        """The variable of a group within a level."""
        return self.index[f"{GROUP_BY_PREFIX}{attribute}", (group, level)]

    def _factors(self) -> None:
        for group, members in self.layout.groups.items():
            whole = self._group(group)
            parts = [self.index[FACTOR, (factor,)] for factor in members]
            for part in parts:
                self.program.add_row([(whole, 1), (part, -1)], 0, None)
            self.program.add_row([*((part, 1) for part in parts), (whole, -1)], 0, None)

    def _margin(self, attribute: str) -> None:
        levels = [self.level(attribute, level) for level in self.layout.attributes[attribute]]
        self.program.add_row([(level, 1) for level in levels], self.cohort, self.cohort)

    def _cross(self, attribute: str) -> None:
        levels = self.layout.attributes[attribute]
        for group in self.layout.groups:
            whole = self._group(group)
            self.program.add_row(
                [*((self.crossed(group, attribute, level), 1) for level in levels), (whole, -1)], 0, 0
            )
            for level in levels:
                self._intersection(self.crossed(group, attribute, level), whole, self.level(attribute, level))

    def _intersection(self, both: int, first: int, second: int) -> None:
        """``a + b - N <= both <= min(a, b)``."""
        self.program.add_row([(first, 1), (both, -1)], 0, None)
        self.program.add_row([(second, 1), (both, -1)], 0, None)
        self.program.add_row([(first, 1), (second, 1), (both, -1)], None, self.cohort)

    def implied(self, rule: LevelImplication) -> Iterator[tuple[str, list[tuple[int, int]]]]:
        """What is at the implied levels but not at the implying ones: for everybody, and within each group.

        Yields:
            The name of the group, or an empty string for everybody, and the expression, which is never negative.
        """
        names = (rule.attribute, rule.implies_attribute)
        if all(f"{ATTRIBUTE_PREFIX}{name}" in self.tables for name in names):
            whole = [(self.level(rule.implies_attribute, level), 1) for level in rule.implies_levels]
            yield "", whole + [(self.level(rule.attribute, level), -1) for level in rule.levels]
        if all(f"{GROUP_BY_PREFIX}{name}" in self.tables for name in names):
            for group in self.layout.groups:
                part = [
                    (self.crossed(group, rule.implies_attribute, level), 1) for level in rule.implies_levels
                ]
                yield (
                    group,
                    part + [(self.crossed(group, rule.attribute, level), -1) for level in rule.levels],
                )

    def _implications(self) -> None:
        for rule in self.layout.implications:
            everybody: list[tuple[int, int]] = []
            for group, terms in self.implied(rule):
                self.program.add_row(terms, 0, None)
                if group and everybody:  # among those without the group it holds as well
                    self.program.add_row(
                        [*everybody, *((index, -factor) for index, factor in terms)], 0, None
                    )
                elif not group:
                    everybody = terms

    def pair(self, first: str, second: str) -> int:
        """The variable of a pair of groups, in either order."""
        place = (PAIR, (first, second))
        return self.index[place] if place in self.index else self.index[PAIR, (second, first)]

    def _pairs(self) -> None:
        for first, second in self.layout.keys(PAIR):
            self._intersection(self.pair(first, second), self._group(first), self._group(second))
        for trio in combinations(self.layout.groups, 3):
            self._triple(trio)
        for attribute, levels in self.layout.attributes.items():
            if f"{GROUP_BY_PREFIX}{attribute}" in self.tables:
                for first, second in self.layout.keys(PAIR):
                    self._pair_across(first, second, attribute, levels)

    def _triple(self, trio: tuple[str, str, str]) -> None:
        """Inclusion and exclusion for three groups: no part of the diagram may be negative."""
        sides = {pair: self.pair(*pair) for pair in combinations(trio, 2)}
        for pair, far in sides.items():
            (shared,) = set(trio) - set(pair)
            near = [side for other, side in sides.items() if other != pair]
            self.program.add_row(
                [(self._group(shared), 1), (far, 1), *((side, -1) for side in near)], 0, None
            )
        singles = [(self._group(group), 1) for group in trio]
        self.program.add_row([*singles, *((side, -1) for side in sides.values())], None, self.cohort)

    def _pair_across(self, first: str, second: str, attribute: str, levels: Sequence[str]) -> None:
        """A pair is the sum over levels of what lies between the bounds of each level's intersection."""
        both = self.pair(first, second)
        one = {level: self.crossed(first, attribute, level) for level in levels}
        two = {level: self.crossed(second, attribute, level) for level in levels}
        for size in range(1, len(levels)):
            for chosen in combinations(levels, size):
                mixed = [(one[level] if level in chosen else two[level], 1) for level in levels]
                self.program.add_row([*mixed, (both, -1)], 0, None)
                below = [(index[level], 1) for level in chosen for index in (one, two)]
                below += [(self.level(attribute, level), -1) for level in chosen]
                self.program.add_row([*below, (both, -1)], None, 0)


def is_inner(table: str) -> bool:
    """Whether a table's cells are intersections of cells of other tables."""
    return table == PAIR or table.startswith(GROUP_BY_PREFIX)


def margins_of(place: Place) -> tuple[Place, ...]:
    """The margins within which a cell of a cross table or a pair lies; none for other cells."""
    table, key = place
    if table == PAIR:
        return ((GROUP, key[:1]), (GROUP, key[1:]))
    if table.startswith(GROUP_BY_PREFIX):
        return ((GROUP, key[:1]), (f"{ATTRIBUTE_PREFIX}{table.removeprefix(GROUP_BY_PREFIX)}", key[1:]))
    return ()


def published(tables: Sequence[ProtectedTable]) -> dict[Place, Interval]:
    """The cells of protected tables that are shown, each as an interval of one value."""
    return {
        (table.name, cell.key): Interval(cell.n, cell.n)
        for table in tables
        for cell in table.cells
        if cell.n != SUPPRESSED
    }
