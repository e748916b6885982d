import subprocess
import sys
import textwrap

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import AnswerIsNoError, DamagedError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.journal import FOLD_AFTER
from fieldnotes.casebook.records import State
from fieldnotes.casebook.undoing import KEPT
from fieldnotes.text.edits import Edit, apply, move_span
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

FACTOR, OTHER = "driver.morality.civilian-violence", "obstacle.punishment.penalty"
TEXT = "They beat us. ကျွန်တော် ထွက်ခဲ့တယ်။ I left at night."


def test_the_text_is_the_snapshot_with_every_edit(book, new_case):
    interview = book.interviews.add(new_case(), TEXT).id
    book.journal.record(interview, [Edit(5, "beat", "hit"), Edit(len(TEXT) - 1, "", " And ran.")])
    expected = TEXT.replace("beat", "hit") + " And ran."
    assert book.interviews.text(interview) == expected
    assert book.interviews.get(interview).length == len(expected)
    # A second casebook over the same vault reads it from the tables, not from memory.
    assert Casebook.open(book.vault, book.taxonomy).interviews.text(interview) == expected
    book.journal.fold(interview)
    assert Casebook.open(book.vault, book.taxonomy).interviews.text(interview) == expected


def test_an_edit_writes_its_own_size_and_not_the_texts(own_book):
    own_book.cases.add(CaseId("C1"))
    interview = own_book.interviews.add(CaseId("C1"), "word " * 100_000).id
    own_book.vault.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    own_book.journal.record(interview, [Edit(250_000, "", "x")])
    written = (own_book.vault.folder / "vault.db-wal").stat().st_size
    assert 0 < written < 10 * 4096
    assert len(own_book.interviews.text(interview)) == 500_001


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(5, "beta", "x")],
        [Edit(0, "", "fine"), Edit(900, "", "x")],
        [Edit(len(TEXT), "x", "")],
        [Edit(0, "", "bell\x07")],
        [Edit(0, "", "\ud800")],
        [Edit(0, "", "\x1b[2J")],
        [Edit(0, "", "carriage\rreturn")],
    ],
)
def test_edits_that_do_not_fit_or_cannot_be_stored_leave_everything_as_it_was(book, new_case, edits):
    interview = book.interviews.add(new_case(), TEXT)
    coding = book.codings.add(interview.id, Span(5, 9), FACTOR)
    with pytest.raises(WrongUseError):
        book.journal.record(interview.id, edits)
    assert book.interviews.text(interview.id) == TEXT
    assert book.interviews.get(interview.id) == interview
    assert book.codings.get(coding.id) == coding
    assert book.journal.history(interview.id) == []


def test_an_outer_transaction_that_fails_takes_the_edit_back(book, new_case):
    interview = book.interviews.add(new_case(), TEXT).id

    def record_and_fail():
        with book.vault.transaction():
            book.journal.record(interview, [Edit(0, "", "never ")])
            assert book.interviews.text(interview) == f"never {TEXT}"
            raise KeyError

    with pytest.raises(KeyError):
        record_and_fail()
    # Another casebook over the same vault: what this one may remember must not stand in for what the other wrote.
    other = Casebook.open(book.vault, book.taxonomy)
    assert other.interviews.text(interview) == TEXT
    other.journal.record(interview, [Edit(0, "", "once ")])
    assert book.interviews.text(interview) == f"once {TEXT}"


