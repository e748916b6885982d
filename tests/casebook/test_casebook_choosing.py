import pytest

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.choosing import ORDERS, CaseFilter, in_order
from fieldnotes.casebook.records import Purpose


@pytest.fixture(scope="module")
def filled(book):
    for label in ("C1", "C2", "C10", "D1"):
        book.cases.add(CaseId(label))
    book.cases.set_attributes(CaseId("C1"), {"rank": "major", "branch": "army"})
    book.cases.set_attributes(CaseId("C2"), {"rank": "above major", "age": "25–34"})
    book.consent.give(CaseId("C1"), Purpose.STORE)
    book.consent.give(CaseId("C1"), Purpose.PUBLISH)
    book.consent.give(CaseId("C2"), Purpose.STORE)
    interview = book.interviews.add(CaseId("C10"), "They beat us.")
    book.codings.add(interview.id, Span(0, 4), "driver.morality.civilian-violence")
    book.checklist.mark_rest_not_raised(CaseId("D1"))
    book.cases.mark_released([CaseId("D1")], 3)
    book.retention.set([CaseId("C2")], "2020-01")
    return book


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", "C1 C2 C10 D1"),
        ("c1", "C1 C10"),
        ("case:d", "D1"),
        ("publish", "C1"),
        ("consent:store", "C1 C2"),
        ("-consent:publish", "C2 C10 D1"),
        ("rank:major", "C1 C2"),
        ("rank:above", "C2"),
        ("25-34", "C2"),
        ("army store", "C1"),
        ("dmv", "C10"),
        ("raised:dm", "C10"),
        ("raised:driver.morality.civilian-violence", "C10"),
        ("-dmv", "C1 C2 D1"),
        ("dxp", ""),
        ("complete", "D1"),
        ("released", "D1"),
        ("unreleased -publish", "C2 C10"),
        ("release:3", "D1"),
        ("due", "C2"),
        ("is:due STORE", "C2"),
        ("nothing-of-the-kind", ""),
        ("unheard:of", ""),
    ],
)
def test_a_filter_shows_what_fits_every_word(filled, typed, shown):
    assert CaseFilter(filled, filled.cases.list()).fitting(typed) == set(shown.split())


def test_only_words_of_the_settled_coder_that_still_stand_raise_a_factor(filled):
    filled.cases.add(CaseId("E1"))
    interview = filled.interviews.add(CaseId("E1"), "They paid us nothing.")
    filled.codings.add(interview.id, Span(0, 4), "driver.exploitation.pay", coder="B")
    assert CaseFilter(filled, filled.cases.list()).fitting("raised:dxp") == set()
    filled.cases.settle(CaseId("E1"), "B")
    assert CaseFilter(filled, filled.cases.list()).fitting("raised:dxp") == {"E1"}
    filled.cases.delete(CaseId("E1"))


@pytest.mark.parametrize(
    ("order", "labels"),
    [
        ("label", "C1 C2 C10 D1"),
        ("checklist", "C1 C2 C10 D1"),
        ("released", "C1 C2 C10 D1"),
        ("consent", "C10 D1 C2 C1"),
    ],
)
def test_orders(filled, order, labels):
    assert [case.id for case in in_order(filled.cases.list(), order)] == labels.split()
    assert [case.id for case in in_order(filled.cases.list()[::-1], order)] == labels.split()


def test_the_last_change_comes_first(filled):
    with filled.vault.transaction() as connection:
        connection.execute("UPDATE cases SET changed = '2020-01-02' WHERE id = 'C1'")
    assert [case.id for case in in_order(filled.cases.list(), "changed")] == ["C2", "C10", "D1", "C1"]


def test_another_order_is_refused_by_name():
    with pytest.raises(WrongUseError, match="checklist"):
        in_order([], "alphabet")
    assert "label" in ORDERS
