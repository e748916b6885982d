"""Disclosure control through the front door: previews, the audit of the ledger, policies, and verifying, each a process."""

import json
from pathlib import Path

import pytest

from fieldnotes.base.ids import CaseId
from fieldnotes.base.shipped import shipped
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults
STANDARD = shipped("exports/policies/standard.toml").read_text(encoding="utf-8")
SAMPLE = shipped("exports/samples/suppressed-20-cases.json")


def fill(folder: Path, cases: int) -> None:
    """Complete cases with full consent; three in five raise one factor, the others another."""
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        with vault.transaction():
            for number in range(cases):
                case = CaseId(f"P{number}")
                book.cases.add(case)
                for purpose in Purpose:
                    book.consent.give(case, purpose)
                interview = book.interviews.add(case, "A: he left at night.")
                key = "dmv" if number % 5 < 3 else "opf"
                book.codings.add(interview.id, Span(3, 10), book.taxonomy.resolve(key).id)
                book.checklist.mark_rest_not_raised(case)


def joined(
    program, folder: Path, cases: int, *policy: str | Path, sending: bool = False
) -> tuple[Path, Path]:
    """A coordinator's and a researcher's vault; where they are to send, they know each other, and a folder between them."""
    coordinator, researcher = folder / "desk", folder / "field"
    program.create("coordinator", coordinator)
    program.create("researcher", researcher)
    fill(researcher, cases)
    invited = program("invite", "create", "--to", folder / "invite.json", *policy, vault=coordinator)
    assert invited.code == 0, invited.err
    asked = program(
        "enrol", "request", folder / "invite.json", "--to", folder / "enrol.age", "--json", vault=researcher
    )
    assert asked.code == 0, asked.err
    if not sending:
        return coordinator, researcher
    (folder / "store").mkdir()
    confirmed = program(
        "enrol",
        "confirm",
        folder / "enrol.age",
        "--fingerprint",
        asked.json["fingerprint"],
        vault=coordinator,
    )
    assert confirmed.code == 0, confirmed.err
    for vault in (coordinator, researcher):
        program("remote", "add", "stick", "folder", folder / "store", vault=vault)
    return coordinator, researcher


def test_the_preview_says_what_is_not_given_what_can_still_be_narrowed_and_what_is_lost(
    program, tmp_path: Path
):
    _, researcher = joined(program, tmp_path, 16)
    seen = program("release", "preview", "--json", vault=researcher).json
    withheld = {one["name"]: one["from_cases"] for one in seen["withheld"]}
    assert (withheld["attribute.age"], withheld["group-by-age"], withheld["pair"]) == (20, 40, None)
    assert {one["name"] for one in seen["tables"]}.isdisjoint(withheld)
    assert len(seen["tables"]) + len(withheld) == 19
    hidden = [cell for table in seen["tables"] for cell in table["cells"] if cell["n"] == "S"]
    assert hidden
    assert all(0 <= cell["lower"] <= cell["upper"] <= 16 for cell in hidden)
    assert {cell["why"] for cell in hidden} >= {"zero"}
    assert all(0 <= table["share_kept"] <= 1 for table in seen["tables"])
    drawn = program("release", "preview", vault=researcher).out
    assert "Not given to a cohort of 16" in drawn
    assert "from 20 cases on: attribute.position" in drawn
    assert "in no export of this kind: pair" in drawn
    assert max(len(line) for line in drawn.splitlines() if "attribute." in line) < 80
    assert "0 to 16 (zero)" in drawn


