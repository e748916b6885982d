"""Distance in sentences. The sentence of a place is the last one that begins at or before it, or the first."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

DEFAULT_WITHIN: Final = 2
"""Sentences apart that are near where no number is given: the answer to the next question is two sentences away."""


def sentence_of(starts: Sequence[int], place: int) -> int:
    """The number of the sentence at a place, from 0.

    Args:
        starts: where sentences begin, in order.
        place: a code point of the text.
    """
    return max(0, bisect_right(starts, place) - 1)


def sentence_span(starts: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The first and the last sentence that ``start`` up to but not including ``end`` reaches into."""
    return sentence_of(starts, start), sentence_of(starts, end - 1)
