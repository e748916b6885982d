"""Acts of coding, undone and done again in any session: what was there is there again, or nothing is changed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import AnswerIsNoError, FieldnotesError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook import acts
from fieldnotes.casebook.acts import KEPT, ActKind
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.pseudonymising import replace
from fieldnotes.casebook.records import Purpose, State
from fieldnotes.text.edits import Edit

DMV, CDM, EXIT = "driver.morality.civilian-violence", "driver.exit.cdm", "driver.exit.networks"
C1, C2 = CaseId("C1"), CaseId("C2")
TEXT = "He said that he had gone home."


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
        ActKind.BANDS, ActKind.MARK, ActKind.MARK, ActKind.MARK, ActKind.REMOVE, ActKind.PLACE, ActKind.MEMO,
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


def test_what_is_done_in_one_transaction_is_one_act(book):
    with book.vault.transaction():
        book.checklist.mark(C1, EXIT, State.DENIED)
        book.checklist.mark_rest_not_raised(C1)
        book.cases.set_attribute(C1, "branch", "army")
    [act] = book.acts.all()
    assert act.kind is ActKind.SEVERAL
    book.acts.undo()
    assert rows(book) == {"codings": [], "marks": [], "bands": []}


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


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 20), st.integers(1, 9), st.sampled_from([DMV, CDM])),
        st.tuples(st.just("remove"), st.integers(0, 9)),
        st.tuples(st.just("place"), st.integers(0, 9), st.integers(0, 20), st.integers(1, 9)),
        st.tuples(st.just("memo"), st.integers(0, 9), st.sampled_from(["", "x", "y"])),
        st.tuples(st.just("mark"), st.sampled_from([DMV, EXIT]), st.sampled_from(list(State)[1:])),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=14,
)


def do(book, where, step):
    name, *values = step
    codings = book.codings.of_interview(where)
    if name == "add":
        start, length, factor = values
        book.codings.add(where, Span(start, start + length), factor)
    elif name == "mark":
        book.checklist.mark(C1, *values)
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
