"""``agreement`` as a process: published figures from files, reasons where there is none, sentences for bad files."""

from pathlib import Path

import pytest

COHEN_1960 = "88,14,18\n10,40,10\n2,6,12\n"


def test_a_published_contingency_table(program, tmp_path: Path):
    file = tmp_path / "cohen.csv"
    file.write_text(COHEN_1960)
    told = program("agreement", file, "--contingency", "--json", passphrase=None)
    assert told.code == 0
    assert told.json["coefficients"]["cohen_kappa"] == pytest.approx(0.491525, abs=5e-7)
    assert told.json["coefficients"]["percent"] == pytest.approx(0.7)
    assert told.json["not_computable"] == {}
    low, high = told.json["intervals"]["cohen_kappa"]
    assert low < 0.4915 < high


def test_long_form_in_any_order_of_columns_with_missing_values(program, tmp_path: Path):
    file = tmp_path / "long.csv"
    file.write_text(
        "\ufeffcoder,value,unit\r\nA,x,1\r\nB,x,1\r\nA,y,2\r\nB,,2\r\nA,y,3\r\nB,y,3\r\n", "utf-8"
    )
    told = program("--json", "agreement", file, passphrase=None)
    assert (told.code, told.json["units"], told.json["coders"]) == (0, 2, 2)
    assert told.json["coefficients"]["cohen_kappa"] == pytest.approx(1)


def test_no_variation_is_told_and_is_no_error(program, tmp_path: Path):
    file = tmp_path / "same.csv"
    file.write_text(
        "unit,coder,value\n" + "".join(f"{unit},{coder},1\n" for unit in range(9) for coder in "ab")
    )
    told = program("agreement", file, "--json", passphrase=None)
    assert told.code == 0
    assert told.json["coefficients"] == {}
    assert set(told.json["not_computable"]) >= {"percent", "cohen_kappa", "gwet_ac1"}
    assert "nan" not in told.out.lower()
    assert "not computable" in program("agreement", file, passphrase=None).out


@pytest.mark.parametrize(
    ("content", "options", "told"),
    [
        ("a,b\n1,2\n", [], "row 1"),
        ("unit,coder,value\n1,A,x\n1,A,y\n", [], "row 3"),
        ("unit,coder,value\n1,A\n", [], "row 2"),
        ("unit,coder,value\n", [], "no rating"),
        ("1,2\n3,x\n", ["--contingency"], "row 2, column 2"),
        ("1,2\n3\n", ["--contingency"], "columns"),
        ("1,-2\n3,4\n", ["--contingency"], "row 1, column 2"),
        ("0,0\n0,0\n", ["--contingency"], "counts nothing"),
        ("", ["--contingency"], "columns"),
    ],
)
def test_bad_files_are_named_by_place(program, tmp_path: Path, content: str, options: list[str], told: str):
    file = tmp_path / "bad.csv"
    file.write_text(content)
    refused = program("agreement", file, *options, passphrase=None)
    assert (refused.code, refused.out) == (4, "")
    assert told in refused.err
    assert "Traceback" not in refused.err
