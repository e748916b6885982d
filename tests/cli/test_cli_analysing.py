"""Retrieval, co-occurrence and saturation as processes: JSON, CSV, words only where they are asked for."""

import csv
import io
from pathlib import Path

import pytest

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.sealing.age_files import unseal
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults

FIRST = "A: =SUM of it, they said. Then I left.\nA: -- He stayed.\n"
SECOND = "A: ကျွန်တော်တို့ ထွက်ခဲ့တယ်။ They beat us.\n"
CODED = [
    ("C2", FIRST, "=SUM of it, they said.", "dmv"),
    ("C2", FIRST, "Then I left.", "dec"),
    ("C2", FIRST, "-- He stayed.", "opf"),
    ("C10", SECOND, "ကျွန်တော်တို့ ထွက်ခဲ့တယ်။", "dec"),
    ("C10", SECOND, "They beat us.", "dmv"),
    ("C10", SECOND, "They beat us.", "opf"),
]


@pytest.fixture
def study(researcher):
    with open_vault(researcher.vault, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        opened = {}
        for case, text in (("C10", SECOND), ("C2", FIRST)):
            opened[case] = book.interviews.add(book.cases.add(CaseId(case)).id, text).id
        for case, text, words, key in CODED:
            at = text.index(words)
            book.codings.add(opened[case], Span(at, at + len(words)), book.resolve(key).id)
        book.cases.set_attribute(CaseId("C2"), "position", "defector")
    return researcher


def places(outcome) -> list[tuple]:
    return [(one["case"], one["start"], one["factors"]) for one in outcome.json["passages"]]


def rows(out: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(out, newline="")))


def test_a_question_finds_passages_in_reading_order_with_places_and_no_words(study):
    found = study("code", "report", "dmv or dec", "--json")
    assert places(found) == [
        ("C2", 3, ["dmv"]),
        ("C2", FIRST.index("Then"), ["dec"]),
        ("C10", 3, ["dec"]),
        ("C10", SECOND.index("They"), ["dmv", "opf"]),
    ]
    assert found.json["counts"] == {"passages": 4, "codings": 4, "interviews": 2, "cases": 2}
    assert found.json["factors"] == [
        {"factor": "driver.morality.civilian-violence", "codings": 2, "cases": 2},
        {"factor": "driver.exit.cdm", "codings": 2, "cases": 2},
    ]
    told = study("code", "report", "dmv or dec")
    for outcome in (found, told):
        assert "beat" not in outcome.out + outcome.err
    assert f"C2 interview 1 3:{3 + len('=SUM of it, they said.')} dmv" in told.out
    assert "4 passages, 4 codings, 2 interviews, 2 cases." in told.out


def test_near_in_order_and_options(study):
    assert places(study("code", "report", "dmv then dec", "--json")) == [("C2", 3, ["dmv"])]
    assert [one[0] for one in places(study("code", "report", "dmv near/0 opf", "--json"))] == ["C10"]
    assert [one[0] for one in places(study("code", "report", "dmv near/2 opf", "--json"))] == ["C2", "C10"]
    narrowed = study(
        "code", "report", "--factor", "dmv", "--factor", "de", "--attribute", "position=defector", "--json"
    )
    assert [one[2] for one in places(narrowed)] == [["dmv"], ["dec"]]
    both = study("code", "report", "not dec", "--stance", "holds-back", "--case", "C10", "--json")
    assert places(both) == [("C10", SECOND.index("They"), ["dmv", "opf"])]
    nothing = study("code", "report", "dml")
    assert (nothing.code, nothing.out) == (1, "No passage is coded so.\n")


def test_a_fault_in_a_question_is_one_sentence_with_its_place(study):
    told = study("code", "report", "dmv nearr opf")
    assert told.code == 2
    assert told.err.startswith("At character 5 of the question: 'nearr' is neither a factor nor a group.")
    assert study("code", "report", "dmv", "--by", "position").code == 2
    assert study("code", "report", "dmv", "--csv", "--json").code == 2


def test_words_are_shown_where_they_are_asked_for(study):
    shown = study("code", "report", "opf", "--words", "--json")
    assert [one["words"] for one in shown.json["passages"]] == ["-- He stayed.", "They beat us."]


