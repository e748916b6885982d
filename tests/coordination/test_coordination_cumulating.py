from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.tables import IntervalCell, IntervalTable
from fieldnotes.coordination.cumulating import Published, cumulate

KEYS = (("a",), ("b",), ("c",))


@st.composite
def publications(draw):
    """Published tables together with the true counts behind them."""
    cases = draw(st.integers(60, 200))
    counts, cells = {}, []
    for key in KEYS:
        true = counts[key] = draw(st.integers(0, cases))
        if draw(st.booleans()):
            cells.append(IntervalCell(key=key, lower=None, upper=None))
        else:
            lower = draw(st.integers(0, true))
            cells.append(IntervalCell(key=key, lower=lower, upper=draw(st.integers(true, cases))))
    return Published((IntervalTable(name="group", dimensions=("group",), cells=tuple(cells)),), cases), counts


@given(several=st.lists(publications(), min_size=1, max_size=4))
def test_every_total_holds_the_truth(several):
    (table,) = cumulate([one for one, _ in several])
    for cell in table.cells:
        true = sum(counts[cell.key] for _, counts in several)
        hidden = all(
            one.lower is None
            for published, _ in several
            for one in published.tables[0].cells
            if one.key == cell.key
        )
        assert (cell.lower is None) == hidden
        if cell.lower is not None:
            assert cell.lower <= true <= cell.upper


@given(one=publications())
def test_the_total_of_one_publication_is_that_publication(one):
    assert cumulate([one[0]]) == one[0].tables


def test_a_table_that_one_publication_does_not_give_can_hold_anything_there():
    given = IntervalTable(
        name="pair", dimensions=("group", "group"), cells=(IntervalCell(key=("a", "b"), lower=12, upper=15),)
    )
    (total,) = cumulate([Published((given,), 100), Published((), 60)])
    assert total.cells == (IntervalCell(key=("a", "b"), lower=12, upper=75),)
