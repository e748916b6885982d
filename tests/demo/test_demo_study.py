"""The invented study: the same on every machine, valid, and counted without the program's help."""

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.base.shipped import shipped
from fieldnotes.base.span import Span
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.demo.library import MarkedPassage, WrittenInterview, passages
from fieldnotes.demo.study import PlannedCase, plan_study
from fieldnotes.demo.truth import true_counts
from fieldnotes.disclosure.policy import parse_policy

STUDY = plan_study()
POLICY = parse_policy((shipped("exports/policies") / "standard.toml").read_bytes())
DMV = FactorId("driver.morality.civilian-violence")
OPP = FactorId("obstacle.punishment.penalty")
TAXONOMY = load_taxonomy()


def test_the_same_seed_gives_the_same_study_and_another_seed_another():
    assert plan_study() == STUDY
    assert plan_study(seed=1) != STUDY


def test_six_researchers_with_fifteen_to_twenty_cases_that_may_be_released():
    assert len(STUDY) == 6
    for researcher in STUDY:
        assert 15 <= len(researcher.cohort) < len(researcher.cases) <= 20
        assert len({case.id for case in researcher.cases}) == len(researcher.cases)
    assert sum(len(researcher.cohort) for researcher in STUDY) >= 60


def test_every_marked_passage_stands_where_the_plan_says():
    known = {text for by_language in passages().values() for some in by_language.values() for text in some}
    composed = [
        interview
        for researcher in STUDY
        for case in researcher.cases
        for interview in case.interviews
        if not interview.title
    ]
    assert composed
    for interview in composed:
        for passage in interview.passages:
            assert interview.text[passage.span.start : passage.span.end] in known


def test_civilian_violence_is_very_common_and_party_support_rare():
    cohort = [case for researcher in STUDY for case in researcher.cohort]
    counts = true_counts(cohort, POLICY)
    assert counts["factor", ("driver.morality.civilian-violence",)] / len(cohort) > 0.6
    assert counts["factor", ("driver.ideology.party-support",)] / len(cohort) < 0.1


def test_the_truth_is_counted_once_a_case_whatever_a_case_says_how_often():
    case = PlannedCase(
        CaseId("C1"),
        {"position": "family-member", "refuge": "abroad"},
        (
            WrittenInterview("", "abc", (MarkedPassage(Span(0, 1), DMV), MarkedPassage(Span(1, 2), DMV))),
            WrittenInterview("", "def", (MarkedPassage(Span(0, 1), DMV), MarkedPassage(Span(1, 3), OPP))),
        ),
        frozenset(),
        publishes=True,
    )
    assert true_counts([case, case], POLICY) == {
        ("factor", (DMV,)): 2,
        ("factor", (OPP,)): 2,
        ("group", ("driver.morality",)): 2,
        ("group", ("obstacle.punishment",)): 2,
        ("attribute.position", ("other-or-not-said",)): 2,
        ("attribute.refuge", ("abroad",)): 2,
        ("group-by-position", ("driver.morality", "other-or-not-said")): 2,
        ("group-by-position", ("obstacle.punishment", "other-or-not-said")): 2,
        ("group-by-refuge", ("driver.morality", "abroad")): 2,
        ("group-by-refuge", ("obstacle.punishment", "abroad")): 2,
        ("pair", ("driver.morality", "obstacle.punishment")): 2,
        ("pair", ("obstacle.punishment", "driver.morality")): 2,
    }


def test_no_factor_is_both_raised_and_denied_in_the_plan():
    assert not [case for researcher in STUDY for case in researcher.cases if case.raised & case.denied]


def test_attributes_keep_to_the_declared_implications():
    for researcher in STUDY:
        for case in researcher.cases:
            bands = {}
            for attribute, band in case.bands.items():
                bands = bands | dict([TAXONOMY.resolve_band(attribute, band)])
            for rule in TAXONOMY.implications:
                if bands[rule.attribute] in rule.bands:
                    assert bands[rule.implies_attribute] in rule.implies_bands, (researcher.label, case.id)


def test_some_cases_are_in_burmese_and_some_consents_are_withheld():
    texts = [
        interview.text for researcher in STUDY for case in researcher.cases for interview in case.interviews
    ]
    assert sum(any("\u1000" <= letter <= "\u109f" for letter in text) for text in texts) >= 10
    assert all(any(not case.publishes for case in researcher.cases) for researcher in STUDY)
