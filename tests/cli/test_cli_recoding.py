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


def test_what_depends_on_a_case_or_a_factor_is_said_before_it_is_deleted(coded):
    assert coded("memo", "write", "--case", "C1", stdin=b"thoughts").code == 0
    assert coded("diary", "add", stdin=b"C1 again").code == 0
    preview = coded("case", "delete", "C1", "--preview", "--json")
    assert (preview.code, preview.json["deleted"]) == (0, None)
    assert (
        "1 interview (17 characters), 1 coding with 1 factor, 1 memo, 0 marks" in preview.json["reaches"][0]
    )
    assert "C1 is spoken of in entry 1 of the diary: read them." in preview.json["cannot_reach"]
    told = coded("case", "delete", "C1")
    assert (told.code, "1 coding with 1 factor" in told.out, "--confirm C1" in told.err) == (3, True, True)
    assert coded("case", "delete", "C1", "--confirm", "C2").code == 3
    assert coded("case", "show", "C1").code == 0
    assert coded("case", "delete", "C1", "--confirm", "C1").code == 0
    assert coded("case", "show", "C1").code == 1

    assert coded("code", "local", "add", "river crossing").code == 0
    assert coded("code", "merge", "dmv", "l1").code == 0
    used = coded("code", "local", "remove", "l1", "--confirm", "l1")
    assert (used.code, "1 coding in C2 has l1" in used.err) == (3, True)
    assert coded("code", "local", "remove", "l1", "--preview").out.startswith("1 coding in C2 has l1.")
    assert coded("code", "merge", "l1", "dmv").code == 0
    assert coded("memo", "write", "--factor", "l1", stdin=b"thoughts").code == 0
    told = coded("code", "local", "remove", "l1")
    assert (told.code, "The memo on it goes too." in told.out) == (3, True)
    assert (
        coded("code", "local", "remove", "l1", "--confirm", "l1", "--json").json["removed"]
        == "local.river-crossing"
    )
    assert coded("code", "local", "list", "--json").json == []
