"""Passages in memory, and how edits move them: what :func:`fieldnotes.text.edits.move_span` says, without asking for each.

Passages lie in small groups. An edit leaves a group before it alone and pushes one behind it as a whole; only in the groups
it reaches into is each passage looked at. So two hundred edits over thousands of passages take a few milliseconds.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from fieldnotes.base.span import Span
from fieldnotes.text.edits import Edit, move_span

_GROUP = 64


class Place(NamedTuple):
    """Where a passage stands.

    Attributes:
        start: code points from the start of the text; where its words stood, if it is lost.
        length: in code points; 0 if it is lost.
        touched: number of the last edit that touched its words since it was last written down, or 0.
    """

    start: int
    length: int
    touched: int


@dataclass(slots=True)
class Stored:
    """A passage as it is written down; see the table ``passages``."""

    id: int
    start: int
    length: int
    lost_digest: bytes | None = None
    lost_offset: int | None = None
    lost_length: int | None = None


@dataclass(slots=True)
class _Passage(Stored):
    """A passage as it stands: ``start`` is counted from the shift of its group."""

    touched: int = 0
    was_standing: bool = True
    was_start: int = 0

    @property
    def turned(self) -> bool:
        """Whether it is lost and was not when it was written down, or the other way round."""
        return (self.length > 0) is not self.was_standing

    def follow(self, number: int, edit: Edit, shift: int) -> None:
        """Move it by an edit that is minimal and changes something."""
        start = self.start + shift
        if not self.length:
            self._follow_lost(edit, start, shift)
        elif edit.end <= start:
            self.start += edit.growth
        elif edit.start < start + self.length:
            self._follow_touched(number, edit, Span(start, start + self.length), shift)

    def _follow_touched(self, number: int, edit: Edit, span: Span, shift: int) -> None:
        moved, _ = move_span(span, edit)
        self.touched = number
        if moved is not None:
            self.start, self.length = moved.start - shift, len(moved)
            return
        self.lost_digest = digest(edit.removed)
        self.lost_offset, self.lost_length = span.start - edit.start, len(span)
        self.start, self.length = edit.start - shift, 0

    def _follow_lost(self, edit: Edit, start: int, shift: int) -> None:
        if start < edit.start:
            return
        if (
            start == edit.start
            and edit.inserted
            and self.lost_digest is not None
            and self.lost_digest == digest(edit.inserted)
        ):
            # What was deleted is put back at its place: the deletion was undone.
            self.start += self.lost_offset or 0
            self.length = self.lost_length or 0
            self.lost_digest = None
        else:
            self.start = start + edit.growth - shift if start >= edit.end else edit.start - shift


class _Group:
    __slots__ = ("high", "low", "passages", "shift")

    def __init__(self) -> None:
        self.passages: list[_Passage] = []
        self.shift = 0
        self.low = self.high = 0

    def add(self, stored: Stored) -> None:
        passage = _as_stored(stored, self.shift)
        end = passage.start + passage.length
        self.low, self.high = (
            (min(self.low, passage.start), max(self.high, end)) if self.passages else (passage.start, end)
        )
        self.passages.append(passage)

    def fill(self, passages: Iterable[Stored]) -> None:
        """Take in the first ones, all at once."""
        self.passages = [_as_stored(stored, 0) for stored in passages]
        self._bound()

    def _bound(self) -> None:
        self.low = min(passage.start for passage in self.passages)
        self.high = max(passage.start + passage.length for passage in self.passages)

    def follow(self, number: int, edit: Edit) -> None:
        low = self.low + self.shift
        if low >= edit.end and low > edit.start:  # at edit.start, a lost passage may come back
            self.shift += edit.growth
        elif self.high + self.shift >= edit.start:
            for passage in self.passages:
                passage.follow(number, edit, self.shift)
            self._bound()


def _as_stored(stored: Stored, shift: int) -> _Passage:
    # By place and not by name: thousands are made when an interview is opened.
    return _Passage(
        stored.id,
        stored.start - shift,
        stored.length,
        stored.lost_digest,
        stored.lost_offset,
        stored.lost_length,
        0,
        stored.length > 0,
        stored.start,
    )


class Standing:
    """The passages of one interview as they stand. Edits are given in the order of their numbers."""

    def __init__(self) -> None:
        self._groups: list[_Group] = []
        self._group_of: dict[int, _Group] = {}
        self._passage: dict[int, _Passage] = {}

    def add(self, passages: Iterable[Stored]) -> None:
        """Take in passages that stand, or are lost, as written."""
        for stored in passages:
            if not self._groups or len(self._groups[-1].passages) >= _GROUP:
                self._groups.append(_Group())
            group = self._groups[-1]
            group.add(stored)
            self._group_of[stored.id] = group
            self._passage[stored.id] = group.passages[-1]

    def add_all(self, passages: Iterable[Stored]) -> None:
        """The same for many, put into groups of neighbours."""
        ordered = iter(sorted(passages, key=attrgetter("start")))
        while chunk := list(islice(ordered, _GROUP)):
            group = _Group()
            group.fill(chunk)
            self._groups.append(group)
            for passage in group.passages:
                self._group_of[passage.id] = group
                self._passage[passage.id] = passage

    def drop(self, passage: int) -> None:
        """Forget a passage that was deleted."""
        group = self._group_of.pop(passage)
        group.passages.remove(self._passage.pop(passage))
        if not group.passages:
            self._groups.remove(group)

    def move(self, number: int, edit: Edit) -> None:
        """Move every passage by the edit of that number, and note which it touched."""
        edit = edit.minimal()
        if edit.removed or edit.inserted:
            for group in self._groups:
                group.follow(number, edit)

    def place(self, passage: int) -> Place:
        """Where a passage stands.

        Raises:
            KeyError: if the interview has none of that id.
        """
        known = self._passage[passage]
        return Place(known.start + self._group_of[passage].shift, known.length, known.touched)

    def at(self, span: Span) -> int | None:
        """The passage of exactly these words, the oldest if edits made several alike."""
        length = len(span)
        return min(
            (
                passage.id
                for group in self._groups
                if group.low + group.shift <= span.start and span.end <= group.high + group.shift
                for passage in group.passages
                if passage.length == length and passage.start + group.shift == span.start
            ),
            default=None,
        )

    def overlapping(self, span: Span) -> Iterator[tuple[int, Place]]:
        """The passages that share words with ``span``, in no order."""
        start, end = span.start, span.end
        for group in self._groups:
            shift = group.shift
            if group.low + shift < end and group.high + shift > start:
                for passage in group.passages:
                    begins = passage.start + shift
                    if begins < end and begins + passage.length > start and passage.length:
                        yield passage.id, Place(begins, passage.length, passage.touched)

    def turned(self) -> list[int]:
        """Passages that are lost now and were not when they were written down, or the other way round."""
        return [passage.id for passage in self._passage.values() if passage.turned]

    def moved(self) -> Iterator[tuple[Stored, int]]:
        """What no longer is as it was written down, with the number of the last edit that touched it, or 0."""
        for group in self._groups:
            for passage in group.passages:
                start = passage.start + group.shift
                if start != passage.was_start or passage.touched or passage.turned:
                    yield (
                        Stored(
                            passage.id,
                            start,
                            passage.length,
                            passage.lost_digest,
                            passage.lost_offset,
                            passage.lost_length,
                        ),
                        passage.touched,
                    )


def digest(words: str) -> bytes:
    """What is kept of words whose passage was lost, to know them again."""
    return hashlib.sha256(words.encode()).digest()
