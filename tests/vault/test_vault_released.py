"""Vaults as released versions wrote them: opened, migrated with every row there, copied first, refused if newer."""

import hashlib
import importlib
import pkgutil
import shutil
from pathlib import Path

import pytest

import fieldnotes
from fieldnotes.assurance import soundness
from fieldnotes.assurance.soundness import Secrets, salvage_folder, verify_folder
from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.vault import backups, meta
from fieldnotes.vault.connecting import connect
from fieldnotes.vault.files import VaultFiles
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import peek
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.newest import NEWEST
from fieldnotes.vault.opening import open_files
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.restoring import restore
from fieldnotes.vault.sqlcipher import StatementError
from fieldnotes.vault.unlocking import PassphraseOpener, unlock

RELEASED = Path(__file__).parent / "released"
PASSPHRASE = Passphrase("correct horse battery staple")
FOLDED_DOWN = {"interview_index", "sqlite_sequence", "schema_version", "meta"}
OF_ANOTHER_VAULT = {"identity"}  # its database is another file, identity.db
VERSIONS = sorted(path.name for path in RELEASED.iterdir() if path.is_dir())


def copied(version, role, to):
    shutil.copytree(RELEASED / version / role, to)
    to.chmod(0o700)
    for path in to.iterdir():
        path.chmod(0o600)
    return to


OPENER = PassphraseOpener(PASSPHRASE)
"""Remembers what it has stretched, so that a vault and its copies cost one run of Argon2id."""


def unlocked(folder):
    return open_files(VaultFiles(folder), OPENER)


def raw_connection(folder):
    """The database as it is, with nothing migrated and nothing written."""
    files = VaultFiles(folder)
    found = next(unlock([parse(copy) for copy in peek(files.key)], OPENER))
    return connect(files, found.key, found.block.header.vault_id)


def rows_of(connection):
    """Every row of every table by column name."""
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
        ).fetchall()
        if not row[0].startswith(("interview_index_", "freshness_", "sqlite_"))
    ]
    found = {}
    for name in names:
        rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - names of the schema
        found[name] = sorted((dict(zip(row.keys(), tuple(row), strict=True)) for row in rows), key=str)
    return found


def before_of(folder):
    connection = raw_connection(folder)
    try:
        return rows_of(connection)
    finally:
        connection.close()


def opened(vault, role):
    if role == "researcher":
        book = Casebook.open(vault, load_taxonomy())
        return book, ReleaseDesk.open(book)
    return None, CoordinatorDesk.open(vault, load_taxonomy())


