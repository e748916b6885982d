"""Two sets and their intersection: fill in the four fields. The adversary knows one release with cross tables or pairs."""

from fieldnotes.disclosure.adversary.targets import Learned, Place, Target
from fieldnotes.disclosure.layout import ATTRIBUTE_PREFIX, GROUP, GROUP_BY_PREFIX, PAIR


def margins_of_cell(place: Place) -> tuple[Place, Place] | None:
    """The two sets whose intersection a cell counts; ``None`` for a cell that is no intersection."""
    table, key = place
    if table == PAIR:
        return (GROUP, key[:1]), (GROUP, key[1:])
    if table.startswith(GROUP_BY_PREFIX):
        return (GROUP, key[:1]), (f"{ATTRIBUTE_PREFIX}{table.removeprefix(GROUP_BY_PREFIX)}", key[1:])
    return None


def parts_of_a_pair(target: Target) -> list[Learned]:
    """One side without the other, or neither of a pair of groups, that come to fewer than k people."""
    shown = target.shown
    found = []
    for place, both in shown.items():
        sides = margins_of_cell(place)
        if sides is None:
            continue
        found += [
            Learned("parts of a pair", f"{side} outside {place[1]}", shown[side] - both, shown[side] - both)
            for side in sides
            if side in shown and shown[side] - both < target.k
        ]
        if place[0] == PAIR and all(side in shown for side in sides):
            neither = target.cohort - sum(shown[side] for side in sides) + both
            if neither < target.k:
                found.append(Learned("parts of a pair", f"neither of {place[1]}", neither, neither))
    return found
