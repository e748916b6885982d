"""Backing up, restoring, verifying and saving on the command line, each step a process of its own."""

import shutil

import pytest

from fieldnotes.vault.btrees import walk
from fieldnotes.vault.locating import schema_of
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

PAGE = 4096
WRONG = "not this one"
PASSPHRASE = "correct horse battery staple"  # noqa: S105 - the tests' own vaults


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """Where a vault with two cases is made once."""
    return tmp_path_factory.mktemp("pattern") / "vault"


@pytest.fixture
def written(pattern, researcher, tmp_path):
    """The program, pointed at a vault with two cases and an interview each."""
    if not pattern.exists():
        for case in ("C1", "C2"):
            assert researcher("case", "add", case).code == 0
            source = tmp_path / f"{case}.txt"
            source.write_text(f"A: I am {case} and I crossed the river.\n" * 400)
            assert researcher("interview", "import", source, "--case", case).code == 0
        shutil.copytree(researcher.vault, pattern)
    shutil.rmtree(researcher.vault)
    shutil.copytree(pattern, researcher.vault)
    return researcher


@pytest.fixture
def stick(tmp_path):
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def flip(folder, page):
    raw = bytearray((folder / "vault.db").read_bytes())
    raw[page * PAGE - 100] ^= 1
    (folder / "vault.db").write_bytes(raw)


def page_of_a_text(folder):
    """A page that a text continues on."""
    with open_vault(folder, Passphrase(PASSPHRASE)) as vault, vault.copier.pages() as pages:
        root = next(entry.root for entry in schema_of(pages)[0] if entry.name == "snapshots")
        return max(walk(pages, root, lambda _: None).pages)


def test_a_backup_is_made_listed_restored_and_read(written, stick, tmp_path):
    made = written("vault", "backup", stick, "--json")
    assert made.code == 0, made.err
    assert made.json["backup"] == "vault-0001"
    assert made.json["bytes"] == sum(path.stat().st_size for path in stick.iterdir())
    listed = written("vault", "backup", "--list", "--json").json
    assert [(one["backup"], one["folder"], one["reachable"]) for one in listed] == [
        ("vault-0001", str(stick), True)
    ]
    back = tmp_path / "back"
    restored = written("vault", "restore", stick / "vault-0001.key", "--to", back)
    assert restored.code == 0, restored.err
    assert "when the backup was made" in restored.out
    assert "barred from release" in restored.out
    hits = written("interview", "search", "I am C2", "--json", vault=back)
    assert len(hits.json) == 400
    assert written("vault", "backup", "--list", "--json", vault=back).json == []
    again = written("vault", "restore", stick / "vault-0001.key", "--to", back)
    assert again.code == 3


def test_rotation_keeps_as_many_as_asked(written, stick):
    for _ in range(3):
        assert written("vault", "backup", stick, "--keep", "2").code == 0
    assert sorted(path.stem for path in stick.glob("*.key")) == ["vault-0002", "vault-0003"]
    assert written("vault", "backup", stick, "--keep", "0").code == 2


def test_a_wrong_passphrase_and_a_missing_place_are_told(written, stick, tmp_path):
    assert written("vault", "backup", tmp_path / "unplugged").code == 2
    assert written("vault", "backup", stick).code == 0
    wrong = written("vault", "restore", stick / "vault-0001.key", "--to", tmp_path / "back", passphrase=WRONG)
    assert wrong.code == 3
    assert "in force when it was made" in wrong.err
    assert not (tmp_path / "back").exists()


def test_backups_are_forgotten_when_told(written, stick):
    written("vault", "backup", stick)
    shutil.rmtree(stick)
    assert written("vault", "backup", "--list", "--json").json[0]["reachable"] is False
    assert written("vault", "backup", "--forget", stick, "--json").json == {"forgotten": 1}
    assert written("vault", "backup", "--list", "--json").json == []


def test_info_tells_what_lies_in_the_vaults_own_folder(written):
    assert written("vault", "info", "--json", passphrase=None).json["backups"] == []
    written("vault", "backup")
    assert written("vault", "info", "--json", passphrase=None).json["backups"] == ["vault-0001"]


