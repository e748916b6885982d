"""Any frequency table through the front door, held against published examples."""

import csv
import json
from pathlib import Path

import pytest


def audit(program, *words):
    return program("table", "audit", *words, "--json", passphrase=None)


@pytest.mark.parametrize("name", ["fischetti_salazar2001", "geurts1992"])
def test_published_feasibility_intervals_hold_exactly(program, shared_data: Path, name: str):
    found = audit(program, shared_data / "tables" / f"{name}.csv", "--k", "5")
    published = json.loads((shared_data / "tables" / "expected.json").read_text())[name]["bounds"]
    intervals = {
        "|".join(cell["cell"].values()): [cell["lower"], cell["upper"]] for cell in found.json["cells"]
    }
    assert intervals == published


def test_a_margin_minus_its_cells_is_found(program, tmp_path: Path):
    file = tmp_path / "two.csv"
    file.write_text("row,n\nw,77\nb,S\nTotal,83\n")
    found = audit(program, file)
    assert found.code == 1
    assert found.json == {
        "holds": False,
        "cells": [{"table": "two", "cell": {"row": "b"}, "lower": 6, "upper": 6, "holds": False}],
    }


def test_what_protect_writes_passes_the_audit_and_shows_only_true_counts(program, tmp_path: Path):
    file = tmp_path / "cases.csv"
    counts = {("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 31, ("b", "y"): 44, ("c", "x"): 12, ("c", "y"): 17}
    rows = [[*key, count] for key, count in counts.items()]
    rows += [[row, "Total", sum(n for (r, _), n in counts.items() if r == row)] for row in "abc"]
    rows += [["Total", col, sum(n for (_, c), n in counts.items() if c == col)] for col in "xy"]
    rows.append(["Total", "Total", sum(counts.values())])
    with file.open("w", newline="") as stream:
        csv.writer(stream).writerows([["row", "col", "n"], *rows])
    made = program("table", "protect", file, "--k", "5", "--out", tmp_path / "out", "--json", passphrase=None)
    assert made.code == 0, made.err
    with (tmp_path / "out" / "cases.csv").open(newline="") as stream:
        written = {(row["row"], row["col"]): row["n"] for row in csv.DictReader(stream)}
    assert written["a", "x"] == "S"
    assert set(written) == {(row, col) for row, col, _ in rows}
    assert all(
        n in {"S", str(count)}
        for (_, _, count), n in zip(rows, (written[r, c] for r, c, _ in rows), strict=True)
    )
    assert audit(program, tmp_path / "out" / "cases.csv", "--k", "5").code == 0
    again = program("table", "protect", file, "--out", tmp_path / "out", passphrase=None)
    assert again.code == 2, "nothing is overwritten"


@pytest.mark.parametrize(
    "content",
    [
        "row,n\na,-3\n",
        "row,n\na,2.5\n",
        "row,n\na,1\na,2\n",
        "row,n\n=1+1,4\n",
        "row\na\n",
        "row,n\na,4\nTotal,3\n",
        "",
    ],
)
def test_bad_tables_are_refused_in_a_sentence(program, tmp_path: Path, content: str):
    file = tmp_path / "bad.csv"
    file.write_text(content)
    refused = audit(program, file)
    assert refused.code in {2, 4}
    assert "bad.csv" in refused.err
    assert refused.out == ""


@pytest.mark.parametrize("name", ["../outside", "/elsewhere/outside", "a/b", "a\\b"])
def test_a_table_name_cannot_lead_out_of_the_folder(program, tmp_path: Path, name: str):
    file = tmp_path / "named.csv"
    file.write_text(f"table,row,n\n{name},a,40\n{name},b,30\n{name},Total,70\n")
    refused = program("table", "protect", file, "--out", tmp_path / "out", passphrase=None)
    assert refused.code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["named.csv"]