def digests(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


MOVED = {("snapshots", "indexed")}
"""Columns that a later migration put elsewhere; what they said is tested where it stands now."""


def of_columns(rows, columns):
    return sorted(({column: row[column] for column in columns} for row in rows), key=str)


def test_there_are_released_vaults():
    assert "0.1.0" in VERSIONS


@pytest.mark.parametrize("role", ["researcher", "coordinator"])
@pytest.mark.parametrize("version", VERSIONS)
def test_every_row_is_there_after_every_migration(version, role, tmp_path):
    folder = copied(version, role, tmp_path / "field")
    before = before_of(folder)
    assert any(rows for name, rows in before.items() if name not in FOLDED_DOWN)
    with unlocked(folder) as vault:
        opened(vault, role)
        after = rows_of(vault.connection)
    for name, rows in before.items():
        if name in {"schema_version", "meta"}:
            continue
        columns = [column for column in (rows[0] if rows else ()) if (name, column) not in MOVED]
        assert of_columns(after[name], columns) == of_columns(rows, columns), name
    for row in before["meta"]:
        assert row in after["meta"]
    if role == "researcher":
        outdated = {
            one["id"]
            for one in before["interviews"]
            for snapshot in before["snapshots"]
            if snapshot["interview_id"] == one["id"] and one["edits"] > snapshot["indexed"]
        }
        assert outdated, "Q1 was edited and not indexed again"
        assert {row["interview_id"] for row in after["unindexed"]} == outdated
    assert verify_folder(folder, Secrets(passphrase=PASSPHRASE)).is_sound


def test_what_a_researcher_had_written_is_read_as_it_was(tmp_path):
    """What the README of the released vaults says is in them, read through the services of this version."""
    folder = copied("0.1.0", "researcher", tmp_path / "field")
    before = before_of(folder)
    with unlocked(folder) as vault:
        book, desk = opened(vault, "researcher")
        labels = [one.id for one in book.cases.list()]
        assert labels == [*(f"P{n}" for n in range(16)), "Q1"]
        for n in range(16):
            case = CaseId(f"P{n}")
            interview = book.interviews.of(case)[0]
            text = book.interviews.text(interview.id)
            assert text == f"A: my brother waited by the ferry with two blankets, case {n}."
            coding = book.codings.of_case(case)
            assert len(coding) == 1
            assert coding[0].memo
            assert 0 <= coding[0].span.start < coding[0].span.end <= len(text)
            assert book.checklist.is_complete(case)
            assert book.cases.get(case).released == 1
        talk = book.interviews.of(CaseId("Q1"))[0]
        assert talk.title == "first talk"
        assert len(book.interviews.text(talk.id)) == talk.length
        assert len(book.journal.history(talk.id)) == 3
        codings = book.codings.of_case(CaseId("Q1"))
        assert [coding.changed for coding in codings] == [False, False, True]
        assert [str(item.state) for item in desk.outbox()] == [
            row["state"] for row in before["release_outbox"]
        ]
        assert len(desk.outbox()) == 1
        hits = {hit.case for hit in book.interviews.search("two blankets")}
        assert {CaseId(f"P{n}") for n in range(16)} <= hits


def test_what_a_coordinator_had_is_there(tmp_path):
    folder = copied("0.1.0", "coordinator", tmp_path / "field")
    with unlocked(folder) as vault:
        _, desk = opened(vault, "coordinator")
        assert len(desk.devices()) == 1
        assert len(desk.exports()) == 1
        assert len(desk.remotes.list()) == 1


@pytest.mark.parametrize("role", ["researcher", "coordinator"])
@pytest.mark.parametrize("version", VERSIONS)
def test_the_vault_is_copied_before_and_the_copy_goes_at_the_next_unlock_that_finds_it_whole(
    version, role, tmp_path
):
    folder = copied(version, role, tmp_path / "field")
    before = before_of(folder)
    with unlocked(folder) as vault:
        opened(vault, role)
        copies = [one for one in backups.known(vault) if one.name.startswith("before-")]
        assert [one.name for one in copies] == [
            "before-vault-1"
        ]  # one an opening, whatever is migrated in it
        shutil.copytree(folder / "backups", tmp_path / "kept")
    connection = None
    shutil.copytree(tmp_path / "kept", tmp_path / "as-a-vault")
    for path in (tmp_path / "as-a-vault").iterdir():
        path.rename(path.with_stem("vault"))
    try:
        connection = raw_connection(tmp_path / "as-a-vault")
        assert rows_of(connection) == before
    finally:
        if connection is not None:
            connection.close()
    with restore(tmp_path / "kept" / "before-vault-1.key", tmp_path / "back", passphrase=PASSPHRASE) as vault:
        opened(vault, role)
        assert vault.restored
    with unlocked(folder) as vault:
        assert list((folder / "backups").iterdir()) == []
        opened(vault, role)
        assert backups.known(vault) == []


def test_the_copy_stays_where_the_migrated_vault_is_not_whole(tmp_path):
    folder = copied("0.1.0", "researcher", tmp_path / "field")
    with unlocked(folder) as vault:
        opened(vault, "researcher")
        page = vault.connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'checklist_marks'"
        ).fetchone()[0]
    raw = bytearray((folder / "vault.db").read_bytes())
    raw[page * 4096 - 300] ^= 1
    (folder / "vault.db").write_bytes(raw)
    with unlocked(folder) as vault:
        assert any("copy made before is kept" in notice for notice in vault.notices)
    assert (folder / "backups" / "before-vault-1.key").exists()


