"""Salvage: everything on pages that can be read is in the new vault; what is not is told; the damaged one is not touched."""

import os
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.vault import backups
from fieldnotes.vault.btrees import walk
from fieldnotes.vault.locating import schema_of
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.records import values
from fieldnotes.vault.salvaging import salvage

PAGE = 4096
THINGS = (
    Migration(
        1,
        "things of every kind",
        """
        CREATE TABLE thing (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, raw BLOB) STRICT;
        CREATE TABLE pair (word TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (n, word)) STRICT, WITHOUT ROWID;
        CREATE INDEX thing_by_name ON thing (name);
        CREATE VIRTUAL TABLE thing_index USING fts5 (words, content='', contentless_delete=1);
        CREATE TRIGGER thing_stays BEFORE DELETE ON thing BEGIN SELECT raise(ABORT, 'no'); END;
        """,
    ),
    Migration(2, "a column", "ALTER TABLE thing ADD COLUMN later INTEGER NOT NULL DEFAULT 4;"),
)
COMPONENTS = {"things": THINGS}


@pytest.fixture(scope="module")
def pattern(made_once, tmp_path_factory):
    made = made_once.copy_to(tmp_path_factory.mktemp("salvage") / "field")
    with made.open_with_words() as vault:
        vault.migrate("things", THINGS[:1])
        with vault.transaction() as connection:
            for n in range(120):
                connection.execute(
                    "INSERT INTO thing (name, raw) VALUES (?, ?)", (f"name {n} " * 20, os.urandom(n * 60))
                )
        vault.migrate("things", THINGS)
        with vault.transaction() as connection:
            connection.executemany(
                "INSERT INTO pair VALUES (?, ?)", [(f"word {n} " * 9, n) for n in range(400)]
            )
    shutil.rmtree(made.folder / "backups")
    return made


@pytest.fixture
def hurt(pattern, tmp_path):
    return pattern.copy_to(tmp_path / "hurt")


def rows_of(vault, table):
    return {tuple(row) for row in vault.connection.execute(f"SELECT * FROM {table}").fetchall()}  # noqa: S608 - ours


def flip(made, pages):
    raw = bytearray(made.database.read_bytes())
    for page in pages:
        raw[page * PAGE - 200] ^= 1
    made.database.write_bytes(raw)


