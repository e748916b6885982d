"""Release r+1 minus release r, and a cell that crosses the threshold between them.

The adversary holds two releases of one vault and supposes that the later one counts everybody in the earlier one, as
cumulative statistics do. Then their difference is a release too: of those who came between. It wants a small number of
those, or a hidden cell of the earlier release that the later one narrows.

The supposition is false of our releases, whose cohorts share nobody; an attack made on a false supposition says what is
not so, and whoever judges it has to compare with the truth (tests/attacks/test_disclosure_differencing.py).
"""

from fieldnotes.base.tables import SUPPRESSED, ProtectedCell
from fieldnotes.disclosure.adversary.battery import prove
from fieldnotes.disclosure.adversary.targets import Learned, Target


def difference(earlier: Target, later: Target) -> Target | None:
    """The release of those who came between; ``None`` where the releases themselves refute the supposition."""
    came = later.cohort - earlier.cohort
    if came <= 0:
        return None
    before, tables = earlier.shown, []
    for table in later.tables:
        cells = []
        for cell in table.cells:
            place = (table.name, cell.key)
            if cell.n == SUPPRESSED or place not in before:
                cells.append(ProtectedCell(key=cell.key, n=SUPPRESSED))
                continue
            more = cell.n - before[place]
            if not 0 <= more <= came:
                return None
            cells.append(ProtectedCell(key=cell.key, n=more))
        tables.append(table.model_copy(update={"cells": tuple(cells)}))
    return Target(tuple(tables), came, later.k, later.layout)


def later_minus_earlier(earlier: Target, later: Target) -> list[Learned]:
    """What the difference tells of those who came between."""
    between = difference(earlier, later)
    return [] if between is None else prove(between)


def crossed_the_threshold(earlier: Target, later: Target) -> list[Learned]:
    """Cells hidden before and shown later, of which 1 to k-1 people provably were in the earlier release.

    At most as many came as the cohort grew by; so 5 shown later, after one case came, were 4 before.
    """
    if difference(earlier, later) is None:
        return []
    came, before = later.cohort - earlier.cohort, earlier.shown
    given = {(one.name, cell.key) for one in earlier.tables for cell in one.cells}
    return [
        Learned("crossed the threshold", str(place), count - came, count)
        for place, count in later.shown.items()
        if place in given and place not in before and 0 < count - came < later.k
    ]
