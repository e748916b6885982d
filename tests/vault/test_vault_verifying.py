"""Verify: a flipped byte anywhere in any page is found and named; so is everything else that can be wrong."""

import os
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import DamagedError
from fieldnotes.vault.btrees import walk
from fieldnotes.vault.cipherpages import PageKeys, Pages
from fieldnotes.vault.locating import schema_of
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.records import values
from fieldnotes.vault.verifying import Kind, examine, verify

PAGE = 4096
THINGS = (
    Migration(
        1,
        "things of every kind",
        """
        CREATE TABLE thing (
            id INTEGER PRIMARY KEY, name TEXT, size REAL, raw BLOB, small INTEGER NOT NULL DEFAULT 7
        ) STRICT;
        CREATE TABLE pair (
            left TEXT NOT NULL, right INTEGER NOT NULL, words TEXT, PRIMARY KEY (left, right)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE part (thing INTEGER REFERENCES thing (id), name TEXT) STRICT;
        CREATE INDEX part_by_name ON part (name);
        """,
    ),
)


def fill(vault):
    vault.migrate("things", THINGS)
    with vault.transaction() as connection:
        connection.executemany(
            "INSERT INTO thing (id, name, size, raw) VALUES (?, ?, ?, ?)",
            [(n * 3 - 50, f"name {n}" * (n % 90), n / 7, os.urandom(n * 13 % 9000)) for n in range(150)],
        )
        connection.executemany(
            "INSERT INTO pair VALUES (?, ?, ?)",
            [(f"k{n % 9}", n, "words " * (n * 7 % 900)) for n in range(150)],
        )
        connection.executemany(
            "INSERT INTO part VALUES (?, ?)", [(n * 3 - 50, f"part {n}") for n in range(150)]
        )


@pytest.fixture
def filled(made):
    with made.open_with_words() as vault:
        fill(vault)
        vault.migrate("notes", NOTES)
    return made


NOTES = (Migration(1, "rows to find again", "CREATE TABLE note (words TEXT NOT NULL) STRICT;"),)


class Target(NamedTuple):
    """A vault, and its two files as they were."""

    made: Any
    whole: bytes
    key: bytes

    def __repr__(self):
        return "Target()"  # a failing example is printed with it


@pytest.fixture(scope="module")
def target(made_once, tmp_path_factory):
    made = made_once.copy_to(tmp_path_factory.mktemp("verify") / "field")
    with made.open_with_words() as vault:
        fill(vault)
        vault.migrate("notes", NOTES)
    return Target(made, made.database.read_bytes(), made.key.read_bytes())


def opened(made):
    vault = made.open_with_words()
    vault.migrate("things", THINGS)
    vault.migrate("notes", NOTES)
    return vault


def look(made):
    """What ``vault verify`` finds, whether or not the vault still opens."""
    try:
        vault = opened(made)
    except DamagedError:
        return examine(made.folder, words=made.words)
    with vault:
        return verify(vault)


def test_a_sound_vault_has_no_faults(target):
    found = look(target[0])
    assert found.faults == ()
    assert found.checked["pages"] == len(target[1]) // PAGE
    assert found.checked["objects of the schema"] > 10


