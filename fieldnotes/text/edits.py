"""Edits to a text, and what they do to spans: a span keeps its words unless an edit touches them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.span import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """At ``start`` (code points) the characters ``removed`` give way to ``inserted``; either may be empty.

    Raises:
        WrongUseError: if ``start`` is negative.
    """

    start: int
    removed: str
    inserted: str

    def __post_init__(self) -> None:
        if self.start < 0:
            raise WrongUseError(
                "An edit cannot begin before the text.", "Count characters from 0 at the start of the text."
            )

    @property
    def end(self) -> int:
        """Where ``removed`` ends."""
        return self.start + len(self.removed)

    @property
    def growth(self) -> int:
        """By how many code points the text becomes longer; negative if shorter."""
        return len(self.inserted) - len(self.removed)

    def inverse(self) -> "Edit":
        """The edit that undoes this one."""
        return Edit(self.start, self.inserted, self.removed)

    def minimal(self) -> "Edit":
        """The same edit without the characters that ``removed`` and ``inserted`` share at either end."""
        prefix = _shared_prefix(self.removed, self.inserted)
        removed, inserted = self.removed[prefix:], self.inserted[prefix:]
        suffix = _shared_prefix(removed[::-1], inserted[::-1])
        return Edit(self.start + prefix, removed[: len(removed) - suffix], inserted[: len(inserted) - suffix])


def _shared_prefix(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:  # bisecting on slices: a whole interview may be replaced by one much like it
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def apply(text: str, edit: Edit) -> str:
    """The text after the edit.

    Raises:
        WrongUseError: if ``removed`` does not stand at ``start``; the text the edit was made for is another one.
    """
    if not text.startswith(edit.removed, edit.start) or edit.start > len(text):
        raise WrongUseError(
            "An edit does not fit the text it was meant for.",
            "Open the interview again and repeat the change.",
        )
    return "".join((text[: edit.start], edit.inserted, text[edit.end :]))  # one copy less than with +


def move_span(span: Span, edit: Edit) -> tuple[Span | None, bool]:
    """Where a span lies after an edit, and whether its words changed.

    Text inserted exactly at either end stays outside. Text that replaces words of the span, and none outside it,
    becomes part of it. A span whose words are all removed, together with words around them or with nothing put in their
    place, is lost: ``(None, True)``.
    """
    edit = edit.minimal()
    if not edit.removed and not edit.inserted:
        return span, False
    if edit.end <= span.start:
        return Span(span.start + edit.growth, span.end + edit.growth), False
    if edit.start >= span.end:
        return span, False
    if span.start <= edit.start and edit.end <= span.end:
        start, end = span.start, span.end + edit.growth
    else:
        start = span.start if span.start < edit.start else edit.start + len(edit.inserted)
        end = span.end + edit.growth if edit.end < span.end else edit.start
    return (Span(start, end) if start < end else None), True


def joined(edits: Iterable[Edit]) -> Sequence[Edit]:
    """The same edits with runs of plain typing, and runs of Backspace, joined into one each.

    Every span moves the same way under the result, and fewer moves have to be written.
    """
    result: list[Edit] = []
    for edit in edits:
        last = result[-1] if result else None
        if last and not edit.removed and not last.removed and edit.start == last.start + len(last.inserted):
            result[-1] = Edit(last.start, "", last.inserted + edit.inserted)
        elif last and not edit.inserted and not last.inserted and edit.end == last.start:
            result[-1] = Edit(edit.start, edit.removed + last.removed, "")
        else:
            result.append(edit)
    return result
