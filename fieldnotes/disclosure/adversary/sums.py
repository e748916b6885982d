"""Margins minus cells: subtract what is shown of a sum from its total.

An established table tool shows 83 beside a total of 89 and so reveals a hidden 6. The adversary knows one release and
wants what is left of a sum: a rest below k tells that few are left, and a cell hidden alone is recovered whole.
"""

from fieldnotes.disclosure.adversary.targets import Learned, Target


def margins_minus_cells(target: Target) -> list[Learned]:
    """Everything a subtraction tells."""
    shown = target.shown
    found = []
    for cells, total in target.sums:
        hidden = [cell for cell in cells if cell not in shown]
        rest = total - sum(shown[cell] for cell in cells if cell in shown)
        if hidden and rest < target.k:
            found.append(Learned("margins minus cells", str(hidden[0]), 0 if len(hidden) > 1 else rest, rest))
    return found
