"""Many small numbers whose running sums are asked for at every key: rows of each line, characters of each line.

They lie in blocks. Changing some of them touches their block and the short list of the blocks' sums, so that Enter in the
middle of a long text costs what it costs at its end.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

_BLOCK = 256


class Counts:
    """A sequence of whole numbers, each at least 0.

    Args:
        numbers: the sequence to begin with, not empty.
    """

    def __init__(self, numbers: Iterable[int]) -> None:
        values = list(numbers)
        self._blocks = [values[at : at + _BLOCK] for at in range(0, len(values), _BLOCK)]
        self._sums: list[list[int] | None] = [None] * len(self._blocks)
        self._count()

    def __len__(self) -> int:
        return self._firsts[-1]

    @property
    def total(self) -> int:
        """The sum of all."""
        return self._befores[-1]

    def before(self, index: int) -> int:
        """The sum of the numbers before ``index``, 0 to the length of the sequence."""
        block = min(bisect_right(self._firsts, index), len(self._blocks)) - 1
        return self._befores[block] + self._within(block)[index - self._firsts[block]]

    def find(self, amount: int) -> int:
        """The last index with ``before(index) <= amount``, at most the last number's."""
        block = max(0, min(bisect_right(self._befores, amount), len(self._blocks)) - 1)
        inside = bisect_right(self._within(block), amount - self._befores[block]) - 1
        return self._firsts[block] + max(0, min(inside, len(self._blocks[block]) - 1))

    def replace(self, start: int, end: int, numbers: Sequence[int]) -> None:
        """Put ``numbers`` in the place of those from ``start`` up to ``end``; something must remain."""
        first = max(0, min(bisect_right(self._firsts, start), len(self._blocks)) - 1)
        last = max(first, min(bisect_right(self._firsts, max(start, end - 1)), len(self._blocks)) - 1)
        merged = [number for block in self._blocks[first : last + 1] for number in block]
        offset = self._firsts[first]
        merged[start - offset : end - offset] = numbers
        size = len(merged) if len(merged) <= 2 * _BLOCK else _BLOCK
        blocks = [merged[at : at + size] for at in range(0, len(merged), size or 1)]
        self._blocks[first : last + 1] = blocks
        self._sums[first : last + 1] = [None] * len(blocks)
        self._count()

    def _within(self, block: int) -> list[int]:
        sums = self._sums[block]
        if sums is None:
            sums = self._sums[block] = list(accumulate(self._blocks[block], initial=0))
        return sums

    def _count(self) -> None:
        self._firsts = list(accumulate(map(len, self._blocks), initial=0))
        self._befores = list(accumulate((self._within(at)[-1] for at in range(len(self._blocks))), initial=0))
