"""Which parts of which lines are coded, kept beside the lines so that typing moves only what stands in its own line."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fieldnotes.base.ids import CodingId
from fieldnotes.base.span import Span
from fieldnotes.tui.editor.document import NoteDocument


class CodedSpan(NamedTuple):
    """A coding as the editor shows it: the factor's key, and where."""

    coding: CodingId
    key: str
    span: Span
    changed: bool = False


class Mark(NamedTuple):
    """The part of a coding within one line: columns, half open, and whether the coding starts in it."""

    start: int
    end: int
    coding: CodingId
    key: str
    begins: bool
    changed: bool


Marks = tuple[Mark, ...]


class LineMarks:
    """The marks of every line."""

    def __init__(self) -> None:
        self._lines: list[Marks] = []
        self.unsure = False
        """Whether an edit came near a mark since the marks were last shown as stored."""

    def of(self, row: int) -> Marks:
        """The marks of a line, in the order of the text."""
        return self._lines[row] if row < len(self._lines) else ()

    def show(self, codings: Iterable[CodedSpan], document: NoteDocument) -> None:
        """Mark these codings and no others."""
        self.unsure = False
        lines: list[list[Mark]] = [[] for _ in range(document.line_count)]
        for coding in codings:
            for row, mark in _marks_of(coding, document):
                lines[row].append(mark)
        self._lines = [tuple(sorted(marks)) if marks else () for marks in lines]

    def add(self, coding: CodedSpan, document: NoteDocument) -> None:
        """Mark one coding more."""
        for row, mark in _marks_of(coding, document):
            self._lines[row] = tuple(sorted((*self._lines[row], mark)))

    def edited(self, top: tuple[int, int], bottom: tuple[int, int], end: tuple[int, int]) -> None:
        """Move the marks with an edit: what stood from ``top`` to ``bottom`` now ends at ``end``.

        A stand-in until the journal has moved the codings themselves, under a second later; only where an edit comes near
        a mark can the journal decide otherwise, which :attr:`unsure` remembers.
        """
        self.unsure = self.unsure or any(self.of(row) for row in range(top[0], bottom[0] + 1))
        if top[0] == bottom[0] == end[0]:
            if marks := self.of(top[0]):
                self._lines[top[0]] = tuple(_moved(mark, top[1], bottom[1], end[1]) for mark in marks)
            return
        before = tuple(
            mark._replace(end=min(mark.end, top[1])) for mark in self.of(top[0]) if mark.start < top[1]
        )
        shift = end[1] - bottom[1]
        after = tuple(
            mark._replace(start=max(mark.start, bottom[1]) + shift, end=mark.end + shift)
            for mark in self.of(bottom[0])
            if mark.end > bottom[1]
        )
        between: list[Marks] = [()] * (end[0] - top[0] - 1)
        replaced = [before, *between, after] if end[0] > top[0] else [before + after]
        self._lines[top[0] : bottom[0] + 1] = replaced


def _marks_of(coding: CodedSpan, document: NoteDocument) -> Iterator[tuple[int, Mark]]:
    first_row, first_column = document.location_of(coding.span.start)
    last_row, last_column = document.location_of(coding.span.end)
    for row in range(first_row, last_row + 1):
        start = first_column if row == first_row else 0
        end = last_column if row == last_row else len(document.get_line(row))
        if end > start or row == first_row:
            yield row, Mark(start, end, coding.coding, coding.key, row == first_row, coding.changed)


def _moved(mark: Mark, start: int, old_end: int, new_end: int) -> Mark:
    growth = new_end - old_end
    if old_end <= mark.start:
        return mark._replace(start=mark.start + growth, end=mark.end + growth)
    if start >= mark.end:
        return mark
    return mark._replace(
        start=min(mark.start, start) if start < mark.start else mark.start, end=max(start, mark.end + growth)
    )
