"""Which parts of which lines are coded, worked out for the lines that are drawn, from where the casebook says passages stand.

What was typed and is not saved yet moves them here as the journal will move them, under a second later.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from fieldnotes.base.ids import CodingId
from fieldnotes.base.span import Span
from fieldnotes.text.edits import Edit, joined, move_span
from fieldnotes.tui.editor.document import NoteDocument

_CHUNK = 64
"""Lines worked out together: about a screen."""


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

Source = Callable[[Span], Iterable[CodedSpan]]
"""The codings that share words with a part of the text as it was saved last."""


def nothing(_: Span) -> tuple[CodedSpan, ...]:
    """No codings at all."""
    return ()


class LineMarks:
    """The marks of every line.

    Args:
        waiting: asked for the edits that were made and are not saved.
    """

    def __init__(self, waiting: Callable[[], Sequence[Edit]] = tuple) -> None:
        self._waiting = waiting
        self._source: Source = nothing
        self._chunks: dict[int, list[Marks]] = {}

    def show(self, source: Source) -> None:
        """Mark what ``source`` says from now on."""
        self._source = source
        self.forget()

    def forget(self) -> None:
        """The text or its codings changed: work the marks out anew where they are asked for."""
        self._chunks.clear()

    def of(self, row: int, document: NoteDocument) -> Marks:
        """The marks of a line, in the order of the text."""
        chunk = self._chunks.get(row // _CHUNK)
        if chunk is None:
            chunk = self._chunks[row // _CHUNK] = self._marks(row // _CHUNK, document)
        return chunk[row % _CHUNK]

    def _marks(self, chunk: int, document: NoteDocument) -> list[Marks]:
        rows = range(chunk * _CHUNK, min((chunk + 1) * _CHUNK, document.line_count))
        last = rows[-1]
        part = Span(
            document.index_of((rows[0], 0)), document.index_of((last, len(document.get_line(last)))) + 1
        )
        lines: list[list[Mark]] = [[] for _ in rows]
        for coding in _moved(self._source, part, joined(self._waiting())):
            for row, mark in _marks_of(coding, document, rows):
                lines[row - rows[0]].append(mark)
        return [tuple(sorted(marks)) if marks else () for marks in lines]


def _moved(source: Source, part: Span, edits: Sequence[Edit]) -> Iterator[CodedSpan]:
    """The codings within a part of the text as it stands, ``edits`` after it was saved."""
    for coding in source(_before(part, edits)):
        span: Span | None = coding.span
        changed = coding.changed
        for edit in edits:
            if span is None:
                break
            span, touched = move_span(span, edit)
            changed = changed or touched
        if span is not None and span.overlaps(part):
            yield CodedSpan(coding.coding, coding.key, span, changed)


def _before(part: Span, edits: Sequence[Edit]) -> Span:
    """Where all that is in ``part`` after ``edits`` stood before them, and perhaps a little more."""
    start, end = part.start, part.end
    for edit in reversed(edits):
        inserted = edit.start + len(edit.inserted)
        if start > edit.start:
            start = edit.start if start <= inserted else start - edit.growth
        if end > edit.start:
            end = edit.end if end <= inserted else end - edit.growth
    return Span(start, max(end, start) + 1)


def _marks_of(coding: CodedSpan, document: NoteDocument, rows: range) -> Iterator[tuple[int, Mark]]:
    """The parts of a coding in ``rows``; a line without words between two that have some is part of it too."""
    first_row, first_column = document.location_of(coding.span.start)
    last_row, last_column = document.location_of(coding.span.end)
    for row in range(max(first_row, rows.start), min(last_row + 1, rows.stop)):
        start = first_column if row == first_row else 0
        end = last_column if row == last_row else len(document.get_line(row))
        if end > start or row < last_row or row == first_row:
            yield row, Mark(start, end, coding.coding, coding.key, row == first_row, coding.changed)
