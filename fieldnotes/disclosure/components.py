"""Splitting a program into parts that do not touch: what is published separates what is hidden."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fieldnotes.disclosure.programs import Row, box
from fieldnotes.disclosure.rules import Interval


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a program that can be solved by itself; also the key under which its answers are kept.

    Attributes:
        variables: indices of its variables in the program, ascending.
        domains: their domains.
        rows: the rows that still say something, in variables of this component only.
    """

    variables: tuple[int, ...]
    domains: tuple[Interval, ...]
    rows: tuple[Row, ...]


def split(rows: Sequence[Row], domains: Sequence[Interval]) -> Iterator[Component]:
    """The components among the variables that are not fixed, each with at least one row that binds."""
    binding = [row for row in (_reduce(row, domains) for row in rows) if row is not None]
    parent: dict[int, int] = {}

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for row in binding:
        for index, _ in row.terms:
            parent.setdefault(index, index)
        first = root(row.terms[0][0])
        for index, _ in row.terms[1:]:
            parent[root(index)] = first
    members: dict[int, list[int]] = {}
    for index in sorted(parent):
        members.setdefault(root(index), []).append(index)
    rows_at: dict[int, list[Row]] = {}
    for row in dict.fromkeys(binding):
        rows_at.setdefault(root(row.terms[0][0]), []).append(row)
    for at, variables in members.items():
        yield Component(tuple(variables), tuple(domains[index] for index in variables), tuple(rows_at[at]))


def _reduce(row: Row, domains: Sequence[Interval]) -> Row | None:
    """The row without its fixed variables, or ``None`` if the domains alone imply it."""
    shift = 0
    terms = []
    for index, factor in row.terms:
        domain = domains[index]
        if domain.exact:
            shift += factor * domain.lower
        else:
            terms.append((index, factor))
    if not terms:
        return None
    left = tuple(terms)
    reach = box(left, domains)
    upper = None if row.upper is None or reach.upper <= row.upper - shift else row.upper - shift
    lower = None if row.lower is None or reach.lower >= row.lower - shift else row.lower - shift
    return None if lower is None and upper is None else Row(left, lower, upper)
