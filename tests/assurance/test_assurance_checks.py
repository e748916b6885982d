"""Each check holds on a sound vault and fails on the one fault it is for."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from making_vaults import create_vault

from fieldnotes.assurance import departures, files, plaintext, process, releases, storage
from fieldnotes.assurance.checks import run_checks
from fieldnotes.assurance.verdicts import Outcome
from fieldnotes.base.ids import CaseId
from fieldnotes.base.tables import ProtectedCell, ProtectedTable
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.layout import Layout
from fieldnotes.disclosure.released import Released
from fieldnotes.disclosure.unions import UnionAuditor
from fieldnotes.hardening.posture import Posture, SwapArea
from fieldnotes.identity.keeping import create_map
from fieldnotes.release.ledger_audits import EntryAudit, LedgerAudit, Verdict
from fieldnotes.release.policies import shipped_policy
from fieldnotes.release.sampling import sample_payload
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

SECRET = Passphrase("a passphrase for the assurance tests")
TEXT = "A: he gave me his boots and said that he would say he had lost them in the river.\n"


@pytest.fixture(scope="module")
def pattern(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("assurance") / "vault"
    vault, _ = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=SECRET, kdf_id=1)
    with vault:
        book = Casebook.open(vault, load_taxonomy())
        book.cases.add(CaseId("C1"))
        book.interviews.add(CaseId("C1"), TEXT * 200)
    return folder


@pytest.fixture
def folder(pattern: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pattern, tmp_path / "vault"))


def test_all_checks_run_and_those_of_the_vault_hold(folder: Path):
    with open_vault(folder, SECRET) as vault:
        checks = {check.id: check for check in run_checks(vault)}
    assert len(checks) == 18
    for name in ("file-modes", "nothing-else-in-folder", "identity-map", "database-header", "key-file-copies", "passphrase-cost",
                 "cipher-settings", "page-authentication", "outbox-holds-only-tables", "releases-computed-again",
                 "attacks-on-releases", "no-plaintext"):  # fmt: skip
        assert checks[name].verdict is Outcome.HOLDS, checks[name]
    for check in checks.values():
        assert check.evidence.endswith(".")
        assert bool(check.do) == (check.verdict is not Outcome.HOLDS)


def test_an_identity_map_in_the_folder_is_told_and_must_be_a_vault_of_its_own(folder: Path):
    assert "No identity map" in files.identity_map(folder).evidence
    create_map(folder, Passphrase("nine copper kettles on the ferry"), kdf_id=1)[0].close()
    found = files.identity_map(folder)
    assert found.verdict is Outcome.HOLDS
    assert "whoever opens both knows who is who" in found.evidence
    shutil.copy(folder / "vault.key", folder / "identity.key")
    assert files.identity_map(folder).verdict is Outcome.DOES_NOT_HOLD, "the vault's own key"
    (folder / "identity.key").write_bytes(bytes(8192))
    assert files.identity_map(folder).verdict is Outcome.DOES_NOT_HOLD
    (folder / "identity.key").unlink()
    alone = files.identity_map(folder)
    assert (alone.verdict, "only identity.db" in alone.evidence) == (Outcome.DOES_NOT_HOLD, True)


@pytest.mark.parametrize(("name", "mode"), [("vault.key", 0o640), ("vault.db", 0o604), (".", 0o711)])
def test_a_file_or_folder_open_to_others_is_found(folder: Path, name: str, mode: int):
    assert files.file_modes(folder).verdict is Outcome.HOLDS
    (folder / name).chmod(mode)
    found = files.file_modes(folder)
    assert found.verdict is Outcome.DOES_NOT_HOLD
    assert f"{mode:04o}" in found.evidence


@pytest.mark.parametrize(
    "content", [b"SQLite format 3\x00" + os.urandom(8192), b"plain words " * 700, bytes(8192), b""]
)
def test_a_database_that_is_not_noise_is_found(folder: Path, content: bytes):
    assert files.encrypted_headers(folder).verdict is Outcome.HOLDS
    (folder / "vault.db").write_bytes(content)
    assert files.encrypted_headers(folder).verdict is Outcome.DOES_NOT_HOLD


def test_a_file_that_fieldnotes_does_not_write_is_counted(folder: Path):
    (folder / "notes.txt").write_text("x")
    found = files.strangers(folder)
    assert found.verdict is Outcome.DOES_NOT_HOLD
    assert "1 that" in found.evidence


def test_a_damaged_copy_of_the_key_file_is_found(folder: Path):
    raw = bytearray((folder / "vault.key").read_bytes())
    raw[100] ^= 1
    (folder / "vault.key").write_bytes(raw)
    assert storage.key_file_copies(folder).verdict is Outcome.DOES_NOT_HOLD


class Weakened:
    """A vault whose connection answers one PRAGMA in another way."""

    def __init__(self, settings, **changed):
        self._settings = {**settings, **changed}

    def cipher_settings(self):
        return self._settings


@pytest.mark.parametrize(
    "changed",
    [{"cipher_version": ""}, {"cipher_version": "3.4.2"}, {"cipher_status": "0"}, {"cipher_memory_security": "0"}, {"temp_store": "1"},
     {"secure_delete": "0"}, {"synchronous": "1"}, {"journal_mode": "delete"}, {"cipher_log_level": "ERROR"}],
)  # fmt: skip
def test_a_weakened_setting_is_found(folder: Path, changed: dict[str, str]):
    with open_vault(folder, SECRET) as vault:
        settings = vault.cipher_settings()
        assert storage.live_cipher_settings(vault).verdict is Outcome.HOLDS
    assert storage.live_cipher_settings(Weakened(settings, **changed)).verdict is Outcome.DOES_NOT_HOLD


def test_a_damaged_page_is_found(folder: Path):
    with open_vault(folder, SECRET) as vault:
        assert storage.page_integrity(vault).verdict is Outcome.HOLDS
    raw = bytearray((folder / "vault.db").read_bytes())
    raw[-2000] ^= 1
    (folder / "vault.db").write_bytes(raw)
    with open_vault(folder, SECRET) as vault:
        assert storage.page_integrity(vault).verdict is Outcome.DOES_NOT_HOLD


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_words_of_a_note_are_found_wherever_they_stand(folder: Path, tmp_path: Path, encoding: str):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with open_vault(folder, SECRET) as vault:
        book = Casebook.open(vault, load_taxonomy())
        (elsewhere / "harmless.txt").write_text("nothing of it")
        assert plaintext.plaintext_scan(book, elsewhere).verdict is Outcome.HOLDS
        # Across the boundary of the pieces in which files are read.
        (elsewhere / "cache.bin").write_bytes(bytes((1 << 20) - 20) + (TEXT * 60).encode(encoding))
        found = plaintext.plaintext_scan(book, elsewhere)
    assert found.verdict is Outcome.DOES_NOT_HOLD
    assert "cache.bin" in found.evidence
    assert "boots" not in found.evidence


def test_a_vault_without_notes_cannot_tell(tmp_path: Path):
    vault, _ = create_vault(tmp_path / "empty", role=VaultRole.RESEARCHER, passphrase=SECRET, kdf_id=1)
    with vault:
        found = plaintext.plaintext_scan(Casebook.open(vault, load_taxonomy()), tmp_path)
    assert found.verdict is Outcome.CANNOT_TELL


def planted_payloads():
    payload = json.loads(sample_payload(load_taxonomy(), shipped_policy()))
    yield {**payload, "project": "the project of Ma Thida"}
    yield {**payload, "note": 1}
    yield {**payload, "epoch": 1.5}
    yield {**payload, "epoch": True}
    tables = [dict(table) for table in payload["tables"]]
    tables[0]["cells"] = [{**tables[0]["cells"][0], "key": ["he gave me his boots"]}, *tables[0]["cells"][1:]]
    yield {**payload, "tables": tables}


def outbox(payload) -> Outcome:
    policy = shipped_policy()
    levels = {level.id for coarsening in policy.coarsening.values() for level in coarsening.levels} | {
        policy.name
    }
    return departures.outbox_holds_only_tables(
        {1: json.dumps(payload).encode()}, load_taxonomy(), levels
    ).verdict


def test_the_outbox_may_hold_the_sample_and_none_of_the_plants():
    assert outbox(json.loads(sample_payload(load_taxonomy(), shipped_policy()))) is Outcome.HOLDS
    for planted in planted_payloads():
        assert outbox(planted) is Outcome.DOES_NOT_HOLD


SOUND = Posture(
    platform="linux", dumpable=False, core_limit=0, core_pattern="core", swap=(), zswap=False, hibernation=False,
    memlock_limit=0, memory_locked=0, freed_memory_overwritten=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("check", "fact", "verdict"),
    [
        ("not-dumpable", {"dumpable": True}, Outcome.DOES_NOT_HOLD),
        ("not-dumpable", {"dumpable": None}, Outcome.CANNOT_TELL),
        ("no-core-files", {"core_limit": -1}, Outcome.DOES_NOT_HOLD),
        ("no-core-files", {"core_limit": None}, Outcome.CANNOT_TELL),
        ("no-core-files", {"core_pattern": "|/usr/lib/handler %p", "dumpable": True}, Outcome.DOES_NOT_HOLD),
        ("no-core-files", {"core_pattern": "|/usr/lib/handler %p"}, Outcome.HOLDS),
        (
            "no-swap-on-disk",
            {"swap": (SwapArea("/dev/sda2", 1 << 30, compressed_memory=False),)},
            Outcome.DOES_NOT_HOLD,
        ),
        (
            "no-swap-on-disk",
            {"swap": (SwapArea("/dev/zram0", 1 << 30, compressed_memory=True),)},
            Outcome.HOLDS,
        ),
        ("no-swap-on-disk", {"swap": None}, Outcome.CANNOT_TELL),
        ("freed-memory-overwritten", {}, Outcome.HOLDS),
        ("freed-memory-overwritten", {"freed_memory_overwritten": False}, Outcome.CANNOT_TELL),
        ("no-hibernation", {"hibernation": True}, Outcome.DOES_NOT_HOLD),
        ("no-hibernation", {"hibernation": None}, Outcome.CANNOT_TELL),
    ],
)
def test_the_machine_is_judged_by_its_facts(
    monkeypatch, check: str, fact: dict[str, object], verdict: Outcome
):
    facts = {name: getattr(SOUND, name) for name in SOUND.__slots__} | fact
    monkeypatch.setattr(process, "posture", lambda: Posture(**facts))
    found = {one.id: one.verdict for one in process.process_checks()}
    assert found[check] is verdict


def test_a_variable_that_writes_down_the_screen_is_found_in_a_real_process(folder: Path):
    reader, writer = os.pipe()
    os.write(writer, b"a passphrase for the assurance tests\n")
    os.close(writer)
    done = subprocess.run(
        [sys.executable, "-m", "fieldnotes", "--vault", folder, "--passphrase-fd", str(reader), "audit", "--json"],
        env={**os.environ, "TEXTUAL_LOG": "/dev/null"}, pass_fds=[reader], capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    os.close(reader)
    checks = {check["id"]: check["verdict"] for check in json.loads(done.stdout)["checks"]}
    assert checks["safe-environment"] == "does not hold"
    assert checks["not-dumpable"] == "holds", "the real process turned dumping off"
    assert done.returncode == 1


def released(tables, layout, cohort, k=5):
    release = Released("release 1", layout, tables, cohort, k)
    return LedgerAudit(
        (EntryAudit(1, cohort, Verdict.HOLDS),), UnionAuditor().audit([release]), (), (release,)
    )


def test_the_attacks_learn_from_a_release_that_hides_small_counts_only():
    """Ten, five and two of seventeen: the lone hidden level follows by subtraction."""
    layout = Layout({}, {"age": ("young", "middle", "old")})
    counts = {"young": 10, "middle": 5, "old": "S"}
    cells = tuple(ProtectedCell(key=(level,), n=count) for level, count in counts.items())
    naive = (ProtectedTable(name="attribute.age", dimensions=("age",), cells=cells),)
    found = releases.attacks_learn_nothing(released(naive, layout, 17))
    assert found.verdict is Outcome.DOES_NOT_HOLD
    assert "margins minus cells" in found.evidence
    assert found.evidence.endswith(".")
    (table,) = naive
    hidden = tuple(ProtectedCell(key=cell.key, n="S") for cell in table.cells)
    safe = (table.model_copy(update={"cells": hidden}),)
    assert releases.attacks_learn_nothing(released(safe, layout, 17)).verdict is Outcome.HOLDS


@pytest.mark.parametrize(
    ("verdict", "remarks", "expected"),
    [
        (Verdict.HOLDS, (), Outcome.HOLDS),
        (Verdict.VOID, (), Outcome.HOLDS),
        (Verdict.UNKNOWN, (), Outcome.CANNOT_TELL),
        (Verdict.FAILS, (), Outcome.DOES_NOT_HOLD),
        (Verdict.HOLDS, ("Case C1 is marked as not released.",), Outcome.DOES_NOT_HOLD),
    ],
)
def test_what_came_of_computing_releases_again_is_told(verdict, remarks, expected):
    nothing = UnionAuditor().audit([])
    audited = LedgerAudit((EntryAudit(1, 17, verdict),), nothing, remarks)
    found = releases.releases_computed_again(audited)
    assert found.verdict is expected
    assert "C1" not in found.evidence
