"""Removing contributors: a coalition of c researchers subtracts its own counts from a publication.

The adversary knows the publication and the true counts of c contributors (for c = 1 the largest of them, who learns most). It
wants a small number of the people of the others: inside a published cell, or outside of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from fieldnotes.base.tables import IntervalTable
from fieldnotes.disclosure.adversary.targets import Learned, Place


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one researcher put in: number of cases, and the true count of each cell."""

    cohort: int
    counts: Mapping[Place, int]


def without_contributors(
    published: Sequence[IntervalTable], *, cohort: int, k: int, coalition: Sequence[Contribution]
) -> list[Learned]:
    """Published cells that, without the coalition, hold a provably small number of people, or all but such a number.

    Args:
        published: the tables.
        cohort: number of cases N they count.
        k: the threshold of publications.
        coalition: what its members put in.
    """
    rest = cohort - sum(one.cohort for one in coalition)
    found = []
    for place, lower, upper in _cells(published):
        own = sum(one.counts.get(place, 0) for one in coalition)
        low, high = max(0, lower - own), min(rest, upper - own)
        if _tells(low, high, k):
            found.append(Learned("without contributors", str(place), low, high))
        if _tells(rest - high, rest - low, k):
            found.append(Learned("without contributors", f"outside {place}", rest - high, rest - low))
    return found


def worst_coalition(
    published: Sequence[IntervalTable],
    *,
    cohort: int,
    k: int,
    contributions: Sequence[Contribution],
    size: int,
) -> list[Learned]:
    """What the coalition of ``size`` contributors learns that learns most."""
    return max(
        (
            without_contributors(published, cohort=cohort, k=k, coalition=coalition)
            for coalition in combinations(contributions, size)
        ),
        key=len,
    )


def _tells(lower: int, upper: int, k: int) -> bool:
    """Whether somebody is provably there, but fewer than k provably."""
    return 0 < lower < k or (lower == 0 and upper < k)


def _cells(published: Sequence[IntervalTable]) -> Iterator[tuple[Place, int, int]]:
    for table in published:
        for cell in table.cells:
            if cell.lower is not None and cell.upper is not None:
                yield (table.name, cell.key), cell.lower, cell.upper
