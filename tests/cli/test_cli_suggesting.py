"""Candidate passages from the command line."""

import pytest

from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults

TEXT = """Q: Was it the salary?
A: We sat by the river. My salary was late again. A dog barked.

Q: And?
A: They took deductions from my salary. It was not my salary in the end.
"""


@pytest.fixture
def written(researcher):
    with open_vault(researcher.vault, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        for case, text in (("C1", TEXT), ("C2", "A: No deductions there.\n")):
            book.interviews.add(book.cases.add(CaseId(case)).id, text)
    return researcher


def said(found):
    return [TEXT[one["start"] : one["end"]] for one in found]


def test_candidates_are_given_with_place_score_and_words_and_nothing_is_coded(written):
    outcome = written("code", "suggest", "dxp", "--case", "C1", "--json")
    assert outcome.code == 0
    first, *others = outcome.json
    assert said([first]) == ["They took deductions from my salary."]
    assert (first["case"], first["interview"]) == ("C1", 1)
    assert first["words"][:2] == ["deductions", "salary"]
    named = {(one["words"], one["kind"], one["denied_by"]) for one in first["reasons"]}
    assert {("deductions", "cue", None), ("salary", "cue", None)} <= named
    assert [one["score"] for one in outcome.json] == sorted(
        (one["score"] for one in outcome.json), reverse=True
    )
    assert said(others) == ["My salary was late again.", "It was not my salary in the end."]
    assert "salary (denied? not)" in others[1]["words"]
    assert written("code", "list", "--case", "C1", "--json").json == []


def test_the_whole_vault_is_looked_through_up_to_a_limit_and_the_passage_is_shown(written):
    everywhere = written("code", "suggest", "dxp", "--json").json
    assert sorted({one["case"] for one in everywhere}) == ["C1", "C2"]
    shown = written("code", "suggest", "DXP", "--limit", "1")
    assert len(shown.out.splitlines()) == 2
    assert "They took deductions from my salary." in shown.out


def test_what_is_coded_or_dismissed_is_left_out_until_it_is_offered_again(written):
    found = written("code", "suggest", "dxp", "--case", "C1", "--json").json
    first, second, third = (f"{one['start']}:{one['end']}" for one in found)
    written("code", "add", "--case", "C1", "--factor", "dxp", "--span", first)
    dismissed = written("code", "dismiss", "--case", "C1", "--factor", "dxp", "--span", second, "--json")
    assert dismissed.json == {
        "case": "C1", "interview": 1, "factor": "driver.exploitation.pay", "sentences": 1, "again": False,
    }  # fmt: skip
    left = written("code", "suggest", "dxp", "--case", "C1", "--json").json
    assert [f"{one['start']}:{one['end']}" for one in left] == [third]
    written("code", "dismiss", "--case", "C1", "--factor", "dxp", "--span", third)
    again = written("code", "dismiss", "--case", "C1", "--factor", "dxp", "--again", "--json").json
    assert (again["sentences"], again["again"]) == (2, True)
    back = written("code", "suggest", "dxp", "--case", "C1", "--json").json
    assert [f"{one['start']}:{one['end']}" for one in back] == [second, third]


def test_wrong_use_is_told_in_a_sentence(written):
    for words, code in (
        (["suggest", "nothing-such"], 2),
        (["suggest", "dxp", "--limit", "0"], 2),
        (["dismiss", "--case", "C1", "--factor", "dxp"], 2),
        (["dismiss", "--case", "C1", "--factor", "dxp", "--span", "0:21"], 1),
    ):
        outcome = written("code", *words)
        assert outcome.code == code
        assert outcome.err
        assert "salary" not in outcome.err
