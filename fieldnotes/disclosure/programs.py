"""Integer programs in the form the attacker writes them: variables with domains, and rows of linear constraints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldnotes.base.errors import DamagedError
from fieldnotes.disclosure.rules import Interval

Terms = tuple[tuple[int, int], ...]
"""A linear expression: pairs of a variable's index and its coefficient, by ascending index, no coefficient zero."""


class ContradictionError(DamagedError):
    """No integer table agrees with what is published: it was damaged, or made up."""

    def __init__(self) -> None:
        super().__init__(
            "The tables contradict each other: no counts of people agree with all published numbers.",
            "Ask for them again, or tabulate them again.",
        )


@dataclass(frozen=True, slots=True)
class Row:
    """``lower <= sum of coefficient x variable <= upper``; ``None`` stands for no bound on that side."""

    terms: Terms
    lower: int | None
    upper: int | None


@dataclass(slots=True)
class Program:
    """Variables and the rows that bind them. The domains of the variables are kept apart: publishing changes only them.

    Attributes:
        size: number of variables; they are numbered from 0.
        rows: the constraints.
    """

    size: int = 0
    rows: list[Row] = field(default_factory=list)

    def add_variable(self) -> int:
        """Add a variable and return its index."""
        self.size += 1
        return self.size - 1

    def add_row(
        self, terms: Mapping[int, int] | Sequence[tuple[int, int]], lower: int | None, upper: int | None
    ) -> None:
        """Add a constraint. Terms of one variable are added up."""
        self.rows.append(Row(collect(terms), lower, upper))

    def holds_at(self, values: Sequence[int]) -> bool:
        """Whether values of all variables satisfy every row."""
        for row in self.rows:
            total = sum(factor * values[index] for index, factor in row.terms)
            if (row.lower is not None and total < row.lower) or (row.upper is not None and total > row.upper):
                return False
        return True


def collect(terms: Mapping[int, int] | Sequence[tuple[int, int]]) -> Terms:
    """The terms of an expression, added up by variable and put in order."""
    pairs = terms.items() if isinstance(terms, Mapping) else terms
    total: dict[int, int] = {}
    for index, coefficient in pairs:
        total[index] = total.get(index, 0) + coefficient
    return tuple(sorted((index, coefficient) for index, coefficient in total.items() if coefficient))


def box(terms: Terms, domains: Mapping[int, Interval] | Sequence[Interval]) -> Interval:
    """The range of an expression if its variables were free of each other; it may reach below zero."""
    lower = upper = 0
    for index, factor in terms:
        domain = domains[index]
        low, high = (domain.lower, domain.upper) if factor > 0 else (domain.upper, domain.lower)
        lower += factor * low
        upper += factor * high
    return Interval(lower, upper)
