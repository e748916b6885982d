"""The reader of the rules: runs the protector on every casebook there could be and keeps those that give this release.

The adversary knows the release, N, the layout and this program (Wong et al. 2007, the minimality attack; Kerckhoffs). It
wants a hidden cell inside or outside of which there are 1 to k-1 people in every casebook that is left. Slow, and right.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from fieldnotes.base.tables import SUPPRESSED, ProtectedTable
from fieldnotes.disclosure.adversary.enumeration import Counts, counts_of
from fieldnotes.disclosure.adversary.targets import Learned
from fieldnotes.disclosure.counts import FrequencyTable

Release = tuple[ProtectedTable, ...]
Protector = Callable[[tuple[FrequencyTable, ...]], Release]


def reasons_backwards(
    casebooks: Iterable[tuple[FrequencyTable, ...]], protector: Protector, *, cohort: int, k: int
) -> list[Learned]:
    """What is learned from any release that the protector could make of the casebooks."""
    by_release: dict[Release, list[Counts]] = defaultdict(list)
    for casebook in casebooks:
        by_release[protector(casebook)].append(counts_of(casebook))
    return [
        learned
        for release, worlds in by_release.items()
        for learned in _from_one(release, worlds, cohort=cohort, k=k)
    ]


def _from_one(release: Release, worlds: list[Counts], *, cohort: int, k: int) -> list[Learned]:
    found = []
    for table in release:
        for cell in table.cells:
            if cell.n != SUPPRESSED:
                continue
            values = {world[table.name, cell.key] for world in worlds}
            for inside in (values, {cohort - value for value in values}):
                if inside <= set(range(1, k)):
                    about = f"{table.name} {cell.key}"
                    found.append(Learned("reasons backwards", about, min(inside), max(inside)))
    return found
