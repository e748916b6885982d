"""Adopting a version of the taxonomy: previewed, carried out whole, kept in the vault, and taken back."""

import pytest
from changed_taxonomies import SHIPPED, plus, rebuilt, retiring, with_factor, with_version, without_factor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldnotes.base.errors import AnswerIsNoError, DamagedError, RefusedError
from fieldnotes.base.ids import CaseId, CoderLabel, FactorId
from fieldnotes.base.span import Span
from fieldnotes.casebook import adopting, succeeding
from fieldnotes.casebook.actchanges import ActKind
from fieldnotes.casebook.adopting import adopt, go_back, plan, plan_return, undecided
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import State
from fieldnotes.casebook.salvaged import put_in_order
from fieldnotes.casebook.taxonomies import kept_in, taxonomy_of
from fieldnotes.codebook.models import Taxonomy

DM = "driver.morality"
DMV, DML, DMC, DMP = (
    FactorId(f"{DM}.{name}")
    for name in ("civilian-violence", "lost-legitimacy", "corrupt-leadership", "peoples-side")
)
CPS = FactorId("condition.prospects.practical-support")
ONE = CaseId("C1")


def code(
    book: Casebook, case: CaseId, *codes: tuple[FactorId, int], coder: str = "A", memo: str = ""
) -> None:
    if case not in {one.id for one in book.cases.list()}:
        book.cases.add(case)
        book.interviews.add(case, "x" * 60)
    [interview] = book.interviews.of(case)
    for factor, start in codes:
        book.codings.add(interview.id, Span(start, start + 2), factor, coder=coder, memo=memo)


def reopened(book: Casebook) -> Casebook:
    return Casebook.open(book.vault)


def coded(book: Casebook, case: CaseId = ONE) -> list[tuple[str, int, str]]:
    return [(one.factor, one.span.start, one.coder) for one in book.codings.of_case(case)]


def test_a_version_is_kept_in_the_vault_and_used_from_then_on(own_book: Casebook) -> None:
    new = with_version(with_factor(SHIPPED, DMV, label="killing of civilians"), "1.1.0")
    assert taxonomy_of(own_book.vault) == SHIPPED
    assert adopt(own_book, new).can_be_undone
    assert taxonomy_of(own_book.vault) == new, "read from the vault; there never was a folder"
    assert reopened(own_book).factor(DMV).label == "killing of civilians"
    with pytest.raises(RefusedError, match="another"):
        Casebook.open(own_book.vault, SHIPPED)
    assert [(one.version, one.in_force) for one in kept_in(own_book.vault)] == [
        ("1.0.0", False),
        ("1.1.0", True),
    ]


def test_codings_move_with_their_numbers_words_and_memos(own_book: Casebook) -> None:
    code(own_book, ONE, (DMV, 0), (DML, 10), memo="why")
    code(own_book, ONE, (DMV, 0), coder="B")
    before = own_book.codings.of_case(ONE)
    new = retiring(SHIPPED, "1.1.0", {DMV: (DMC,)})
    found = plan(own_book, new)
    assert [(one.factor, one.target, one.codings, one.marks, one.cases) for one in found.moving] == [
        (DMV, DMC, 2, 0, 1)
    ]
    assert coded(own_book)[0] == (DMV, 0, "A"), "a plan changes nothing"
    adopt(own_book, new)
    book = reopened(own_book)
    assert sorted(coded(book)) == [(DMC, 0, "A"), (DMC, 0, "B"), (DML, 10, "A")]
    assert {one.id for one in book.codings.of_case(ONE)} == {one.id for one in before}
    assert [one.memo for one in book.codings.of_case(ONE) if one.coder == "A"] == ["why", "why"]
    assert book.checklist.states(ONE)[DMC] is State.RAISED
    assert DMV not in book.checklist.states(ONE)
    assert book.codings.recent(9, ONE) == [DML, DMC]


def test_codings_that_would_be_two_of_one_kind_become_one_and_no_memo_is_lost(own_book: Casebook) -> None:
    code(own_book, ONE, (DMV, 0), memo="shots")
    code(own_book, ONE, (DMC, 0), (DMC, 10), memo="orders")
    new = retiring(SHIPPED, "1.1.0", {DMV: (DMC,)})
    found = plan(own_book, new)
    assert (found.merged, found.can_be_undone) == (1, False)
    adopt(own_book, new)
    book = reopened(own_book)
    assert coded(book) == [(DMC, 0, "A"), (DMC, 10, "A")]
    assert book.codings.of_case(ONE)[0].memo == "orders\nshots"
    with pytest.raises(RefusedError, match="became one"):
        go_back(book)
    assert taxonomy_of(book.vault) == new


