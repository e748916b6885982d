"""Recoding, merging and splitting factors across cases: what was planned is done, in one act, and undone exactly."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.actchanges import ActKind
from fieldnotes.casebook.actwords import act_in_words
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.recodewords import plan_in_words
from fieldnotes.casebook.records import State
from fieldnotes.casebook.snapshots import snapshot
from fieldnotes.codebook.errors import UnknownFactorError
from fieldnotes.codebook.models import Stance
from fieldnotes.text.edits import Edit

DMV, CDM = "driver.morality.civilian-violence", "driver.exit.cdm"
PENALTY, CONDITION = "obstacle.punishment.penalty", "condition.prospects.unity"
C1, C2, C3 = CaseId("C1"), CaseId("C2"), CaseId("C3")
TEXT = "He said that he had gone home."


@pytest.fixture
def book(own_book):
    for case in (C1, C2, C3):
        own_book.cases.add(case)
        own_book.interviews.add(case, TEXT)
    return own_book


def interview(book, case=C1):
    return book.interviews.of(case)[0].id


def rows(book):
    query = (
        "SELECT c.*, p.start, p.length FROM codings c JOIN passages p ON p.id = c.passage_id ORDER BY c.id"
    )
    return [tuple(row) for row in book.vault.connection.execute(query).fetchall()]


def facts(book):
    return [
        (one.id, one.factor, one.stance, one.strength, one.memo, one.coder)
        for case in (C1, C2, C3)
        for one in book.codings.of_case(case)
    ]


def test_all_codings_go_to_the_other_factor_with_everything_they_have(book):
    first = book.codings.add(interview(book), Span(3, 7), DMV, strength=3, memo="why")
    second = book.codings.add(interview(book, C2), Span(3, 7), DMV, stance=Stance.UNCERTAIN, coder="B")
    third = book.codings.add(interview(book, C2), Span(8, 12), CDM)
    before = rows(book)
    plan = book.recoding.plan(DMV, PENALTY)
    assert rows(book) == before, "a plan changes nothing"
    assert (plan.cases, plan.left, plan.joined, plan.stances) == ((C1, C2), 0, 0, 1)
    assert book.codings.counts() == {DMV: 2, CDM: 1}
    book.recoding.carry_out(plan)
    # dmv's own stance was not chosen by anybody, so it becomes that of an obstacle; uncertain was chosen, and stays
    assert facts(book) == [
        (first.id, PENALTY, "holds-back", 3, "why", "A"),
        (second.id, PENALTY, "uncertain", None, "", "B"),
        (third.id, CDM, "drives", None, "", "A"),
    ]
    assert book.codings.counts() == {PENALTY: 2, CDM: 1}
    assert Casebook.open(book.vault, book.taxonomy).codings.counts() == {PENALTY: 2, CDM: 1}
    act = Casebook.open(book.vault, book.taxonomy).acts.undo()
    assert (act.kind, act.cases) == (ActKind.RECODE, (C1, C2))
    assert act_in_words(book, act) == "recoding of dmv to opp, 2 codings, in C1, C2"
    assert rows(book) == before
    assert book.codings.counts() == {DMV: 2, CDM: 1}


def test_words_that_carry_both_keep_one_coding_and_no_memo_is_lost(book):
    where = interview(book)
    moved = book.codings.add(where, Span(3, 7), DMV, strength=2, memo="of dmv")
    kept = book.codings.add(where, Span(3, 7), PENALTY, memo="of penalty")
    other = book.codings.add(where, Span(3, 7), DMV, coder="B")
    before = rows(book)
    plan = book.recoding.plan(DMV, PENALTY)
    assert plan.joined == 1, "another coder's coding of the same words is another's"
    book.recoding.carry_out(plan, ActKind.MERGE)
    assert [(one[0], one[1], one[3], one[4]) for one in facts(book)] == [
        (kept.id, PENALTY, 2, "of penalty\nof dmv"), (other.id, PENALTY, None, ""),
    ]  # fmt: skip
    assert book.codings.counts() == {PENALTY: 2}
    book.acts.undo(C1)
    assert rows(book) == before
    assert book.codings.counts() == {DMV: 2, PENALTY: 1}
    book.acts.redo(C1)
    assert book.codings.get(kept.id).memo == "of penalty\nof dmv"
    assert moved.id not in {one[0] for one in facts(book)}


def test_a_merge_is_told_by_both_factors_also_where_nothing_but_one_coding_went(book):
    book.codings.add(interview(book), Span(3, 7), DMV)
    book.codings.add(interview(book), Span(3, 7), PENALTY)
    book.recoding.carry_out(book.recoding.plan(DMV, PENALTY), ActKind.MERGE)
    assert len(facts(book)) == 1
    assert act_in_words(book, book.acts.all()[0]) == "merging of dmv into opp, 1 coding, in C1"


def test_passages_that_edits_made_alike_are_the_same_words_too(book):
    where = interview(book)
    longer = book.codings.add(where, Span(3, 12), DMV, memo="longer")
    kept = book.codings.add(where, Span(3, 7), PENALTY, memo="kept")
    book.journal.record(where, [Edit(7, " that", "")])
    assert book.codings.get(longer.id).span == book.codings.get(kept.id).span == Span(3, 7)
    book.recoding.carry_out(book.recoding.plan(DMV, PENALTY))
    assert [(one[0], one[4]) for one in facts(book)] == [(kept.id, "kept\nlonger")]


def test_only_some_cases_only_one_coder_only_chosen_codings(book):
    made = [
        book.codings.add(interview(book, case), Span(3, 7), DMV, coder=coder).id
        for case in (C1, C2, C3)
        for coder in "AB"
    ]
    ids = lambda plan: [one.coding for one in plan.codings]  # noqa: E731 - said once
    assert ids(book.recoding.plan(DMV, CDM)) == made
    assert ids(book.recoding.plan(DMV, CDM, cases=[C3, C1])) == [*made[:2], *made[4:]]
    assert ids(book.recoding.plan(DMV, CDM, coder="B")) == made[1::2]
    split = book.recoding.plan(DMV, CDM, codings=[made[4], made[1]])
    assert (ids(split), split.left) == ([made[1], made[4]], 4)
    book.recoding.carry_out(split, ActKind.SPLIT)
    assert [one[1] for one in facts(book)] == [DMV, CDM, DMV, DMV, CDM, DMV]


def test_conditions_and_factors_of_the_team_get_the_stance_they_can_have(book):
    own = book.local.add("river crossing").id
    where = interview(book)
    book.codings.add(where, Span(0, 2), DMV, stance=Stance.HOLDS_BACK)
    book.codings.add(where, Span(3, 7), CONDITION)
    book.recoding.carry_out(book.recoding.plan(DMV, CONDITION))
    assert [one[2] for one in facts(book)] == [None, None]
    book.recoding.carry_out(book.recoding.plan(CONDITION, own))
    assert [one[1:3] for one in facts(book)] == [(own, None), (own, None)]
    book.recoding.carry_out(book.recoding.plan(own, PENALTY))
    assert [one[1:3] for one in facts(book)] == [(PENALTY, "holds-back"), (PENALTY, "holds-back")]


def test_lost_and_changed_codings_are_recoded_as_they_are(book):
    where = interview(book)
    lost = book.codings.add(where, Span(8, 12), DMV)
    changed = book.codings.add(where, Span(13, 15), DMV)
    book.journal.record(where, [Edit(7, " that", ""), Edit(9, "e", "im")])
    before = [one.changed for one in book.codings.of_interview(where)]
    assert before == [True]
    book.recoding.carry_out(book.recoding.plan(DMV, CDM))
    assert [(one.id, one.factor) for one in book.codings.lost(C1)] == [(lost.id, CDM)]
    assert [(one.id, one.factor, one.changed) for one in book.codings.of_interview(where)] == [
        (changed.id, CDM, True)
    ]
    assert book.codings.counts() == {CDM: 1}


def test_a_plan_says_where_the_factor_is_no_longer_raised_and_what_releases_keep(book):
    for case in (C1, C2, C3):
        book.codings.add(interview(book, case), Span(3, 7), DMV)
    book.codings.add(interview(book, C3), Span(8, 12), DMV)
    book.checklist.mark(C2, DMV, State.DENIED)
    book.cases.mark_released([C1], 1)
    stays = book.codings.of_case(C3)[1].id
    wanted = [one.id for case in (C1, C2, C3) for one in book.codings.of_case(case) if one.id != stays]
    plan = book.recoding.plan(DMV, CDM, codings=wanted)
    assert plan.no_longer_raised == {C1: State.NOT_CONSIDERED, C2: State.DENIED}
    assert plan.released == (C1,)
    told = plan_in_words(book, plan)
    assert told[0].startswith("3 codings of dmv in C1, C2, C3: to ")
    assert told[1:] == [
        "1 coding of dmv would stay.",
        "dmv is not raised any more, but denied, in C2.",
        "dmv is not raised any more, but not considered, in C1.",
        "Releases that counted C1 keep their figures.",
    ]
    book.recoding.carry_out(plan)
    for case, state in plan.no_longer_raised.items():
        assert book.checklist.states(case)[DMV] is state
    assert book.cases.get(C1).released == 1
    assert snapshot(book, C3).raised == {DMV, CDM}


def test_what_cannot_be_is_refused(book):
    where = interview(book)
    coding = book.codings.add(where, Span(3, 7), DMV)
    for error, call in (
        (WrongUseError, lambda: book.recoding.plan(DMV, DMV)),
        (UnknownFactorError, lambda: book.recoding.plan(DMV, "no.such.factor")),
        (AnswerIsNoError, lambda: book.recoding.plan(CDM, DMV)),
        (AnswerIsNoError, lambda: book.recoding.plan(DMV, CDM, cases=[CaseId("C9")])),
        (AnswerIsNoError, lambda: book.recoding.plan(DMV, CDM, cases=[C2])),
        (AnswerIsNoError, lambda: book.recoding.plan(DMV, CDM, codings=[coding.id, 999])),
    ):
        with pytest.raises(error):
            call()


def test_what_was_changed_since_it_was_looked_at_is_not_recoded(book):
    where = interview(book)
    coding = book.codings.add(where, Span(3, 7), DMV)
    plan = book.recoding.plan(DMV, CDM)
    book.codings.set_memo(coding.id, "later")
    before = rows(book)
    with pytest.raises(AnswerIsNoError):
        book.recoding.carry_out(plan)
    assert rows(book) == before
    assert [act.kind for act in book.acts.all()] == [ActKind.MEMO, ActKind.CODE]


def test_a_deleted_case_takes_its_part_of_the_act_and_the_rest_is_undone(book):
    for case in (C1, C2):
        book.codings.add(interview(book, case), Span(3, 7), DMV)
    book.recoding.carry_out(book.recoding.plan(DMV, CDM))
    book.cases.delete(C1)
    assert book.acts.undo().cases == (C2,)
    assert [one.factor for one in book.codings.of_case(C2)] == [DMV]


CODED = st.lists(
    st.tuples(
        st.sampled_from([C1, C2, C3]),
        st.integers(0, 4),
        st.sampled_from([DMV, CDM, PENALTY]),
        st.sampled_from("AB"),
        st.sampled_from(["", "one", "two"]),
        st.sampled_from([None, 1, 3]),
    ),
    max_size=12,
    unique_by=lambda coding: coding[:4],
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])  # emptied each time
@given(coded=CODED, cut=st.booleans(), cases=st.none() | st.sets(st.sampled_from([C1, C2, C3]), min_size=1))
def test_recoding_and_its_undo_leave_the_same_rows_whatever_was_coded(book, coded, cut, cases):
    for case in (C1, C2, C3):
        for one in (*book.codings.of_case(case), *book.codings.lost(case)):
            book.codings.remove(one.id)
    book.journal.record(interview(book, C2), [Edit(0, book.interviews.text(interview(book, C2)), TEXT)])
    for case, start, factor, coder, memo, strength in coded:
        where = interview(book, case)
        book.codings.add(
            where, Span(start * 3, start * 3 + 4), factor, coder=coder, memo=memo, strength=strength
        )
    if cut:
        book.journal.record(
            interview(book, C2), [Edit(3, book.interviews.text(interview(book, C2))[3:5], "")]
        )
    before, counts = rows(book), dict(book.codings.counts())
    try:
        plan = book.recoding.plan(DMV, CDM, cases=cases)
    except AnswerIsNoError:
        return
    memos = sorted(memo for one in plan.codings for memo in [one.before.memo] if memo)
    book.recoding.carry_out(plan)
    after = rows(book)
    assert len(after) == len(before) - plan.joined
    assert not [row for row in after if row[0] in {one.coding for one in plan.codings} and row[2] != CDM]
    everything = "\n".join(row[5] for row in after)
    assert all(memo in everything for memo in memos), "no memo is lost"
    assert Casebook.open(book.vault, book.taxonomy).codings.counts() == book.codings.counts()
    book.acts.undo()
    assert (rows(book), dict(book.codings.counts())) == (before, counts)
    book.acts.redo()
    assert rows(book) == after
