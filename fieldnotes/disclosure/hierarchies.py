"""Levels within levels of one dimension, such as factors within groups."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from fieldnotes.base.errors import WrongUseError

TOTAL: Final = "Total"
"""The label of a margin; in a hierarchy, what everything lies within."""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Which label of a dimension lies within which.

    Attributes:
        dimension: the dimension, by its name in the tables.
        parents: for each label the label it lies within, or ``Total``.

    Raises:
        WrongUseError: if a parent is no label, or a label lies within itself.
    """

    dimension: str
    parents: Mapping[str, str]
    children: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        under: dict[str, list[str]] = {TOTAL: []}
        for label, parent in self.parents.items():
            under.setdefault(parent, []).append(label)
        object.__setattr__(self, "children", {label: tuple(of) for label, of in under.items()})
        reached = {TOTAL, *self._below(TOTAL)}
        for label, parent in self.parents.items():
            if label == TOTAL or label not in reached:
                raise WrongUseError(
                    f"In the hierarchy of {self.dimension}, {label} within {parent} leads to no total.",
                    f"Give each parent a row of its own, up to one whose parent is {TOTAL}.",
                )

    def _below(self, label: str) -> Iterator[str]:
        """Every label below one that is reached from it; a ring is reached from nowhere."""
        waiting = [label]
        while waiting:
            found = self.children.get(waiting.pop(), ())
            yield from found
            waiting += found

    def parts(
        self, labels: Collection[str], needed: Collection[str], where: str
    ) -> dict[str, tuple[str, ...]]:
        """For each label, and the total, the nearest labels of a table that make it up; not where there are none.

        Args:
            labels: the labels that the table has.
            needed: the labels, the total too, that any table has; their parts must be whole.
            where: the table, as a message calls it.

        Raises:
            WrongUseError: if the table has only a part of what makes up such a label.
        """
        found: dict[str, tuple[str, ...] | None] = {}
        for label in reversed([TOTAL, *self._below(TOTAL)]):
            children = self.children.get(label, ())
            covers = [(child,) if child in labels else found.get(child, ()) for child in children]
            if all(covers):
                found[label] = tuple(part for cover in covers for part in cover or ())
            elif any(cover != () for cover in covers):
                found[label] = None  # a part of it only
                if label in needed:
                    missing = next(child for child, cover in zip(children, covers, strict=True) if not cover)
                    raise WrongUseError(
                        f"{where}, column {self.dimension}: only a part of {label} is there, and no row for {missing}.",
                        f"Add a row for each cell at {missing}, or correct the hierarchy.",
                    )
        return {label: cover for label, cover in found.items() if cover}


def flat_parts(labels: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The parts of a dimension without levels within levels: the total is the sum of all others."""
    levels = tuple(label for label in labels if label != TOTAL)
    return {TOTAL: levels} if levels else {}
