"""What bands imply about each other: not left, in service, and manner, help and refuge not applicable."""

import itertools

import pytest

from fieldnotes.codebook.implications import broken_implications, with_implied
from fieldnotes.codebook.loading import load_taxonomy

TAXONOMY = load_taxonomy()
RULES = TAXONOMY.implications
NAMES = ("position", "period", "manner", "help", "refuge")
BANDS = {known.id: [band.id for band in known.bands] for known in TAXONOMY.attributes}


def allowed(bands):
    """The rules as the design puts them, written down here once more and independently of the data."""
    not_left = bands["period"] == "not-left"
    not_applicable = [bands[name] == "not-applicable" for name in ("manner", "help", "refuge")]
    if any(said is not not_left for said in not_applicable):
        return False
    if bands["position"] in ("in-service", "in-service-and-resisting"):
        return not_left
    return not (bands["position"] in ("defector", "deserter") and not_left)


def test_the_declared_rules_allow_exactly_what_the_design_allows():
    count = 0
    for combination in itertools.product(*(BANDS[name] for name in NAMES)):
        bands = dict(zip(NAMES, combination, strict=True))
        assert (broken_implications(RULES, bands) == []) == allowed(bands), bands
        count += 1
    assert count == 7 * 7 * 5 * 6 * 5


def test_a_case_about_which_nothing_is_said_breaks_no_rule():
    assert broken_implications(RULES, {}) == []
    assert with_implied(RULES, {}) == {}


@pytest.mark.parametrize("position", ["in-service", "in-service-and-resisting"])
def test_in_service_says_the_rest(position):
    assert with_implied(RULES, {"position": position}) == {
        "position": position,
        "period": "not-left",
        "manner": "not-applicable",
        "help": "not-applicable",
        "refuge": "not-applicable",
    }


@pytest.mark.parametrize("name", ["manner", "help", "refuge"])
def test_not_applicable_says_not_left_but_not_who_speaks(name):
    implied = with_implied(RULES, {name: "not-applicable"})
    assert implied["period"] == "not-left"
    assert "position" not in implied


@pytest.mark.parametrize("position", ["family-member", "other"])
@pytest.mark.parametrize("period", ["not-left", "may-jul-2021", "not-said"])
def test_a_relative_may_speak_about_any_soldier(position, period):
    bands = with_implied(RULES, {"position": position, "period": period})
    assert broken_implications(RULES, bands) == []


def test_what_was_said_is_never_overwritten():
    bands = {"position": "in-service", "manner": "alone"}
    implied = with_implied(RULES, bands)
    assert implied["manner"] == "alone"
    assert [(rule.attribute, rule.implies_attribute) for rule in broken_implications(RULES, implied)] == [
        ("period", "manner")
    ]


def test_every_band_can_be_set_alone():
    for name, bands in BANDS.items():
        for band in bands:
            assert broken_implications(RULES, with_implied(RULES, {name: band})) == []