def test_csv_of_places_is_printed_and_csv_of_words_is_a_guarded_act(study, tmp_path: Path):
    printed = rows(study("code", "report", "dmv", "--csv").out)
    assert printed[0] == ["case", "interview", "start", "end", "factors"]
    assert printed[2] == ["C10", "1", str(SECOND.index("They")), str(SECOND.index("They") + 13), "dmv opf"]
    assert study("code", "report", "all", "--csv", "--words").code == 2
    out = tmp_path / "words.csv"
    unsaid = study("code", "report", "all", "--csv", "--words", "--to", out)
    assert (unsaid.code, out.exists()) == (2, False)
    words = ("code", "report", "all", "--csv", "--words", "--to", out)
    wrong = study(*words, "--in-the-clear", give={"--again-fd": "another passphrase altogether"})
    assert (wrong.code, out.exists()) == (3, False)
    written = study(*words, "--in-the-clear", give={"--again-fd": PASSPHRASE})
    assert written.code == 0, written.err
    assert "NOT sealed" in written.out
    assert "beat" not in written.out
    assert out.stat().st_mode & 0o777 == 0o600
    read = rows(out.read_text("utf-8"))
    assert [row[-1] for row in read[1:]] == [
        "“=SUM of it, they said.”",
        "“Then I left.”",
        "“-- He stayed.”",
        "“ကျွန်တော်တို့ ထွက်ခဲ့တယ်။”",
        "“They beat us.”",
    ]
    reader = AgeIdentity.generate()
    sealed = tmp_path / "words.csv.age"
    words = (*words[:-1], sealed)
    assert study(*words, "--recipient", reader.recipient, give={"--again-fd": PASSPHRASE}).code == 0
    assert b"beat" not in sealed.read_bytes()
    assert unseal(sealed.read_bytes(), [reader])[0] == out.read_bytes()


def test_the_report_without_a_question_counts_every_factor(study):
    counted = {row["factor"]: row for row in study("code", "report", "--json").json}
    assert len(counted) == 46
    assert counted["driver.exit.cdm"] == {"factor": "driver.exit.cdm", "cases": 2, "codings": 2}
    table = rows(study("code", "report", "--csv").out)
    assert table[0] == ["factor", "cases", "codings"]
    assert ["driver.exit.cdm", "2", "2"] in table
    by_b = {row["factor"]: row["codings"] for row in study("code", "report", "--coder", "B", "--json").json}
    assert set(by_b.values()) == {0}


def test_groups_by_the_bands_of_an_attribute(study):
    found = study("code", "report", "--by", "position", "--json").json
    assert found["cases"]["defector"] == 1
    assert found["raising"]["obstacle.punishment"] == {
        **dict.fromkeys(found["cases"], 0),
        "defector": 1,
        "not-said": 1,
    }
    table = rows(study("code", "report", "--by", "position", "--csv").out)
    assert table[0] == ["code", "position", "raising", "cases"]
    assert ["obstacle.punishment", "defector", "1", "1"] in table
    assert study("code", "report", "--by", "height").code == 2


def test_cooccurrence(study):
    dmv, opf, dec = (
        "driver.morality.civilian-violence",
        "obstacle.punishment.family-threat",
        "driver.exit.cdm",
    )
    overlap = study("code", "cooccurrence", "--json").json
    # Of two dmv and two opf, one pair shares its words: 1 / (2 + 2 - 1).
    assert [(one["first"], one["second"], one["together"]) for one in overlap["pairs"]] == [(dmv, opf, 1)]
    assert overlap["pairs"][0]["c"] == pytest.approx(1 / 3)
    case = study("code", "cooccurrence", "--by", "case", "--csv")
    assert sorted(rows(case.out)[1:]) == sorted(
        [
            [dmv, opf, "2", "2", "2", "1.0000"],
            [dmv, dec, "2", "2", "2", "1.0000"],
            [dec, opf, "2", "2", "2", "1.0000"],
        ]
    )
    near = study("code", "cooccurrence", "--by", "near", "--within", "1", "--groups", "--json").json
    assert {(one["first"], one["second"]): one["together"] for one in near["pairs"]} == {
        ("driver.morality", "driver.exit"): 2,
        ("driver.morality", "obstacle.punishment"): 1,
        ("driver.exit", "obstacle.punishment"): 2,
    }
    assert f"       2 1.000  {dmv} + {opf}" in study("code", "cooccurrence", "--by", "case").out


def test_saturation_in_the_order_in_which_cases_came(study):
    found = study("code", "saturation", "--base", "1", "--run", "1", "--json").json
    assert [(one["case"], one["new"], one["cumulative"]) for one in found["steps"]] == [
        ("C10", 3, 3),
        ("C2", 0, 3),
    ]
    assert (found["base_factors"], found["reached"], found["reason"]) == (3, 1, None)
    assert "Reached at 1+1 cases" in study("code", "saturation", "--base", "1", "--run", "1").out
    assert "Not computable: it takes 6 coded cases" in study("code", "saturation").out
    table = rows(study("code", "saturation", "--base", "1", "--run", "1", "--csv").out)
    assert table[1:] == [["C10", "3", "3", "", ""], ["C2", "0", "3", "0", "0.0000"]]
    assert study("code", "saturation", "--run", "0").code == 2
