"""What is watched, and what is found: tables of this file's own in a real vault."""

import contextlib
import os
import shutil
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import RefusedError
from fieldnotes.vault import keyfile
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.rowhashing import encoded
from fieldnotes.vault.sqlcipher import ConstraintError, StatementError
from fieldnotes.vault.watching import Watched
from fieldnotes.vault.wiping import wipe

PASSPHRASE = Passphrase("river stone lamp")
LATER = Passphrase("window gravel thirteen owls")
ROOM = "room"
FIRST = Migration(
    1,
    "books, leaves and words",
    """
    CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT;
    CREATE TABLE leaf (id INTEGER PRIMARY KEY, book_id INTEGER NOT NULL REFERENCES book (id) ON DELETE CASCADE,
        words TEXT, weight REAL, raw BLOB, UNIQUE (book_id, words)) STRICT;
    CREATE TABLE word (leaf_id INTEGER NOT NULL REFERENCES leaf (id) ON DELETE CASCADE, word TEXT NOT NULL,
        PRIMARY KEY (leaf_id, word)) STRICT, WITHOUT ROWID;
    CREATE TABLE apart (name TEXT PRIMARY KEY, value TEXT) STRICT;
    """,
)
WATCHED = (
    Watched("book", scope="'book ' || {row}.id"),
    Watched("leaf", scope="'book ' || {row}.book_id"),
    Watched("word", parent=("leaf", "leaf_id")),
    Watched("apart", scope="'apart'"),
)


class TakenBackError(Exception):
    pass


def take_back(whether):
    if whether:
        raise TakenBackError


def _folder_of(path):
    vault, _ = create_vault(path / "vault", role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)
    vault.close()
    return path / "vault"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    return _folder_of(tmp_path_factory.mktemp("fresh"))


@pytest.fixture
def folder(fresh, tmp_path):
    return shutil.copytree(fresh, tmp_path / "vault")


def _open(folder, passphrase=PASSPHRASE, migrations=(FIRST,), watched=WATCHED):
    vault = open_vault(folder, passphrase)
    vault.migrate(ROOM, migrations)
    vault.watch(ROOM, watched)
    return vault


@pytest.fixture
def vault(folder):
    with _open(folder) as vault:
        with vault.transaction() as connection:
            for book in (1, 2):
                connection.execute("INSERT INTO book VALUES (?, ?)", (book, f"title {book}"))
                for leaf in range(3):
                    added = connection.execute(
                        "INSERT INTO leaf (book_id, words, weight, raw) VALUES (?, ?, ?, ?)",
                        (book, f"words {leaf}", leaf / 3, bytes(leaf)),
                    )
                    connection.execute("INSERT INTO word VALUES (?, ?)", (added.lastrowid, "tree"))
        yield vault


def _behind_its_back(vault, sql, *values):
    """Change a row as somebody does who puts an old page back: without any trigger seeing it."""
    for table in vault._keeper._freshness._tables.values():
        vault._keeper._freshness._ready.add(table.table)
        for name in table.trigger_names():
            vault.connection._connection.execute(f"DROP TRIGGER IF EXISTS temp.{name}")
    vault.connection._connection.execute(sql, values)


def test_a_vault_is_as_it_was_written(vault, folder):
    assert vault.stale() == ()
    vault.close()
    with _open(folder) as again:
        assert again.notices == ()
        assert again.stale() == ()


CHANGES = {
    "UPDATE leaf SET words = 'other' WHERE id = 2": ("book 1",),
    "UPDATE leaf SET weight = 5.0 WHERE id = 5": ("book 2",),
    "UPDATE leaf SET raw = x'00' WHERE id = 1": ("book 1",),
    "UPDATE leaf SET raw = NULL WHERE id = 1": ("book 1",),
    "DELETE FROM leaf WHERE id = 2": ("book 1",),
    "UPDATE word SET word = 'bush' WHERE leaf_id = 6": ("book 2",),
    "DELETE FROM word WHERE leaf_id = 4": ("book 2",),
    "INSERT INTO word VALUES (4, 'late')": ("book 2",),
    "UPDATE leaf SET book_id = 2, words = 'moved' WHERE id = 1": ("book 1", "book 2"),
    "DELETE FROM book WHERE id = 2": ("book 2",),
    "INSERT INTO apart VALUES ('a', 'b')": ("apart",),
    "UPDATE freshness_scope SET sum = zeroblob(32)": ("vault",),
    "DELETE FROM freshness_root": ("vault",),
    "UPDATE freshness_root SET total = zeroblob(32)": ("vault",),
    "INSERT INTO setting VALUES ('a', 'b')": ("settings",),
    "INSERT INTO meta VALUES ('restored', x'00')": ("vault",),
}


