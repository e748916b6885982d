from fieldnotes.analysis.counts import cases_per_factor, cases_per_group, codings_per_factor
from fieldnotes.base.ids import CaseId


def _without_zeros(counts):
    return {key: count for key, count in counts.items() if count}


def test_a_case_counts_once_for_a_factor_and_once_for_a_group(coded_book):
    assert _without_zeros(cases_per_factor(coded_book)) == {
        "driver.morality.civilian-violence": 2,
        "driver.morality.lost-legitimacy": 1,
        "obstacle.punishment.penalty": 1,
    }
    assert _without_zeros(cases_per_group(coded_book)) == {"driver.morality": 2, "obstacle.punishment": 1}


def test_codings_count_every_one_by_every_coder(coded_book):
    assert _without_zeros(codings_per_factor(coded_book)) == {
        "driver.morality.civilian-violence": 3,
        "driver.morality.lost-legitimacy": 1,
        "obstacle.punishment.penalty": 1,
        "driver.exit.cdm": 3,
    }


def test_the_settled_coder_decides_what_a_case_raises(coded_book):
    coded_book.cases.settle(CaseId("C3"), "B")
    assert cases_per_factor(coded_book)["driver.exit.cdm"] == 1


def test_every_factor_and_group_is_there_in_the_taxonomys_order(coded_book):
    taxonomy = coded_book.taxonomy
    assert list(cases_per_factor(coded_book)) == [factor.id for factor in taxonomy.active_factors]
    assert list(codings_per_factor(coded_book)) == [factor.id for factor in taxonomy.active_factors]
    assert list(cases_per_group(coded_book)) == [group.id for group in taxonomy.groups]
