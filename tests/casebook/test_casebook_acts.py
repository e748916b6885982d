"""Acts, undone and done again in any session: what was there is there again, or nothing is changed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making_vaults import create_vault

from fieldnotes.base.errors import AnswerIsNoError, FieldnotesError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook import acts, actschema
from fieldnotes.casebook.actchanges import ActKind
from fieldnotes.casebook.acts import KEPT
from fieldnotes.casebook.actwords import act_in_words
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.pseudonymising import replace
from fieldnotes.casebook.records import Purpose, State
from fieldnotes.text.edits import Edit
from fieldnotes.vault.migrating import number_reached
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.watching import Watched

DMV, CDM, EXIT = "driver.morality.civilian-violence", "driver.exit.cdm", "driver.exit.networks"
C1, C2 = CaseId("C1"), CaseId("C2")
TEXT = "He said that he had gone home."
ON_C1, ON_DMV = Subject(MemoKind.CASE, "C1"), Subject(MemoKind.FACTOR, DMV)


@pytest.fixture
def book(own_book):
    for case in (C1, C2):
        own_book.cases.add(case)
        own_book.interviews.add(case, TEXT)
    return own_book


def interview(book, case=C1):
    return book.interviews.of(case)[0].id


def rows(book):
    """Everything that acts change, as it is stored."""
    return {
        table: [tuple(row) for row in book.vault.connection.execute(query).fetchall()]
        for table, query in {
            "codings": "SELECT c.*, p.start, p.length FROM codings c JOIN passages p ON p.id = c.passage_id ORDER BY c.id",
            "marks": "SELECT * FROM checklist_marks ORDER BY case_id, factor",
            "bands": "SELECT * FROM case_attributes ORDER BY case_id, attribute",
            "memos on cases": "SELECT * FROM case_memos ORDER BY case_id",
            "memos on factors": "SELECT * FROM factor_memos ORDER BY factor",
            "diary": "SELECT * FROM diary_entries ORDER BY number",
            "factors": "SELECT * FROM local_factors ORDER BY number",
        }.items()
    }


def everything(book):
    """One act of each kind, each on what the one before left, with the rows after each."""
    states = [rows(book)]

    def act(done):
        states.append(rows(book))
        return done

    where = interview(book)
    first = act(book.codings.add(where, Span(3, 7), DMV, strength=2, memo="one"))
    act(book.codings.add(where, Span(3, 7), CDM))
    act(book.codings.set_memo(first.id, "two\nlines"))
    act(book.codings.place(first.id, Span(8, 12)))
    act(book.codings.remove(first.id))
    act(book.memos.write(ON_C1, "[not JSON]"))
    act(book.memos.write(ON_C1, "later"))
    act(book.memos.take_away(ON_C1))
    act(book.checklist.mark(C1, EXIT, State.DENIED))
    act(book.checklist.mark(C1, EXIT, State.NOT_CONSIDERED))
    act(book.checklist.mark_rest_not_raised(C1))
    act(
        book.cases.set_attributes(
            C1, {"branch": "army", "rank": "officer"} if _has_officer(book) else {"branch": "army"}
        )
    )
    return states


def _has_officer(book):
    return any(
        band.id == "officer" for one in book.taxonomy.attributes if one.id == "rank" for band in one.bands
    )


def test_every_act_is_undone_and_done_again_also_in_a_later_session(book):
    states = everything(book)
    later = Casebook.open(book.vault, book.taxonomy)
    for before in states[-2::-1]:
        later.acts.undo(C1)
        assert rows(later) == before
    with pytest.raises(AnswerIsNoError):
        later.acts.undo(C1)
    again = Casebook.open(book.vault, book.taxonomy)
    for after in states[1:]:
        again.acts.redo(C1)
        assert rows(again) == after
    with pytest.raises(AnswerIsNoError):
        again.acts.redo(C1)
    assert again.codings.counts() == {CDM: 1}, "the counts followed"
    assert [act.kind for act in again.acts.all(C1)] == [
        ActKind.BANDS, ActKind.MARK, ActKind.MARK, ActKind.MARK, ActKind.MEMO, ActKind.MEMO, ActKind.MEMO, ActKind.REMOVE, ActKind.PLACE, ActKind.MEMO,
        ActKind.CODE, ActKind.CODE,
    ]  # fmt: skip


def test_the_counts_follow_without_being_counted_anew(book):
    where = interview(book)
    coding = book.codings.add(where, Span(3, 7), DMV)
    assert book.codings.counts() == {DMV: 1}
    book.codings.remove(coding.id)
    book.acts.undo(C1)
    assert book.codings.counts() == {DMV: 1}
    book.acts.undo(C1)
    assert book.codings.counts() == {}
    book.acts.redo(C1)
    assert Casebook.open(book.vault, book.taxonomy).codings.counts() == book.codings.counts() == {DMV: 1}


def test_undo_in_one_case_leaves_another_alone(book):
    book.codings.add(interview(book), Span(3, 7), DMV)
    book.codings.add(interview(book, C2), Span(3, 7), CDM)
    assert book.acts.undo(C1).cases == (C1,)
    assert book.codings.counts() == {CDM: 1}
    book.codings.add(interview(book, C2), Span(8, 12), CDM)
    assert book.acts.redo(C1).cases == (C1,), "what was done elsewhere since takes nothing away"
    assert book.acts.undo().cases == (C2,), "without a case it is the last act of all"


def test_another_act_takes_away_what_could_be_done_again(book):
    book.codings.add(interview(book), Span(3, 7), DMV)
    book.acts.undo(C1)
    book.checklist.mark(C1, EXIT, State.DENIED)
    with pytest.raises(AnswerIsNoError):
        book.acts.redo(C1)


def test_after_edits_the_coding_stands_where_its_words_went(book):
    where = interview(book)
    coding = book.codings.add(where, Span(8, 12), DMV)
    book.codings.remove(coding.id)
    book.journal.record(where, [Edit(0, "", "Well. ")])
    book.acts.undo(C1)
    [back] = book.codings.of_interview(where)
    assert (back.span, back.changed, back.id) == (Span(14, 18), False, coding.id)
    assert book.interviews.text(where)[14:18] == "that"


@pytest.mark.parametrize("folded", [False, True])
def test_a_coding_whose_words_were_edited_meanwhile_comes_back_marked(book, folded):
    where = interview(book)
    coding = book.codings.add(where, Span(8, 12), DMV)
    book.codings.remove(coding.id)
    book.journal.record(where, [Edit(9, "h", "")])
    if folded:
        book.journal.fold(where)
    book.acts.undo(C1)
    [back] = book.codings.of_interview(where)
    assert (back.span, back.changed) == (Span(8, 11), True)
    book.journal.fold(where)
    assert book.codings.of_interview(where) == [back]


@pytest.mark.parametrize("folded", [False, True])
def test_a_coding_whose_words_were_deleted_meanwhile_comes_back_lost_and_with_them(book, folded):
    where = interview(book)
    coding = book.codings.add(where, Span(8, 12), DMV)
    book.codings.remove(coding.id)
    book.journal.record(where, [Edit(7, " that", "")])
    if folded:
        book.journal.fold(where)
    book.acts.undo(C1)
    assert ([lost.id for lost in book.codings.lost(C1)], book.codings.counts()) == ([coding.id], {})
    book.journal.undo(where)
    assert [one.span for one in book.codings.of_interview(where)] == [Span(8, 12)]
    assert book.codings.counts() == {DMV: 1}


def test_what_was_changed_since_in_another_way_is_refused_and_nothing_is_changed(book):
    where = interview(book)
    coding = book.codings.add(where, Span(3, 7), DMV)
    book.codings.remove(coding.id)
    with book.vault.transaction() as connection:
        book.vault.connection.execute("DELETE FROM acts WHERE kind = 'nothing'")
        connection.execute(
            "INSERT INTO codings (id, passage_id, factor, coder) VALUES (999, ?, ?, 'A')",
            (coding.passage, DMV),
        )
    before = rows(book)
    with pytest.raises(AnswerIsNoError) as told:
        book.acts.undo(C1)
    assert "changed since" in str(told.value)
    assert rows(book) == before
    assert len(book.acts.all(C1)) == 2


def test_the_number_of_a_removed_coding_is_not_given_to_another(book):
    first = book.codings.add(interview(book), Span(3, 7), DMV)
    book.codings.remove(first.id)
    second = book.codings.add(interview(book, C2), Span(3, 7), DMV)
    assert second.id > first.id
    book.acts.undo(C1)
    assert book.codings.get(first.id).factor == DMV


def test_what_was_undone_last_is_done_again_first_wherever_it_was(book):
    book.codings.add(interview(book), Span(3, 7), DMV)
    book.acts.undo()
    book.codings.add(interview(book, C2), Span(3, 7), DMV)
    book.acts.undo()
    later = Casebook.open(book.vault, book.taxonomy)
    assert [later.acts.redo().cases for _ in range(2)] == [(C2,), (C1,)]


def test_what_is_done_in_one_transaction_is_one_act(book):
    with book.vault.transaction():
        book.checklist.mark(C1, EXIT, State.DENIED)
        book.checklist.mark_rest_not_raised(C1)
        book.cases.set_attribute(C1, "branch", "army")
    [act] = book.acts.all()
    assert act.kind is ActKind.SEVERAL
    book.acts.undo()
    assert not any(rows(book).values())


def test_the_latest_are_kept_and_passages_of_the_others_go_with_the_next_folding(book, monkeypatch):
    monkeypatch.setattr(acts, "KEPT", 3)
    where = interview(book)
    for start in range(6):
        book.codings.remove(book.codings.add(where, Span(start, start + 2), DMV).id)
    assert len(book.acts.all()) == 3
    book.journal.fold(where)
    count = book.vault.connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    assert count == 2, "those of the last three acts"
    for _ in range(3):
        book.acts.undo()
    assert [one.span for one in book.codings.of_interview(where)] == [Span(4, 6)]
    book.codings.add(where, Span(0, 2), DMV)
    assert KEPT == 500


def test_a_memo_that_is_stored_while_it_is_typed_is_one_act(book):
    coding = book.codings.add(interview(book), Span(3, 7), DMV, memo="before").id
    book.codings.set_memo(coding, "f")
    book.codings.set_memo(coding, "fe", goes_on=True)
    book.codings.set_memo(coding, "ferry", goes_on=True)
    book.codings.set_memo(coding, "later")
    assert len(book.acts.all()) == 3
    book.acts.undo()
    assert book.codings.get(coding).memo == "ferry"
    book.acts.undo()
    assert book.codings.get(coding).memo == "before"
    book.acts.redo()
    assert book.codings.get(coding).memo == "ferry"
    book.codings.add(interview(book), Span(3, 7), CDM)
    book.codings.set_memo(coding, "ferry again", goes_on=True)
    book.acts.undo()
    assert book.codings.get(coding).memo == "ferry", "what was done in between ends it"


MEMO, EARLIER, REMOVED = "Murgatroydon", "Osterhagenly", "Throgmorton"

LEAVES = {
    "the case": (lambda book: book.cases.delete(C1), set()),
    "the interview": (lambda book: book.interviews.delete(interview(book)), set()),
    "consent to code": (lambda book: book.consent.withdraw(C1, Purpose.CODE, delete=True), set()),
    "earlier wordings": (lambda book: book.journal.forget(interview(book)), {MEMO}),
    "words": (lambda book: replace(book, EARLIER, "P1"), {MEMO, REMOVED}),
    "words of a memo that was removed": (lambda book: replace(book, REMOVED, "P1", C1), {MEMO, EARLIER}),
}


@pytest.mark.parametrize("what", LEAVES)
def test_what_is_deleted_leaves_no_memo_in_what_undo_keeps(book, decrypted, what):
    where = interview(book)
    coding = book.codings.add(where, Span(3, 7), DMV, memo=EARLIER)
    book.codings.set_memo(coding.id, MEMO)
    book.codings.remove(book.codings.add(where, Span(0, 2), CDM, memo=REMOVED).id)
    image = decrypted(book.vault)
    assert all(word.encode() in image for word in (MEMO, EARLIER, REMOVED)), "the scan sees what is there"
    delete, leaves = LEAVES[what]
    delete(book)
    image = decrypted(book.vault)
    assert {word for word in (MEMO, EARLIER, REMOVED) if word.encode() in image} == leaves
    if what == "words":
        book.acts.undo(C1)
        book.acts.undo(C1)
        book.acts.undo(C1)
        assert book.codings.get(coding.id).memo == "P1"


def test_what_was_removed_before_consent_to_code_goes_is_not_brought_back_after(book, decrypted):
    book.consent.give(C1, Purpose.CODE)
    coding = book.codings.add(interview(book), Span(3, 7), DMV, memo=MEMO)
    book.memos.write(ON_C1, EARLIER)
    book.cases.set_attribute(C1, "branch", "army")
    book.codings.remove(coding.id)
    book.memos.take_away(ON_C1)
    assert not book.consent.has_coding_work(C1)
    book.consent.withdraw(C1, Purpose.CODE)
    assert [act.kind for act in book.acts.all(C1)] == [ActKind.BANDS]
    image = decrypted(book.vault)
    assert not [word for word in (MEMO, EARLIER) if word.encode() in image]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 20), st.integers(1, 9), st.sampled_from([DMV, CDM])),
        st.tuples(st.just("remove"), st.integers(0, 9)),
        st.tuples(st.just("place"), st.integers(0, 9), st.integers(0, 20), st.integers(1, 9)),
        st.tuples(st.just("memo"), st.integers(0, 9), st.sampled_from(["", "x", "y"])),
        st.tuples(st.just("case-memo"), st.sampled_from(["", "x", "y"])),
        st.tuples(st.just("mark"), st.sampled_from([DMV, EXIT]), st.sampled_from(list(State)[1:])),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=14,
)


def write_or_take_away(book, subject, text):
    if text:
        book.memos.write(subject, text)
    else:
        book.memos.take_away(subject)


def do(book, where, step):
    name, *values = step
    codings = book.codings.of_interview(where)
    if name == "add":
        start, length, factor = values
        book.codings.add(where, Span(start, start + length), factor)
    elif name == "mark":
        book.checklist.mark(C1, *values)
    elif name == "case-memo":
        write_or_take_away(book, ON_C1, values[0])
    elif name in ("undo", "redo"):
        getattr(book.acts, name)(C1)
    elif codings:
        coding = codings[values[0] % len(codings)].id
        if name == "remove":
            book.codings.remove(coding)
        elif name == "place":
            book.codings.place(coding, Span(values[1], values[1] + values[2]))
        else:
            book.codings.set_memo(coding, values[1])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])  # emptied each time
@given(steps=STEPS)
def test_after_any_sequence_of_acts_all_of_it_can_be_undone_and_done_again(book, steps):
    where = interview(book)
    book.journal.forget(where)
    for coding in book.codings.of_interview(where):
        book.codings.remove(coding.id)
    with book.vault.transaction() as connection:
        connection.execute("DELETE FROM acts")
        connection.execute("DELETE FROM checklist_marks")
        connection.execute("DELETE FROM case_memos")
    first = rows(book)
    for step in steps:
        try:
            do(book, where, step)
        except FieldnotesError:
            continue
    last = rows(book)
    undone = 0
    while any(act.done for act in book.acts.all(C1)):
        book.acts.undo(C1)
        undone += 1
    assert rows(book) == first
    for _ in range(undone):
        book.acts.redo(C1)
    assert rows(book) == last


WRITINGS = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.sampled_from(["x", "y"])),
        st.tuples(st.just("write"), st.integers(0, 3), st.sampled_from(["", "x", '["z"]'])),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=14,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])  # emptied each time
@given(steps=WRITINGS)
def test_after_any_sequence_of_writing_the_diary_all_of_it_can_be_undone_and_done_again(book, steps):
    with book.vault.transaction() as connection:
        connection.execute("DELETE FROM acts")
        connection.execute("DELETE FROM diary_entries")
    book.codings.add(interview(book), Span(3, 7), DMV)
    first = rows(book)
    for name, *values in steps:
        try:
            if name == "begin":
                book.diary.add(values[0])
            elif name == "write":
                entries = book.diary.all()
                write_or_take_away(book, Subject(MemoKind.DIARY, str(entries[values[0]].number)), values[1])
            else:
                getattr(book.acts, name)(kind=ActKind.DIARY)
        except (FieldnotesError, IndexError):
            continue
    last = rows(book)
    later, undone = Casebook.open(book.vault, book.taxonomy), 0
    while any(act.done for act in later.acts.all(kind=ActKind.DIARY)):
        later.acts.undo(kind=ActKind.DIARY)
        undone += 1
    assert rows(book) == first, "and the coding stays"
    for _ in range(undone):
        later.acts.redo(kind=ActKind.DIARY)
    assert rows(book) == last
    book.acts.undo(C1)
    assert book.codings.of_interview(interview(book)) == []


def test_an_entry_keeps_number_and_day_and_a_number_is_not_given_again(book):
    entry = book.diary.add("first")
    with book.vault.transaction() as connection:
        connection.execute("UPDATE diary_entries SET day = '2024-02-29'")
        connection.execute("DELETE FROM acts")
    book.diary.change(entry.number, "second")
    book.diary.take_away(entry.number)
    assert book.diary.add("another").number == entry.number + 1
    for _ in range(3):
        book.acts.undo()
    assert [(one.number, one.day, one.text) for one in book.diary.all()] == [
        (entry.number, "2024-02-29", "first")
    ]


def test_a_memo_on_a_factor_is_undone_from_any_case_and_not_with_the_acts_of_one(book):
    book.memos.write(ON_DMV, "one")
    book.memos.write(ON_C1, "on the case")
    book.memos.write(ON_DMV, "two")
    assert book.acts.undo(C1).cases == (C1,)
    undone = book.acts.undo(C1, ActKind.MEMO)
    assert (undone.cases, book.memos.text(ON_DMV), book.memos.text(ON_C1)) == ((), "one", "")
    assert act_in_words(book, undone) == "memo on dmv"
    book.memos.write(ON_DMV, "three")
    assert book.acts.redo(C1).cases == (C1,), "what was written on a factor takes nothing from the case"
    with pytest.raises(AnswerIsNoError):
        book.acts.redo(C1, ActKind.MEMO)


def test_a_text_that_is_stored_while_it_is_typed_is_one_act(book):
    book.memos.write(ON_C1, "f")
    book.memos.write(ON_C1, "ferry", goes_on=True)
    number = book.diary.add("a").number
    book.diary.change(number, "a day", goes_on=True)
    assert len(book.acts.all()) == 2
    book.memos.write(ON_C1, "ferry again", goes_on=True)
    assert len(book.acts.all()) == 3, "what was done in between ends it"
    book.acts.undo()
    book.acts.undo()
    assert (book.memos.text(ON_C1), book.diary.all()) == ("ferry", [])


def test_what_was_deleted_for_good_is_not_brought_back(book):
    book.memos.write(ON_C1, "one")
    book.memos.write(ON_C1, "two")
    book.acts.undo()
    book.memos.remove(ON_C1)
    for turn in (book.acts.undo, book.acts.redo):
        with pytest.raises(AnswerIsNoError):
            turn(C1)
    factor = book.local.add("river crossing").id
    book.memos.write(Subject(MemoKind.FACTOR, factor), "words")
    book.local.remove(factor)
    with pytest.raises(AnswerIsNoError):
        book.acts.undo()


@pytest.mark.parametrize("reached", [1, 2])
def test_acts_of_an_older_vault_are_kept_watched_and_undone(tmp_path, taxonomy, monkeypatch, reached):
    """The log of acts as it was before memos on cases and the diary, or choices and factors, were in it."""
    old = Watched("act_changes", scope="'case ' || {row}.case_id")
    vault, _ = create_vault(
        tmp_path / "old", role=VaultRole.RESEARCHER, passphrase=Passphrase("river stone lamp"), kdf_id=1
    )
    with monkeypatch.context() as before:
        before.setattr(actschema, "MIGRATIONS", actschema.MIGRATIONS[:reached])
        before.setattr(
            actschema, "WATCHED", (actschema.WATCHED[0], old if reached == 1 else actschema.WATCHED[1])
        )
        book = Casebook.open(vault, taxonomy)
        book.cases.add(C1)
        book.interviews.add(C1, TEXT)
        coding = book.codings.add(interview(book), Span(3, 7), DMV, memo="one").id
        book.codings.set_memo(coding, "two")
        with vault.transaction() as connection:  # undone, as that version did it
            connection.execute("UPDATE codings SET memo = 'one'")
            connection.execute("UPDATE acts SET standing = 'undone' WHERE kind = 'memo'")
        assert number_reached(vault.connection, actschema.COMPONENT) == reached
    with vault:
        book = Casebook.open(vault, taxonomy)
        assert number_reached(vault.connection, actschema.COMPONENT) == len(actschema.MIGRATIONS) == 3
        book.acts.redo()
        assert book.codings.get(coding).memo == "two"
        book.acts.undo()
        book.acts.undo()
        assert book.codings.of_interview(interview(book)) == []
        book.memos.write(ON_DMV, "words")
        assert book.acts.undo(kind=ActKind.MEMO).changes[0].subject == DMV
        book.local.add("river crossing")
        assert book.acts.undo().kind is ActKind.LOCAL
        assert vault.stale() == ()