def test_verify_of_a_sound_vault_answers_nothing_and_counts_what_it_checked(written):
    done = written("vault", "verify", "--json")
    assert done.code == 0, done.out
    assert done.json["faults"] == []
    assert done.json["checked"]["pages"] == (written.vault / "vault.db").stat().st_size // PAGE
    assert "All is well." in written("vault", "verify").out


def test_verify_names_page_and_case_and_salvage_saves_the_rest(written, tmp_path):
    page = page_of_a_text(written.vault)
    flip(written.vault, page)
    found = written("vault", "verify", "--json")
    assert found.code == 4
    fault = next(fault for fault in found.json["faults"] if fault["page"] == page)
    case = fault["concerns"].removeprefix("It concerns ").split(",")[0]
    other = {"C1": "C2", "C2": "C1"}[case]
    told = written("vault", "verify")
    assert told.code == 4
    assert f"Page {page} cannot be read" in told.out
    assert "--salvage-to" in told.out
    before = (written.vault / "vault.db").read_bytes()

    saved = written("vault", "verify", "--salvage-to", tmp_path / "saved", "--json")
    assert saved.code == 1
    assert any(f"Page {page}" in sentence and case in sentence for sentence in saved.json["lost"])
    assert (written.vault / "vault.db").read_bytes() == before
    assert (
        len(written("interview", "search", f"I am {other}", "--json", vault=tmp_path / "saved").json) == 400
    )
    assert written("vault", "verify", vault=tmp_path / "saved").code == 0


def test_a_vault_that_does_not_open_is_still_looked_into(written, tmp_path):
    flip(written.vault, 1)
    assert written("case", "list").code == 4
    found = written("vault", "verify", "--json")
    assert found.code == 4
    assert [fault["page"] for fault in found.json["faults"]] == [1]
    saved = written("vault", "verify", "--salvage-to", tmp_path / "saved")
    assert saved.code == 1
    assert len(written("interview", "search", "I am C1", "--json", vault=tmp_path / "saved").json) == 400
    assert written("vault", "verify", passphrase=WRONG).code == 3


def test_deleting_a_case_names_the_backups_that_still_hold_it(written, stick):
    written("vault", "backup", stick)
    deleted = written("case", "delete", "C1", "--confirm", "C1")
    assert deleted.code == 0
    assert f"vault-0001 in {stick}" in deleted.out
    withdrawn = written("case", "withdraw", "C2", "--confirm", "C2", "--json")
    assert len(withdrawn.json["in_backups"]) == 1
    added = written("case", "add", "C3")
    assert added.code == 0
    assert written("case", "delete", "C3", "--confirm", "C3", "--json").json["in_backups"] == []


def test_a_wipe_with_backups_reaches_those_elsewhere_and_names_those_out_of_reach(written, stick, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    written("vault", "backup", away)
    written("vault", "backup", stick)
    theirs = stick / "vault-0009.key"
    theirs.write_bytes(b"another vault's")
    away.rename(tmp_path / "unplugged")
    wiped = written("vault", "wipe", "--confirm", "vault", "--with-backups", "--json")
    assert wiped.code == 0, wiped.err
    assert wiped.json["erased_logically"]
    assert wiped.json["out_of_reach"] == [str(away / "vault-0001.key")]
    assert [path.name for path in stick.iterdir()] == ["vault-0009.key"]
    assert theirs.read_bytes() == b"another vault's"
    assert (tmp_path / "unplugged" / "vault-0001.key").exists()


def test_a_wipe_with_backups_needs_the_passphrase(written, stick):
    written("vault", "backup", stick)
    refused = written("vault", "wipe", "--confirm", "vault", "--with-backups", passphrase=WRONG)
    assert refused.code == 3
    assert (written.vault / "vault.key").exists()
    assert (stick / "vault-0001.key").exists()


def test_a_backup_is_restored_with_the_recovery_words(program, stick, tmp_path):
    words = program.create().written["--recovery-fd"].strip()
    assert program("vault", "backup", stick).code == 0
    done = program(
        *("vault", "restore", stick / "vault-0001.key", "--to", tmp_path / "back"),
        passphrase=None,
        give={"--recovery-fd": words},
    )
    assert done.code == 0, done.err
    assert program("vault", "verify", vault=tmp_path / "back").code == 0
