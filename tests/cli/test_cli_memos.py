"""Memos and the diary on the command line: words from standard input, never an argument; found and deleted."""

import pytest


@pytest.fixture
def coded(researcher):
    assert researcher("case", "add", "C1").code == 0
    assert researcher("interview", "new", "--case", "C1", stdin=b"He had gone home.").code == 0
    assert researcher("code", "add", "--case", "C1", "--factor", "dmv", "--span", "0:2").code == 0
    return researcher


def test_memos_are_written_shown_listed_found_and_removed(coded):
    burmese = "သူ အိမ်ပြန်သွားတယ်။\nsecond line"
    for about in (("--case", "C1"), ("--factor", "dmv"), ("--coding", "1")):
        written = coded("memo", "write", *about, "--json", stdin=burmese.encode())
        assert (written.code, written.json["length"]) == (0, len(burmese)), written.err
        assert "အိမ်" not in written.out
        assert coded("memo", "show", *about, "--json").json["text"] == burmese
    listed = coded("memo", "list", "--case", "C1", "--json").json
    assert [one["kind"] for one in listed] == ["case", "factor", "coding"]
    assert listed[2] == {
        "kind": "coding", "about": "1", "case": "C1", "interview": 1,
        "factor": "driver.morality.civilian-violence", "text": burmese,
    }  # fmt: skip
    found = coded("memo", "search", "-", "--factor", "dmv", "--excerpts", "--json", stdin="အိမ်\n".encode())
    assert [(one["kind"], one["start"], one["end"]) for one in found.json] == [
        ("factor", 3, 7),
        ("coding", 3, 7),
    ]
    lines = coded("memo", "search", "SECOND", "--excerpts").out.splitlines()
    assert [line.split(" 20:26 ")[0] for line in lines] == ["case C1", "factor dmv", "coding C1/1 dmv (1)"]
    assert all(line.endswith("second line") for line in lines)
    assert coded("memo", "remove", "--case", "C1").code == 0
    assert coded("memo", "show", "--case", "C1").code == 1
    assert coded("memo", "search", "nowhere").code == 1


def test_the_diary_is_kept_by_number_and_day(coded):
    assert coded("diary", "list").out == "The diary is empty.\n"
    for words in (b"first day", b"second day\nand more"):
        assert coded("diary", "add", stdin=words).code == 0
    listed = coded("diary", "list", "--json").json
    assert [(one["entry"], one["text"]) for one in listed] == [(2, "second day\nand more"), (1, "first day")]
    assert all(len(one["day"]) == 10 for one in listed)
    assert coded("diary", "change", "1", stdin=b"rewritten").code == 0
    assert "rewritten" in coded("diary", "show", "1").out
    assert [one["about"] for one in coded("memo", "search", "rewritten", "--json").json] == ["1"]
    assert coded("diary", "remove", "1", "--confirm", "2").code == 3
    assert coded("diary", "remove", "1", "--confirm", "1").code == 0
    assert coded("diary", "show", "1").code == 1


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        (("memo", "write"), b"x", 2),
        (("memo", "write", "--case", "C1", "--factor", "dmv"), b"x", 2),
        (("memo", "write", "--case", "C1"), b"", 2),
        (("memo", "write", "--case", "C9"), b"x", 1),
        (("memo", "write", "--factor", "nonsense"), b"x", 2),
        (("memo", "write", "--coding", "77"), b"x", 1),
        (("diary", "add"), b"\x00\xff\xfe", 4),
        (("diary", "add"), b"y" * 1_000_001, 2),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(coded, words, stdin, code):
    told = coded(*words, stdin=stdin)
    assert (told.code, told.out) == (code, "")
    assert told.err.strip()
