"""From a researcher's vault to a coordinator's desk on the command line, each step a process of its own."""

import json
import re
from pathlib import Path

import pytest

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

CASES = 16
CANARY = "my brother waited by the ferry with two blankets"
PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults


def fill(folder: Path) -> None:
    """Sixteen complete cases with full consent; ten of them raise one factor, six another."""
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault:
        book = Casebook.open(vault, load_taxonomy())
        with vault.transaction():
            for number in range(CASES):
                case = CaseId(f"P{number}")
                book.cases.add(case)
                for purpose in Purpose:
                    book.consent.give(case, purpose)
                interview = book.interviews.add(case, f"A: {CANARY}, case {number}.")
                key = "dmv" if number < 10 else "opf"
                book.codings.add(interview.id, Span(3, 20), book.taxonomy.resolve(key).id, memo=CANARY[::-1])
                book.checklist.mark_rest_not_raised(case)


@pytest.fixture
def joined(program, tmp_path: Path):
    """A coordinator's and a researcher's vault, enrolled with each other, and a folder between them."""
    coordinator, researcher, store = tmp_path / "desk", tmp_path / "field", tmp_path / "store"
    store.mkdir()
    program.create("coordinator", coordinator)
    program.create("researcher", researcher)
    fill(researcher)
    invited = program("invite", "create", "--to", tmp_path / "invite.json", "--json", vault=coordinator).json
    asked = program(
        "enrol",
        "request",
        tmp_path / "invite.json",
        "--to",
        tmp_path / "enrol.age",
        "--json",
        vault=researcher,
    ).json
    assert asked["invite_fingerprint"] == invited["fingerprint"]
    confirmed = program(
        "enrol", "confirm", tmp_path / "enrol.age", "--fingerprint", asked["fingerprint"], vault=coordinator
    )
    assert confirmed.code == 0, confirmed.err
    for vault in (coordinator, researcher):
        assert program("remote", "add", "stick", "folder", store, vault=vault).code == 0
    return program, coordinator, researcher, store


