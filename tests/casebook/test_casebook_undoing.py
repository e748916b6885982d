"""Undo and redo from the journal, across restarts; sessions that were cut off."""

import signal
import subprocess
import sys
import textwrap

import pytest

from fieldnotes.base.errors import AnswerIsNoError, DamagedError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook import undoing
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.journal import FOLD_AFTER
from fieldnotes.casebook.recovering import AROUND
from fieldnotes.casebook.undoing import Step
from fieldnotes.text.edits import Edit
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

FACTOR = "driver.morality.civilian-violence"
PASSPHRASE = Passphrase("correct horse battery staple")
TEXT = "They beat us. I left at night."


def typed(start: int, words: str) -> list[Edit]:
    return [Edit(start + place, "", letter) for place, letter in enumerate(words)]


def reopened(book: Casebook) -> Casebook:
    book.vault.close()
    return Casebook.open(open_vault(book.vault.folder, PASSPHRASE), book.taxonomy)


@pytest.fixture
def written(own_book):
    own_book.cases.add(CaseId("C1"))
    return own_book, own_book.interviews.add(CaseId("C1"), TEXT).id


def test_undo_and_redo_go_on_after_a_restart_where_they_stood(written):
    book, interview = written
    texts = [TEXT]
    for word in ("Then ", "all ", "three ", "men "):
        book.journal.record(interview, typed(0, word))
        texts.append(book.interviews.text(interview))
    book.journal.undo(interview)
    book = reopened(book)
    book.journal.undo(interview)
    assert book.interviews.text(interview) == texts[2]
    book.journal.fold(interview)
    book = reopened(book)
    book.journal.redo(interview)
    assert book.interviews.text(interview) == texts[3]
    book = reopened(book)
    book.journal.redo(interview)
    assert book.interviews.text(interview) == texts[4]
    with pytest.raises(AnswerIsNoError):
        book.journal.redo(interview)
    for expected in reversed(texts[:4]):
        book = reopened(book)
        book.journal.undo(interview)
        assert book.interviews.text(interview) == expected
    with pytest.raises(AnswerIsNoError):
        book.journal.undo(interview)
    assert book.interviews.text(interview) == TEXT
    book.vault.close()


def test_what_is_written_after_an_undo_cannot_be_redone_over(written):
    book, interview = written
    book.journal.record(interview, typed(0, "one "))
    book.journal.undo(interview)
    book.journal.record(interview, typed(0, "two "))
    with pytest.raises(AnswerIsNoError):
        book.journal.redo(interview)
    book.journal.undo(interview)
    assert book.interviews.text(interview) == TEXT


def test_the_halves_of_a_word_saved_apart_are_undone_together(written):
    book, interview = written
    book.journal.record_steps(interview, [Step(typed(0, "The ")), Step(typed(4, "lan"))])
    book.journal.record_steps(interview, [Step(typed(7, "tern "), continues=True), Step(typed(12, "and "))])
    steps = []
    for _ in range(3):
        book.journal.undo(interview)
        steps.append(book.interviews.text(interview).removesuffix(TEXT))
    assert steps == ["The lantern ", "The ", ""]
    for expected in ("The ", "The lantern ", "The lantern and "):
        book.journal.redo(interview)
        assert book.interviews.text(interview) == expected + TEXT


def test_undo_brings_a_lost_passage_back_however_its_words_were_deleted(written):
    book, interview = written
    coding = book.codings.add(interview, Span(5, 9), FACTOR)
    deleted = [Edit(place, TEXT[place], "") for place in range(11, 3, -1)]  # Backspace, eight times
    book.journal.record_steps(interview, [Step(deleted[:5])])
    book.journal.record_steps(interview, [Step(deleted[5:], continues=True)])
    assert [lost.id for lost in book.codings.lost(CaseId("C1"))] == [coding.id]
    book = reopened(book)
    book.journal.undo(interview)
    assert book.interviews.text(interview) == TEXT
    [back] = book.codings.of_interview(interview)
    # The first five took "at" and what follows; what was left of the passage was lost at once, and comes back.
    assert (back.id, back.changed, TEXT[back.span.start : back.span.end]) == (coding.id, True, "be")
    book.vault.close()