@pytest.mark.parametrize("sql", CHANGES)
def test_a_row_that_changed_unseen_is_told_by_what_it_belongs_to(vault, sql):
    _behind_its_back(vault, sql)
    assert set(CHANGES[sql]) <= set(vault.stale())
    if "freshness" not in sql:
        assert vault.stale() == tuple(sorted(CHANGES[sql]))


def test_two_rows_that_exchange_their_values_are_told(vault):
    _behind_its_back(vault, "UPDATE leaf SET weight = 1 - weight WHERE id IN (1, 4)")
    assert vault.stale() == ("book 1", "book 2")


def test_statements_outside_a_transaction_count_too(vault):
    vault.settings.set("theme", "dark")
    vault.connection.execute("UPDATE leaf SET words = 'alone' WHERE id = 3")
    vault.connection.executemany("INSERT INTO apart VALUES (?, ?)", [("x", "1"), ("y", None)])
    assert vault.stale() == ()
    assert not vault.connection.in_transaction


def test_rows_replaced_ignored_merged_and_cascaded_are_seen(vault):
    with vault.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO leaf (id, book_id, words) VALUES (9, 1, 'words 1')")
        connection.execute("REPLACE INTO apart VALUES ('k', '1')")
        connection.execute("REPLACE INTO apart VALUES ('k', '2')")
        connection.execute("INSERT OR IGNORE INTO apart VALUES ('k', '3')")
        connection.execute("INSERT INTO apart VALUES ('k', '4') ON CONFLICT (name) DO UPDATE SET value = '5'")
        connection.execute("UPDATE OR REPLACE leaf SET words = 'words 0' WHERE id = 9")
    assert vault.stale() == ()
    vault.connection.execute("DELETE FROM book WHERE id = 1")
    assert vault.stale() == ()
    vault.connection.execute("DELETE FROM leaf")
    assert vault.connection.execute("SELECT count(*) FROM word").fetchone()[0] == 0
    assert vault.stale() == ()


def test_what_is_rolled_back_does_not_count(vault):
    def inner(connection, *, outer):
        connection.execute("DELETE FROM book")
        if outer:
            with contextlib.suppress(TakenBackError), vault.transaction():
                inner(connection, outer=False)
        else:
            raise TakenBackError

    for nested, raised in ((False, TakenBackError), (True, StatementError)):
        with pytest.raises(raised), vault.transaction() as connection:
            inner(connection, outer=nested)
        assert vault.stale() == ()
        assert vault.connection.execute("SELECT count(*) FROM book").fetchone()[0] == 2


def test_a_statement_that_fails_when_some_rows_changed_stores_nothing(vault):
    def half_way(connection):
        connection.execute("UPDATE leaf SET words = 'kept' WHERE id = 1")
        with contextlib.suppress(ConstraintError):
            connection.execute("UPDATE leaf SET words = 'same' WHERE book_id = 1")

    with pytest.raises(StatementError), vault.transaction() as connection:
        half_way(connection)
    assert vault.connection.execute("SELECT words FROM leaf WHERE id = 1").fetchone()[0] == "words 0"
    assert vault.stale() == ()


def test_what_cannot_be_counted_is_not_stored_and_ends_the_whole_change(vault, monkeypatch):
    def broken(*_):
        raise OverflowError

    def goes_on(connection):
        connection.execute("INSERT INTO apart VALUES ('before', '')")
        with monkeypatch.context() as patch:
            patch.setattr(vault._keeper._freshness, "_hash", broken)
            with contextlib.suppress(StatementError):
                connection.execute("INSERT INTO apart VALUES ('broken', '')")
        connection.execute("INSERT INTO apart VALUES ('after', '')")

    with pytest.raises(StatementError), vault.transaction() as connection:
        goes_on(connection)
    assert vault.connection.execute("SELECT count(*) FROM apart").fetchone()[0] == 0
    assert vault.stale() == ()


def test_a_statement_that_fails_before_any_row_changed_harms_nothing(vault):
    with vault.transaction() as connection:
        connection.execute("UPDATE leaf SET words = 'kept' WHERE id = 1")
        with pytest.raises(ConstraintError):
            connection.execute("INSERT INTO book VALUES (1, 'again')")
    assert vault.connection.execute("SELECT words FROM leaf WHERE id = 1").fetchone()[0] == "kept"
    assert vault.stale() == ()


