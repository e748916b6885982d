"""A second coder on the command line, each step a process of its own."""

from pathlib import Path

AGAIN = {"--again-fd": "correct horse battery staple"}
TEXT = "He was beaten by the sergeant. He left at night.\n"


def coded_case(researcher, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(TEXT)
    assert researcher("case", "add", "C1").code == 0
    assert researcher("interview", "import", tmp_path / "one.txt", "--case", "C1").code == 0
    added = ("code", "add", "--case", "C1", "--factor", "dmv", "--span", "0:30", "--memo", "a cold voice")
    assert researcher(*added).code == 0
    assert researcher("case", "checklist", "C1", "--rest", "not-raised").code == 0


def test_recode_hides_the_first_coding_until_the_second_is_complete_and_settle_chooses(researcher, tmp_path):
    coded_case(researcher, tmp_path)
    begun = researcher("case", "recode", "C1", "--coder", "B")
    assert begun.code == 0, begun.err
    assert "until B has considered every factor" in begun.out
    assert "a rule, not a lock" in begun.out, "blinding on one machine is procedural, and that is said"

    for words in (["code", "list", "--case", "C1"], ["case", "show", "C1"]):
        told = researcher(*words)
        assert told.code == 0
        assert "dmv" not in told.out
        assert "cold voice" not in told.out + told.err
        assert "B" in told.out + told.err
    assert researcher("code", "list", "--case", "C1", "--json").json == []
    shown = researcher("case", "checklist", "C1", "--json").json
    assert (shown["complete"], set(shown["states"].values())) == (False, {"not-considered"})
    assert researcher("code", "agreement", "--case", "C1").code == 3
    assert researcher("code", "remove", "1").code == 3
    refused = researcher("code", "add", "--case", "C1", "--factor", "dec", "--span", "0:5", "--coder", "A")
    assert refused.code == 3
    assert researcher("case", "settle", "C1", "--coder", "A").code == 3

    made = researcher("code", "add", "--case", "C1", "--factor", "dxi", "--span", "0:30", "--json").json
    assert made["coder"] == "B"
    done = researcher("case", "checklist", "C1", "--rest", "not-raised")
    assert "Not complete: not settled whose coding counts" in done.out

    both = researcher("code", "list", "--case", "C1", "--json").json
    assert [(one["coder"], one["factor"], one["memo"]) for one in both] == [
        ("A", "driver.morality.civilian-violence", "a cold voice"),
        ("B", "driver.exploitation.inhumane-treatment", ""),
    ]
    # Both coded the first of two sentences, A as dmv and B as dxi: of 2 × 46 units two differ, and on no factor does the
    # checklist of one say raised where the other's does.
    agreed = researcher("code", "agreement", "--case", "C1", "--json").json
    assert (agreed["cases"], agreed["coders"], agreed["sentences"]) == (["C1"], ["A", "B"], 2)
    assert agreed["passages"]["units"] == 92
    assert round(agreed["passages"]["coefficients"]["percent"], 6) == round(90 / 92, 6)
    assert agreed["spans"]["alpha"] < 0
    by_key = {one["key"]: one for one in agreed["factors"]}
    assert "variation" in by_key["dec"]["passages"]["not_computable"]["cohen_kappa"]
    assert "Nobody" in by_key["dec"]["spans"]["not_computable"]
    told = researcher("code", "compare", "--case", "C1")
    assert "0:30 dmv: not by all (A 0:30; B not)" in told.out
    assert "checklist dxi: A not-raised, B raised" in told.out
    listed = researcher("case", "list", "--json").json[0]
    assert (listed["considered"], listed["complete"], listed["settled"]) == (46, False, False)
    settled = researcher("case", "settle", "C1", "--coder", "B", "--json").json
    assert (settled["settled_coder"], settled["coding"]) == ("B", "settled")
    taken_back = researcher("case", "settle", "C1", "--take-back")
    assert "Not settled whose coding counts" in taken_back.out
    assert researcher("case", "settle", "C1", "--take-back").code == 1
    assert researcher("case", "settle", "C1").code == 2
    assert researcher("case", "settle", "C1", "--coder", "B", "--take-back").code == 2
    assert researcher("code", "redo", "--case", "C1").out == "Done again: choice of coder B in C1.\n"
    states = researcher("case", "checklist", "C1", "--json").json
    assert states["complete"] is True
    assert [factor for factor, state in states["states"].items() if state == "raised"] == [
        "driver.exploitation.inhumane-treatment"
    ]


def test_a_second_coding_can_be_ended_unfinished(researcher):
    assert researcher("case", "add", "C1").code == 0
    assert researcher("case", "recode", "C1", passphrase=None).code == 2
    assert researcher("case", "recode", "C1", "--coder", "Ko", passphrase=None).code == 2
    assert researcher("case", "recode", "C1", "--coder", "A").code == 2
    assert researcher("case", "recode", "C1", "--coder", "B").code == 0
    stopped = researcher("case", "recode", "C1", "--stop", "--json").json
    assert (stopped["coding"], stopped["coders"]) == ("one coder", ["A"])


def test_a_copy_goes_to_a_second_vault_is_coded_there_and_comes_back(researcher, tmp_path):
    coded_case(researcher, tmp_path)
    other = tmp_path / "other"
    researcher.create(vault=other)
    reader = researcher("case", "key", "--json", vault=other).json["key"]
    assert researcher("case", "consent", "C1", "--purpose", "store").code == 0
    refused = researcher("case", "send", "C1", tmp_path / "copy.age", "--to", reader, give=AGAIN)
    assert (refused.code, "no consent on record to code" in refused.err) == (3, True)
    assert researcher("case", "consent", "C1", "--purpose", "code").code == 0
    wrong = {"--again-fd": "another passphrase"}
    assert researcher("case", "send", "C1", tmp_path / "copy.age", "--to", reader, give=wrong).code == 3
    assert not (tmp_path / "copy.age").exists()
    sent = researcher("case", "send", "C1", tmp_path / "copy.age", "--to", reader, give=AGAIN)
    assert sent.code == 0, sent.err
    assert "A withdrawal here cannot reach the copy" in sent.out
    assert (tmp_path / "copy.age").stat().st_mode & 0o777 == 0o600
    assert TEXT.encode() not in (tmp_path / "copy.age").read_bytes()
    assert "A copy for coder B" in researcher("case", "withdraw", "C1", "--preview").out

    taken = researcher("case", "receive", tmp_path / "copy.age", "--as", "X1", vault=other)
    assert taken.code == 0, taken.err
    assert "never be released here" in taken.out
    assert researcher("case", "consent", "X1", "--purpose", "publish", vault=other).code == 3
    add = ("code", "add", "--case", "X1", "--factor", "dmv", "--span", "0:30")
    assert researcher(*add, "--json", vault=other).json["coder"] == "B"
    assert researcher("case", "send", "X1", tmp_path / "back.age", vault=other, give=AGAIN).code == 3
    done = researcher("case", "checklist", "X1", "--rest", "not-raised", "--json", vault=other).json
    assert done["complete"] is True
    listed = researcher("case", "list", "--json", vault=other).json[0]
    assert (listed["copy"], listed["complete"]) == (True, True)
    back = researcher("case", "send", "X1", tmp_path / "back.age", vault=other, give=AGAIN)
    assert back.code == 0, back.err

    home = researcher("case", "receive", tmp_path / "back.age", "--json")
    assert home.json == {
        "case": "C1", "coder": "B", "copy": False, "interviews": 1, "codings": 1, "other_codebook": False,
    }  # fmt: skip
    agreed = researcher("code", "agreement", "--json").json
    assert agreed["passages"]["coefficients"]["cohen_kappa"] == 1
    assert researcher("case", "settle", "C1", "--coder", "A", "--json").json["coding"] == "settled"