def test_it_folds_by_itself_and_keeps_some_history(own_book):
    own_book.cases.add(CaseId("C1"))
    interview = own_book.interviews.add(CaseId("C1"), "").id
    total = KEPT + 3 * FOLD_AFTER
    letters = ("abcdefghij" * total)[:total]
    for begun in range(0, total, 20):  # each letter before the one before it, so that none joins another
        own_book.journal.record(interview, [Edit(0, "", letter) for letter in letters[begun : begun + 20]])
    unfolded = own_book.vault.connection.execute(
        "SELECT count(*) FROM journal j JOIN snapshots s USING (interview_id)"
        " WHERE j.interview_id = ? AND j.number > s.folded",
        (interview,),
    ).fetchone()[0]
    assert unfolded <= FOLD_AFTER
    # A session that might be cut off can be taken back whole.
    assert len(own_book.journal.history(interview)) == total
    own_book.vault.close()
    with open_vault(own_book.vault.folder, Passphrase("correct horse battery staple")) as vault:
        after = Casebook.open(vault, own_book.taxonomy)
        assert after.interviews.text(interview) == letters[::-1]
        history = after.journal.history(interview)
        assert KEPT <= len(history) <= KEPT + FOLD_AFTER + 20
        text = letters[::-1]
        for edit in reversed(history):
            text = apply(text, edit.inverse())
        assert text == letters[: total - len(history)][::-1]


def test_forgetting_leaves_no_earlier_wording_behind(own_book, decrypted):
    own_book.cases.add(CaseId("C1"))
    interview = own_book.interviews.add(CaseId("C1"), "I am Zarquonelle, I said.").id
    own_book.journal.record(interview, [Edit(5, "Zarquonelle", "P1")])
    assert b"Zarquonelle" in decrypted(own_book.vault)
    own_book.journal.forget(interview)
    assert own_book.interviews.text(interview) == "I am P1, I said."
    assert own_book.journal.history(interview) == []
    image = decrypted(own_book.vault)
    assert b"I am P1" in image
    assert b"Zarquonelle" not in image
    assert b"uonel" not in image


def test_a_journal_that_does_not_fit_is_named_as_damage(own_book):
    own_book.cases.add(CaseId("C1"))
    interview = own_book.interviews.add(CaseId("C1"), TEXT).id
    own_book.journal.record(interview, [Edit(5, "beat", "hit")])
    with own_book.vault.transaction() as connection:
        connection.execute("UPDATE journal SET removed = 'tame' WHERE interview_id = ?", (interview,))
    with pytest.raises(DamagedError) as caught:
        Casebook.open(own_book.vault, own_book.taxonomy).interviews.text(interview)
    assert "tame" not in str(caught.value)


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from fieldnotes.casebook.book import Casebook
    from fieldnotes.codebook.loading import load_taxonomy
    from fieldnotes.text.edits import Edit
    from fieldnotes.vault.opening import open_vault
    from fieldnotes.vault.passphrases import Passphrase
    vault = open_vault(Path(sys.argv[1]), Passphrase("correct horse battery staple"))
    book = Casebook.open(vault, load_taxonomy())
    for number in range(int(sys.argv[2])):
        book.journal.record(1, [Edit(number, "", "x")])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_right_after_an_edit_loses_nothing(own_book):
    own_book.cases.add(CaseId("C1"))
    interview = own_book.interviews.add(CaseId("C1"), TEXT).id
    own_book.codings.add(interview, Span(5, 9), FACTOR)
    folder = own_book.vault.folder
    own_book.vault.close()
    program = [sys.executable, "-c", textwrap.dedent(KILLED), str(folder), "7"]
    assert subprocess.run(program, check=False).returncode == -9
    with open_vault(folder, Passphrase("correct horse battery staple")) as vault:
        after = Casebook.open(vault, own_book.taxonomy)
        assert after.interviews.text(interview) == "x" * 7 + TEXT
        assert after.codings.of_interview(interview)[0].span == Span(12, 16)


LETTERS = st.sampled_from("abခ်ကို။ \n")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_any_sequence_of_edits_and_codings_keeps_every_passage_on_its_words(book, new_case, data):
    text = data.draw(st.text(LETTERS, min_size=5, max_size=40))
    interview = book.interviews.add(new_case(), text).id
    expected = {}  # coding -> (where, whether touched, its words when it was coded)
    for _ in range(data.draw(st.integers(1, 6))):
        _code_somewhere(book, interview, text, expected, data)
        text = _edit_somewhere(book, interview, text, expected, data)
        if data.draw(st.booleans()):
            book.journal.fold(interview)
        for key in [key for key, kept in expected.items() if kept[0] is None]:
            # Lost, or brought back where the same batch put the words in again; that has its own test.
            book.codings.remove(key)
            del expected[key]
        now = book.interviews.text(interview)
        assert now == text
        assert {
            coding.id: (coding.span, coding.changed) for coding in book.codings.of_interview(interview)
        } == {key: (span, touched) for key, (span, touched, _) in expected.items()}
        assert all(
            now[span.start : span.end] == words for span, touched, words in expected.values() if not touched
        )


