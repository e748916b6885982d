import re

import pytest

from fieldnotes.base.errors import AnswerIsNoError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import CaseSnapshot, Purpose, State
from fieldnotes.casebook.snapshots import snapshot
from fieldnotes.text.edits import Edit

FACTOR, OTHER = "driver.morality.civilian-violence", "obstacle.punishment.penalty"


def test_a_new_case_knows_nothing(book, new_case):
    case = book.cases.get(new_case())
    assert (case.attributes, case.consent, case.settled_coder, case.released) == ({}, frozenset(), "A", None)


def test_a_label_is_taken_once_whatever_its_case(own_book):
    own_book.cases.add(CaseId("C1"))
    for again in ("C1", "c1"):
        with pytest.raises(WrongUseError):
            own_book.cases.add(CaseId(again))
    assert [summary.id for summary in own_book.cases.list()] == ["C1"]


@pytest.mark.parametrize("label", ["", "1", "Ko Aung", "C" * 17, "C1\n", "'; DROP TABLE cases; --"])
def test_other_labels_are_refused_without_repeating_them(book, label):
    with pytest.raises(WrongUseError) as caught:
        book.cases.add(CaseId(label))
    assert "Aung" not in str(caught.value)


def test_cases_stand_in_reading_order(own_book):
    for label in ("C10", "C2", "B3", "C1", "c5"):
        own_book.cases.add(CaseId(label))
    assert [summary.id for summary in own_book.cases.list()] == ["B3", "C1", "C2", "c5", "C10"]


@pytest.mark.parametrize(
    "call",
    [
        lambda book: book.cases.get("none"),
        lambda book: book.cases.set_attribute("none", "rank", "major"),
        lambda book: book.cases.delete("none"),
        lambda book: book.cases.settle("none", "A"),
        lambda book: book.cases.mark_released(["none"], 1),
        lambda book: book.consent.give("none", Purpose.STORE),
        lambda book: book.consent.withdraw("none", delete=True),
        lambda book: book.consent.of("none"),
        lambda book: book.interviews.add("none", "text"),
        lambda book: book.interviews.of("none"),
        lambda book: book.interviews.get(999_999),
        lambda book: book.interviews.text(999_999),
        lambda book: book.interviews.delete(999_999),
        lambda book: book.interviews.set_title(999_999, "x"),
        lambda book: book.journal.record(999_999, [Edit(0, "", "x")]),
        lambda book: book.journal.fold(999_999),
        lambda book: book.journal.history(999_999),
        lambda book: book.codings.add(999_999, Span(0, 1), FACTOR),
        lambda book: book.codings.get(999_999),
        lambda book: book.codings.remove(999_999),
        lambda book: book.codings.of_interview(999_999),
        lambda book: book.codings.of_case("none"),
        lambda book: book.codings.set_memo(999_999, "x"),
        lambda book: book.checklist.states("none"),
        lambda book: book.checklist.mark("none", FACTOR, State.DENIED),
        lambda book: book.checklist.mark_rest_not_raised("none"),
        lambda book: snapshot(book, "none"),
    ],
)
def test_what_does_not_exist_is_an_answer_of_no(book, call):
    before = book.vault.connection.total_changes
    with pytest.raises(AnswerIsNoError) as caught:
        call(book)
    assert caught.value.exit_code == 1
    assert re.fullmatch(r"There is no (case|interview|coding) .*\.", caught.value.problem)
    assert book.vault.connection.total_changes == before


def test_attributes_take_ids_and_labels_and_nothing_finer(book, new_case):
    case = new_case()
    book.cases.set_attribute(case, "rank band", "Other ranks")
    book.cases.set_attribute(case, "age", "25–34")
    assert book.cases.get(case).attributes == {"rank": "other-ranks", "age": "25-34"}
    for attribute, band in (("age", "27"), ("name", "Aung"), ("rank", "corporal")):
        with pytest.raises(WrongUseError):
            book.cases.set_attribute(case, attribute, band)
    assert book.cases.get(case).attributes == {"rank": "other-ranks", "age": "25-34"}


