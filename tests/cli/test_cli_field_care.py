"""Consent, retention, guides, abbreviations and the list of cases, as processes."""

from pathlib import Path

import pytest

from fieldnotes.casebook import consenting as casebook_consenting
from fieldnotes.casebook.choosing import ORDERS
from fieldnotes.casebook.records import Purpose
from fieldnotes.cli import case_group, cases, consenting


@pytest.fixture
def with_case(researcher):
    assert researcher("case", "add", "C1", "--set", "rank=major").code == 0
    return researcher


def test_the_words_offered_are_those_of_the_casebook():
    assert set(consenting.WAYS) == set(casebook_consenting.Way)
    assert set(consenting.POINTS) == set(casebook_consenting.Point)
    assert set(case_group.PURPOSES) == set(Purpose)
    sort = next(option for option in cases.list_cases.params if option.name == "order")
    assert set(sort.type.choices) == set(ORDERS)


def test_consent_is_recorded_with_how_when_and_what_was_explained(with_case):
    told = with_case(
        "case", "consent", "C1", "--purpose", "store", "--purpose", "aggregate", "--how", "interpreter",
        "--when", "2026-h1", "--explained", "counted", "--json",
    )  # fmt: skip
    assert told.code == 0, told.err
    assert told.json == {
        "case": "C1", "consent": ["aggregate", "store"], "how": "interpreter", "when": "2026-h1",
        "explained": ["counted"],
        "missing": ["Not on record as explained: once sent, a count cannot be taken back."],
    }  # fmt: skip
    refused = with_case("case", "consent", "C1", "--purpose", "code", "--when", "14 March 2026")
    assert refused.code == 2
    shown = with_case("case", "consent", "C1")
    assert "code" not in shown.out.split("consent")[1].splitlines()[0], "all of it or nothing"
    assert "spoken, through an interpreter" in shown.out
    assert "2026, first half" in shown.out


def test_a_withdrawal_says_what_it_reaches_and_cannot_reach_before_and_after(with_case, tmp_path: Path):
    (tmp_path / "stick").mkdir()
    assert with_case("case", "consent", "C1", "--purpose", "store").code == 0
    assert with_case("vault", "backup", tmp_path / "stick").code == 0
    preview = with_case("case", "withdraw", "C1", "--preview", "--json")
    assert preview.code == 0
    assert preview.json["deletes"] is True
    assert any("still holds C1" in sentence for sentence in preview.json["cannot_reach"])
    assert with_case("case", "withdraw", "C1").code == 3
    done = with_case("case", "withdraw", "C1", "--confirm", "C1", "--json")
    assert (done.code, done.json["case_deleted"]) == (0, True)
    assert done.json["cannot_reach"] == preview.json["cannot_reach"]
    assert done.json["in_backups"]
    assert with_case("case", "show", "C1").code == 1


def test_what_is_past_its_date_is_told_shown_and_deleted_only_by_its_code(with_case):
    assert with_case("case", "add", "C2").code == 0
    assert with_case("case", "retention", "default", "never", "--json").json == {"default": "never"}
    quiet = with_case("case", "retention", "preview", "--json")
    assert (quiet.code, quiet.json["cases"], quiet.err) == (0, [], "")
    assert with_case("case", "retention", "set", "C1", "0").code == 2
    assert with_case("case", "retention", "set", "C1", "2020-01").code == 0
    listed = with_case("case", "list", "--where", "due", "--json")
    assert [one["case"] for one in listed.json] == ["C1"]
    assert "1 case is past the retention date" in listed.err
    preview = with_case("case", "retention", "preview", "--json")
    assert [one["case"] for one in preview.json["cases"]] == ["C1"]
    assert with_case("case", "retention", "delete", "--seen", "000000").code == 3
    gone = with_case("case", "retention", "delete", "--seen", preview.json["seen"], "--json")
    assert (gone.code, gone.json["deleted"]) == (0, ["C1"])
    assert [one["case"] for one in with_case("case", "list", "--json").json] == ["C2"]


def test_an_interview_begins_with_a_guide(with_case, tmp_path: Path):
    file = tmp_path / "families.txt"
    file.write_text("# for families\n1. ဘယ်သူ သိလဲ။\n2. Who helped?\n", "utf-8")
    assert with_case("interview", "guide", "add", "families", "--from", file, "--json").json == {
        "guide": "families", "questions": 2,
    }  # fmt: skip
    listed = with_case("interview", "guide", "list", "--json").json
    assert listed[0] == {"guide": "families", "own": True, "title": "families", "questions": 2}
    assert {"dm", "everything"} <= {one["guide"] for one in listed if not one["own"]}
    assert with_case("interview", "new", "--case", "C1", "--guide", "families").code == 0
    assert with_case("interview", "new", "--case", "C1", "--guide", "nobody").code == 1
    assert with_case("interview", "new", "--case", "C1", "--guide", "dm", stdin=b"a text").code == 2
    raw = with_case("interview", "show", "C1", "--raw")
    assert raw.out == "Q: ဘယ်သူ သိလဲ။\nA: \n\nQ: Who helped?\nA: \n"
    assert with_case("interview", "guide", "delete", "families", "--confirm", "other").code == 3
    assert with_case("interview", "guide", "delete", "families", "--confirm", "families").code == 0
    assert with_case("interview", "guide", "show", "families").code == 1
    assert with_case("interview", "guide", "add", "mine", stdin=b"Who knew?\n").code == 0
    assert with_case("interview", "guide", "show", "mine").out == "Who knew?\n"


def test_abbreviations_are_never_arguments(with_case):
    added = with_case("interview", "abbreviation", "add", "တမ", stdin="တပ်မတော်\n".encode())
    assert added.code == 0, added.err
    assert "တပ်မတော်" not in added.out
    assert with_case("interview", "abbreviation", "list", "--json").json == [
        {"abbreviation": "တမ", "stands_for": "တပ်မတော်"}
    ]
    assert with_case("interview", "abbreviation", "add", "two words", stdin=b"x").code == 2
    assert with_case("interview", "abbreviation", "add", "t", stdin=b"\xff").code == 2
    assert with_case("interview", "abbreviation", "remove", "တမ").code == 0
    assert with_case("interview", "abbreviation", "remove", "တမ").code == 1


def test_the_list_of_cases_is_filtered_and_sorted(with_case):
    assert with_case("case", "add", "C2").code == 0
    assert with_case("case", "consent", "C1", "--purpose", "store").code == 0
    shown = with_case("case", "list", "--where", "rank:major store", "--json")
    assert [one["case"] for one in shown.json] == ["C1"]
    assert [one["case"] for one in with_case("case", "list", "--sort", "consent", "--json").json] == [
        "C2",
        "C1",
    ]
    assert "No case fits" in with_case("case", "list", "--where", "dmv").out
