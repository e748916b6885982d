"""Frequency tables for tests, and every way to fill them."""

from itertools import combinations, product

from fieldnotes.disclosure.hierarchies import TOTAL
from fieldnotes.disclosure.linked_auditing import audit_frequency_tables
from fieldnotes.disclosure.linked_tables import LinkedTable


def cube(name, dimensions, labels, counts):
    """A table with all totals from counts in the order of the product of the labels."""
    inside = dict(zip(product(*labels), counts, strict=True))
    return LinkedTable(name, dimensions, with_totals(inside, len(dimensions)))


def with_totals(inside, width):
    """The cells and every margin of them."""
    cells = {}
    for key, count in inside.items():
        for kept in product((True, False), repeat=width):
            at = tuple(label if keep else TOTAL for label, keep in zip(key, kept, strict=True))
            cells[at] = cells.get(at, 0) + count
    return dict(sorted(cells.items(), key=lambda one: [(label == TOTAL, label) for label in one[0]]))


def hide(table, keys):
    return LinkedTable(
        table.name, table.dimensions, {key: None if key in keys else n for key, n in table.cells.items()}
    )


def least_by_trying(table, k, primary):
    """The fewest cells that protect one table beside the primary ones, and among those the fewest people.

    Every set of cells is tried, the smallest first, and judged by the audit alone; ``None`` if there is none.
    """
    rest = [key for key in table.cells if key not in primary and set(key) != {TOTAL}]
    for size in range(len(rest) + 1):
        held = [
            sum(table.cells[key] for key in more)
            for more in combinations(rest, size)
            if audit_frequency_tables([hide(table, {*primary, *more})], k=k).holds
        ]
        if held:
            return size, min(held)
    return None