def test_what_a_band_implies_follows_and_goes_with_it(book, new_case):
    case = new_case()
    book.cases.set_attribute(case, "position", "in-service")
    assert book.cases.get(case).attributes == {
        "position": "in-service",
        "period": "not-left",
        "manner": "not-applicable",
        "help": "not-applicable",
        "refuge": "not-applicable",
    }
    book.cases.set_attribute(case, "position", "defector")
    assert book.cases.get(case).attributes == {"position": "defector"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("position", "in-service"), ("period", "feb-apr-2021")),
        (("position", "in-service"), ("refuge", "abroad")),
        (("refuge", "abroad"), ("position", "in-service")),
        (("period", "not-left"), ("position", "defector")),
        (("manner", "alone"), ("period", "not-left")),
        (("help", "not-applicable"), ("position", "deserter")),
    ],
)
def test_contradictions_are_refused_and_nothing_is_set(book, new_case, first, second):
    case = new_case()
    book.cases.set_attribute(case, *first)
    before = book.cases.get(case)
    with pytest.raises(WrongUseError) as caught:
        book.cases.set_attribute(case, *second)
    assert "cannot have" in caught.value.problem
    assert book.cases.get(case) == before
    book.cases.set_attributes(
        case, dict([(first[0], "not said"), second])
    )  # the way out that the remedy names
    assert book.cases.get(case).attributes[second[0]] == second[1]


def test_every_stored_case_keeps_every_rule_of_the_taxonomy(book, new_case, taxonomy):
    for attribute in taxonomy.attributes:
        for band in attribute.bands:
            case = new_case()
            book.cases.set_attribute(case, attribute.id, band.id)
            bands = snapshot(book, case).attributes
            assert set(bands) == {known.id for known in taxonomy.attributes}
            for rule in taxonomy.implications:
                if bands[rule.attribute] in rule.bands:
                    assert bands[rule.implies_attribute] in rule.implies_bands


def test_a_case_is_released_once_and_stays_editable(book, new_case):
    one, two = new_case(), new_case()
    book.cases.mark_released([one], 3)
    with pytest.raises(RefusedError):
        book.cases.mark_released([two, one], 4)
    assert book.cases.get(two).released is None
    assert book.cases.get(one).released == 3
    book.cases.set_attribute(one, "branch", "army")
    assert book.interviews.add(one, "still writable").number == 1


def test_summaries_count_what_is_there(own_book, taxonomy):
    book = own_book
    case = book.cases.add(CaseId("C1")).id
    book.cases.add(CaseId("C2"))
    book.consent.give(case, Purpose.STORE)
    one = book.interviews.add(case, "They beat us. I left.")
    book.interviews.add(case, "")
    book.codings.add(one.id, Span(0, 13), FACTOR)
    book.codings.add(one.id, Span(0, 13), "driver.exit.cdm", coder="B")  # not by the settled coder
    book.checklist.mark(case, OTHER, State.DENIED)
    book.checklist.mark(case, FACTOR, State.DENIED)  # raised as well: counted once
    book.cases.mark_released([case], 1)
    summary, empty = book.cases.list()
    assert (summary.consent, summary.considered, summary.factors) == (
        {"store"},
        2,
        len(taxonomy.active_factors),
    )
    assert (summary.interviews, summary.codings, summary.released) == (2, 2, 1)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", summary.changed)
    assert (empty.considered, empty.interviews, empty.codings, empty.released) == (0, 0, 0, None)


def test_no_time_finer_than_a_day_is_stored(own_book):
    own_book.cases.add(CaseId("C1"))
    own_book.consent.give(CaseId("C1"), Purpose.STORE)
    own_book.interviews.add(CaseId("C1"), "text")
    values = []
    for query in ("SELECT * FROM cases", "SELECT * FROM consents", "SELECT * FROM interviews"):
        rows = own_book.vault.connection.execute(query).fetchall()
        assert rows
        values += [value for row in rows for value in tuple(row)]
    assert not [value for value in values if isinstance(value, int) and value > 1_000_000]
    assert not [value for value in values if isinstance(value, str) and ":" in value]
    consent = own_book.vault.connection.execute("SELECT * FROM consents").fetchone()
    assert sorted(consent.keys()) == ["case_id", "given", "purpose"]


def test_a_snapshot_counts_the_settled_coder_only(book, new_case):
    case = new_case()
    interview = book.interviews.add(case, "They beat us. I left.")
    book.codings.add(interview.id, Span(0, 4), FACTOR)
    book.codings.add(interview.id, Span(0, 4), OTHER, coder="B")
    assert snapshot(book, case) == CaseSnapshot(case, snapshot(book, case).attributes, frozenset({FACTOR}))
    book.cases.settle(case, "B")
    assert snapshot(book, case).raised == {OTHER}
    with pytest.raises(FieldnotesError):
        book.cases.settle(case, "Ko")
