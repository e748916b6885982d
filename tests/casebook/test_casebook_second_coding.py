"""A second coder: what is hidden, when it shows again, whose checklist is whose, and which coding counts."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.base.span import Span
from fieldnotes.casebook.choosing import CaseFilter
from fieldnotes.casebook.coded import coded as coded_ones
from fieldnotes.casebook.coded import marked_by_case
from fieldnotes.casebook.queries import Where
from fieldnotes.casebook.records import NewCoding, Purpose, State
from fieldnotes.casebook.secondcoding import Standing
from fieldnotes.text.edits import Edit

A, B, C = (CoderLabel(letter) for letter in "ABC")
TEXT = "He was beaten by the sergeant. He left at night. His brother stayed."


@pytest.fixture
def coded(book, new_case):
    """A case that coder A coded and completed: dmv on the first sentence, with a memo; dip denied; the rest not raised."""
    case = new_case()
    interview = book.interviews.add(case, TEXT)
    coding = book.codings.add(interview.id, Span(0, 30), book.resolve("dmv").id, memo="A's remark")
    book.checklist.mark(case, book.resolve("dip").id, State.DENIED)
    book.checklist.mark_rest_not_raised(case)
    return case, interview.id, coding


def summary(book, case):
    return next(one for one in book.cases.list() if one.id == case)


def test_while_b_works_nothing_of_a_shows_anywhere(book, coded):
    case, interview, first = coded
    known = book.second.begin(case, B)
    assert (known.working, known.coders, known.standing) == (B, (B,), Standing.WORKING)
    assert book.codings.of_case(case) == book.codings.of_interview(interview) == []
    assert book.codings.sheet(interview).within(Span(0, 60)) == []
    assert book.codings.recent(9, case) == []
    assert set(book.checklist.states(case).values()) == {State.NOT_CONSIDERED}
    assert (summary(book, case).considered, summary(book, case).codings) == (0, 0)
    assert book.interviews.search("sergeant", Where(case=case, factor=first.factor)) == []
    assert case not in CaseFilter(book, book.cases.list()).fitting("raised:dmv")
    for coder in (None, A, B):
        assert [
            one for one in coded_ones(book.vault.connection, book.passages, coder) if one.case == case
        ] == []
        assert marked_by_case(book.vault.connection, coder)[case] == frozenset()
    book.journal.record(interview, [Edit(3, "was", "wax")])
    assert book.reviews.of_case(case) == []
    book.journal.record(interview, [Edit(0, TEXT[:3] + "wax" + TEXT[6:30], "")])
    assert book.codings.lost(case) == book.reviews.of_case(case) == []
    for touch in (
        lambda: book.codings.get(first.id),
        lambda: book.codings.remove(first.id),
        lambda: book.codings.set_memo(first.id, "x"),
        lambda: book.codings.place(first.id, Span(0, 2)),
        lambda: book.codings.reviewed(first.id),
    ):
        with pytest.raises(RefusedError) as refused:
            touch()
        assert "A's remark" not in str(refused.value)


def test_counts_over_all_cases_leave_hidden_codings_out(own_book):
    case = own_book.cases.add(CaseId("C1")).id
    interview = own_book.interviews.add(case, TEXT)
    dmv = own_book.resolve("dmv").id
    own_book.codings.add(interview.id, Span(0, 30), dmv)
    assert own_book.codings.counts() == {dmv: 1}
    own_book.second.begin(case, B)
    assert own_book.codings.counts() == {}
    own_book.codings.add(interview.id, Span(31, 48), dmv)
    assert own_book.codings.counts() == {dmv: 1}


def test_what_one_coder_dismissed_is_offered_to_another(book, coded):
    case, interview, first = coded
    book.dismissals.dismiss(interview, first.factor, ["He left at night."])
    book.second.begin(case, B)
    assert book.dismissals.dismissed(interview, first.factor) == frozenset()
    book.second.stop(case)
    assert len(book.dismissals.dismissed(interview, first.factor)) == 1


def test_who_codes_is_the_second_coder_and_nobody_else_until_complete(book, coded):
    case, interview, _ = coded
    book.second.begin(case, B)
    assert book.codings.add(interview, Span(0, 30), book.resolve("dmv").id).coder == B
    with pytest.raises(RefusedError):
        book.codings.add(interview, Span(0, 6), book.resolve("dec").id, coder="A")
    with pytest.raises(RefusedError):
        book.codings.add_all(interview, [NewCoding(Span(0, 6), book.resolve("dec").id)])
    assert [one.coder for one in book.codings.of_case(case)] == [B]


@pytest.mark.parametrize("last", ["mark", "coding", "rest"])
def test_all_shows_again_with_the_act_that_considers_the_last_factor(book, coded, last):
    case, interview, first = coded
    book.second.begin(case, B)
    *most, final = list(book.checklist.states(case))
    for factor in most:
        book.checklist.mark(case, factor, State.DENIED)
        assert book.second.of(case).working == B
    if last == "mark":
        book.checklist.mark(case, final, State.NOT_RAISED)
    elif last == "coding":
        book.codings.add(interview, Span(0, 6), final)
    else:
        assert book.checklist.mark_rest_not_raised(case) == 1
    known = book.second.of(case)
    assert (known.working, known.coders, known.standing) == (None, (A, B), Standing.UNSETTLED)
    assert first.id in [one.id for one in book.codings.of_case(case)]


def test_each_coder_has_a_checklist_of_their_own(book, coded):
    case, _, _ = coded
    dip, dmv, dec = (book.resolve(key).id for key in ("dip", "dmv", "dec"))
    before = book.checklist.states(case)
    book.second.begin(case, B)
    book.checklist.mark(case, dip, State.NOT_RAISED)
    book.checklist.mark(case, dec, State.DENIED)
    book.checklist.mark(case, dec, State.NOT_CONSIDERED)
    assert book.second.considered(case, B) == 1
    book.checklist.mark_rest_not_raised(case)
    assert book.checklist.states(case, A) == before == book.checklist.states(case)
    assert before[dip] is State.DENIED
    assert before[dmv] is State.RAISED
    assert set(book.checklist.states(case, B).values()) == {State.NOT_RAISED}
    book.second.settle(case, B)
    assert set(book.checklist.states(case).values()) == {State.NOT_RAISED}
    for coder, marks in ((None, 46), (B, 46), (A, 45)):
        assert len(marked_by_case(book.vault.connection, coder)[case]) == marks
    book.checklist.mark(case, dip, State.DENIED)
    assert book.checklist.states(case, B)[dip] is State.DENIED
    assert book.checklist.states(case, A) == before


def test_a_case_coded_twice_is_complete_only_when_settled(book, coded):
    case, _, _ = coded
    assert book.checklist.is_complete(case)
    assert summary(book, case).complete
    book.second.begin(case, B)
    assert not book.checklist.is_complete(case)
    with pytest.raises(RefusedError):
        book.second.settle(case, A)
    book.checklist.mark_rest_not_raised(case)
    assert book.checklist.is_considered(case)
    assert not book.checklist.is_complete(case)
    assert not summary(book, case).complete
    assert case in CaseFilter(book, book.cases.list()).fitting("unsettled")
    with pytest.raises(WrongUseError):
        book.second.settle(case, C)
    for coder in (B, A):
        assert book.second.settle(case, coder).settled_coder == coder
        assert book.checklist.is_complete(case)
        assert summary(book, case).complete
    book.second.begin(case, C)
    assert not book.checklist.is_complete(case), "a third coding opens the question again"


def test_a_case_of_one_coder_is_settled_by_that_coder(book, coded):
    case, _, _ = coded
    known = book.second.of(case)
    assert (known.coders, known.standing) == ((A,), Standing.ONE_CODER)
    assert book.second.settle(case, A).standing is Standing.ONE_CODER
    with pytest.raises(WrongUseError):
        book.second.settle(case, B)


def test_ended_unfinished_nothing_is_lost_and_the_coder_may_go_on(book, coded):
    case, interview, first = coded
    book.second.begin(case, B)
    assert book.second.stop(case).standing is Standing.ONE_CODER, "nothing was coded, so nothing happened"
    assert book.checklist.is_complete(case)
    book.second.begin(case, B)
    made = book.codings.add(interview, Span(31, 48), book.resolve("dec").id)
    assert book.second.stop(case).standing is Standing.UNSETTLED
    assert [one.id for one in book.codings.of_case(case)] == [first.id, made.id]
    book.second.begin(case, B)
    assert [one.id for one in book.codings.of_case(case)] == [made.id]
    book.checklist.mark_rest_not_raised(case)
    with pytest.raises(WrongUseError):
        book.second.stop(case)
    with pytest.raises(WrongUseError, match="completed"):
        book.second.begin(case, B)


def test_what_cannot_begin(book, coded):
    case, _, _ = coded
    with pytest.raises(WrongUseError, match="first coder"):
        book.second.begin(case, A)
    with pytest.raises(WrongUseError):
        book.second.begin(case, "Ko Min")
    with pytest.raises(AnswerIsNoError):
        book.second.begin(CaseId("none"), B)
    book.second.begin(case, B)
    with pytest.raises(RefusedError):
        book.second.begin(case, C)
    assert book.second.begin(case, B).working == B


def test_withdrawn_consent_to_code_takes_both_codings_and_all_marks(book, coded):
    case, _, _ = coded
    book.second.begin(case, B)
    book.checklist.mark_rest_not_raised(case)
    book.consent.withdraw(case, Purpose.CODE, delete=True)
    for table in ("checklist_marks", "second_marks", "second_codings"):
        rows = book.vault.connection.execute(f"SELECT 1 FROM {table} WHERE case_id = ?", (case,))  # noqa: S608
        assert rows.fetchone() is None
    assert book.codings.of_case(case) == []
    assert book.second.of(case).standing is Standing.ONE_CODER


def test_a_deleted_case_takes_its_second_coding_with_it(book, coded):
    case, _, _ = coded
    book.second.begin(case, B)
    book.checklist.mark_rest_not_raised(case)
    book.cases.delete(case)
    for table in ("second_marks", "second_codings"):
        rows = book.vault.connection.execute(f"SELECT 1 FROM {table} WHERE case_id = ?", (case,))  # noqa: S608
        assert rows.fetchone() is None


_numbers = count(1)

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.sampled_from("ABC")),
        st.tuples(st.just("stop"), st.just("")),
        st.tuples(st.just("settle"), st.sampled_from("ABC")),
        st.tuples(st.just("rest"), st.just("")),
        st.tuples(st.just("code"), st.sampled_from(["dmv", "dec", "opf"])),
        st.tuples(st.just("clear"), st.just("dip")),
    ),
    max_size=14,
)


@given(ACTS)
@settings(max_examples=15)
def test_whatever_is_done_a_second_coder_sees_nobody_elses_work_and_one_act_loses_none(book, acts):
    case = book.cases.add(CaseId(f"H{next(_numbers)}")).id
    interview = book.interviews.add(case, TEXT).id
    book.codings.add(interview, Span(0, 6), book.resolve("opf").id)
    made = 1
    for act, what in acts:
        try:
            if act == "begin":
                book.second.begin(case, CoderLabel(what))
            elif act == "stop":
                book.second.stop(case)
            elif act == "settle":
                book.second.settle(case, CoderLabel(what))
            elif act == "rest":
                book.checklist.mark_rest_not_raised(case)
            elif act == "code":
                book.codings.add(interview, Span(0, 6), book.resolve(what).id)
                made += 1
            else:
                book.checklist.mark(case, book.resolve(what).id, State.NOT_CONSIDERED)
        except (WrongUseError, RefusedError):
            pass
        known = book.second.of(case)
        seen = {one.coder for one in book.codings.of_case(case)}
        if known.working is not None:
            assert seen <= {known.working}
            assert not book.checklist.is_considered(case, known.working)
            assert not book.checklist.is_complete(case)
        one = summary(book, case)
        assert one.complete == book.checklist.is_complete(case)
        assert one.considered == book.second.considered(case, known.working or known.settled_coder)
        assert one.codings == len(book.codings.of_case(case))
    stored = book.vault.connection.execute(
        "SELECT count(*) FROM codings c JOIN passages p ON p.id = c.passage_id WHERE p.interview_id = ?",
        (interview,),
    ).fetchone()[0]
    assert stored == made


def test_undo_memos_and_recoding_reach_nothing_that_is_hidden(own_book):
    book = own_book
    case = book.cases.add(CaseId("C1")).id
    interview = book.interviews.add(case, TEXT).id
    dmv, dip, dxi = (book.resolve(key).id for key in ("dmv", "dip", "dxi"))
    first = book.codings.add(interview, Span(0, 30), dmv, memo="A's remark")
    book.checklist.mark(case, dip, State.DENIED)
    book.second.begin(case, B)

    assert book.acts.all() == book.acts.all(case) == []
    with pytest.raises(AnswerIsNoError, match="nothing to undo"):
        book.acts.undo(case)
    assert book.memos.all() == book.memos.of_case(case) == []
    assert list(book.memos.find("remark")) == []
    for source in (dmv, book.resolve("opp").id):  # whether there is anything to recode is not told
        with pytest.raises(RefusedError, match="Coder B is coding case C1"):
            book.recoding.plan(source, dxi)

    book.codings.add(interview, Span(31, 48), dxi)
    book.checklist.mark(case, dip, State.NOT_RAISED)
    assert len(book.acts.all(case)) == 2
    book.acts.undo(case)
    assert book.checklist.states(case)[dip] is State.NOT_CONSIDERED
    book.acts.undo()
    assert book.codings.of_case(case) == []
    book.acts.redo()

    book.second.stop(case)
    assert book.codings.get(first.id).memo == "A's remark"
    assert book.checklist.states(case, A)[dip] is State.DENIED
    assert len(book.memos.all()) == 1
    assert len(book.recoding.plan(dmv, dxi).codings) == 1


def test_doing_the_last_mark_again_completes_the_second_coding(own_book):
    book = own_book
    case = book.cases.add(CaseId("C1")).id
    book.second.begin(case, B)
    book.checklist.mark_rest_not_raised(case)
    assert book.second.of(case).working is None
    book.acts.undo(case)
    assert set(book.checklist.states(case, B).values()) == {State.NOT_CONSIDERED}
    book.second.begin(case, B)
    book.acts.redo(case)
    assert book.second.of(case).working is None