@given(data=st.data())
@settings(max_examples=50)
def test_a_flipped_bit_anywhere_in_any_page_is_found_by_page(target, data):
    made, whole, key = target
    at = data.draw(st.integers(0, len(whole) - 1))
    raw = bytearray(whole)
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    made.database.write_bytes(raw)
    try:
        assert [fault.page for fault in look(made).faults if fault.kind is Kind.PAGE][:1] == [at // PAGE + 1]
    finally:
        made.database.write_bytes(whole)
        made.key.write_bytes(key)


@given(
    changes=st.lists(
        st.tuples(st.integers(0, 10**9), st.binary(min_size=1, max_size=5000)), min_size=1, max_size=5
    )
)
@settings(max_examples=20)
def test_bytes_overwritten_anywhere_are_found_page_by_page(target, changes):
    made, whole, key = target
    raw = bytearray(whole)
    for at, new in changes:
        start = at % len(raw)
        raw[start : start + len(new)] = new[: len(raw) - start]
    made.database.write_bytes(raw)
    expected = {
        n
        for n in range(1, len(raw) // PAGE + 1)
        if raw[(n - 1) * PAGE : n * PAGE] != whole[(n - 1) * PAGE : n * PAGE]
    }
    try:
        if raw[:PAGE].startswith(b"SQLite format 3"):
            return
        assert {fault.page for fault in look(made).faults if fault.page} == expected
    except DamagedError:
        assert len(expected) == len(raw) // PAGE  # not one page is left
    finally:
        made.database.write_bytes(whole)
        made.key.write_bytes(key)


def test_a_database_cut_off_at_any_page_is_found(target):
    made, whole, key = target
    try:
        for pages in (1, 2, *range(3, len(whole) // PAGE, 17), len(whole) // PAGE - 1):
            for more in (0, 100):
                made.database.write_bytes(whole[: pages * PAGE + more])
                found = look(made)
                assert any(fault.is_damage for fault in found.faults), (pages, more)
    finally:
        made.database.write_bytes(whole)
        made.key.write_bytes(key)


def test_two_pages_that_changed_places_are_found(filled):
    whole = filled.database.read_bytes()
    raw = bytearray(whole)
    raw[20 * PAGE : 21 * PAGE], raw[30 * PAGE : 31 * PAGE] = (
        whole[30 * PAGE : 31 * PAGE],
        whole[20 * PAGE : 21 * PAGE],
    )
    filled.database.write_bytes(raw)
    assert {fault.page for fault in look(filled).faults} >= {21, 31}


def test_a_page_of_zeros_is_found(filled):
    raw = bytearray(filled.database.read_bytes())
    raw[25 * PAGE : 26 * PAGE] = bytes(PAGE)
    filled.database.write_bytes(raw)
    assert 26 in {fault.page for fault in look(filled).faults}


def test_reading_without_sqlite_gives_the_rows_that_sqlite_gives(target):
    made, _, _ = target
    with opened(made) as vault, vault.copier.pages() as pages:
        schema, gaps = schema_of(pages)
        assert gaps == []
        roots = {entry.name: entry.root for entry in schema if entry.type == "table"}
        for name, columns in (("thing", 5), ("pair", 3), ("part", 2), ("note", 1), ("schema_version", 2)):
            read = []
            tree = walk(
                pages, roots[name], lambda cell, read=read: read.append((cell.rowid, values(cell.record)))
            )
            assert tree.gaps == []
            with_numbers = name != "pair"
            rows = vault.connection.execute(
                f"SELECT {'rowid, ' if with_numbers else ''}* FROM {name}"  # noqa: S608 - our own names
            ).fetchall()
            expected = set()
            for row in rows:
                number, rest = (row[0], list(tuple(row)[1:])) if with_numbers else (None, list(row))
                if name == "thing":
                    rest[0] = None  # a row number is not stored a second time
                expected.add((number, tuple(rest)))
            assert {(number, *found[:columns]) for number, found in read} == {
                (number, *found) for number, found in expected
            }


@given(lengths=st.lists(st.integers(0, 12_000), max_size=12))
@settings(max_examples=15)
def test_rows_of_every_length_are_read_without_sqlite(target, lengths):
    made, whole, key = target
    words = [os.urandom(length) for length in lengths]
    try:
        with opened(made) as vault:
            with vault.transaction() as connection:
                connection.execute("DELETE FROM part")
                connection.execute("DELETE FROM thing")
                connection.executemany("INSERT INTO thing (raw) VALUES (?)", [(word,) for word in words])
            with vault.copier.pages() as pages:
                root = next(entry.root for entry in schema_of(pages)[0] if entry.name == "thing")
                read = []
                walk(pages, root, lambda cell: read.append(values(cell.record)[3]))
        assert sorted(read) == sorted(words)
    finally:
        made.database.write_bytes(whole)
        made.key.write_bytes(key)


def test_a_log_that_was_not_moved_is_read_up_to_its_last_commit(filled, tmp_path):
    with opened(filled) as vault:
        with vault.transaction() as connection:
            connection.execute("INSERT INTO note VALUES ('in the log')")
        crash = filled.copy_to(tmp_path / "crash")
        keys = PageKeys(vault._key, vault.vault_id)
        with Pages.of_files(keys, crash.database) as pages:
            assert pages.log.pages
            root = next(entry.root for entry in schema_of(pages)[0] if entry.name == "note")
            read = []
            walk(pages, root, lambda cell: read.append(values(cell.record)[0]))
    assert "in the log" in read


def test_a_damaged_page_is_named_by_table_and_rows(filled):
    with opened(filled) as vault, vault.copier.pages() as pages:
        root = next(entry.root for entry in schema_of(pages)[0] if entry.name == "thing")
        inside = sorted(walk(pages, root, lambda _: None).pages)
    page = inside[-1]
    raw = bytearray(filled.database.read_bytes())
    raw[page * PAGE - 500] ^= 1
    filled.database.write_bytes(raw)
    with opened(filled) as vault:
        fault = next(fault for fault in verify(vault).faults if fault.page == page)
    assert fault.table == "thing"
    assert fault.after is not None or fault.upto is not None


def test_a_row_that_refers_to_nothing_is_named(filled):
    with opened(filled) as vault:
        vault.connection.set_authorizer(lambda *_: 0)
        vault.connection.execute("PRAGMA foreign_keys = OFF").fetchall()
        vault.connection.execute("DELETE FROM thing WHERE id = -50")
        vault.connection.execute("PRAGMA foreign_keys = ON").fetchall()
        faults = verify(vault).faults
    assert [(fault.kind, fault.table, fault.rowid) for fault in faults] == [(Kind.REFERENCE, "part", 1)]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DROP INDEX part_by_name", "The index part_by_name is missing."),
        ("CREATE TABLE stranger (a)", "The table stranger is not one that this program makes."),
        ("ALTER TABLE part ADD COLUMN more TEXT", "The table part is not as this program makes it."),
        ("CREATE TRIGGER t AFTER INSERT ON part BEGIN SELECT 1; END", "The trigger t is not one"),
    ],
)
def test_a_schema_that_is_not_the_migrations_is_told(filled, statement, words):
    with opened(filled) as vault:
        vault.connection.execute(statement)
        faults = verify(vault).faults
    assert [fault.kind for fault in faults] == [Kind.SCHEMA]
    assert faults[0].sentence.startswith(words)


def test_a_damaged_copy_of_the_key_block_is_told(filled):
    with opened(filled) as vault:
        raw = bytearray(filled.key.read_bytes())
        raw[PAGE + 3000] ^= 1
        filled.key.write_bytes(raw)
        faults = verify(vault).faults
    assert [(fault.kind, fault.sentence[:6]) for fault in faults] == [(Kind.KEY_FILE, "Copy B")]


def test_a_setting_that_was_changed_is_told(filled):
    with opened(filled) as vault:
        vault.connection.set_authorizer(lambda *_: 0)
        vault.connection.execute("PRAGMA secure_delete = OFF").fetchall()
        faults = verify(vault).faults
    assert [fault.sentence for fault in faults] == ["The setting secure_delete is 0 and should be 1."]


def test_rows_put_back_from_an_older_copy_are_told(filled):
    before = filled.database.read_bytes()
    with opened(filled) as vault:
        vault.settings.set("idle", "5")
        vault.settings.set("idle", "9")
    filled.database.write_bytes(before)
    with opened(filled) as vault:
        faults = verify(vault).faults
    assert Kind.STALE in {fault.kind for fault in faults}


def test_a_fault_shows_no_key_of_a_row(filled):
    page = 25
    raw = bytearray(filled.database.read_bytes())
    for number in range(5, len(raw) // PAGE):
        raw[number * PAGE + 300] ^= 1
    filled.database.write_bytes(raw)
    found = look(filled)
    assert page in {fault.page for fault in found.faults}
    assert "words" not in str(found.faults)
    assert "part 1" not in str(found.as_dict())