def test_a_transaction_begun_past_the_vault_cannot_change_a_watched_row(vault):
    vault.connection.execute("BEGIN")
    with pytest.raises(StatementError):
        vault.connection.execute("DELETE FROM word")
    if vault.connection.in_transaction:
        vault.connection.execute("ROLLBACK")
    assert vault.stale() == ()
    assert vault.connection.execute("SELECT count(*) FROM word").fetchone()[0] == 6


def test_no_name_is_left_of_a_scope_without_rows(vault):
    def names():
        rows = vault.connection.execute(
            "SELECT scope FROM freshness_scope UNION SELECT scope FROM freshness_root"
        )
        return {row[0] for row in rows}

    assert {"book 1", "book 2"} <= names()
    vault.connection.execute("DELETE FROM book WHERE id = 2")
    vault.settings.set("a", "b")
    assert "book 2" not in names()
    vault.connection.execute("DELETE FROM book WHERE id = 1")
    assert "book 1" not in names()


SECOND = Migration(
    2,
    "colours",
    """
    ALTER TABLE leaf ADD COLUMN colour TEXT NOT NULL DEFAULT 'white';
    UPDATE leaf SET colour = 'green' WHERE id = 2;
    DROP TABLE apart;
    """,
)


def test_a_migration_changes_what_it_likes_and_hides_nothing(vault, folder):
    vault.connection.execute("INSERT INTO apart VALUES ('a', 'b')")
    vault.close()
    with _open(folder, migrations=(FIRST, SECOND), watched=WATCHED[:3]) as again:
        assert again.stale() == ()
        again.connection.execute("UPDATE leaf SET colour = 'red' WHERE id = 1")
        assert again.stale() == ()
        _behind_its_back(again, "UPDATE leaf SET colour = 'blue' WHERE id = 4")
        assert again.stale() == ("book 2",)


def test_a_row_put_back_before_a_migration_is_still_told_after_it(vault, folder):
    _behind_its_back(vault, "UPDATE leaf SET words = 'old' WHERE id = 5")
    vault.close()
    with _open(folder, migrations=(FIRST, SECOND), watched=WATCHED[:3]) as again:
        assert again.stale() == ("book 2",)


def test_rooms_that_did_not_open_the_vault_are_watched_all_the_same(vault, folder):
    vault.close()
    with open_vault(folder, PASSPHRASE) as again:
        again.connection.execute("DELETE FROM leaf WHERE id = 1")
    with _open(folder) as again:
        assert again.stale() == ()


# The anchor.


def _anchors(folder):
    raw = (folder / "vault.key").read_bytes()
    return raw[1156:1224], raw[4096 + 1156 : 4096 + 1224]


def test_a_whole_database_of_yesterday_is_told_at_the_opening_and_from_then_on(vault, folder):
    vault.close()
    yesterday = (folder / "vault.db").read_bytes()
    with _open(folder) as today:
        today.connection.execute("DELETE FROM leaf WHERE id = 1")
    (folder / "vault.db").write_bytes(yesterday)
    for _ in range(3):  # however much is written afterwards
        with _open(folder) as again:
            assert any("older than its key file" in notice for notice in again.notices)
            assert again.stale() == ("vault",)
            again.settings.set("n", os.urandom(4).hex())


def test_a_database_with_as_many_changes_but_others_is_told(vault, folder):
    vault.close()
    yesterday = (folder / "vault.db").read_bytes(), (folder / "vault.key").read_bytes()
    with _open(folder) as one:
        one.settings.set("a", "one")
    key = (folder / "vault.key").read_bytes()
    (folder / "vault.db").write_bytes(yesterday[0])
    (folder / "vault.key").write_bytes(yesterday[1])
    with _open(folder) as other:
        other.settings.set("a", "other")
    (folder / "vault.key").write_bytes(key)
    with _open(folder) as again:
        assert again.notices != ()
        assert again.stale() == ("vault",)


def test_an_older_key_file_is_no_alarm_and_is_brought_up_to_date(vault, folder):
    vault.close()
    older = (folder / "vault.key").read_bytes()
    with _open(folder) as today:
        today.settings.set("a", "b")
    yesterday = (folder / "vault.db").read_bytes()
    with _open(folder) as today:
        today.settings.set("a", "c")
    newest = (folder / "vault.db").read_bytes()
    (folder / "vault.key").write_bytes(older)
    with _open(folder) as again:
        assert again.notices == ()
        assert again.stale() == ()
    (folder / "vault.db").write_bytes(yesterday)
    with _open(folder) as again:
        assert again.notices != (), "the anchor was brought forward when the vault was opened"
    assert newest != yesterday


