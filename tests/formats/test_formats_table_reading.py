import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.base.errors import DamagedError, FieldnotesError
from fieldnotes.formats import csv_reading
from fieldnotes.formats.table_reading import read_tables

GOOD = "row,col,n\nw,b,S\nw,c,3\nw,Total,9\n"


def test_a_table_with_margins_and_a_hidden_cell():
    (table,) = read_tables(GOOD.encode(), "some.table.csv")
    assert (table.name, table.dimensions) == ("some.table", ("row", "col"))
    assert table.cells == {("w", "b"): None, ("w", "c"): 3, ("w", "Total"): 9}
    assert table.rows == {("w", "b"): 2, ("w", "c"): 3, ("w", "Total"): 4}
    assert table.levels(1) == ("b", "c")


@pytest.mark.parametrize(
    "raw",
    [
        GOOD.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode().rstrip(b"\n"),
        (GOOD + "\n\n").encode(),
        b"n,col,row\nS,b,w\n3,c,w\n9,Total,w\n",
        b'"row","col","n"\n"w","b","S"\n"w","c"," 3 "\n"w","Total",9\n',
    ],
)
def test_the_same_table_as_other_programs_write_it(raw):
    (table,) = read_tables(raw, "t.csv")
    assert set(table.cells.values()) == {None, 3, 9}


def test_linked_tables_in_one_file_are_kept_apart():
    one, two = read_tables(b"table,a,n\nfirst,x,1\nsecond,x,2\nfirst,y,3\n", "linked.csv")
    assert (one.name, one.cells) == ("first", {("x",): 1, ("y",): 3})
    assert (two.name, two.cells) == ("second", {("x",): 2})


@pytest.mark.parametrize(
    ("raw", "where", "what"),
    [
        (b"", "f.csv, row 1", "no"),
        (b"row,n\n", "f.csv", "holds no table"),
        (b"row,n,n\na,1,2\n", "f.csv, row 1", "exactly one column"),
        (b"row,row,n\na,b,1\n", "f.csv, row 1, column 2", "earlier column"),
        (b"row,,n\na,b,1\n", "f.csv, row 1, column 2", "no name"),
        (b"n\n1\n", "f.csv, row 1", "0 dimensions"),
        (b"row,n\na,\n", "f.csv, row 2, column n", "missing"),
        (b"row,n\na,-1\n", "f.csv, row 2, column n", "negative"),
        (b"row,n\na,1\nb,2.5\n", "f.csv, row 3, column n", "whole number"),
        (b"row,n\na,1e3\n", "f.csv, row 2, column n", "whole number"),
        (b"row,n\na,\xd9\xa3\n", "f.csv, row 2, column n", "whole number"),
        (b"row,n\na,=1+1\n", "f.csv, row 2, column n", "formula"),
        (b"row,n\na,9007199254740992\n", "f.csv, row 2, column n", "too large"),
        (b"row,n\n=cmd|x,1\n", "f.csv, row 2, column row", "formula"),
        (b"row,n\n+a,1\n", "f.csv, row 2, column row", "formula"),
        (b"row,n\n\x1b[31mred,1\n", "f.csv, row 2, column row", "control"),
        (b"row,n\n,1\n", "f.csv, row 2, column row", "empty"),
        (b"row,n\ntotal,1\n", "f.csv, row 2, column row", "written Total"),
        (b"row,n\na,1\na,1\n", "f.csv, row 3", "row 2"),
        (b"row,n\na,1,2\n", "f.csv, row 2", "3 columns"),
        (b"r,c,n\na,x,1\nb,y,1\n", "f.csv", "r=a, c=y"),
        (b"row,n\na,1\nb,2\nTotal,4\n", "f.csv, row 4, column n", "add up to 3"),
        (b"row,n\na,S\nb,5\nTotal,4\n", "f.csv, row 4, column n", "add up to 5"),
        (b"row,n\na,1\n\xff,2\n", "f.csv, row 3", "UTF-8"),
        (b'row,n\n"a,1\n', "f.csv, row", "quotation"),
        (b"row;n\na;1\n", "f.csv, row 1", "semicolons"),
    ],
)
def test_bad_input_is_one_sentence_with_its_place(raw, where, what):
    with pytest.raises(DamagedError) as caught:
        read_tables(raw, "f.csv")
    assert str(caught.value).startswith(where)
    assert what in str(caught.value)
    assert caught.value.exit_code == 4


def test_a_wrong_margin_is_found_however_many_dimensions_there_are():
    keys = list(itertools.product(("x", "y", "Total"), repeat=3))
    lines = ["a,b,c,n", *(f"{','.join(key)},{2 ** key.count('Total')}" for key in keys)]
    read_tables("\n".join(lines).encode(), "cube.csv")
    wrong = [line.replace("Total,Total,Total,8", "Total,Total,Total,9") for line in lines]
    with pytest.raises(DamagedError, match=f"row {len(lines)}, column n: the margin over a is 9"):
        read_tables("\n".join(wrong).encode(), "cube.csv")


def test_a_file_beyond_the_cap_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(csv_reading, "MAX_CSV_BYTES", 2**20)
    with pytest.raises(DamagedError, match="larger than 1 MB"):
        read_tables(b"\xff" * (2**20 + 1), "f.csv")


@given(raw=st.binary(max_size=200) | st.text(alphabet='row,n\n"=;S1-Total\r', max_size=60).map(str.encode))
def test_whatever_comes_there_is_a_table_or_a_sentence(raw):
    outcome = read_or_refuse(raw)
    assert outcome.startswith("f.csv") if isinstance(outcome, str) else all(table.cells for table in outcome)


def read_or_refuse(raw):
    try:
        return read_tables(raw, "f.csv")
    except FieldnotesError as fault:
        return fault.problem


@pytest.mark.parametrize("name", ["fischetti_salazar2001", "geurts1992"])
def test_published_tables_are_read(shared_data, name):
    (table,) = read_tables((shared_data / "tables" / f"{name}.csv").read_bytes(), f"{name}.csv")
    expected = json.loads((shared_data / "tables" / "expected.json").read_text())[name]["bounds"]
    hidden = {"|".join(key) for key, count in table.cells.items() if count is None}
    assert set(expected) <= hidden
