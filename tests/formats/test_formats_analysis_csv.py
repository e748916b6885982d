"""Words of passages as cells: whatever they are, no spreadsheet runs them and no line breaks."""

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from fieldnotes.analysis.retrieval.finding import FactorCount, Found, Passage
from fieldnotes.base.ids import CaseId, FactorId, InterviewId
from fieldnotes.formats.analysis_csv import passages_csv
from fieldnotes.formats.csv_cells import cell_of_words, fault_of_cell

DMV = FactorId("driver.morality.civilian-violence")


@given(st.text(max_size=60))
@example("=cmd|' /C calc'!A0")
@example("-- He stayed.\nA: \u202eyes\t\x00")
@example("＝1+1")
def test_a_cell_of_words_is_never_a_formula_and_has_one_line(words):
    cell = cell_of_words(words)
    assert fault_of_cell(cell) is None
    assert (cell[0], cell[-1]) == ("“", "”")


@given(st.text(st.sampled_from('ab"”“,; ကျွန်တော်'), min_size=1, max_size=40))
def test_words_that_can_stand_in_a_cell_come_back_as_they_were(words):
    found = Found((Passage(CaseId("C1"), InterviewId(1), 2, 0, 9, (DMV,)),), 1, {DMV: FactorCount(1, 1)})
    raw = passages_csv(found, {DMV: "dmv"}, lambda _: words)
    [_, row] = csv.reader(io.StringIO(raw.decode(), newline=""))
    assert row == ["C1", "2", "0", "9", "dmv", f"“{' '.join(words.split())}”"]


def test_without_words_there_is_no_column_for_them():
    found = Found((Passage(CaseId("C1"), InterviewId(1), 1, 3, 9, (DMV,)),), 1, {DMV: FactorCount(1, 1)})
    assert (
        passages_csv(found, {})
        == b"case,interview,start,end,factors\r\nC1,1,3,9,driver.morality.civilian-violence\r\n"
    )
