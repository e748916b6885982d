"""Zeros told from small counts: use the rule that hides both alike.

The adversary knows one release and the rules. Hidden levels that share a known rest are each below k, unless one was
hidden to protect others; if the rest is so large that, all being small, none can be zero, each is a small number of people.
"""

from fieldnotes.disclosure.adversary.targets import Learned, Target


def zeros_from_small(target: Target) -> list[Learned]:
    """Sums whose hidden cells are known to be small and not zero."""
    shown = target.shown
    found = []
    for cells, total in target.sums:
        hidden = [cell for cell in cells if cell not in shown]
        rest = total - sum(shown[cell] for cell in cells if cell in shown)
        most = target.k - 1
        if hidden and len(hidden) < len(cells) and (len(hidden) - 1) * most < rest <= len(hidden) * most:
            found.append(Learned("zeros from small", str(hidden[0]), rest - (len(hidden) - 1) * most, most))
    return found
