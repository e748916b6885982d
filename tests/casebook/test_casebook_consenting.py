import pytest

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.consenting import POINTS, WAYS, Circumstances, Point, Way
from fieldnotes.casebook.records import Purpose
from fieldnotes.vault.sqlcipher import ConstraintError


def test_the_circumstances_are_kept_each_apart(book, new_case):
    case = new_case()
    assert book.circumstances.of(case) == Circumstances(None, None, frozenset())
    book.circumstances.set_way(case, Way.INTERPRETER)
    book.circumstances.set_band(case, "2026-h2")
    book.circumstances.set_explained(case, [Point.RISK, Point.SENT_STAYS])
    book.circumstances.set_explained(case, [Point.RISK], explained=False)
    assert book.circumstances.of(case) == Circumstances(
        Way.INTERPRETER, "2026-h2", frozenset({Point.SENT_STAYS})
    )
    book.circumstances.set_way(case, None)
    book.circumstances.set_band(case, None)
    assert book.circumstances.of(case) == Circumstances(None, None, frozenset({Point.SENT_STAYS}))


@pytest.mark.parametrize(
    ("raw", "band"),
    [("2026-h1", "2026-h1"), ("2026 H2", "2026-h2"), ("2026", "2026"), ("Aug–Oct 2021", "aug-oct-2021"),
     ("before-feb-2021", "before-feb-2021")],
)  # fmt: skip
def test_half_years_years_and_periods_of_the_codebook_are_bands(book, new_case, raw, band):
    case = new_case()
    book.circumstances.set_band(case, raw)
    assert book.circumstances.of(case).band == band


@pytest.mark.parametrize(
    "raw", ["2026-03", "2026-03-14", "14 March", "2026-q1", "not-left", "not-said", "yesterday", "", "1999"]
)
def test_nothing_finer_than_a_band_and_no_words_fit(book, new_case, raw):
    case = new_case()
    with pytest.raises(WrongUseError):
        book.circumstances.set_band(case, raw)
    assert book.circumstances.of(case).band is None


def test_no_column_takes_a_name_a_signature_or_a_date(book):
    book.cases.add(CaseId("C1"))
    for statement in (
        "INSERT INTO consent_circumstances (case_id, way) VALUES ('C1', 'signed by Ko Aung')",
        "INSERT INTO consent_circumstances (case_id, band) VALUES ('C1', 'Ko Aung, 14 March')",
        "INSERT INTO consent_explained (case_id, point) VALUES ('C1', 'told Ko Aung')",
    ):
        with pytest.raises(ConstraintError), book.vault.transaction() as connection:
            connection.execute(statement)


def test_each_way_and_each_point_has_words():
    assert set(WAYS) == set(Way)
    assert set(POINTS) == set(Point)
    assert "cannot be taken back" in POINTS[Point.SENT_STAYS]


def test_what_should_be_on_record_is_named_and_bars_nothing(book, new_case):
    case = new_case()
    assert book.circumstances.missing(case) == ()
    book.consent.give(case, Purpose.STORE)
    assert book.circumstances.missing(case) == ("How consent was given is not on record.",)
    book.circumstances.set_way(case, Way.SPOKEN)
    book.consent.give(case, Purpose.AGGREGATE)
    told = book.circumstances.missing(case)
    assert len(told) == 2
    assert "once sent, a count cannot be taken back" in told[1]
    book.circumstances.set_explained(case, [Point.COUNTED, Point.SENT_STAYS])
    assert book.circumstances.missing(case) == ()


def test_the_bands_offered_are_all_taken_and_none_names_a_month_of_now(book, new_case):
    case = new_case()
    for band, words in book.circumstances.bands():
        book.circumstances.set_band(case, band)
        assert book.circumstances.of(case).band == band
        assert book.circumstances.band_in_words(band) == words


def test_an_unknown_case_has_none(book):
    with pytest.raises(AnswerIsNoError):
        book.circumstances.of(CaseId("nobody"))
    with pytest.raises(AnswerIsNoError):
        book.circumstances.set_explained(CaseId("nobody"), [Point.RISK])