def _code_somewhere(book, interview, text, expected, data):
    for _ in range(data.draw(st.integers(0, 3)) if text else 0):
        start = data.draw(st.integers(0, len(text) - 1))
        span = Span(start, data.draw(st.integers(start + 1, len(text))))
        if span not in {kept[0] for kept in expected.values()}:
            coding = book.codings.add(interview, span, FACTOR)
            expected[coding.id] = (span, False, text[span.start : span.end])


def _edit_somewhere(book, interview, text, expected, data):
    edits = []
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 6)))
        edits.append(Edit(start, text[start:end], data.draw(st.text(LETTERS, max_size=4))))
        text = apply(text, edits[-1])
        for key, (span, touched, words) in expected.items():
            if span is not None:
                moved, changed = move_span(span, edits[-1])
                expected[key] = (moved, touched or changed, words)
    book.journal.record(interview, edits)
    return text


def test_a_passage_deleted_whole_is_lost_kept_and_brought_back_by_undo(book, new_case):
    case = new_case()
    interview = book.interviews.add(case, TEXT).id
    coding = book.codings.add(interview, Span(5, 9), FACTOR, memo="important")
    counted = book.codings.counts()[FACTOR]
    deletion = Edit(0, TEXT[:14], "")
    book.journal.record(interview, [deletion])
    assert book.codings.of_interview(interview) == []
    [lost] = book.codings.lost(case)
    assert (lost.id, lost.at, lost.factor, lost.memo) == (coding.id, 0, FACTOR, "important")
    assert book.codings.counts().get(FACTOR, 0) == counted - 1
    assert book.checklist.states(case)[FACTOR] is State.NOT_CONSIDERED
    book.journal.record(interview, [Edit(3, "", "typed elsewhere")])
    book.journal.record(interview, [Edit(3, "typed elsewhere", "")])
    book.journal.record(interview, [deletion.inverse()])
    assert book.codings.lost(case) == []
    back = book.codings.get(coding.id)
    assert (back.span, back.changed, back.memo) == (Span(5, 9), True, "important")
    assert book.interviews.text(interview)[5:9] == "beat"


def test_a_lost_coding_follows_the_place_its_words_had_and_can_be_placed_again(book, new_case):
    case = new_case()
    interview = book.interviews.add(case, TEXT).id
    coding = book.codings.add(interview, Span(5, 9), FACTOR)
    book.journal.record(interview, [Edit(5, "beat ", "")])
    book.journal.record(interview, [Edit(0, "", "Then ")])
    assert book.codings.lost(case)[0].at == 10
    with pytest.raises(AnswerIsNoError, match="deleted from the interview"):
        book.codings.get(coding.id)
    placed = book.codings.place(coding.id, Span(0, 4))
    assert (placed.id, placed.span, placed.changed) == (coding.id, Span(0, 4), False)
    assert book.codings.lost(case) == []


def test_a_changed_coding_stays_marked_until_reviewed(book, new_case):
    interview = book.interviews.add(new_case(), TEXT).id
    inside = book.codings.add(interview, Span(5, 9), FACTOR)
    beside = book.codings.add(interview, Span(10, 12), OTHER)
    book.journal.record(interview, [Edit(7, "", "!")])
    assert book.codings.get(inside.id).changed
    assert not book.codings.get(beside.id).changed
    book.codings.reviewed(inside.id)
    assert not book.codings.get(inside.id).changed
