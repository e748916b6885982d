import pytest

from fieldnotes.pictures.bar import Bar, Chart


def test_a_bar_says_its_value_in_words():
    assert Bar("a", 23, 23).words == "23"
    assert Bar("a", 12, 40).words == "12–40"
    assert Bar("a", None, None).words == "hidden"


@pytest.mark.parametrize(("lower", "upper"), [(None, 3), (3, None), (5, 4), (-1, 4)])
def test_a_bar_with_half_an_interval_or_a_reversed_one_is_refused(lower, upper):
    with pytest.raises(ValueError, match="bar"):
        Bar("a", lower, upper)


def test_a_bar_beyond_the_axis_is_refused():
    with pytest.raises(ValueError, match="beyond"):
        Chart((), (Bar("a", 3, 21),), 20)


def test_an_axis_has_at_least_one_case():
    with pytest.raises(ValueError, match="axis"):
        Chart((), (), 0)