def files(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def map_of(made):
    """Which rows of each table stand on which pages: from the whole vault, before it is damaged."""
    with made.open_with_words() as vault, vault.copier.pages() as pages:
        found = {}
        for entry in schema_of(pages)[0]:
            if entry.type == "table" and entry.name in {"thing", "pair"}:
                found[entry.name] = walk(pages, entry.root, lambda _: None).pages
        return found, pages.count


def test_a_whole_vault_is_saved_whole_and_opens_with_the_same_secrets(hurt, tmp_path):
    before = files(hurt.folder)
    vault, done = salvage(
        hurt.folder, tmp_path / "saved", passphrase=Passphrase(hurt.typed), components=COMPONENTS
    )
    with vault:
        saved = {table: rows_of(vault, table) for table in ("thing", "pair", "note")}
        assert vault.page_faults() == ()
        assert vault.restored
        with pytest.raises(FieldnotesError):
            vault.connection.execute("DELETE FROM thing")  # the trigger is there again
        vault.connection.execute("INSERT INTO thing (name) VALUES ('next')")
        assert vault.connection.execute("SELECT max(id) FROM thing").fetchone()[0] == 121
    assert files(hurt.folder) == before
    assert done.lost == ()
    assert not done.unreadable_rows
    with hurt.open_with_words() as original:
        assert saved == {table: rows_of(original, table) for table in ("thing", "pair", "note")}
        wrapped = original.wrap("test", b"secret")
    with open_vault(tmp_path / "saved", Passphrase(hurt.typed)) as again:
        assert again.unwrap("test", wrapped) == b"secret"


@given(data=st.data())
@settings(max_examples=12)
def test_of_a_page_that_is_lost_only_what_was_on_it_is_lost(pattern, tmp_path_factory, data):
    hurt = pattern.copy_to(tmp_path_factory.mktemp("one") / "hurt")
    owned, _ = map_of(hurt)
    table = data.draw(st.sampled_from(["thing", "pair"]))
    page = data.draw(st.sampled_from(sorted(owned[table])))
    with hurt.open_with_words() as vault:
        expected = {name: rows_of(vault, name) for name in ("thing", "pair", "note")}
        with vault.copier.pages() as pages:
            kept = set()
            original = pages.read

            def without(number):
                return None if number == page else original(number)

            root = next(entry.root for entry in schema_of(pages)[0] if entry.name == table)
            is_root = page == root
            pages.read = without
            walk(pages, root, lambda cell: kept.add((cell.rowid, values(cell.record))))
    flip(hurt, [page])
    vault, done = salvage(hurt.folder, hurt.folder.parent / "saved", words=hurt.words, components=COMPONENTS)
    with vault:
        saved = {name: rows_of(vault, name) for name in ("thing", "pair", "note")}
    assert [one.page for one in done.lost] == [page]
    assert {one.table for one in done.lost} == {table}
    assert saved[table] <= expected.pop(table)
    assert {name: saved[name] for name in expected} == expected
    assert len(saved[table]) >= len(kept)  # below a lost inner page, the leaves are found all the same
    if is_root:
        assert saved[table]


@given(data=st.data())
@settings(max_examples=12)
def test_many_damaged_pages_end_in_a_vault_or_a_sentence(pattern, tmp_path_factory, data):
    hurt = pattern.copy_to(tmp_path_factory.mktemp("many") / "hurt")
    count = hurt.database.stat().st_size // PAGE
    with hurt.open_with_words() as vault:
        expected = {name: rows_of(vault, name) for name in ("thing", "pair", "note")}
    flip(hurt, data.draw(st.sets(st.integers(1, count), min_size=1, max_size=count)))
    before = files(hurt.folder)
    try:
        vault, _ = salvage(hurt.folder, hurt.folder.parent / "saved", words=hurt.words, components=COMPONENTS)
    except DamagedError:
        assert not (hurt.folder.parent / "saved").exists()
    else:
        with vault:
            there = {row[0] for row in vault.connection.execute("SELECT name FROM sqlite_schema").fetchall()}
            for name, rows in expected.items():
                if name in there:
                    assert rows_of(vault, name) <= rows
            assert vault.page_faults() == ()
    assert files(hurt.folder) == before


def test_a_list_of_tables_that_stood_on_page_one_alone_is_lost_with_it_and_backups_are_named(hurt, tmp_path):
    """A vault with a casebook or a coordinator's desk has a longer list; tests/vault/test_vault_released.py."""
    with hurt.open_with_words() as vault:
        backups.back_up(vault)
    flip(hurt, [1])
    with pytest.raises(DamagedError):
        hurt.open_with_words()
    with pytest.raises(DamagedError, match=r"vault-0001\.key"):
        salvage(hurt.folder, tmp_path / "saved", words=hurt.words, components=COMPONENTS)
    assert not (tmp_path / "saved").exists()


def test_what_was_committed_last_is_saved_from_the_log(hurt, tmp_path):
    with hurt.open_with_words() as vault:
        vault.connection.execute("INSERT INTO note VALUES ('in the log')")
        crash = hurt.copy_to(tmp_path / "crash")
    assert crash.folder.joinpath("vault.db-wal").stat().st_size
    before = files(crash.folder)
    vault, _ = salvage(crash.folder, tmp_path / "saved", words=hurt.words, components=COMPONENTS)
    with vault:
        assert ("in the log",) in rows_of(vault, "note")
    assert files(crash.folder) == before


def test_a_log_that_is_damaged_is_used_up_to_there_and_said(hurt, tmp_path):
    with hurt.open_with_words() as vault:
        for n in range(4):
            vault.connection.execute("INSERT INTO note VALUES (?)", (f"commit {n}",))
        crash = hurt.copy_to(tmp_path / "crash")
    log = crash.folder / "vault.db-wal"
    raw = bytearray(log.read_bytes())
    raw[-2000] ^= 1
    log.write_bytes(raw)
    vault, done = salvage(crash.folder, tmp_path / "saved", words=hurt.words, components=COMPONENTS)
    with vault:
        notes = {row[0] for row in rows_of(vault, "note")}
    assert "commit 0" in notes
    assert "commit 3" not in notes
    assert any("write-ahead log is damaged" in note for note in done.notes)


def test_a_vault_that_is_open_is_not_salvaged(hurt, tmp_path):
    with hurt.open_with_words(), pytest.raises(RefusedError, match="open in another"):
        salvage(hurt.folder, tmp_path / "saved", words=hurt.words)
    assert not (tmp_path / "saved").exists()


def test_a_wrong_passphrase_and_a_missing_vault_are_told(hurt, tmp_path):
    with pytest.raises(RefusedError):
        salvage(hurt.folder, tmp_path / "saved", passphrase=Passphrase("not this one"))
    with pytest.raises(WrongUseError):
        salvage(tmp_path / "nowhere", tmp_path / "saved", words=hurt.words)
    assert not (tmp_path / "saved").exists()


def test_nothing_left_names_the_backups(hurt, tmp_path):
    with hurt.open_with_words() as vault:
        backups.back_up(vault)
    hurt.database.write_bytes(os.urandom(20 * PAGE))
    with pytest.raises(DamagedError, match=r"vault-0001\.key"):
        salvage(hurt.folder, tmp_path / "saved", words=hurt.words)


def test_nothing_is_overwritten(hurt, tmp_path):
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "mine.txt").write_text("mine")
    with pytest.raises(RefusedError, match="left as it is"):
        salvage(hurt.folder, tmp_path / "saved", words=hurt.words)
    assert (tmp_path / "saved" / "mine.txt").read_text() == "mine"


def test_the_passphrase_of_a_saved_vault_can_be_changed_even_if_its_slots_were_lost(hurt, tmp_path):
    with hurt.open_with_words() as vault, vault.copier.pages() as pages:
        root = next(entry.root for entry in schema_of(pages)[0] if entry.name == "key_slot")
    flip(hurt, [root])
    vault, done = salvage(
        hurt.folder, tmp_path / "saved", passphrase=Passphrase(hurt.typed), components=COMPONENTS
    )
    with vault:
        vault.change_passphrase(Passphrase("another river another stone"))
    assert any("change the passphrase once" in note for note in done.notes)
    open_vault(tmp_path / "saved", Passphrase("another river another stone")).close()
    saved = type(hurt)(tmp_path / "saved", "another river another stone", hurt.words)
    saved.open_with_words().close()
