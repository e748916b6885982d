"""Running sums in blocks against plain lists."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.tui.editor import counts
from fieldnotes.tui.editor.counts import Counts

NUMBERS = st.lists(st.integers(0, 5), min_size=1, max_size=40)
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.floats(0, 1), st.lists(st.integers(0, 5), max_size=30)), max_size=8
)


@given(NUMBERS, CHANGES, st.integers(2, 9))
def test_sums_and_places_are_those_of_a_plain_list(numbers, changes, block):
    whole, counts._BLOCK = counts._BLOCK, block
    try:
        known = Counts(numbers)
        compare(known, numbers)
        for one, other, put in changes:
            start, end = sorted((int(one * len(numbers)), int(other * len(numbers))))
            after = numbers[:start] + put + numbers[end:]
            if after:
                known.replace(start, end, put)
                numbers = after
                compare(known, numbers)
    finally:
        counts._BLOCK = whole


def compare(known: Counts, numbers: list[int]) -> None:
    sums = list(accumulate(numbers, initial=0))
    assert len(known) == len(numbers)
    assert known.total == sums[-1]
    assert [known.before(index) for index in range(len(numbers) + 1)] == sums
    for amount in range(sums[-1] + 2):
        assert known.find(amount) == max(
            (index for index in range(len(numbers)) if sums[index] <= amount), default=0
        )