def test_the_ledger_is_audited_on_request_and_a_lost_mark_stops_the_next_release(program, tmp_path: Path):
    _, researcher = joined(program, tmp_path, 16)
    before = program("release", "audit", vault=researcher)
    assert (before.code, before.out) == (0, "Nothing was released yet.\n")
    assert program("release", "approve", vault=researcher).code == 0
    audit = program("release", "audit", "--json", vault=researcher)
    assert (audit.code, audit.json["holds"], audit.json["cases"]) == (0, True, 16)
    assert [(one["number"], one["verdict"]) for one in audit.json["releases"]] == [(1, "holds")]
    assert "no case in two of them" in program("release", "audit", vault=researcher).out

    with open_vault(researcher, Passphrase(PASSPHRASE)) as vault:
        Casebook.open(vault, load_taxonomy())
        vault.connection.execute("UPDATE cases SET released = NULL")
    stopped = program("release", "approve", vault=researcher)
    assert stopped.code == 3
    assert "counted already (16 in release 1)" in stopped.err
    assert "Run `fieldnotes release audit`" in stopped.err
    assert program("release", "preview", vault=researcher).code == 1
    found = program("release", "audit", vault=researcher)
    assert found.code == 1
    assert "Case P0 is marked as not released, and it was counted in release 1." in found.out
    assert "Approve nothing more from this vault" in found.out
    assert len(program("release", "list", "--json", vault=researcher).json) == 1


def test_a_vault_is_held_to_a_stricter_policy_and_its_exports_still_come_in(program, tmp_path: Path):
    coordinator, researcher = joined(program, tmp_path, 30, sending=True)
    shown = program("release", "policy", "--json", vault=researcher).json
    assert (shown["name"], shown["figures"]["export.k"]["value"]) == ("standard", 5)
    assert all(one["why"] for one in shown["figures"].values())
    unknown = program("release", "policy", "--adopt", "lenient", vault=researcher)
    assert unknown.code == 2
    assert "strict" in unknown.err
    adopted = program("release", "policy", "--adopt", "strict", vault=researcher)
    assert adopted.code == 0
    assert "held" not in adopted.err
    assert "export.k 10: " in adopted.out
    looser = program("release", "policy", "--adopt", "standard", vault=researcher)
    assert looser.code == 3
    assert "looser than strict" in looser.err
    seen = program("release", "preview", "--json", vault=researcher).json
    assert (seen["policy"], seen["k"], seen["ready"]) == ("strict", 10, True)
    assert all(cell["n"] == "S" or cell["n"] >= 10 for table in seen["tables"] for cell in table["cells"])

    assert program("release", "approve", vault=researcher).code == 0
    payload = tmp_path / "payload.json"
    payload.write_text(program("release", "show", "1", vault=researcher).out, encoding="utf-8")
    strict = json.loads(payload.read_text(encoding="utf-8"))
    assert strict["certificate"]["policy"] == "strict"
    assert program("release", "verify", payload, passphrase=None).code == 0, (
        "it ships, so it is found by its hash"
    )
    assert program("sync", vault=researcher).code == 0
    assert program("inbox", "pull", vault=coordinator).code == 0
    (one,) = program("inbox", "list", "--json", vault=coordinator).json
    assert one["state"] == "accepted"


def ours(name: str, *changes: tuple[str, str]) -> str:
    """The standard policy under another name, changed."""
    text = STANDARD.replace('name = "standard"', f'name = "{name}"')
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


LOOSER = {
    "threshold": (('k = { value = 5, why = "No sealed', 'k = { value = 4, why = "No sealed'), "export.k to 4, below the floor of 5"),
    "cohort": (("cohort = { value = 15,", "cohort = { value = 14,"), "export.cohort to 14, below the floor of 15"),
    "attributes": (("attribute = { value = 20,", "attribute = { value = 19,"), "tables.attribute to 19, below the floor of 20"),
    "split": (("split_cohort = { value = 20,", "split_cohort = { value = 21,"), "21 cases in a split export, above 20"),
}  # fmt: skip


@pytest.mark.parametrize("which", LOOSER)
def test_a_policy_below_the_floor_starts_no_project(program, tmp_path: Path, which: str):
    change, told = LOOSER[which]
    if which == "attributes":
        change = (f"\n{change[0]}", f"\n{change[1]}")
    (tmp_path / "loose.toml").write_text(ours("loose", change), encoding="utf-8")
    program.create("coordinator", tmp_path / "desk")
    refused = program(
        "invite", "create", "--to", tmp_path / "invite.json", "--policy", tmp_path / "loose.toml", vault=tmp_path / "desk"
    )  # fmt: skip
    assert refused.code == 3
    assert told in refused.err
    assert not (tmp_path / "invite.json").exists()


