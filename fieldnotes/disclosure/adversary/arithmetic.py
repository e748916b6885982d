"""What anyone can work out from released tables with pencil and paper.

Each attack knows the tables, N, the threshold and the layout; it wants a number of people between 1 and k-1. None of them
uses the solver, so a fault there cannot hide from them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldnotes.base.tables import SUPPRESSED, ProtectedTable
from fieldnotes.disclosure.layout import (
    ATTRIBUTE_PREFIX,
    FACTOR,
    GROUP,
    GROUP_BY_PREFIX,
    PAIR,
    CellKey,
    Layout,
)

Shown = Mapping[tuple[str, CellKey], int]


@dataclass(frozen=True, slots=True)
class Target:
    """A release as the adversary holds it: what is shown, how many cases, the threshold, the layout."""

    tables: tuple[ProtectedTable, ...]
    cohort: int
    k: int
    layout: Layout

    @property
    def shown(self) -> dict[tuple[str, CellKey], int]:
        """The cells that are shown."""
        return {
            (one.name, cell.key): cell.n for one in self.tables for cell in one.cells if cell.n != SUPPRESSED
        }

    @property
    def sums(self) -> Iterator[tuple[list[tuple[str, CellKey]], int]]:
        """Sets of cells that add up to a number the adversary knows: N, or a group's count that is shown."""
        shown, names = self.shown, {one.name for one in self.tables}
        for attribute, levels in self.layout.attributes.items():
            margin, cross = f"{ATTRIBUTE_PREFIX}{attribute}", f"{GROUP_BY_PREFIX}{attribute}"
            if margin in names:
                yield [(margin, (level,)) for level in levels], self.cohort
            for group in self.layout.groups if cross in names else ():
                if (GROUP, (group,)) in shown:
                    yield [(cross, (group, level)) for level in levels], shown[GROUP, (group,)]


@dataclass(frozen=True, slots=True)
class Learned:
    """What an attack proves: a number of people, and the values it can still have."""

    attack: str
    about: str
    lower: int
    upper: int


def margins_minus_cells(target: Target) -> list[Learned]:
    """Subtract what is shown of a sum from its total: a rest below k tells that few are left, a lone cell is recovered."""
    shown = target.shown
    found = []
    for cells, total in target.sums:
        hidden = [cell for cell in cells if cell not in shown]
        rest = total - sum(shown[cell] for cell in cells if cell in shown)
        if hidden and rest < target.k:
            found.append(Learned("margins minus cells", str(hidden[0]), 0 if len(hidden) > 1 else rest, rest))
    return found


def complements(target: Target) -> list[Learned]:
    """Look at everybody else: fewer than k of them is as telling as fewer than k inside."""
    return [
        Learned("complement", str(place), target.cohort - count, target.cohort - count)
        for place, count in target.shown.items()
        if target.cohort - count < target.k
    ]


def all_or_none(target: Target) -> list[Learned]:
    """Look for what everybody or nobody said: that tells something about every single person."""
    return [
        Learned("all or none", str(place), count, count)
        for place, count in target.shown.items()
        if count in {0, target.cohort}
    ]


def factor_against_group(target: Target) -> list[Learned]:
    """Compare a group with its factors: few beyond one factor, or few left for the one factor that is hidden."""
    shown = target.shown
    found = []
    for group, members in target.layout.groups.items():
        if (GROUP, (group,)) not in shown or not any(one.name == FACTOR for one in target.tables):
            continue
        whole = shown[GROUP, (group,)]
        counts = {factor: shown[FACTOR, (factor,)] for factor in members if (FACTOR, (factor,)) in shown}
        for factor, count in counts.items():
            if len(members) > 1 and whole - count < target.k:
                found.append(
                    Learned("factor against group", f"{group} without {factor}", whole - count, whole - count)
                )
        missing = [factor for factor in members if factor not in counts]
        least = whole - sum(counts.values())
        if len(missing) == 1 and 0 < least < target.k:
            found.append(Learned("factor against group", missing[0], least, whole))
    return found


def parts_of_a_pair(target: Target) -> list[Learned]:
    """Fill in the four fields of two sets whose sizes and intersection are shown: each must be no small number."""
    shown = target.shown
    found = []
    for (table, key), both in shown.items():
        if table == PAIR:
            sides = [(GROUP, key[:1]), (GROUP, key[1:])]
        elif table.startswith(GROUP_BY_PREFIX):
            sides = [(GROUP, key[:1]), (f"{ATTRIBUTE_PREFIX}{table.removeprefix(GROUP_BY_PREFIX)}", key[1:])]
        else:
            continue
        found += [
            Learned("parts of a pair", f"{side} outside {key}", shown[side] - both, shown[side] - both)
            for side in sides
            if side in shown and shown[side] - both < target.k
        ]
    return found


def zeros_from_small(target: Target) -> list[Learned]:
    """Use the rule that hides zeros with small counts: if all hidden levels are small, can any of them be zero?"""
    shown = target.shown
    found = []
    for cells, total in target.sums:
        hidden = [cell for cell in cells if cell not in shown]
        rest = total - sum(shown[cell] for cell in cells if cell in shown)
        most = target.k - 1
        if hidden and len(hidden) < len(cells) and (len(hidden) - 1) * most < rest <= len(hidden) * most:
            found.append(Learned("zeros from small", str(hidden[0]), rest - (len(hidden) - 1) * most, most))
    return found


ATTACKS = (
    margins_minus_cells,
    complements,
    all_or_none,
    factor_against_group,
    parts_of_a_pair,
    zeros_from_small,
)
"""Every pencil-and-paper attack; a drill runs them all."""


def attack(target: Target) -> list[Learned]:
    """Everything the pencil-and-paper attacks learn."""
    return [learned for one in ATTACKS for learned in one(target)]


def target_of(tables: Sequence[ProtectedTable], *, cohort: int, k: int, layout: Layout) -> Target:
    """A release as the adversary holds it."""
    return Target(tuple(tables), cohort, k, layout)