def test_what_several_factors_replace_waits_to_be_decided(own_book: Casebook) -> None:
    code(own_book, ONE, (DMV, 0), (DML, 10))
    new = retiring(SHIPPED, "1.1.0", {DMV: (DMC, DMP), DML: ()})
    found = plan(own_book, new)
    assert [(one.factor, one.successors) for one in found.undecided] == [(DMV, (DMC, DMP)), (DML, ())]
    adopt(own_book, new)
    book = reopened(own_book)
    assert coded(book) == [(DMV, 0, "A"), (DML, 10, "A")]
    assert undecided(book) == {ONE: 2}
    adopt(book, new, {DMV: DMP})
    book = reopened(book)
    assert coded(book) == [(DMP, 0, "A"), (DML, 10, "A")]
    assert undecided(book) == {ONE: 1}
    go_back(book)
    book = reopened(book)
    assert (coded(book), undecided(book)) == ([(DMV, 0, "A"), (DML, 10, "A")], {})


def test_a_merged_factor_is_considered_only_where_all_that_was_merged_had_been(own_book: Casebook) -> None:
    marks = {
        "C1": {DMV: State.DENIED, DMC: State.NOT_RAISED},
        "C2": {DMV: State.NOT_RAISED, DMC: State.NOT_RAISED},
        "C3": {DMV: State.DENIED},
        "C4": {DMC: State.DENIED},
    }
    for case, states in marks.items():
        own_book.cases.add(CaseId(case))
        for factor, state in states.items():
            own_book.checklist.mark(CaseId(case), factor, state)
    code(own_book, CaseId("C5"), (DMV, 0))
    own_book.checklist.mark(CaseId("C5"), DMC, State.DENIED)
    new = retiring(SHIPPED, "1.1.0", {DMV: (DMC,)})
    assert plan(own_book, new).reset == 1, "C4 had said nothing of dmv"
    adopt(own_book, new)
    book = reopened(own_book)
    assert [book.checklist.states(CaseId(f"C{n}"))[DMC] for n in range(1, 6)] == [
        State.DENIED,
        State.NOT_RAISED,
        State.NOT_CONSIDERED,
        State.NOT_CONSIDERED,
        State.RAISED,
    ]
    go_back(book)
    book = reopened(book)
    for case, states in marks.items():
        found = book.checklist.states(CaseId(case))
        assert {factor: found[factor] for factor in states} == states
        assert sum(state is not State.NOT_CONSIDERED for state in found.values()) == len(states)
    assert book.checklist.states(CaseId("C5"))[DMV] is State.RAISED


def test_a_renamed_factor_keeps_its_marks_and_complete_cases(own_book: Casebook) -> None:
    own_book.cases.add(ONE)
    own_book.checklist.mark(ONE, DMV, State.DENIED)
    own_book.checklist.mark_rest_not_raised(ONE)
    renamed = retiring(plus(SHIPPED, DMV, "atrocities", "dma"), "1.1.0", {DMV: (f"{DM}.atrocities",)})
    widened = plus(with_version(SHIPPED, "1.1.0"), DMV, "atrocities", "dma")
    assert (plan(own_book, renamed).reopened, plan(own_book, widened).reopened) == (0, 1)
    adopt(own_book, renamed)
    book = reopened(own_book)
    assert book.checklist.is_complete(ONE)
    assert book.checklist.states(ONE)[FactorId(f"{DM}.atrocities")] is State.DENIED


def test_stances_follow_the_role(own_book: Casebook) -> None:
    code(own_book, ONE, (DMV, 0), (CPS, 10))
    new = retiring(SHIPPED, "1.1.0", {DMV: ("condition.prospects.unity",), CPS: (DML,)})
    adopt(own_book, new)
    assert [one.stance for one in reopened(own_book).codings.of_case(ONE)] == [None, "drives"]
    go_back(reopened(own_book))
    assert [one.stance for one in reopened(own_book).codings.of_case(ONE)] == ["drives", None]


