from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.shipped import shipped
from fieldnotes.disclosure.implications import BandImplication, coarsen_implications
from fieldnotes.disclosure.layout import Layout, LevelImplication
from fieldnotes.disclosure.policy import Coarsening, Level, parse_policy

STANDARD = parse_policy((shipped("exports/policies") / "standard.toml").read_bytes())


def policy_with(**levels):
    """A policy with the given attributes: for each, the bands of each level."""
    coarsening = {
        name: Coarsening(why="x", levels=tuple(Level(id="+".join(bands), bands=bands) for bands in of))
        for name, of in levels.items()
    }
    return STANDARD.model_copy(update={"coarsening": coarsening})


def rule(attribute, bands, implies_attribute, implies_bands):
    return BandImplication(attribute, frozenset(bands), implies_attribute, frozenset(implies_bands))


def test_a_chain_through_a_band_that_is_no_level_is_followed():
    policy = policy_with(
        position=(("serving",), ("gone",)),
        period=(("not-left", "not-said"), ("left",)),
        manner=(("none", "x"), ("alone",)),
    )
    rules = [
        rule("position", {"serving"}, "period", {"not-left"}),
        rule("period", {"not-left"}, "manner", {"none"}),
    ]
    found = coarsen_implications(policy, rules)
    assert LevelImplication("position", ("serving",), "manner", ("none+x",)) in found


def test_two_levels_confined_to_the_same_one_are_confined_together():
    policy = policy_with(a=(("p",), ("q",), ("r",)), b=(("x",), ("y",)))
    found = coarsen_implications(policy, [rule("a", {"p", "q"}, "b", {"x"})])
    assert LevelImplication("a", ("p", "q"), "b", ("x",)) in found


def test_the_real_taxonomy_keeps_what_being_in_service_implies(layout):
    confined = {
        one.implies_attribute: one.implies_levels
        for one in layout.implications
        if one.levels == ("in-service",)
    }
    assert confined["period"] == ("not-left-or-not-said",)
    assert set(confined) == {"period", "manner", "help", "refuge"}


def test_an_equivalence_is_seen_as_one():
    both = (LevelImplication("a", ("x",), "b", ("u",)), LevelImplication("b", ("u",), "a", ("x",)))
    contrapositive = (both[0], LevelImplication("a", ("y",), "b", ("v",)))
    levels = {"a": ("x", "y"), "b": ("u", "v")}
    assert Layout({}, levels, both).holds_both_ways(both[0])
    assert Layout({}, levels, contrapositive).holds_both_ways(both[0])
    assert not Layout({}, levels, both[:1]).holds_both_ways(both[0])


BANDS = ("1", "2", "3")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sets(st.sampled_from(BANDS), min_size=1),
            st.sampled_from("abc"),
            st.sets(st.sampled_from(BANDS), min_size=1),
        ),
        max_size=4,
    )
)
def test_no_case_that_keeps_the_rules_on_bands_breaks_one_on_levels(raw):
    rules = [rule(*one) for one in raw if one[0] != one[2]]
    policy = policy_with(a=(("1",), ("2", "3")), b=(("1", "2"), ("3",)), c=(("1",), ("2",), ("3",)))
    coarse = coarsen_implications(policy, rules)
    for bands in product(BANDS, repeat=3):
        case = dict(zip("abc", bands, strict=True))
        keeps = all(
            case[one.attribute] not in one.bands or case[one.implies_attribute] in one.implies_bands
            for one in rules
        )
        if keeps:
            levels = {name: policy.coarsen(name, band) for name, band in case.items()}
            for one in coarse:
                assert (
                    levels[one.attribute] not in one.levels
                    or levels[one.implies_attribute] in one.implies_levels
                )