def test_every_edit_that_is_kept_can_be_undone_and_done_again(written, monkeypatch):
    kept = 60
    monkeypatch.setattr(undoing, "KEPT", kept)
    book, interview = written
    for begun in range(0, FOLD_AFTER + kept, 20):
        steps = [Step([Edit(0, "", "abcdefghij"[number % 10])]) for number in range(begun, begun + 20)]
        book.journal.record_steps(interview, steps)
    final = book.interviews.text(interview)
    for _ in range(2):  # so often that it is folded in between
        book = reopened(book)
        for _ in range(kept):
            book.journal.undo(interview)
        assert book.interviews.text(interview) == final[kept:]
        book = reopened(book)
        for _ in range(kept):
            book.journal.redo(interview)
        assert book.interviews.text(interview) == final
    book.journal.record(interview, [Edit(0, "", "x")])
    book = reopened(book)
    # What is neither done nor undone any more went at a fold or at the end of a session.
    rows = book.vault.connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    assert rows <= kept + FOLD_AFTER + 1
    book.vault.close()


def test_an_undone_wording_goes_with_what_is_forgotten(written, decrypted):
    book, interview = written
    book.journal.record(interview, [Edit(0, "", "Zarquonelle said. ")])
    book.journal.undo(interview)
    assert b"Zarquonelle" in decrypted(book.vault)
    book.journal.forget(interview)
    for turn in (book.journal.undo, book.journal.redo):
        with pytest.raises(AnswerIsNoError):
            turn(interview)
    assert b"Zarquonelle" not in decrypted(book.vault)
    assert book.vault.connection.execute("SELECT count(*) FROM writing_sessions").fetchone()[0] == 0


def test_undo_leaves_nothing_behind_in_a_deleted_case(written, decrypted):
    book, interview = written
    book.journal.record(interview, [Edit(0, "", "Zarquonelle said. ")])
    book.journal.undo(interview)
    book.cases.delete(CaseId("C1"))
    assert b"Zarquonelle" not in decrypted(book.vault)
    left = "SELECT interview_id FROM {} UNION ALL SELECT interview_id FROM {} UNION ALL SELECT interview_id FROM {}"
    tables = ("journal", "writing_sessions", "passages")
    assert book.vault.connection.execute(left.format(*tables)).fetchall() == []


def test_edits_from_before_steps_were_told_are_undone_in_words(written):
    book, interview = written
    for edit in typed(0, "he ran "):
        book.journal.record(interview, [edit])
    with book.vault.transaction() as connection:
        connection.execute("UPDATE journal SET continues = NULL")
    book.journal.undo(interview)
    assert book.interviews.text(interview) == "he " + TEXT
    book.journal.undo(interview)
    assert book.interviews.text(interview) == TEXT


def test_no_time_is_stored(written):
    book, interview = written
    book.journal.record(interview, typed(0, "one "))
    columns = {
        (table["name"], column["name"])
        for table in book.vault.connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
        ).fetchall()
        for column in book.vault.connection.execute(f"PRAGMA table_info({table['name']})").fetchall()
        if table["name"] in ("journal", "writing_sessions", "passages", "codings")
    }
    assert not {name for _, name in columns if any(word in name for word in ("time", "date", "day", "when"))}
    [row] = book.vault.connection.execute("SELECT * FROM journal").fetchall()
    assert set(row.keys()) == {
        "interview_id", "number", "start", "removed", "inserted", "standing", "continues",
    }  # fmt: skip


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from fieldnotes.base.ids import CaseId
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.codebook.loading import load_taxonomy
    from fieldnotes.text.edits import Edit
    from fieldnotes.vault.opening import open_vault
    from fieldnotes.vault.passphrases import Passphrase
    vault = open_vault(Path(sys.argv[1]), Passphrase("correct horse battery staple"))
    book = Casebook.open(vault, load_taxonomy())
    book.journal.record(1, [Edit(5, "beat", "hit")])
    book.journal.record(1, [Edit(0, "", "Yes. ")])
    if sys.argv[2] == "fold":
        book.journal.fold(1)
    os.kill(os.getpid(), getattr(signal, sys.argv[3]))