def test_a_vault_that_cannot_be_copied_is_not_migrated(tmp_path):
    folder = copied("0.1.0", "researcher", tmp_path / "field")
    connection = raw_connection(folder)
    page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'checklist_marks'").fetchone()[
        0
    ]
    connection.close()
    raw = bytearray((folder / "vault.db").read_bytes())
    raw[page * 4096 - 300] ^= 1
    (folder / "vault.db").write_bytes(raw)
    with pytest.raises(DamagedError, match="not brought to this version"):
        unlocked(folder)
    connection = raw_connection(folder)
    versions = dict(
        tuple(row) for row in connection.execute("SELECT component, number FROM schema_version").fetchall()
    )
    connection.close()
    assert versions["vault"] == 1
    found = verify_folder(folder, Secrets(passphrase=PASSPHRASE))
    assert [fault.page for fault in found.verification.faults] == [page]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_migration_that_fails_leaves_the_vault_to_the_version_before(version, tmp_path, monkeypatch):
    folder = copied(version, "researcher", tmp_path / "field")
    before = before_of(folder)
    broken = (
        *meta.MIGRATIONS,
        Migration(
            len(meta.MIGRATIONS) + 1,
            "half of it works",
            "CREATE TABLE half (a TEXT) STRICT; DROP TABLE nothing;",
        ),
    )
    monkeypatch.setattr(meta, "MIGRATIONS", broken)
    with pytest.raises(StatementError):
        unlocked(folder)
    connection = raw_connection(folder)
    try:
        assert rows_of(connection) == before
    finally:
        connection.close()
    monkeypatch.undo()
    with unlocked(folder) as vault:
        opened(vault, "researcher")


@pytest.mark.parametrize(
    ("component", "log"),
    [
        ("vault", True),
        ("vault", False),
        ("casebook", True),
        ("casebook", False),
        ("release", True),
        ("remotes", False),
    ],
)
def test_a_newer_vault_is_refused_and_its_files_stay_byte_for_byte(component, log, tmp_path):
    folder = copied("0.1.0", "researcher", tmp_path / "field")
    with unlocked(folder) as vault:
        opened(vault, "researcher")
        shutil.rmtree(folder / "backups")
        if not log:
            vault.connection.execute(
                "UPDATE schema_version SET number = 99 WHERE component = ?", (component,)
            )
    if log:
        connection = raw_connection(folder)
        connection.execute("UPDATE schema_version SET number = 99 WHERE component = ?", (component,))
        shutil.copytree(
            folder, tmp_path / "crashed"
        )  # the log is still beside the database, as after a crash
        connection.close()
        folder = tmp_path / "crashed"
        (folder / "vault.db-shm").unlink()
        assert (folder / "vault.db-wal").stat().st_size
    before = digests(folder)
    with pytest.raises(RefusedError, match=f"newer version of fieldnotes \\({component} 99\\)"):
        unlocked(folder)
    assert digests(folder) == before


def rooms():
    """Every part of the program that brings migrations, found by looking through all of it."""
    found = {}
    for module in pkgutil.walk_packages(fieldnotes.__path__, "fieldnotes."):
        if module.name.startswith(("fieldnotes.cli", "fieldnotes.tui")) or module.name.endswith("__main__"):
            continue
        room = importlib.import_module(module.name)
        if hasattr(room, "COMPONENT") and hasattr(room, "MIGRATIONS"):
            found[room.COMPONENT] = room.MIGRATIONS
    return found


def test_the_list_of_newest_schemas_is_that_of_the_rooms():
    assert {component: len(migrations) for component, migrations in rooms().items()} == NEWEST


def test_a_salvage_knows_the_tables_of_every_room():
    known = {"vault": meta.MIGRATIONS, **soundness._COMPONENTS}
    assert {name: list(steps) for name, steps in known.items()} == {
        name: list(steps) for name, steps in rooms().items() if name not in OF_ANOTHER_VAULT
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_page_one_of_a_researchers_vault_can_be_lost(version, tmp_path):
    folder = copied(version, "researcher", tmp_path / "field")
    before = before_of(folder)
    raw = bytearray((folder / "vault.db").read_bytes())
    raw[2000] ^= 1
    (folder / "vault.db").write_bytes(raw)
    saved = salvage_folder(folder, tmp_path / "saved", Secrets(passphrase=PASSPHRASE))
    assert saved.mended == ()
    with unlocked(tmp_path / "saved") as vault:
        opened(vault, "researcher")
        after = rows_of(vault.connection)
    for name, rows in before.items():
        # A restored vault has a device key of its own, and its texts are indexed anew.
        if name not in {"schema_version", "meta", "snapshots", "release_device"}:
            columns = rows[0].keys() if rows else ()
            assert sorted(({c: row[c] for c in columns} for row in after[name]), key=str) == rows, name
