"""What the linter found in each line of the text, kept beside the lines so that typing moves only what stands in its own line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from fieldnotes.text.identifiers.finding import Kind
from fieldnotes.text.identifiers.linting import find_identifiers

CHUNK = 2000
"""Code points looked through at a time, a few milliseconds; no key waits for longer."""


class Found(NamedTuple):
    """A finding within one line: columns, half open."""

    start: int
    end: int
    kind: Kind


class _Line(NamedTuple):
    found: tuple[Found, ...] = ()
    looked: bool = False


Wanted = Callable[[Kind, str], bool]
"""Whether words of that kind are to be pointed out, or were dismissed."""


class LineFindings:
    """The findings of every line. A line that was edited is looked through again; until then its findings move along."""

    def __init__(self) -> None:
        self._lines: list[_Line] = []
        self._from = 0

    def begin(self, lines: int) -> None:
        """Another text, or other words to look for: nothing was looked through yet."""
        self._lines = [_Line()] * lines
        self._from = 0

    def of(self, row: int) -> tuple[Found, ...]:
        """The findings of a line, in the order of the text."""
        return self._lines[row].found if row < len(self._lines) else ()

    def edited(self, top: tuple[int, int], bottom: tuple[int, int], end: tuple[int, int]) -> None:
        """Follow an edit: what stood from ``top`` to ``bottom`` now ends at ``end``."""
        kept = [one for one in self.of(top[0]) if one.end <= top[1]]
        moved = [
            one._replace(start=one.start - bottom[1] + end[1], end=one.end - bottom[1] + end[1])
            for one in self.of(bottom[0])
            if one.start >= bottom[1]
        ]
        if end[0] == top[0]:
            anew = [_Line((*kept, *moved))]
        else:
            anew = [_Line(tuple(kept)), *([_Line()] * (end[0] - top[0] - 1)), _Line(tuple(moved))]
        self._lines[top[0] : bottom[0] + 1] = anew
        self._from = min(self._from, top[0])

    @property
    def complete(self) -> bool:
        """Whether every line was looked through."""
        return self._next(self._from) is None

    def look(self, lines: Sequence[str], names: Iterable[str], wanted: Wanted, first: int = 0) -> bool:
        """Look through the next lines, from ``first`` on if any there wait; whether one of them shows otherwise now.

        Args:
            lines: of the text.
            names: to be pointed out.
            wanted: what was not dismissed.
            first: the line to begin at.
        """
        at = self._next(first)
        if at is None:
            at = self._next(self._from)
            self._from = len(self._lines) if at is None else at
        rows: list[int] = []
        length = 0
        while at is not None and at < len(self._lines) and length < CHUNK and not self._lines[at].looked:
            rows.append(at)
            length += len(lines[at]) + 1
            at += 1
        changed = False
        for row, found in _found_in([lines[row] for row in rows], names, wanted, rows[0] if rows else 0):
            changed = changed or found != self._lines[row].found
            self._lines[row] = _Line(found, looked=True)
        return changed

    def after(self, row: int, column: int) -> tuple[int, Found] | None:
        """The first finding that begins after a place; beyond the last one the first; ``None`` if there is none at all."""
        every = list(self.all())
        return next(
            (one for one in every if (one[0], one[1].start) > (row, column)), every[0] if every else None
        )

    def before(self, row: int, column: int) -> tuple[int, Found] | None:
        """The last finding that begins before a place; before the first one the last."""
        every = list(self.all())
        return next(
            (one for one in reversed(every) if (one[0], one[1].start) < (row, column)),
            every[-1] if every else None,
        )

    def at(self, row: int, column: int) -> Found | None:
        """The finding that a place lies in, or at whose end it lies."""
        return next((one for one in self.of(row) if one.start <= column <= one.end), None)

    def all(self) -> Iterator[tuple[int, Found]]:
        """Every finding with its line, in the order of the text."""
        return ((row, one) for row, line in enumerate(self._lines) for one in line.found)

    def _next(self, start: int) -> int | None:
        return next((row for row in range(start, len(self._lines)) if not self._lines[row].looked), None)


def _found_in(
    lines: Sequence[str], names: Iterable[str], wanted: Wanted, first: int
) -> Iterator[tuple[int, tuple[Found, ...]]]:
    """The findings of neighbouring lines, looked through as one text: that takes a tenth of the time for short lines."""
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    findings = iter(find_identifiers(text, names))
    pending = next(findings, None)
    for place, (start, beyond) in enumerate(pairwise(starts)):
        here: list[Found] = []
        while pending is not None and pending.span.start < beyond:
            words = text[pending.span.start : pending.span.end]
            if pending.span.end < beyond and wanted(
                pending.kind, words
            ):  # not one that runs on into the next line
                here.append(Found(pending.span.start - start, pending.span.end - start, pending.kind))
            pending = next(findings, None)
        yield first + place, tuple(here)
