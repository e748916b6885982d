"""``refi``, ``taxonomy write-out`` and ``code local`` as processes."""

import shutil
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("lxml", reason="the extra `documents` is not installed")

from lxml import etree

from fieldnotes.sealing.age_files import unseal
from fieldnotes.sealing.age_keys import AgeIdentity

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "refi"
PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults
TEXT = "Q: Why?\nA: They beat us. 😀 မနက်စောစော ထွက်ခဲ့တယ်။\n"


@pytest.fixture
def coded(researcher, tmp_path: Path):
    source = tmp_path / "one.txt"
    source.write_text(TEXT, "utf-8")
    researcher("case", "add", "C1", "--set", "position=defector")
    assert researcher("interview", "import", source, "--case", "C1").code == 0
    assert researcher("code", "local", "add", "River crossing", "--description", "By boat.").code == 0
    assert (
        researcher(
            "code", "add", "--case", "C1", "--factor", "dmv", "--span", "11:23", "--memo", "a memo"
        ).code
        == 0
    )
    assert (
        researcher("code", "add", "--case", "C1", "--factor", "l1", "--span", "11:23", "--strength", "2").code
        == 0
    )
    return researcher


@pytest.fixture
def new_vault(researcher, _fresh_vault: Path, tmp_path: Path):
    """A second vault, and the program pointed at it."""

    def make():
        shutil.copytree(_fresh_vault, tmp_path / "other")
        return type(researcher)(tmp_path / "other")

    return make


def write_out(program, *words, again=PASSPHRASE):
    return program("refi", "write-out", *words, "--json", give={"--again-fd": again})


def test_local_factors_are_made_listed_changed_and_removed(coded):
    listed = coded("code", "local", "list", "--json").json
    assert listed == [
        {
            "factor": "local.river-crossing",
            "key": "l1",
            "label": "River crossing",
            "description": "By boat.",
            "codings": 1,
        }
    ]
    changed = coded("code", "local", "change", "l1", "--label", "Crossing", "--json").json
    assert (changed["label"], changed["description"]) == ("Crossing", "By boat.")
    assert coded("code", "local", "remove", "l1").code == 3
    assert coded("code", "local", "add", "Unused").code == 0
    assert coded("code", "local", "remove", "l2").code == 0
    assert coded("code", "local", "remove", "l2").code == 1
    report = {row["factor"]: row for row in coded("code", "report", "--json").json}
    assert report["local.river-crossing"] == {"factor": "local.river-crossing", "cases": 1, "codings": 1}
    assert coded("case", "checklist", "C1", "--denied", "l1").code == 2


def test_out_and_into_another_vault(coded, new_vault, tmp_path: Path):
    out = tmp_path / "study.qdpx"
    written = write_out(coded, out, "--in-the-clear")
    assert written.code == 0, written.err
    assert {name: written.json[name] for name in ("cases", "interviews", "codings", "memos", "lost")} == {
        "cases": 1, "interviews": 1, "codings": 2, "memos": 1, "lost": 0
    }  # fmt: skip
    assert out.stat().st_mode & 0o777 == 0o600
    other = new_vault()
    shown = other("refi", "import", out, "--preview", "--json")
    assert (shown.code, shown.json["stored"], shown.json["codings"]) == (0, False, 2)
    assert other("case", "list", "--json").json == []
    made = other("refi", "import", out, "--json")
    assert (made.code, made.json["stored"], made.json["left_out"]) == (0, True, {})
    again = [
        coded("code", "list", "--case", "C1", "--json").json,
        other("code", "list", "--case", "C1", "--json").json,
    ]
    assert again[0] == again[1]
    assert other("interview", "show", "C1", "--raw").out == TEXT
    assert other("case", "show", "C1", "--json").json["attributes"]["position"] == "defector"
    # A second time, the label is taken: it comes beside what is there.
    assert [case["case"] for case in other("refi", "import", out, "--json").json["cases"]] == ["P1"]


def test_sealed_unless_said_otherwise_and_never_with_another_passphrase(coded, tmp_path: Path):
    out = tmp_path / "study.qdpx"
    assert write_out(coded, out).code == 2
    assert write_out(coded, out, "--in-the-clear", again="a guess at the passphrase").code == 3
    assert write_out(coded, out, "--recipient", "age1nobody").code == 2
    assert write_out(coded, out, "--in-the-clear", "--case", "C9").code == 1
    assert not out.exists()
    reader = AgeIdentity.generate()
    sealed = write_out(coded, out, "--recipient", reader.recipient)
    assert (sealed.code, sealed.json["sealed"]) == (0, True)
    raw = out.read_bytes()
    assert b"PK" not in raw[:4]
    assert unseal(raw, [reader])[0].startswith(b"PK")
    refused = coded("refi", "import", out)
    assert refused.code == 3
    assert "sealed" in refused.err
    assert write_out(coded, out, "--in-the-clear").code == 3  # never over something that is there
    if shutil.which("age"):
        key = tmp_path / "reader.txt"
        key.write_text(reader.secret + "\n")
        opened = subprocess.run(["age", "-d", "-i", key, out], check=True, capture_output=True)
        assert opened.stdout.startswith(b"PK")


def test_the_codebook_out_and_in(researcher, tmp_path: Path):
    out = tmp_path / "codebook.qdc"
    written = researcher("taxonomy", "write-out", out, "--json")
    assert (written.code, written.json["groups"], written.json["factors"]) == (0, 12, 46)
    assert researcher("taxonomy", "write-out", out).code == 2
    if (SHARED / "Codebook.xsd").exists():
        etree.XMLSchema(file=str(SHARED / "Codebook.xsd")).assertValid(etree.parse(str(out)))
    back = researcher("refi", "import", out, "--json").json
    assert {code["known"] for code in back["codes"]} == {"guid"}
    assert len(back["codes"]) == 46
    assert researcher("code", "local", "list", "--json").json == []


def test_what_is_shown_before_it_is_stored(researcher):
    if not SHARED.exists():
        pytest.skip("the ATLAS.ti project is not here")
    shown = researcher("refi", "import", SHARED / "TestProject.qdpx", "--preview")
    assert shown.code == 0
    for words in ("ATLAS.ti 8.4.0", "factors of the team's own, which never leave (14)", "6 texts that have no plain text in the file",
                  "16 sets", "Nothing was stored."):  # fmt: skip
        assert words in shown.out
    assert "Markgraf" not in shown.out
    assert researcher("code", "local", "list", "--json").json == []
    assert researcher("refi", "import", SHARED / "Project.qde").code == 0
    assert len(researcher("code", "local", "list", "--json").json) == 14


@pytest.mark.parametrize("words", [("refi", "import", "nothing.qdpx"), ("refi", "import", ".")])
def test_what_cannot_be_read_is_told(researcher, words):
    refused = researcher(*words)
    assert refused.code == 2
    assert "Traceback" not in refused.err