@pytest.mark.parametrize(
    ("new", "word"),
    [
        (with_version(without_factor(SHIPPED, DMV), "1.1.0"), "removed instead of retired"),
        (with_factor(SHIPPED, DMV, label="x"), "raise its version"),
        (
            with_version(rebuilt(SHIPPED, attributes=SHIPPED.attributes[1:], implications=()), "1.1.0"),
            "position",
        ),
    ],
)
def test_what_cannot_be_adopted_changes_nothing(own_book: Casebook, new: Taxonomy, word: str) -> None:
    code(own_book, ONE, (DMV, 0))
    own_book.cases.set_attribute(ONE, "position", "defector")
    assert word in " ".join(plan(own_book, new).refusals)
    with pytest.raises(RefusedError, match=word):
        adopt(own_book, new)
    assert (taxonomy_of(own_book.vault), kept_in(own_book.vault)) == (SHIPPED, [])
    assert coded(own_book) == [(DMV, 0, "A")]


def test_going_back_is_refused_where_the_new_factors_are_in_use(own_book: Casebook) -> None:
    with pytest.raises(AnswerIsNoError):
        go_back(own_book)
    new = plus(with_version(SHIPPED, "1.1.0"), DMV, "orders", "dmo")
    adopt(own_book, new)
    book = reopened(own_book)
    code(book, ONE, (FactorId(f"{DM}.orders"), 0))
    assert f"{DM}.orders" in plan_return(book).refusals[0]
    with pytest.raises(RefusedError, match="orders"):
        go_back(book)
    book.codings.remove(book.codings.of_case(ONE)[0].id)
    go_back(book)
    assert taxonomy_of(book.vault) == SHIPPED


def test_one_goes_back_step_by_step_also_after_going_another_way(own_book: Casebook) -> None:
    code(own_book, ONE, (DMV, 0))
    second = retiring(SHIPPED, "1.1.0", {DMV: (DML,)})
    third = retiring(second, "1.2.0", {DML: (DMC,)})
    adopt(own_book, third)
    assert coded(reopened(own_book)) == [(DMC, 0, "A")], "retirements are followed to the end"
    go_back(reopened(own_book))
    adopt(reopened(own_book), second)
    adopt(reopened(own_book), third)
    for version, factor in (("1.2.0", DMC), ("1.1.0", DML), ("1.0.0", DMV)):
        book = reopened(own_book)
        assert (book.taxonomy.version, coded(book)) == (version, [(factor, 0, "A")])
        if version != "1.0.0":
            go_back(book)


def test_a_copy_is_made_before_and_whoever_deletes_a_case_deletes_what_was_noted_of_it(
    own_book: Casebook,
) -> None:
    code(own_book, ONE, (DMV, 0))
    own_book.checklist.mark(ONE, DML, State.DENIED)
    adopt(own_book, retiring(SHIPPED, "1.1.0", {DMV: (DMC,), DML: (DMP,)}))
    assert (own_book.vault.folder / "backups" / "before-taxonomy-1.db").exists()
    book = reopened(own_book)
    count = "SELECT (SELECT count(*) FROM moved_codings) + (SELECT count(*) FROM moved_marks)"
    assert book.vault.connection.execute(count).fetchone()[0] == 2, "a coding and a mark that moved"
    book.cases.delete(ONE)
    assert book.vault.connection.execute(count).fetchone()[0] == 0
    go_back(book)


def test_a_damaged_version_is_told_and_not_used(own_book: Casebook) -> None:
    adopt(own_book, with_version(SHIPPED, "1.1.0"))
    with own_book.vault.transaction() as connection:
        connection.execute("UPDATE documents SET content = replace(content, 'soldier', 'officer')")
    with pytest.raises(DamagedError, match="codebook"):
        taxonomy_of(own_book.vault)