"""


def cut_off(book: Casebook, fold: str = "no") -> Casebook:
    """The vault after another process wrote in interview 1 and was killed."""
    book.vault.close()
    program = [sys.executable, "-c", textwrap.dedent(KILLED), str(book.vault.folder), fold, "SIGKILL"]
    assert subprocess.run(program, check=False).returncode == -signal.SIGKILL
    return Casebook.open(open_vault(book.vault.folder, PASSPHRASE), book.taxonomy)


WRITTEN = "Yes. They hit us. I left at night."


def test_a_session_that_ended_properly_is_not_asked_about(written):
    book, interview = written
    book.journal.record(interview, typed(0, "one "))
    assert Casebook.open(book.vault, book.taxonomy).recovery.recovered() == []  # it is still running
    book = reopened(book)
    assert book.recovery.recovered() == []
    with pytest.raises(AnswerIsNoError):
        book.recovery.take_back(interview)
    book.vault.close()


@pytest.mark.parametrize("fold", ["no", "fold"])
def test_a_killed_session_is_shown_until_it_is_decided(written, fold):
    book = cut_off(written[0], fold)
    [one] = book.recovery.recovered()
    assert (one.case, one.number, one.edits) == ("C1", 1, 2)
    assert (one.before, one.after) == (TEXT, WRITTEN)
    book = reopened(book)
    assert book.recovery.recovered() == [one]  # not decided yet
    book.recovery.keep()
    assert book.recovery.recovered() == []
    book = reopened(book)
    assert book.recovery.recovered() == []
    assert book.interviews.text(1) == WRITTEN
    book.vault.close()


@pytest.mark.parametrize("fold", ["no", "fold"])
def test_taking_back_is_an_edit_that_can_be_undone(written, fold):
    book, interview = written
    coding = book.codings.add(interview, Span(5, 9), FACTOR)
    book = cut_off(book, fold)
    book.recovery.take_back(interview)
    assert book.interviews.text(interview) == TEXT
    assert book.codings.get(coding.id).span == Span(5, 9)
    assert book.recovery.recovered() == []
    book = reopened(book)
    book.journal.undo(interview)
    assert book.interviews.text(interview) == WRITTEN
    book.vault.close()


def test_who_writes_on_keeps(written):
    book, interview = written
    book = cut_off(book)
    book.journal.record(interview, typed(0, "And: "))
    assert book.recovery.recovered() == []
    with pytest.raises(AnswerIsNoError):
        book.recovery.take_back(interview)
    assert book.interviews.text(interview) == "And: " + WRITTEN
    book = cut_off_again(book)
    [one] = book.recovery.recovered()
    assert one.before.startswith("And: ")
    book.recovery.take_back(interview)
    assert book.interviews.text(interview) == "And: " + WRITTEN
    book.vault.close()


def cut_off_again(book: Casebook) -> Casebook:
    """As :func:`cut_off`, at the places the words have by now."""
    book.vault.close()
    source = textwrap.dedent(KILLED).replace('Edit(5, "beat", "hit")', 'Edit(0, "", "Well, ")')
    program = [sys.executable, "-c", source, str(book.vault.folder), "no", "SIGKILL"]
    assert subprocess.run(program, check=False).returncode == -signal.SIGKILL
    return Casebook.open(open_vault(book.vault.folder, PASSPHRASE), book.taxonomy)


def test_excerpts_are_short_and_around_the_last_edit(written):
    book, interview = written
    long = "word " * 2_000
    book.journal.record(interview, [Edit(0, TEXT, long)])
    book.vault.close()
    source = (
        textwrap.dedent(KILLED)
        .replace('Edit(5, "beat", "hit")', 'Edit(5000, "", "one ")')
        .replace('Edit(0, "", "Yes. ")', 'Edit(8004, "word ", "LAST ")')
    )
    program = [sys.executable, "-c", source, str(book.vault.folder), "no", "SIGKILL"]
    assert subprocess.run(program, check=False).returncode == -signal.SIGKILL
    book = Casebook.open(open_vault(book.vault.folder, PASSPHRASE), book.taxonomy)
    [one] = book.recovery.recovered()
    assert "LAST" in one.after
    assert "LAST" not in one.before
    assert len(one.after) == len(one.before) == 2 * AROUND
    assert one.before == long[8005 - AROUND : 8005 + AROUND]
    book.vault.close()


def test_a_session_whose_journal_was_tampered_with_is_damage_and_nothing_is_changed(written):
    book = cut_off(written[0])
    with book.vault.transaction() as connection:
        connection.execute("DELETE FROM journal WHERE number = 1")
    with pytest.raises(DamagedError):
        Casebook.open(book.vault, book.taxonomy).recovery.take_back(written[1])
    book.vault.close()


def test_other_signals_end_it_as_the_shell_does(written):
    """Without the application's own answer to SIGTERM nothing closes the vault, so it counts as cut off."""
    book = written[0]
    book.vault.close()
    program = [sys.executable, "-c", textwrap.dedent(KILLED), str(book.vault.folder), "no", "SIGTERM"]
    assert subprocess.run(program, check=False).returncode == -signal.SIGTERM
    book = Casebook.open(open_vault(book.vault.folder, PASSPHRASE), book.taxonomy)
    assert len(book.recovery.recovered()) == 1
    book.vault.close()