def test_both_files_of_one_day_together_are_not_told(vault, folder):
    # The limit, as docs/threat-model.md says it: nothing that lies on this disk remembers more.
    vault.close()
    both = {name: (folder / name).read_bytes() for name in ("vault.db", "vault.key")}
    with _open(folder) as today:
        today.settings.set("a", "b")
    for name, raw in both.items():
        (folder / name).write_bytes(raw)
    with _open(folder) as again:
        assert again.notices == ()
        assert again.stale() == ()


def test_after_a_kill_there_is_no_alarm_and_the_anchor_catches_up(vault, folder, tmp_path):
    vault.settings.set("a", "b")
    killed = shutil.copytree(folder, tmp_path / "killed")  # as the disk is when the process dies: log and all
    before = _anchors(killed)
    with _open(killed) as again:
        assert again.notices == ()
        assert again.stale() == ()
        assert _anchors(killed) != before
        assert _anchors(killed)[0] == _anchors(killed)[1]
    log = (folder / "vault.db-wal").read_bytes()
    assert log, "the change must have stood in the log only"


def test_a_log_that_is_put_back_is_told_at_the_opening(vault, folder):
    vault.settings.set("a", "b")
    log = (folder / "vault.db-wal").read_bytes()
    vault.settings.set("a", "c")
    vault.connection.execute("DELETE FROM leaf WHERE id = 2")
    vault.close()
    (folder / "vault.db-wal").write_bytes(log)
    with _open(folder) as again:
        assert again.notices != ()
        assert again.stale() != ()


def test_a_new_passphrase_changes_neither_sums_nor_anchor(vault, folder):
    vault.change_passphrase(LATER)
    assert vault.stale() == ()
    vault.settings.set("a", "b")
    vault.close()
    yesterday = (folder / "vault.db").read_bytes()
    with _open(folder, LATER) as again:
        assert again.notices == ()
        assert again.stale() == ()
        again.settings.set("a", "c")
    (folder / "vault.db").write_bytes(yesterday)
    with _open(folder, LATER) as again:
        assert again.stale() == ("vault",)


def test_locking_after_a_wipe_writes_nothing_into_the_key_file(vault, folder):
    key = os.open(folder / "vault.key", os.O_RDONLY)
    try:
        vault.settings.set("a", "b")
        wipe(folder, trim_disk=False)
        wiped = os.pread(key, 8192, 0)
        vault.close()
        assert os.pread(key, 8192, 0) == wiped
        assert wiped.startswith(b"fn-wiped")
    finally:
        os.close(key)


def test_an_anchor_never_brings_back_a_key_block_that_another_process_wipes_meanwhile(
    vault, folder, monkeypatch
):
    # The worst moment: the copies were just read as whole.
    vault.settings.set("a", "b")
    write = keyfile.KeyFile.write_filler

    def wiped_just_before(self, place, block):
        with (folder / "vault.key").open("r+b") as other:
            other.write(b"\0" * 8192)
        write(self, place, block)

    monkeypatch.setattr(keyfile.KeyFile, "write_filler", wiped_just_before)
    vault.close()
    raw = (folder / "vault.key").read_bytes()
    assert not any(raw[:1156])
    assert not any(raw[4096 : 4096 + 1156])


@pytest.mark.parametrize("error", [OSError(28, "no space"), OSError(30, "read only"), OSError(5, "io")])
def test_a_disk_that_does_not_take_the_anchor_never_keeps_the_vault_from_locking(
    vault, folder, monkeypatch, error
):
    def refuse(*_):
        raise error

    vault.settings.set("a", "b")
    before = (folder / "vault.key").read_bytes()
    monkeypatch.setattr(keyfile, "write_at", refuse)
    vault.close()
    monkeypatch.undo()
    assert (folder / "vault.key").read_bytes() == before
    with pytest.raises(RefusedError):
        vault.connection.execute("SELECT 1")
    with _open(folder) as again:
        assert again.notices == ()
        assert again.stale() == ()


def test_an_anchor_in_one_copy_only_is_what_counts(vault, folder):
    # Killed between B and A: both copies whole, and only B has the newer anchor.
    older = (folder / "vault.key").read_bytes()
    vault.settings.set("a", "b")
    vault.close()
    newer = (folder / "vault.key").read_bytes()
    assert newer[:1156] == older[:1156]
    (folder / "vault.key").write_bytes(older[:4096] + newer[4096:])
    yesterday = (folder / "vault.db").read_bytes()
    with _open(folder) as again:
        assert again.notices == ()
        again.settings.set("a", "c")
    (folder / "vault.key").write_bytes(older[:4096] + (folder / "vault.key").read_bytes()[4096:])
    (folder / "vault.db").write_bytes(yesterday)
    with _open(folder) as again:
        assert again.notices != ()