def test_what_is_cut_off_half_way_has_changed_nothing(
    own_book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    code(own_book, ONE, (DMV, 0), (DML, 10))

    def cut_off(*arguments: object) -> None:
        succeeding.move(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(adopting, "move", cut_off)
    with pytest.raises(KeyboardInterrupt):
        adopt(own_book, retiring(SHIPPED, "1.1.0", {DMV: (DMC,)}))
    assert coded(own_book) == [(DMV, 0, "A"), (DML, 10, "A")]
    assert (taxonomy_of(own_book.vault), kept_in(own_book.vault)) == (SHIPPED, [])


def test_a_salvaged_vault_lets_go_of_a_version_that_is_not_whole_and_opens(own_book: Casebook) -> None:
    adopt(own_book, with_version(SHIPPED, "1.1.0"))
    with own_book.vault.transaction() as connection:
        connection.execute("UPDATE documents SET content = substr(content, 1, 100) WHERE version = '1.1.0'")
    told = put_in_order(own_book.vault)
    assert told == (
        "Version 1.1.0 of the codebook was lost; use it again with fieldnotes taxonomy migrate DIR.",
    )
    assert [(one.version, one.in_force) for one in kept_in(own_book.vault)] == [("1.0.0", False)]
    assert reopened(own_book).taxonomy == SHIPPED


FACTORS = [factor.id for factor in SHIPPED.active_factors[:7]]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(FACTORS), st.integers(0, 3), st.sampled_from("AB")), unique=True),
    st.dictionaries(
        st.sampled_from(FACTORS[:4]), st.lists(st.sampled_from(FACTORS[4:]), max_size=2, unique=True)
    ),
)
def test_no_coding_is_lost_and_what_was_not_merged_can_be_taken_back(
    own_book: Casebook,
    codes: list[tuple[FactorId, int, str]],
    mappings: dict[FactorId, list[FactorId]],
) -> None:
    case = CaseId(f"H{len(own_book.cases.list())}")
    own_book.cases.add(case)
    own_book.interviews.add(case, "x" * 60)
    for factor, start, coder in codes:
        code(own_book, case, (factor, start * 5), coder=coder)
    before = sorted(coded(own_book, case))
    new = retiring(SHIPPED, "1.1.0", {old: tuple(later) for old, later in mappings.items()})
    try:
        found = plan(own_book, new)
        adopt(own_book, new)
        book = reopened(own_book)
        after = sorted(coded(book, case))
        assert len(after) == len(before) - found.merged
        single = {old: later[0] for old, later in mappings.items() if len(later) == 1}
        assert after == sorted(
            {(single.get(factor, factor), start, coder) for factor, start, coder in before}
        )
        if found.can_be_undone:
            go_back(book)
            assert sorted(coded(reopened(own_book), case)) == before
    finally:
        with own_book.vault.transaction() as connection:  # the next example begins with the shipped version
            connection.execute("DELETE FROM adoptions")
            connection.execute("DELETE FROM documents")
        own_book.cases.delete(case)


def test_each_coder_keeps_marks_of_their_own_and_nothing_moves_while_one_is_hidden(
    own_book: Casebook,
) -> None:
    b, later = CoderLabel("B"), FactorId(f"{DM}.atrocities")
    own_book.cases.add(ONE)
    own_book.checklist.mark(ONE, DMV, State.DENIED)
    own_book.second.begin(ONE, b)
    own_book.checklist.mark_rest_not_raised(ONE)
    own_book.second.settle(ONE, b)
    renamed = retiring(plus(SHIPPED, DMV, "atrocities", "dma"), "1.1.0", {DMV: (later,)})
    code(own_book, CaseId("C2"), (DMP, 0))
    own_book.second.begin(CaseId("C2"), b)
    assert any("Coder B is coding case C2" in reason for reason in plan(own_book, renamed).refusals)
    with pytest.raises(RefusedError, match="Coder B is coding case C2"):
        adopt(own_book, renamed)
    own_book.second.stop(CaseId("C2"))
    assert own_book.acts.all()
    adopt(own_book, renamed)
    book = reopened(own_book)
    assert book.checklist.is_complete(ONE)
    assert (book.checklist.states(ONE, CoderLabel("A"))[later], book.checklist.states(ONE, b)[later]) == (
        State.DENIED,
        State.NOT_RAISED,
    )
    kept = [act.kind for act in book.acts.all()]
    assert kept == [ActKind.SETTLE], "an act from before with factors could bring back a retired one"
    go_back(book)
    book = reopened(book)
    assert (book.checklist.states(ONE, CoderLabel("A"))[DMV], book.checklist.states(ONE, b)[DMV]) == (
        State.DENIED,
        State.NOT_RAISED,
    )
    assert book.checklist.is_complete(ONE)
