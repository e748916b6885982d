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
        "unhidden": 0,
        "cells": [{"table": "two", "cell": {"row": "b"}, "lower": 6, "upper": 6, "holds": False}],
    }


def test_small_counts_that_are_shown_are_pointed_out(program, tmp_path: Path):
    file = tmp_path / "open.csv"
    file.write_text("row,n\na,3\nb,0\nc,40\nd,57\nTotal,100\n")
    found = program("table", "audit", file, passphrase=None)
    assert found.code == 0, "nothing is hidden, so no hidden cell is narrow"
    assert "2 cells are shown that `table protect` would hide" in found.out


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


def test_the_published_margin_attack_comes_out(program, shared_data: Path, tmp_path: Path):
    """Two of three parts of a shown total are shown, so the third, though hidden, is told to the last person."""
    example = json.loads((shared_data / "tables" / "expected.json").read_text())["margin_attack"]
    one, two = example["published"]
    file = tmp_path / "margin.csv"
    file.write_text(f"part,n\none,{one}\ntwo,{two}\nthree,S\nTotal,{example['total']}\n")
    found = audit(program, file)
    assert found.code == 1
    (cell,) = found.json["cells"]
    assert (cell["lower"], cell["upper"], cell["holds"]) == (
        example["recovered"],
        example["recovered"],
        False,
    )


BAD = [
    ("row,n\na,-3\n", "bad.csv, row 2, column n", "negative"),
    ("row,n\na,2.5\n", "bad.csv, row 2, column n", "not a whole number"),
    ("row,n\na,1\na,2\n", "bad.csv, row 3, column", "stands in row 2 too"),
    ("r,c,n\na,x,1\nb,y,1\n", "bad.csv", "missing its row for r=a, c=y"),
    ("r,c,n\na,x,5\na,Total,5\nTotal,x,5\n", "bad.csv", "no row for r Total, c Total"),
    ("row,n\na,4\nTotal,3\n", "bad.csv, row 3, column n", "add up to 4"),
    ("row,n\na,S\nb,9\nTotal,3\n", "bad.csv, row 4, column n", "add up to 9"),
    ("table,row,n\none,a,4\none,b,5\ntwo,a,6\ntwo,b,5\n", "bad.csv, row 4, column n", "row 2, column n"),
    ("table,row,n\none,a,4\none,b,5\ntwo,a,4\ntwo,c,5\n", "bad.csv, row 5, column row", "c is unknown"),
    ("table,row,n\none,a,4\none,b,5\ntwo,a,4\n", "column row", "no row for b"),
    ("row,n\n=1+1,4\n", "bad.csv, row 2, column row", "formula"),
    ("row,n\n+a,4\n", "bad.csv, row 2, column row", "formula"),
    ("row,n\n-a,4\n", "bad.csv, row 2, column row", "formula"),
    ("row,n\n@a,4\n", "bad.csv, row 2, column row", "formula"),
    ("@row,n\na,4\n", "bad.csv, row 1, column 1", "formula"),
    ("row\na\n", "bad.csv, row 1", "column named n"),
    ("", "bad.csv, row 1", "column named n"),
]


@pytest.mark.parametrize("verb", ["audit", "protect"])
@pytest.mark.parametrize("bad", BAD)
def test_bad_tables_are_refused_with_file_row_and_column(program, tmp_path: Path, verb, bad):
    content, where, what = bad
    file = tmp_path / "bad.csv"
    file.write_text(content)
    out = ["--out", tmp_path / "out"] if verb == "protect" else []
    refused = program("table", verb, file, *out, passphrase=None)
    assert refused.code in {2, 4}
    assert where in refused.err
    assert what in " ".join(refused.err.split())
    assert refused.out == ""
    assert not (tmp_path / "out").exists()


