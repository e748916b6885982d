"""The casebook under watch: nothing is left out, and what is told names the interview or the case."""

import pytest

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import Purpose, State
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.text.edits import Edit
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

FACTOR = "driver.morality.civilian-violence"
OWN = {"freshness_root", "freshness_scope", "freshness_watch"}
# Made from the texts by FTS5, which writes its tables while a transaction is stored; what it finds is looked up in the texts.
INDEX = {
    "interview_index",
    *(f"interview_index_{part}" for part in ("data", "idx", "content", "docsize", "config")),
}
# Kept by SQLite itself: with an older one, a number of a deleted interview could be given to a new one.
SQLITE = {"sqlite_sequence"}


def _tables(vault):
    return {
        row[0]
        for row in vault.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    }


def test_every_table_of_a_researcher_is_watched_with_every_column(own_book):
    ReleaseDesk.open(own_book)
    vault = own_book.vault
    watched = vault._keeper._freshness._tables
    assert _tables(vault) - set(watched) <= OWN | INDEX | SQLITE
    assert set(watched) <= _tables(vault)
    for name, table in watched.items():
        columns = [row[1] for row in vault.connection.execute(f"PRAGMA table_xinfo({name})").fetchall()]
        assert list(table.columns) == columns, name


def test_every_table_of_a_coordinator_is_watched(tmp_path, taxonomy):
    vault, _ = create_vault(
        tmp_path / "vault", role=VaultRole.COORDINATOR, passphrase=Passphrase("river stone lamp"), kdf_id=1
    )
    with vault:
        CoordinatorDesk.open(vault, taxonomy).ensure_project()
        assert _tables(vault) - set(vault._keeper._freshness._tables) <= OWN | SQLITE
        assert vault.stale() == ()


@pytest.fixture
def worked(own_book):
    book = own_book
    for label in ("C1", "C2"):
        case = book.cases.add(CaseId(label)).id
        book.consent.give(case, Purpose.STORE)
        book.cases.set_attribute(case, "branch", "army")
        for _ in range(2):
            interview = book.interviews.add(case, "He said that he had gone home. " * 20).id
            book.codings.add(interview, Span(3, 7), FACTOR, memo="first")
            book.journal.record(interview, [Edit(0, "He", "She")])
        book.checklist.mark(case, "driver.exit.cdm", State.DENIED)
    return book


def _unseen(vault, sql):
    raw = vault.connection._connection
    for table in vault._keeper._freshness._tables.values():
        vault._keeper._freshness._ready.add(table.table)
        for name in table.trigger_names():
            raw.execute(f"DROP TRIGGER IF EXISTS temp.{name}")
    raw.execute(sql)


TOLD = {
    "UPDATE snapshots SET text = replace(text, 'home', 'away') WHERE interview_id = 3": ("interview 3",),
    "DELETE FROM journal WHERE interview_id = 2": ("interview 2",),
    "UPDATE codings SET memo = 'other' WHERE id = 4": ("interview 4",),
    "UPDATE codings SET factor = 'driver.exit.cdm' WHERE id = 1": ("interview 1",),
    "UPDATE passages SET start = start + 1 WHERE interview_id = 2": ("interview 2",),
    "UPDATE cases SET settled_coder = 'B' WHERE id = 'C2'": ("case C2",),
    "DELETE FROM consents WHERE case_id = 'C1'": ("case C1",),
    "UPDATE case_attributes SET band = 'navy' WHERE case_id = 'C2'": ("case C2",),
    "DELETE FROM checklist_marks WHERE case_id = 'C1'": ("case C1",),
    "DELETE FROM interviews WHERE id = 4": ("case C2", "interview 4"),  # and the acts of its codings
    "DELETE FROM cases WHERE id = 'C2'": ("case C2", "interview 3", "interview 4"),
}


@pytest.mark.parametrize("sql", TOLD)
def test_what_was_put_back_is_told_by_interview_or_case(worked, sql):
    assert worked.vault.stale() == ()
    _unseen(worked.vault, sql)
    assert worked.vault.stale() == TOLD[sql]
    worked.vault.close()


def test_nothing_is_told_after_everything_that_changes_and_deletes(worked):
    book, vault = worked, worked.vault
    first, second = (interview.id for interview in book.interviews.of(CaseId("C1")))
    book.journal.record(first, [Edit(5, "", "then ")])
    for _ in range(2):
        book.journal.undo(first)
    book.journal.redo(first)
    book.journal.record(second, [Edit(0, "She said that", "")])
    book.journal.fold(second)
    assert book.codings.lost(CaseId("C1"))
    book.journal.undo(second)
    book.journal.forget(first)
    assert vault.stale() == ()
    book.codings.place(book.codings.of_interview(first)[0].id, Span(0, 3))
    book.codings.set_memo(book.codings.of_interview(first)[0].id, "second")
    book.checklist.mark_rest_not_raised(CaseId("C1"))
    book.consent.give(CaseId("C1"), Purpose.CODE)
    book.consent.withdraw(CaseId("C1"), Purpose.CODE, delete=True)
    assert vault.stale() == ()
    book.interviews.delete(second)
    assert vault.stale() == ()
    book.cases.delete(CaseId("C1"))
    assert vault.stale() == ()
    book.consent.withdraw(CaseId("C2"), delete=True)
    assert vault.stale() == ()
    kept = vault.connection.execute(
        "SELECT scope FROM freshness_scope UNION SELECT scope FROM freshness_root"
    )
    assert not [row[0] for row in kept.fetchall() if row[0] and row[0].startswith(("case", "interview"))]
