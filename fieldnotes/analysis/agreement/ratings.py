"""Who gave which unit which value."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import WrongUseError

Pattern = tuple[tuple[str, str], ...]
"""What one unit was given: (coder, value), coders in order. Many units share a pattern, so they are counted."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Nominal values given to units by coders.

    Attributes:
        patterns: how many units were given what; a coder who did not code a unit is absent from its pattern.
        coders: all coders, in order.
        categories: all values that could be given, in order; at least those that were.
    """

    patterns: Mapping[Pattern, int]
    coders: tuple[str, ...]
    categories: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many units were coded at all."""
        return sum(self.patterns.values())

    def overlapping(self) -> dict[Pattern, int]:
        """The units that at least two coders coded: only these can show agreement."""
        return {pattern: count for pattern, count in self.patterns.items() if len(pattern) > 1}


def from_triples(triples: Iterable[tuple[str, str, str]]) -> Ratings:
    """Ratings from (unit, coder, value) triples, in any order.

    Raises:
        WrongUseError: if a coder gave a unit two values.
    """
    units: dict[str, dict[str, str]] = {}
    for unit, coder, value in triples:
        given = units.setdefault(unit, {})
        if coder in given:
            raise WrongUseError(
                f"Coder {coder} coded the unit {unit} twice.", "Keep one value for each unit and coder."
            )
        given[coder] = value
    coders = sorted({coder for unit in units.values() for coder in unit})
    values = sorted({value for unit in units.values() for value in unit.values()})
    patterns = Counter(tuple(sorted(unit.items())) for unit in units.values())
    return Ratings(patterns, tuple(coders), tuple(values))


def from_contingency(table: Sequence[Sequence[int]]) -> Ratings:
    """Ratings of two coders from a square of counts: rows are the first coder's values, columns the second's.

    Raises:
        WrongUseError: if it is not square or a count is negative.
    """
    size = len(table)
    if not size or any(len(row) != size for row in table):
        raise WrongUseError(
            "A contingency table has as many columns as rows.", "Give a square of counts without a header."
        )
    if any(count < 0 for row in table for count in row):
        raise WrongUseError("A count is negative.", "Give whole numbers from 0.")
    categories = tuple(str(number) for number in range(1, size + 1))
    patterns: dict[Pattern, int] = {
        (("A", first), ("B", second)): count
        for first, row in zip(categories, table, strict=True)
        for second, count in zip(categories, row, strict=True)
        if count
    }
    return Ratings(patterns, ("A", "B"), categories)


def tallied(pattern: Pattern) -> Counter[str]:
    """How many coders gave a unit each value."""
    return Counter(value for _, value in pattern)
