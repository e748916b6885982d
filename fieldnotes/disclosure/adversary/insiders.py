"""Known members: the adversary knows what m of the people interviewed said, and subtracts them.

Whoever was interviewed knows one member, herself; a security service may know several. What is left is a release of the
other N - m people, with every shown number lowered by the members in it. It wants a small number of those others. A
number n ≥ k leaves at least k - m of them: the threshold shrinks by one with every known member, and no rule that does
not count on m can prevent it (docs/disclosure-control.md, known members).
"""

from collections.abc import Sequence

from fieldnotes.disclosure.adversary.battery import prove
from fieldnotes.disclosure.adversary.populations import Member, tabulate
from fieldnotes.disclosure.adversary.targets import Learned, Target, residual


def others(target: Target, known: Sequence[Member]) -> Target | None:
    """The release of everybody but the known members; ``None`` if they cannot all be in it."""
    tables = tabulate(known, target.layout, [table.name for table in target.tables])
    counts = {(table.name, key): count for table in tables for key, count in table.cells.items()}
    return residual(target, counts, len(known))


def known_members(target: Target, known: Sequence[Member]) -> list[Learned]:
    """What the release proves of the people whom the adversary does not know.

    Raises:
        ValueError: if the known members cannot all be in the release, so that nothing follows.
    """
    rest = others(target, known)
    if rest is None:
        message = "the known members are not all in this release"
        raise ValueError(message)
    return prove(rest)
