"""Splitting a program into parts that do not touch: what is published separates what is hidden."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldnotes.disclosure.arrays import NO_SIDE, RowArrays
from fieldnotes.disclosure.programs import ContradictionError, Program, Row
from fieldnotes.disclosure.propagation import propagate
from fieldnotes.disclosure.rules import Interval

if TYPE_CHECKING:
    from fieldnotes.disclosure.arrays import Whole

Identity = tuple[bytes, ...]
"""What makes up a component: variables with their two ends, rows with their two sides."""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a program that can be solved by itself.

    Attributes:
        variables: indices of its variables in the program, ascending.
        domains: their domains.
        rows: the rows that still say something, in variables of this component only.
    """

    variables: tuple[int, ...]
    domains: tuple[Interval, ...]
    rows: tuple[Row, ...]


class Splitter:
    """Splits one program under changing domains."""

    def __init__(self, program: Program) -> None:
        self._size = program.size
        self._rows = [row for row in program.rows if row.terms]
        empty = [row for row in program.rows if not row.terms]
        self._never = any((row.lower or 0) > 0 or (row.upper or 0) < 0 for row in empty)
        self._arrays = RowArrays(self._rows) if self._rows else None

    def split(self, lower: "Whole", upper: "Whole") -> "Split":
        """Tighten the domains and split what is left.

        Args:
            lower: lower end of each variable's domain.
            upper: upper end.

        Raises:
            ContradictionError: if tightening shows that nothing satisfies the rows.
        """
        if self._never:
            raise ContradictionError
        if self._arrays is not None:
            at = self._arrays.binding(lower, upper)
            if at:
                some = self._arrays.some(at)
                lower, upper = propagate(some, lower, upper)
                return Split(lower, upper, some, [self._rows[one] for one in at])
        return Split(lower, upper, None, [])


class Split:
    """A program under tightened domains, split.

    Attributes:
        lower: lower end of each variable's domain after tightening.
        upper: upper end.
    """

    def __init__(self, lower: "Whole", upper: "Whole", arrays: RowArrays | None, rows: Sequence[Row]) -> None:
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        self.lower, self.upper = lower, upper
        self._loose = lower < upper
        self._rows = rows
        self._arrays = arrays
        if arrays is None:
            return
        smallest, largest = arrays.reach(lower, upper)
        values = np.where(self._loose[arrays.columns], 0, arrays.factors * lower[arrays.columns])
        shift = np.add.reduceat(values, arrays.starts)
        self._least = np.where(smallest < arrays.least, arrays.least - shift, -NO_SIDE)
        self._most = np.where(largest > arrays.most, arrays.most - shift, NO_SIDE)
        self._binding = np.flatnonzero((smallest < arrays.least) | (largest > arrays.most))

    def components(self) -> "Iterator[tuple[Identity, Whole, Whole]]":
        """Each component: what makes it up, its variables, and its rows by their place; by first variable."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        if self._arrays is None or not len(self._binding):
            return
        labels, row_labels = self._labels(self._arrays)
        rows = self._binding[np.argsort(row_labels, kind="stable")]
        row_labels = np.sort(row_labels)
        held = np.flatnonzero(labels < len(labels))
        variables = held[np.argsort(labels[held], kind="stable")]
        names, begins = np.unique(labels[variables], return_index=True)
        ends = np.r_[begins[1:], len(variables)]
        row_begins = np.searchsorted(row_labels, names, side="left")
        row_ends = np.searchsorted(row_labels, names, side="right")
        described = (variables, self.lower[variables], self.upper[variables])
        bounded = (rows, self._least[rows], self._most[rows])
        for begin, end, row_begin, row_end in zip(begins, ends, row_begins, row_ends, strict=True):
            identity = tuple(one[begin:end].tobytes() for one in described)
            identity += tuple(one[row_begin:row_end].tobytes() for one in bounded)
            yield identity, variables[begin:end], rows[row_begin:row_end]

    def component(self, variables: "Whole", rows: "Whole") -> Component:
        """One of them written out."""
        domains = tuple(
            Interval(lower, upper)
            for lower, upper in zip(
                self.lower[variables].tolist(), self.upper[variables].tolist(), strict=True
            )
        )
        loose = set(variables.tolist())
        made = []
        for at, least, most in zip(
            rows.tolist(), self._least[rows].tolist(), self._most[rows].tolist(), strict=True
        ):
            terms = tuple((index, factor) for index, factor in self._rows[at].terms if index in loose)
            made.append(Row(terms, None if least == -NO_SIDE else least, None if most == NO_SIDE else most))
        return Component(tuple(variables.tolist()), domains, tuple(dict.fromkeys(made)))

    def _labels(self, arrays: RowArrays) -> "tuple[Whole, Whole]":
        """The first variable that each variable is connected with (beyond the last if no row binds it), and each row."""
        import numpy as np  # noqa: PLC0415 - the lock screen must not wait for numpy

        binds = np.zeros(len(arrays.starts), dtype=bool)
        binds[self._binding] = True
        entries = np.flatnonzero(binds[arrays.row_of] & self._loose[arrays.columns])
        columns, rows = arrays.columns[entries], arrays.row_of[entries]
        labels = np.full(len(self.lower), len(self.lower))
        labels[columns] = columns
        starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
        lengths = np.diff(np.r_[starts, len(rows)])
        while True:
            least = np.minimum.reduceat(labels[columns], starts)
            spread = np.repeat(least, lengths)
            if np.array_equal(labels[columns], spread):
                return labels, least
            np.minimum.at(labels, columns, spread)
            labels[columns] = labels[labels[columns]]