def test_a_vault_refuses_a_project_whose_levels_are_finer_than_what_ships(program, tmp_path: Path):
    finer = ours(
        "finer",
        (
            '{ id = "under-25", bands = ["under-25"] }',
            '{ id = "under-25", bands = ["under-25", "not-said"] }',
        ),
        ('{ id = "35-and-over", bands = ["35-44", "45-and-over"] }', '{ id = "35-44", bands = ["35-44"] }'),
        ('{ id = "not-said", bands = ["not-said"] }', '{ id = "45-and-over", bands = ["45-and-over"] }'),
    )
    (tmp_path / "finer.toml").write_text(finer, encoding="utf-8")
    program.create("coordinator", tmp_path / "desk")
    program.create("researcher", tmp_path / "field")
    made = program(
        "invite", "create", "--to", tmp_path / "invite.json", "--policy", tmp_path / "finer.toml", vault=tmp_path / "desk"
    )  # fmt: skip
    assert made.code == 0, made.err
    refused = program(
        "enrol", "request", tmp_path / "invite.json", "--to", tmp_path / "e.age", vault=tmp_path / "field"
    )
    assert refused.code == 3
    assert "looser than this vault's: age has finer levels." in refused.err
    assert not (tmp_path / "e.age").exists()


def test_an_export_of_a_projects_own_policy_is_verified_with_that_policy(program, tmp_path: Path):
    policy = tmp_path / "ours.toml"
    policy.write_text(ours("ours", ("cohort = { value = 15,", "cohort = { value = 16,")), encoding="utf-8")
    _, researcher = joined(program, tmp_path, 16, "--policy", policy)
    payload = tmp_path / "payload.json"
    payload.write_text(program("release", "preview", "--bytes", vault=researcher).out, encoding="utf-8")
    without = program("release", "verify", payload, passphrase=None)
    assert without.code == 1
    assert "another redaction policy" in without.out
    assert program("release", "verify", payload, "--policy", policy, passphrase=None).code == 0
    other = program("release", "verify", SAMPLE, "--policy", policy, "--json", passphrase=None)
    assert (other.code, other.json["holds"]) == (1, False)
    assert "another redaction policy" in other.json["findings"][0]


def test_verifying_says_what_is_wrong_in_a_sentence_and_by_its_exit_code(program, tmp_path: Path):
    assert program("release", "verify", SAMPLE, passphrase=None).code == 0
    text = SAMPLE.read_text(encoding="utf-8")
    hidden = text.index('"n":"S"')
    certificate = json.loads(text)["certificate"]
    first = certificate["intervals"][0]
    interval = f'"lower":{first["lower"]},'
    broken = {
        "cut off": (text[:-40], 4, "not an export of version 1"),
        "empty": ("", 4, "not an export of version 1"),
        "spelled otherwise": (json.dumps(json.loads(text)), 4, "canonical form"),
        "a lower threshold": (text.replace('"k":5', '"k":4'), 1, "threshold is 4"),
        "an S turned into a number": (text[:hidden] + '"n":9' + text[hidden + 7 :], 1, ""),
        "a wider interval": (text.replace(interval, '"lower":0,' if first["lower"] else '"lower":1,', 1), 1, "intervals"),
        "another cohort": (text.replace('"cohort":20', '"cohort":21'), 1, ""),
        "another schema": (text.replace(json.loads(text)["schema_sha256"], "0" * 64), 1, "another export schema"),
    }  # fmt: skip
    for name, (changed, code, told) in broken.items():
        file = tmp_path / "changed.json"
        file.write_text(changed, encoding="utf-8")
        answer = program("release", "verify", file, passphrase=None)
        assert answer.code == code, (name, answer.out, answer.err)
        assert told in answer.out + answer.err, (name, answer.out, answer.err)
    missing = program("release", "verify", tmp_path / "nothing.json", passphrase=None)
    assert missing.code in {1, 2, 4}
    assert "nothing.json" in missing.err
    odd = tmp_path / "odd.toml"
    odd.write_text("k = [", encoding="utf-8")
    refused = program("release", "verify", SAMPLE, "--policy", odd, passphrase=None)
    assert (refused.code, "not a TOML file" in refused.err) == (4, True)
    elsewhere = program("release", "verify", SAMPLE, "--taxonomy", tmp_path, passphrase=None)
    assert elsewhere.code == 4