def test_linked_tables_in_two_files_that_disagree_are_named_both(program, tmp_path: Path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("row,n\na,40\nb,30\nTotal,70\n")
    two.write_text("row,col,n\na,x,20\na,Total,20\nb,x,30\nb,Total,30\nTotal,x,50\nTotal,Total,50\n")
    refused = audit(program, one, two)
    assert refused.code == 2
    assert "two.csv, row 3, column n" in refused.err
    assert "one.csv, row 2, column n" in refused.err


def test_a_table_of_a_million_cells_is_refused_at_the_row_that_is_one_too_many(program, tmp_path: Path):
    file = tmp_path / "vast.csv"
    file.write_text("a,b,n\n" + "".join(f"{row},{col},9\n" for row in range(1000) for col in range(1000)))
    refused = audit(program, file)
    assert refused.code == 4
    assert "vast.csv, row 250002, column n" in refused.err


def test_counts_that_no_hiding_makes_safe_are_refused_and_nothing_is_written(program, tmp_path: Path):
    """One level alone is the total, and the total is shown."""
    file = tmp_path / "lone.csv"
    file.write_text("row,n\na,40\nTotal,40\n")
    refused = program("table", "protect", file, "--out", tmp_path / "out", passphrase=None)
    assert refused.code == 3
    assert "cannot be made safe" in refused.err
    assert not (tmp_path / "out").exists()


LEVELS = {"f1": 3, "f2": 20, "f3": 30, "e1": 25, "e2": 31}
PARENTS = "code,parent\ng,Total\nh,\nf1,g\nf2,g\nf3,g\ne1,h\ne2,h\n"


def nested(tmp_path: Path, **changes: str) -> tuple[Path, list[str | Path]]:
    counts = {**{key: str(n) for key, n in LEVELS.items()}, "g": "53", "h": "56", "Total": "109", **changes}
    file, levels = tmp_path / "nested.csv", tmp_path / "levels.csv"
    file.write_text("factor,n\n" + "".join(f"{key},{n}\n" for key, n in counts.items()))
    levels.write_text(PARENTS)
    return file, ["--hierarchy", f"factor={levels}"]


def test_levels_within_levels_are_audited_as_sums(program, tmp_path: Path):
    file, option = nested(tmp_path, f1="S")
    found = audit(program, file, *option)
    assert found.code == 1
    assert [(one["lower"], one["upper"]) for one in found.json["cells"]] == [(3, 3)]
    file, option = nested(tmp_path, f1="S", g="S", h="S")
    found = {one["cell"]["factor"]: one for one in audit(program, file, *option).json["cells"]}
    assert (found["h"]["lower"], found["h"]["upper"]) == (56, 56), "its own levels are shown"
    assert (found["f1"]["lower"], found["f1"]["upper"]) == (3, 3), "all that is not h or f2 or f3"


def test_levels_within_levels_are_protected(program, tmp_path: Path):
    file, option = nested(tmp_path)
    made = program("table", "protect", file, *option, "--out", tmp_path / "out", "--json", passphrase=None)
    assert made.code == 0, made.err
    assert made.json["chosen"] == {"method": "optimal", "complementary": 1, "at_least": 1}
    written = (tmp_path / "out" / "nested.csv").read_text()
    assert "f1,S" in written
    assert "f2,S" in written, "the smaller of the two that stand in one group with it"
    assert audit(program, tmp_path / "out" / "nested.csv", *option).code == 0


@pytest.mark.parametrize(
    "bad",
    [
        ({"g": "54"}, PARENTS, "nested.csv, row 7, column n", "add up to 53"),
        ({"x": "9"}, PARENTS, "nested.csv, row 10, column factor", "x is unknown to its hierarchy"),
        ({}, PARENTS + "f4,g\n", "nested.csv, table nested, column factor", "no row for f4"),
        ({}, PARENTS + "f1,h\n", "levels.csv, row 9, column code", "stands in row 4 too"),
        ({}, PARENTS + "y,z\n", "levels.csv, row 9, column parent", "z has no row of its own"),
        ({}, PARENTS + "y,z\nz,y\n", "levels.csv, row 9, column parent", "y lies within itself"),
        ({}, PARENTS + "=y,g\n", "levels.csv, row 9, column code", "formula"),
        ({}, "level,of\n", "levels.csv, row 1", "code and parent"),
        ({}, "code,parent\n", "levels.csv", "no hierarchy"),
    ],
)
def test_hierarchies_that_do_not_fit_are_refused_by_place(program, tmp_path: Path, bad):
    changes, levels, where, what = bad
    file, option = nested(tmp_path, **changes)
    (tmp_path / "levels.csv").write_text(levels)
    refused = audit(program, file, *option)
    assert refused.code in {2, 4}
    assert where in refused.err
    assert what in " ".join(refused.err.split())
    assert refused.out == ""


def test_a_hierarchy_of_nothing_is_refused(program, tmp_path: Path):
    file, (_, option) = nested(tmp_path)
    unnamed = audit(program, file, "--hierarchy", "factor")
    assert unnamed.code == 2
    assert "DIMENSION=FILE" in unnamed.err
    file.write_text("row,n\na,40\nb,30\nTotal,70\n")
    stray = audit(program, file, "--hierarchy", option)
    assert stray.code == 2
    assert "No table has the dimension factor" in stray.err


def test_linked_tables_are_protected_together(program, tmp_path: Path):
    """The second file alone would show what the first hides."""
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("row,n\na,3\nb,30\nc,40\nTotal,73\n")
    cells = {("a", "x"): 2, ("a", "y"): 1, ("b", "x"): 12, ("b", "y"): 18, ("c", "x"): 22, ("c", "y"): 18}
    rows = [f"{row},{col},{n}" for (row, col), n in cells.items()]
    rows += [f"{row},Total,{cells[row, 'x'] + cells[row, 'y']}" for row in "abc"]
    rows += ["Total,x,36", "Total,y,37", "Total,Total,73"]
    two.write_text("row,col,n\n" + "\n".join(rows) + "\n")
    made = program("table", "protect", one, two, "--out", tmp_path / "out", "--json", passphrase=None)
    assert made.code == 0, made.err
    hidden = {
        name: {
            line.rpartition(",")[0]
            for line in (tmp_path / "out" / name).read_text().splitlines()
            if line.endswith(",S")
        }
        for name in ("one.csv", "two.csv")
    }
    assert {"a"} < hidden["one.csv"]
    assert {f"{row},Total" for row in hidden["one.csv"]} <= hidden["two.csv"]
    assert audit(program, tmp_path / "out" / "one.csv", tmp_path / "out" / "two.csv").code == 0


@pytest.mark.parametrize("name", ["../outside", "/elsewhere/outside", "a/b", "a\\b"])
def test_a_table_name_cannot_lead_out_of_the_folder(program, tmp_path: Path, name: str):
    file = tmp_path / "named.csv"
    file.write_text(f"table,row,n\n{name},a,40\n{name},b,30\n{name},Total,70\n")
    refused = program("table", "protect", file, "--out", tmp_path / "out", passphrase=None)
    assert refused.code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["named.csv"]
