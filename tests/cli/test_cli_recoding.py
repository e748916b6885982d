"""Recode, merge and split on the command line: previewed, done, undone by another session."""

import pytest


@pytest.fixture
def coded(researcher):
    for case in ("C1", "C2"):
        assert researcher("case", "add", case).code == 0
        assert researcher("interview", "new", "--case", case, stdin=b"He had gone home.").code == 0
        assert researcher("code", "add", "--case", case, "--factor", "dmv", "--span", "0:6").code == 0
    return researcher


def factors(program):
    return [
        one["factor"].rpartition(".")[2]
        for case in ("C1", "C2")
        for one in program("code", "list", "--case", case, "--json").json
    ]


def test_a_factor_is_recoded_merged_and_split_after_a_preview_and_undone(coded):
    preview = coded("code", "recode", "dmv", "driver.exit.cdm", "--case", "C2", "--preview")
    assert "2 C2/1 0:6 A  He had" in preview.out
    assert factors(coded) == ["civilian-violence", "civilian-violence"]
    done = coded("code", "recode", "dmv", "driver.exit.cdm", "--case", "C2", "--json")
    assert (done.code, done.json["done"], done.json["left"]) == (0, True, 1)
    assert [one["coding"] for one in done.json["codings"]] == [2]
    assert factors(coded) == ["civilian-violence", "cdm"]
    assert coded("code", "merge", "driver.exit.cdm", "dmv").code == 0
    assert factors(coded) == ["civilian-violence", "civilian-violence"]
    assert coded("code", "split", "dmv", "driver.exit.cdm").code == 2
    choose = coded("code", "split", "dmv", "driver.exit.cdm", "--preview", "--json").json
    assert ([one["coding"] for one in choose["codings"]], choose["done"]) == ([1, 2], False)
    assert coded("code", "split", "dmv", "driver.exit.cdm", "--coding", "1").code == 0
    assert factors(coded) == ["cdm", "civilian-violence"]
    kinds = [one["kind"] for one in coded("code", "acts", "--json").json]
    assert kinds == ["split", "merge", "recode", "code", "code"]
    for _ in range(3):
        assert coded("code", "undo").code == 0
    assert factors(coded) == ["civilian-violence", "civilian-violence"]
    assert coded("code", "recode", "dmv", "dmv").code == 2
    assert coded("code", "merge", "driver.exit.cdm", "dmv").code == 1