def test_an_anchor_changes_nothing_else_and_shows_nothing(vault, folder):
    before = (folder / "vault.key").read_bytes()
    vault.settings.set("a", "b")
    vault.close()
    after = (folder / "vault.key").read_bytes()
    for at in (0, 4096):
        assert before[at : at + 1156] == after[at : at + 1156], "slots and authenticators stay"
        same = sum(
            one == other
            for one, other in zip(before[at + 1156 : at + 4096], after[at + 1156 : at + 4096], strict=True)
        )
        assert same < 60, "all of the filler is made afresh, or the place of the anchor would show"
    assert after[:4096] == after[4096:]
    anchor = after[1156:1224]
    assert struct.pack(">Q", vault._keeper._freshness._root.changes) not in anchor


def test_opening_and_locking_without_a_change_writes_nothing_into_the_key_file(vault, folder):
    vault.close()
    before = (folder / "vault.key").read_bytes()
    open_vault(folder, PASSPHRASE).close()
    assert (folder / "vault.key").read_bytes() == before


# The hash.

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    st.binary(max_size=6),
)


def _kind(values):
    return [(type(value), value, str(value) if isinstance(value, float) else None) for value in values]


@given(st.lists(VALUES, max_size=4), st.lists(VALUES, max_size=4))
def test_no_two_rows_are_written_alike(one, other):
    assert (encoded(one) == encoded(other)) == (_kind(one) == _kind(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "bc"), ("ab", "c")),
        ((None, ""), ("", None)),
        ((1,), ("1",)),
        ((b"x",), ("x",)),
        ((1,), (1.0,)),
        ((), (None,)),
    ],
)
def test_values_that_look_alike_are_told_apart(one, other):
    assert encoded(one) != encoded(other)


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("INSERT OR IGNORE INTO book VALUES (?, ?)"), st.integers(1, 3), st.text("ab", max_size=2)
        ),
        st.tuples(st.just("REPLACE INTO book VALUES (?, ?)"), st.integers(1, 3), st.text("ab", max_size=2)),
        st.tuples(
            st.just("INSERT OR REPLACE INTO leaf (book_id, words) SELECT id, ?2 FROM book WHERE id = ?1"),
            st.integers(1, 3),
            st.text("ab", max_size=2),
        ),
        st.tuples(
            st.just("UPDATE OR REPLACE leaf SET words = ?2 WHERE book_id = ?1"),
            st.integers(1, 3),
            st.text("ab", max_size=1),
        ),
        st.tuples(
            st.just("INSERT OR IGNORE INTO word SELECT id, ?2 FROM leaf WHERE id % 3 = ?1"),
            st.integers(0, 2),
            st.text("ab", max_size=2),
        ),
        st.tuples(
            st.just("DELETE FROM word WHERE leaf_id = ?1 AND word <> ?2"), st.integers(1, 6), st.just("a")
        ),
        st.tuples(st.just("DELETE FROM leaf WHERE id = ?1 AND ?2 = 'x'"), st.integers(1, 6), st.just("x")),
        st.tuples(st.just("DELETE FROM book WHERE id = ?1 AND ?2 = 'x'"), st.integers(1, 3), st.just("x")),
        st.tuples(st.just("ROLLBACK"), st.just(0), st.just("")),
        st.tuples(st.just("COMMIT"), st.just(0), st.just("")),
    ),
    max_size=20,
)


@pytest.fixture(scope="module")
def long_lived(fresh, tmp_path_factory):
    with _open(shutil.copytree(fresh, tmp_path_factory.mktemp("long") / "vault")) as vault:
        yield vault


@settings(max_examples=60)
@given(steps=STEPS)
def test_whatever_is_written_counts_and_whatever_is_taken_back_does_not(long_lived, steps):
    vault = long_lived
    while steps:
        until = next(
            (place for place, step in enumerate(steps) if step[0] in {"ROLLBACK", "COMMIT"}), len(steps)
        )
        taken_back = until < len(steps) and steps[until][0] == "ROLLBACK"
        with contextlib.suppress(TakenBackError), vault.transaction() as connection:
            for sql, *values in steps[:until]:
                connection.execute(sql, values)
            take_back(taken_back)
        steps = steps[until + 1 :]
    assert vault.stale() == ()
