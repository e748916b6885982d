import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.tables import IntervalCell, IntervalTable, ProtectedCell, ProtectedTable
from fieldnotes.formats.csv_cells import fault_of_cell
from fieldnotes.formats.csv_tables import interval_columns, interval_table_csv, protected_table_csv
from fieldnotes.formats.table_reading import read_tables

LABELS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,20}", fullmatch=True).filter(
    lambda one: one.lower() != "total"
)
TABLE = IntervalTable(
    name="group-by-rank",
    dimensions=("group", "rank"),
    cells=(
        IntervalCell(key=("driver.morality", "officer"), lower=12, upper=12),
        IntervalCell(key=("driver.morality", "other-ranks"), lower=20, upper=46),
        IntervalCell(key=("driver.exit", "officer"), lower=None, upper=None),
    ),
)


def rows(raw):
    return list(csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True))


def test_an_interval_table_is_one_row_a_cell():
    raw = interval_table_csv(TABLE, lambda dimension, level: f"{dimension}, {level}")
    assert rows(raw) == [
        ["group", "group-label", "rank", "rank-label", "lower", "upper", "shown"],
        ["driver.morality", "group, driver.morality", "officer", "rank, officer", "12", "12", "number"],
        [
            "driver.morality",
            "group, driver.morality",
            "other-ranks",
            "rank, other-ranks",
            "20",
            "46",
            "range",
        ],
        ["driver.exit", "group, driver.exit", "officer", "rank, officer", "", "", "hidden"],
    ]


def test_lines_end_as_rfc_4180_says_and_there_is_no_byte_order_mark():
    raw = interval_table_csv(TABLE, lambda _, level: level)
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n") == 4
    assert not raw.startswith(b"\xef\xbb\xbf")


def test_a_dimension_that_stands_twice_has_two_columns():
    pair = IntervalTable(name="pair", dimensions=("group", "group"), cells=())
    assert interval_columns(pair) == [
        "group",
        "group-label",
        "group-2",
        "group-2-label",
        "lower",
        "upper",
        "shown",
    ]


@given(text=st.text(max_size=12))
def test_what_a_spreadsheet_would_run_is_never_let_through(text):
    if fault_of_cell(text) is None:
        assert not text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
        assert not any(character < " " or "\x7f" <= character < "\xa0" for character in text)
        assert "\u202e" not in text


@pytest.mark.parametrize(
    "label", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " x", "x ", "a\nb", "a\x00b", "a\u202eb"]
)
def test_a_label_that_could_be_a_formula_is_refused_and_not_repaired(label):
    with pytest.raises(RefusedError, match="row 2, column 2"):
        interval_table_csv(TABLE, lambda *_: label)


@pytest.mark.parametrize(
    "label", ["ကွယ်ပျောက်", "25–34", 'said "no", twice', "a+b", "not-said", "x\u200by", "1-2"]
)
def test_ordinary_labels_are_written_as_they_are(label):
    assert rows(interval_table_csv(TABLE, lambda *_: label))[1][1] == label


def test_every_payload_that_others_collected_is_refused_as_a_label(shared_data):
    payloads = (shared_data / "hostile" / "csv_injection.txt").read_text(encoding="utf-8").splitlines()
    starting = [one for one in payloads if one[:1] in {"=", "+", "-", "@", "\t"}]
    assert starting
    for payload in starting:
        with pytest.raises(RefusedError):
            interval_table_csv(TABLE, lambda *_, payload=payload: payload)


@given(
    levels=st.lists(LABELS, min_size=1, max_size=8, unique=True),
    data=st.data(),
)
def test_a_protected_table_reads_back_as_it_was_written(levels, data):
    counts = [data.draw(st.integers(0, 2**53 - 1) | st.just("S")) for _ in levels]
    cells = tuple(ProtectedCell(key=(level,), n=count) for level, count in zip(levels, counts, strict=True))
    raw = protected_table_csv(ProtectedTable(name="group", dimensions=("group",), cells=cells))
    (read,) = read_tables(raw, "group.csv")
    assert (read.name, read.dimensions) == ("group", ("group",))
    assert read.cells == {(level,): None if n == "S" else n for level, n in zip(levels, counts, strict=True)}
