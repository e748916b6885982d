import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.months import months_after, parse_month, this_month
from fieldnotes.casebook.retention import NEVER
from fieldnotes.vault.sqlcipher import ConstraintError

MONTHS = st.builds("{:04}-{:02}".format, st.integers(2000, 2199), st.integers(1, 12))


@given(MONTHS, st.integers(1, 400))
def test_months_are_counted_as_a_calendar_does(month, number):
    year, place = int(month[:4]), int(month[5:])
    for _ in range(number):  # one at a time, as a person would
        year, place = (year + 1, 1) if place == 12 else (year, place + 1)
    if year > 2199:
        with pytest.raises(WrongUseError):
            months_after(month, number)
    else:
        assert months_after(month, number) == f"{year}-{place:02}"
        assert (months_after(month, number) > month) is True


@given(st.text(alphabet="0123456789-/. never", max_size=12))
def test_nothing_finer_and_nothing_else_than_a_month_is_one(raw):
    try:
        month = parse_month(raw)
    except WrongUseError:
        return
    assert len(month) == 7
    assert 2000 <= int(month[:4]) <= 2199
    assert 1 <= int(month[5:]) <= 12


@pytest.fixture
def three(book):
    for one in book.cases.list():
        book.cases.delete(one.id)
    book.retention.set_default(None)
    for label in ("C1", "C2", "C10"):
        book.cases.add(CaseId(label))
    book.interviews.add(CaseId("C1"), "They beat us.")
    return book


def until(book, month=None):
    return {one.case: (one.until, one.own, one.due) for one in book.retention.list(month)}


def test_at_first_nothing_is_decided_and_nothing_is_due(three):
    assert until(three, "2199-12") == dict.fromkeys(("C1", "C2", "C10"), (None, False, False))
    assert three.retention.default() is None
    assert three.retention.notice() is None


def test_a_case_is_due_once_its_month_is_over_and_not_before(three):
    three.retention.set([CaseId("C1")], "2031-05")
    assert until(three, "2031-05")["C1"] == ("2031-05", True, False)
    assert until(three, "2031-06")["C1"] == ("2031-05", True, True)


@pytest.mark.parametrize("word", ["never", " Never ", "NEVER"])
def test_never_is_a_word_and_outlasts_everything(three, word):
    three.retention.set_default("2020-01")
    assert three.retention.set([CaseId("C2")], word) == NEVER
    assert until(three, "2199-12")["C2"] == ("never", True, False)
    assert until(three)["C1"] == ("2020-01", False, True)


@pytest.mark.parametrize(
    "raw", ["0", "0 months", "00", "12", "-1", "2031-13", "2031-05-01", "31-05", "soon", "", "1201 months"]
)
def test_what_is_neither_a_month_nor_never_is_refused(three, raw):
    for attempt in (
        lambda: three.retention.set([CaseId("C1")], raw),
        lambda: three.retention.set_default(raw),
    ):
        with pytest.raises(WrongUseError):
            attempt()
    assert until(three)["C1"] == (None, False, False)


def test_the_default_holds_where_a_case_has_no_date_of_its_own(three):
    three.retention.set_default("18 months")
    assert three.retention.default() == "18 months after the last change"
    changed = three.cases.list()[0].changed[:7]
    last = months_after(changed, 18)
    assert until(three, last)["C1"] == (last, False, False)
    assert until(three, months_after(last, 1))["C1"] == (last, False, True)
    three.retention.set([CaseId("C1")], "never")
    assert until(three)["C1"] == ("never", True, False)
    three.retention.set([CaseId("C1")], "default")
    assert until(three, last)["C1"] == (last, False, False)
    three.retention.set_default(None)
    assert until(three)["C1"] == (None, False, False)


def test_months_for_a_case_count_from_now_and_are_fixed_at_once(three):
    assert three.retention.set([CaseId("C1")], "24 months") == months_after(this_month(), 24)


def test_all_cases_or_none_get_a_date(three):
    with pytest.raises(AnswerIsNoError):
        three.retention.set([CaseId("C1"), CaseId("C99")], "2031-05")
    assert until(three)["C1"] == (None, False, False)


def test_a_preview_changes_nothing_and_looks_ahead(three):
    three.retention.set([CaseId("C10"), CaseId("C1")], "2031-05")
    before = three.vault.connection.total_changes
    preview = three.retention.preview("2031-06")
    assert [(one.case, one.interviews) for one in preview.cases] == [("C1", 1), ("C10", 0)]
    assert three.vault.connection.total_changes == before
    assert three.retention.preview().cases == ()


def test_only_what_was_shown_is_deleted(three):
    three.retention.set([CaseId("C1"), CaseId("C2")], "2020-01")
    assert three.retention.notice().startswith("2 cases are past the retention date")
    seen = three.retention.preview().seen
    three.retention.set([CaseId("C10")], "2020-01")
    for code in (seen, "", "abcdef"):
        with pytest.raises(RefusedError):
            three.retention.delete_due(code)
    assert len(three.cases.list()) == 3
    three.retention.set([CaseId("C10")], "never")
    assert three.retention.delete_due(seen) == ("C1", "C2")
    assert [one.id for one in three.cases.list()] == ["C10"]
    with pytest.raises(AnswerIsNoError):
        three.retention.delete_due(seen)


def test_what_was_written_after_the_preview_is_not_deleted_by_it(three):
    three.retention.set([CaseId("C1")], "2020-01")
    seen = three.retention.preview().seen
    three.interviews.add(CaseId("C1"), "And then they came back.")
    with pytest.raises(RefusedError):
        three.retention.delete_due(seen)


def test_the_tables_themselves_refuse_a_zero(three):
    for until_ in ("0", "2031-05-01", ""):
        with pytest.raises(ConstraintError), three.vault.transaction() as connection:
            connection.execute("INSERT INTO case_retention (case_id, until) VALUES ('C1', ?)", (until_,))
