"""Acts that are no codings: whose coding counts, that a changed coding still fits, what the team calls a factor of its own."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import AnswerIsNoError, FieldnotesError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.base.span import Span
from fieldnotes.casebook.actchanges import ActKind
from fieldnotes.casebook.actwords import act_in_words
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.naming import whose
from fieldnotes.casebook.pseudonymising import replace
from fieldnotes.casebook.records import Purpose, State
from fieldnotes.casebook.secondcoding import Standing
from fieldnotes.text.edits import Edit
from fieldnotes.vault.verifying import verify

C1, C2 = CaseId("C1"), CaseId("C2")
A, B, C = CoderLabel("A"), CoderLabel("B"), CoderLabel("C")
DMV, CDM = "driver.morality.civilian-violence", "driver.exit.cdm"
TEXT = "Q: Who knew?\nA: My cousin Thida hid me in the mill.\n"
WORDS = "My cousin Thida hid me"


@pytest.fixture
def book(own_book):
    for case in (C1, C2):
        own_book.cases.add(case)
        own_book.interviews.add(case, TEXT)
    return own_book


def interview(book, case=C1):
    return book.interviews.of(case)[0].id


def later(book):
    return Casebook.open(book.vault, book.taxonomy)


def write(book, old, new):
    start = book.interviews.text(interview(book)).index(old)
    book.journal.record(interview(book), [Edit(start, old, new)])


# Whose coding counts.


def coded_twice(book, case=C1):
    """A codes, B marks all: nothing is settled."""
    book.codings.add(interview(book, case), Span(0, 4), DMV)
    book.second.begin(case, B)
    book.checklist.mark_rest_not_raised(case)
    assert book.second.of(case).standing is Standing.UNSETTLED


def counts(book, case=C1):
    known = book.second.of(case)
    return known.standing, known.settled_coder


def test_whose_coding_counts_is_undone_and_done_again_in_later_sessions(book):
    coded_twice(book)
    before = book.checklist.states(C1)
    book.second.settle(C1, B)
    book.second.settle(C1, B)
    assert len(book.acts.all(C1, kind=ActKind.SETTLE)) == 1, "the same again is no act"
    book.second.settle(C1, A)
    first = later(book)
    assert act_in_words(first, first.acts.undo(C1)) == "choice of coder A in C1"
    assert counts(first) == (Standing.SETTLED, B)
    assert first.checklist.is_complete(C1)
    first.acts.undo(C1)
    assert counts(first) == (Standing.UNSETTLED, A)
    assert first.checklist.states(C1) == before
    assert not first.checklist.is_complete(C1)
    again = later(book)
    again.acts.redo(C1)
    again.acts.redo(C1)
    assert counts(again) == (Standing.SETTLED, A)
    assert verify(book.vault).faults == ()


def test_only_the_choice_is_taken_back_where_that_is_asked(book):
    coded_twice(book)
    book.second.settle(C1, B)
    book.codings.add(interview(book), Span(5, 9), DMV)
    book.acts.undo(C1, ActKind.SETTLE)
    assert counts(book) == (Standing.UNSETTLED, A)
    assert len(book.codings.of_case(C1)) == 2


def test_another_coding_of_the_case_overtakes_the_choice_and_bars_nothing(book):
    coded_twice(book)
    book.second.settle(C1, A)
    book.second.begin(C1, C)
    with pytest.raises(AnswerIsNoError):
        book.acts.undo(C1)
    book.checklist.mark_rest_not_raised(C1)
    assert counts(book) == (Standing.UNSETTLED, A)
    assert [act.kind for act in book.acts.all(C1)] == [ActKind.MARK, ActKind.MARK, ActKind.CODE]
    book.second.settle(C1, C)
    for _ in range(4):
        book.acts.undo(C1)
    assert book.codings.of_case(C1) == []


def test_a_coder_at_work_neither_sees_nor_undoes_whose_coding_counts(book):
    coded_twice(book)
    book.second.settle(C1, B)
    with book.vault.transaction() as connection:  # as a version did that let this stand
        connection.execute("UPDATE second_codings SET working = 'C', settled = 0")
    assert book.acts.all(C1) == []
    with pytest.raises(AnswerIsNoError, match="nothing to undo"):
        book.acts.undo(C1)


def test_without_consent_to_code_no_choice_comes_back(book):
    book.consent.give(C1, Purpose.CODE)
    coded_twice(book)
    book.second.settle(C1, B)
    book.consent.withdraw(C1, Purpose.CODE, delete=True)
    assert book.acts.all() == []


# That it still fits.


def to_review(book):
    return [(one.coding, one.before, one.now) for one in book.reviews.of_case(C1)]


@pytest.mark.parametrize("how", ["reviewed", "removed", "placed", "placed there"])
def test_what_was_to_be_reviewed_is_again_with_its_words_before(book, how):
    for fold_before, fold_after in product((False, True), repeat=2):
        book.cases.delete(C1)
        book.cases.add(C1)
        where = book.interviews.add(C1, TEXT).id
        start = TEXT.index(WORDS)
        coding = book.codings.add(where, Span(start, start + len(WORDS)), DMV).id
        write(book, "hid me", "kept me hidden")
        if fold_before:
            book.journal.fold(where)
        before = to_review(book)
        assert before == [(coding, WORDS, "My cousin Thida kept me hidden")]
        span = book.codings.get(coding).span
        {
            "reviewed": book.codings.reviewed,
            "removed": book.codings.remove,
            "placed": lambda coding: book.codings.place(coding, Span(0, 2)),
            "placed there": lambda coding, span=span: book.codings.place(coding, span),
        }[how](coding)
        assert to_review(book) == []
        after = book.codings.of_case(C1)
        if fold_after:
            write(book, "in the mill", "in a mill")
            book.journal.fold(where)
        book.acts.undo(C1)
        assert to_review(book) == to_review(later(book)) == before
        book.journal.fold(where)
        assert to_review(book) == before
        later(book).acts.redo(C1)
        assert (book.codings.of_case(C1), to_review(book)) == (after, [])
        assert verify(book.vault).faults == ()


def test_a_review_done_again_says_nothing_of_words_edited_since(book):
    start = TEXT.index(WORDS)
    coding = book.codings.add(interview(book), Span(start, start + len(WORDS)), DMV).id
    write(book, "hid me", "kept me hidden")
    book.codings.reviewed(coding)
    book.acts.undo(C1)
    write(book, "cousin", "aunt")
    book.acts.redo(C1)
    assert to_review(book) == [(coding, "My cousin Thida kept me hidden", "My aunt Thida kept me hidden")]
    book.acts.undo(C1)
    book.journal.fold(interview(book))
    book.acts.redo(C1)
    [(_, before, _)] = to_review(book)
    assert before is None, "it is told that these words are not kept"


def test_a_review_of_what_was_not_changed_is_no_act_and_several_at_once_are_one(book):
    where = interview(book)
    codings = [book.codings.add(where, Span(16, 25), factor).id for factor in (DMV, CDM)]
    book.codings.reviewed(codings[0])
    assert len(book.acts.all(C1)) == 2
    write(book, "cousin", "aunt")
    with book.vault.transaction():
        for coding in codings:
            book.codings.reviewed(coding)
    done = book.acts.undo(C1)
    assert act_in_words(book, done) == "review of 2 codings in C1"
    assert [coding for coding, *_ in to_review(book)] == codings
    book.codings.reviewed(codings[0])
    assert act_in_words(book, book.acts.undo(C1)) == "review of dmv in C1"


LEAVES = {
    "the case": lambda book: book.cases.delete(C1),
    "the interview": lambda book: book.interviews.delete(interview(book)),
    "consent to code": lambda book: book.consent.withdraw(C1, Purpose.CODE, delete=True),
    "earlier wordings": lambda book: book.journal.forget(interview(book)),
    "the name": lambda book: replace(book, "Thidasoe", "P1"),
}


@pytest.mark.parametrize("what", LEAVES)
def test_words_that_a_review_left_to_undo_go_with_what_is_deleted(book, decrypted, what):
    write(book, "Thida", "Thidasoe")
    start = book.interviews.text(interview(book)).index("My cousin")
    reviewed, removed = (
        book.codings.add(interview(book), Span(start, start + 18), factor).id for factor in (DMV, CDM)
    )
    write(book, " Thidasoe", "")
    book.codings.reviewed(reviewed)
    book.codings.remove(removed)
    book.journal.fold(interview(book))
    with book.vault.transaction() as connection:
        connection.execute("DELETE FROM journal")  # as after five hundred more edits
    book.journal.drop()
    kept = book.vault.connection.execute("SELECT words FROM act_words").fetchall()
    assert [row["words"] for row in kept] == ["My cousin Thidasoe"] * 2
    assert b"Thidasoe" in decrypted(book.vault), "the scan sees what is there"
    LEAVES[what](book)
    assert b"Thidasoe" not in decrypted(book.vault)
    if what == "the name":
        book.acts.undo(C1)
        book.acts.undo(C1)
        assert [before for _, before, _ in to_review(book)] == ["My cousin P1"] * 2


# Factors of the team's own.


def test_a_factor_is_added_renamed_and_described_and_all_of_it_undone_in_later_sessions(book):
    made = book.local.add("river crossing", "first", guid="0f8fad5b-d9cb-469f-a165-70867728950e")
    named = book.local.describe(made.id, "fording", "first")
    described = book.local.describe(made.id, "fording", "second")
    book.local.describe(made.id, "fording", "second")
    words = [act_in_words(book, act) for act in book.acts.all(kind=ActKind.LOCAL)]
    assert words == [
        "description of l1 fording", "renaming of l1 river crossing to fording", "addition of l1 river crossing",
    ]  # fmt: skip
    undoing = later(book)
    for expected in ((named,), (made,), ()):
        undoing.acts.undo()
        assert undoing.local.all() == expected
    again = later(book)
    for expected in (made, named, described):
        again.acts.redo()
        assert again.local.all() == (expected,)
    assert verify(book.vault).faults == ()


def test_where_it_was_added_while_coding_a_case_the_last_act_there_takes_it_back(book):
    factor = book.local.add("river crossing", case=C1)
    book.codings.add(interview(book), Span(0, 2), factor.id)
    book.acts.undo(C1)
    assert book.acts.undo(C1).kind is ActKind.LOCAL
    assert book.local.all() == ()
    book.acts.redo(C1)
    book.acts.redo(C1)
    assert [one.factor for one in book.codings.of_case(C1)] == [factor.id]
    with pytest.raises(AnswerIsNoError):
        book.acts.undo(C2)


def test_what_was_added_and_used_in_one_act_is_undone_as_one(book):
    with book.vault.transaction():
        factor = book.local.add("river crossing").id
        book.codings.add(interview(book), Span(0, 2), factor)
    book.acts.undo()
    assert (book.local.all(), book.codings.of_case(C1)) == ((), [])
    book.acts.redo()
    assert [one.factor for one in book.codings.of_case(C1)] == [factor]
    book.codings.add(interview(book, C2), Span(0, 2), factor)
    with pytest.raises(AnswerIsNoError, match=r"Codings or a memo have local\.river-crossing"):
        book.acts.undo(C1)
    assert len(book.codings.of_case(C1)) == 1, "nothing of it was undone"


@pytest.mark.parametrize("use", ["coding", "memo", "name"])
def test_a_factor_that_is_used_stays_and_bars_nothing_before_it(book, use):
    book.checklist.mark(C1, CDM, State.DENIED)
    factor = book.local.add("river crossing", case=C1).id
    if use == "coding":
        book.codings.add(interview(book, C2), Span(0, 2), factor)
    elif use == "memo":
        book.memos.write(Subject(MemoKind.FACTOR, factor), "words")
    else:
        book.local.describe(factor, "fording", "")
    assert book.acts.undo(C1).kind is ActKind.MARK
    assert len(book.local.all()) == 1
    if use != "name":
        with pytest.raises(AnswerIsNoError, match="nothing to undo"):
            book.acts.undo(kind=ActKind.LOCAL)


def test_a_coding_does_not_come_back_without_its_factor(book):
    factor = book.local.add("river crossing").id
    coding = book.codings.add(interview(book), Span(0, 2), factor).id
    book.codings.remove(coding)
    assert book.acts.undo(kind=ActKind.LOCAL).kind is ActKind.LOCAL
    with pytest.raises(AnswerIsNoError, match=r"local\.river-crossing, which is not there"):
        book.acts.undo(C1)
    book.acts.redo(kind=ActKind.LOCAL)
    book.acts.undo(C1)
    assert book.codings.get(coding).factor == factor


def test_neither_key_nor_id_of_what_undo_could_bring_back_is_given_to_another(book):
    first = book.local.add("river crossing")
    coding = book.codings.add(interview(book), Span(0, 2), first.id).id
    book.codings.remove(coding)
    book.acts.undo(kind=ActKind.LOCAL)
    second = book.local.add("River-crossing")
    assert (second.id, second.key) == ("local.river-crossing-2", "l2")
    with pytest.raises(AnswerIsNoError):
        book.acts.redo(kind=ActKind.LOCAL)


def test_a_name_that_another_has_by_now_is_not_taken_from_it(book):
    factor = book.local.add("river crossing").id
    book.local.describe(factor, "fording", "")
    book.local.add("river crossing")
    with (
        book.vault.transaction() as connection
    ):  # the addition of the other is not among the last that are kept
        connection.execute("DELETE FROM acts WHERE number = (SELECT max(number) FROM acts)")
    with pytest.raises(AnswerIsNoError, match="changed since"):
        book.acts.undo()
    assert [one.label for one in book.local.all()] == ["fording", "river crossing"]


def test_what_is_removed_for_good_takes_its_earlier_names_along(book, decrypted):
    factor = book.local.add("Murgatroydon", "Osterhagenly").id
    book.local.describe(factor, "fording", "")
    assert b"Osterhagenly" in decrypted(book.vault)
    book.local.remove(factor)
    image = decrypted(book.vault)
    assert not [word for word in (b"Osterhagenly", b"Murgatroydon") if word in image]
    with pytest.raises(AnswerIsNoError):
        book.acts.undo()


def test_a_name_replaced_for_good_goes_out_of_what_factors_are_and_were_called(book):
    factor = book.local.add("cousin Osterhagen", "as Osterhagen told it").id
    book.local.describe(factor, "a relative of Osterhagen", "")
    replace(book, "Osterhagen", "P1")
    assert book.local.get(factor).label == "a relative of P1"
    book.acts.undo()
    assert (book.local.get(factor).label, book.local.get(factor).description) == (
        "cousin P1",
        "as P1 told it",
    )


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["x", "y"]), st.sampled_from([None, C1])),
        st.tuples(st.just("describe"), st.integers(0, 2), st.sampled_from(["x", "z"]), st.sampled_from(["", "d"])),
        st.tuples(st.just("code"), st.integers(0, 2), st.integers(0, 20)),
        st.tuples(st.just("uncode"), st.integers(0, 2)),
        st.tuples(st.just("edit"), st.integers(0, 20)),
        st.tuples(st.just("review"), st.integers(0, 2)),
        st.tuples(st.just("settle"), st.sampled_from([A, B])),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=14,
)  # fmt: skip


def do(book, step):
    name, *values = step
    codings, factors = book.codings.of_case(C1), book.local.all()
    if name == "add":
        book.local.add(values[0], case=values[1])
    elif name == "describe":
        book.local.describe(factors[values[0]].id, *values[1:])
    elif name == "code":
        book.codings.add(interview(book), Span(values[1], values[1] + 3), factors[values[0]].id)
    elif name == "uncode":
        book.codings.remove(codings[values[0]].id)
    elif name == "edit":
        old = book.interviews.text(interview(book))[values[0]]
        book.journal.record(interview(book), [Edit(values[0], old, "x")])
    elif name == "review":
        book.codings.reviewed(codings[values[0]].id)
    elif name == "settle":
        book.second.settle(C1, values[0])
    else:
        getattr(book.acts, name)()


def seen(book):
    return counts(book), book.local.all(), book.codings.of_case(C1), to_review(book)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])  # emptied each time
@given(steps=STEPS)
def test_after_any_sequence_all_of_it_can_be_undone_and_done_again(book, steps):
    with book.vault.transaction() as connection:
        for table in ("codings", "local_factors", "acts", "second_codings", "second_marks"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - one of five constants
        connection.execute("UPDATE cases SET settled_coder = 'A'")
    book.journal.forget(interview(book))
    coded_twice(book)
    kept = book.codings.add(interview(book), Span(30, 34), DMV)
    with book.vault.transaction() as connection:
        connection.execute("DELETE FROM acts")
    assert (book.local.all(), kept.id in [one.id for one in book.codings.of_case(C1)]) == ((), True)
    for step in steps:
        try:
            do(book, step)
        except (FieldnotesError, IndexError):
            continue
    book = later(book)
    last, undone = seen(book), 0
    while any(act.done for act in book.acts.all()):
        book.acts.undo()
        undone += 1
    assert counts(book) == (Standing.UNSETTLED, A)
    assert book.local.all() == ()
    assert {one.factor for one in book.codings.of_case(C1)} == {DMV}
    for _ in range(undone):
        book.acts.redo()
    assert seen(book) == last


def test_a_damaged_page_of_earlier_words_is_told_by_interview(book):
    coding = book.codings.add(interview(book, C2), Span(16, 25), DMV).id
    book.journal.record(interview(book, C2), [Edit(17, "y", "")])
    book.codings.reviewed(coding)
    assert whose(book.vault.connection, "act_words", None, None) == ("C2, interview 1",)