def objects(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_preview_approve_sync_pull_merge(joined, tmp_path: Path):
    program, coordinator, researcher, store = joined
    seen = program("release", "preview", "--json", vault=researcher)
    assert (seen.code, seen.json["cohort"], seen.json["ready"]) == (0, CASES, True)
    cells = {
        (table["name"], *cell["key"]): cell["n"] for table in seen.json["tables"] for cell in table["cells"]
    }
    assert cells["group", "driver.morality"] in {10, "S"}
    assert cells["group", "condition.prospects"] == "S", "a zero is hidden like any small count"
    drawn = program("release", "preview", vault=researcher).out
    assert "▒" in drawn

    leaving = program("release", "preview", "--bytes", vault=researcher).out
    approved = program("release", "approve", "--json", vault=researcher)
    assert (approved.code, approved.json["number"], approved.json["cohort"]) == (0, 1, CASES)
    assert program("release", "show", "1", vault=researcher).out == leaving, (
        "what was previewed is what was signed"
    )
    assert CANARY.split()[1] not in leaving

    again = program("release", "approve", vault=researcher)
    assert again.code == 3, "no case enters a second release"
    assert program("outbox", "list", "--json", vault=researcher).json[0]["state"] == "waiting"
    assert program("sync", vault=researcher).code == 0
    assert program("outbox", "list", "--json", vault=researcher).json[0]["state"] == "confirmed"
    assert len(objects(store)) == 1

    pulled = program("inbox", "pull", "--json", vault=coordinator)
    assert pulled.code == 0, pulled.out
    assert program("inbox", "pull", vault=coordinator).code == 0, "pulling again is harmless"
    listed = program("inbox", "list", "--json", vault=coordinator).json
    assert len(listed) == 1
    assert program("inbox", "show", listed[0]["object"], vault=coordinator).out == leaving

    merged = program("merge", "--json", vault=coordinator)
    assert merged.code == 1, "16 cases of one researcher are not published"
    refused = program("publish", "--to", tmp_path / "out", vault=coordinator)
    assert refused.code == 3
    assert not (tmp_path / "out").exists()


def test_the_payload_verifies_from_the_file_alone_and_not_when_changed(joined, tmp_path: Path):
    program, _, researcher, _ = joined
    payload = program("release", "preview", "--bytes", vault=researcher).out
    file = tmp_path / "payload.json"
    file.write_text(payload)
    assert program("release", "verify", file, passphrase=None).code == 0
    shown = re.search(r'"n":(\d+)', payload)
    assert shown, "at least one cell is shown at 16 cases"
    file.write_text(payload[: shown.start(1)] + str(int(shown[1]) + 1) + payload[shown.end(1) :])
    assert program("release", "verify", file, passphrase=None).code == 1
    file.write_text(payload.replace('"k":5', '"k":4'))
    assert program("release", "verify", file, passphrase=None).code in {1, 4}


def test_an_export_changed_on_the_way_is_refused_and_nothing_is_counted(joined):
    program, coordinator, researcher, store = joined
    program("release", "approve", vault=researcher)
    program("sync", vault=researcher)
    (sealed,) = objects(store)
    raw = bytearray(sealed.read_bytes())
    raw[len(raw) // 2] ^= 1
    sealed.write_bytes(raw)
    pulled = program("inbox", "pull", vault=coordinator)
    assert pulled.code == 1
    assert "changed" in pulled.out
    assert [one["state"] for one in program("inbox", "list", "--json", vault=coordinator).json] == [
        "rejected"
    ]


def test_a_fingerprint_misheard_confirms_nobody(program, tmp_path: Path):
    coordinator, researcher = tmp_path / "desk", tmp_path / "field"
    program.create("coordinator", coordinator)
    program.create("researcher", researcher)
    program("invite", "create", "--to", tmp_path / "invite.json", vault=coordinator)
    asked = program(
        "enrol",
        "request",
        tmp_path / "invite.json",
        "--to",
        tmp_path / "enrol.age",
        "--json",
        vault=researcher,
    )
    spoken = asked.json["fingerprint"]
    wrong = ("A" if spoken[0] != "A" else "B") + spoken[1:]
    refused = program("enrol", "confirm", tmp_path / "enrol.age", "--fingerprint", wrong, vault=coordinator)
    assert refused.code in {2, 3}
    assert program("enrol", "list", "--json", vault=coordinator).json == []


def test_each_vault_refuses_the_other_role(joined):
    program, coordinator, researcher, _ = joined
    assert program("release", "preview", vault=coordinator).code == 3
    assert program("inbox", "list", vault=researcher).code == 3


def test_the_audit_gives_evidence_and_the_wipe_a_verdict(joined):
    program, _, researcher, _ = joined
    program("release", "approve", vault=researcher)
    audited = program("audit", "--json", vault=researcher)
    checks = {check["id"]: check for check in audited.json["checks"]}
    assert {
        "file-modes", "database-header", "passphrase-cost", "cipher-settings", "not-dumpable", "no-core-files",
        "no-swap-on-disk", "outbox-holds-only-tables", "no-plaintext",
    } <= set(checks)  # fmt: skip
    assert all(check["evidence"] for check in checks.values())
    for certain in (
        "file-modes",
        "database-header",
        "cipher-settings",
        "outbox-holds-only-tables",
        "releases-computed-again",
        "attacks-on-releases",
        "no-plaintext",
    ):
        assert checks[certain]["verdict"] == "holds", checks[certain]
    failing = [check for check in checks.values() if check["verdict"] == "does not hold"]
    assert audited.code == (1 if failing else 0)

    (researcher / "vault.db").chmod(0o644)
    (researcher / "leak.txt").write_text(f"A: {CANARY}, case 3.")
    checks = {check["id"]: check for check in program("audit", "--json", vault=researcher).json["checks"]}
    assert checks["no-plaintext"]["verdict"] == "does not hold"
    assert "leak.txt" in checks["no-plaintext"]["evidence"]
    assert checks["nothing-else-in-folder"]["verdict"] == "does not hold"

    refused = program("vault", "wipe", "--confirm", "other", vault=researcher, passphrase=None)
    assert refused.code == 3
    assert (researcher / "vault.key").exists()
    wiped = program(
        "vault", "wipe", "--confirm", researcher.name, "--json", vault=researcher, passphrase=None
    )
    assert wiped.code == 0, wiped.err
    assert not (researcher / "vault.key").exists()
    assert not (researcher / "vault.db").exists()
    assert json.loads(wiped.out)["erased_logically"] is True


def test_coordinator_options_for_periods_signers_and_earlier_publications(joined, tmp_path: Path):
    program, coordinator, researcher, _ = joined
    program("release", "approve", vault=researcher)
    program("sync", vault=researcher)
    assert program("inbox", "pull", "--period", "R2", vault=coordinator).code == 0
    nothing = program("merge", "--period", "R1", vault=coordinator)
    assert (nothing.code, nothing.out) == (1, "")
    assert "no export that counts" in nothing.err
    merged = program("merge", "--period", "R2", "--json", vault=coordinator)
    assert (merged.code, merged.json["cases"]) == (1, CASES)
    signers = program("enrol", "list", "--allowed-signers", vault=coordinator).out
    device = program("enrol", "list", "--json", vault=coordinator).json[0]["device"]
    assert signers.startswith(device)
    assert 'namespaces="fieldnotes-export"' in signers
    refused = program("publish", "--again", "1", "--to", tmp_path / "again", vault=coordinator)
    assert refused.code == 2
    assert "no publication 1" in refused.err
    assert not (tmp_path / "again").exists()
    revoked = program("enrol", "revoke", device, "--last-number", "0", "--epoch", "1", vault=coordinator)
    assert revoked.code == 0, revoked.err
    assert "no export that counts" in program("merge", vault=coordinator).err
