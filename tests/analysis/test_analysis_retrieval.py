"""Retrieval: answers worked out by hand, then against a reference that looks at every pair."""

from coded_material import SENTENCE, TAXONOMY, coded, material
from hypothesis import given
from hypothesis import strategies as st

from fieldnotes.analysis.retrieval.answering import Answerer
from fieldnotes.analysis.retrieval.expressions import (
    And,
    Codings,
    Not,
    OfFactors,
    Or,
    Related,
    Relation,
)
from fieldnotes.analysis.retrieval.finding import retrieve
from fieldnotes.analysis.retrieval.names import Names
from fieldnotes.analysis.retrieval.parsing import parse
from fieldnotes.codebook.models import Stance

ORDER = [factor.id for factor in TAXONOMY.factors]
NAMES = Names(TAXONOMY)

# Sentences are 0-10, 10-20, …: C1 has dmv in sentence 0, opf in 0 and 1 (overlapping it), dec in 4; C2 holds dmv and opf on the
# same words, then dml; C10 has only dmv, twice, the second time holding back.
STUDY = material(
    [
        coded("C1", 0, 8, "dmv", strength=3),
        coded("C1", 5, 15, "opf"),
        coded("C1", 40, 50, "dec"),
        coded("C2", 0, 10, "dmv"),
        coded("C2", 0, 10, "opf"),
        coded("C2", 60, 70, "dml"),
        coded("C10", 0, 10, "dmv"),
        coded("C10", 20, 30, "dmv", stance=Stance.HOLDS_BACK),
        coded("C10", 20, 30, "dmv", second=True),
    ],
    bands={"C1": {"position": "defector"}, "C2": {"position": "deserter", "rank": "other-ranks"}, "C10": {}},
)


def places(question: str) -> list[str]:
    found = retrieve(STUDY, parse(question, NAMES), ORDER)
    return [f"{one.case}/{one.number} {one.start}:{one.end}" for one in found.passages]


EVERYTHING = [
    "C1/1 0:8",
    "C1/1 5:15",
    "C1/1 40:50",
    "C2/1 0:10",
    "C2/1 60:70",
    "C10/1 0:10",
    "C10/1 20:30",
    "C10/2 20:30",
]
DMV = ["C1/1 0:8", "C2/1 0:10", "C10/1 0:10", "C10/1 20:30", "C10/2 20:30"]


def test_all_finds_every_passage_once_in_reading_order():
    assert places("all") == EVERYTHING


def test_a_factor_by_key_by_id_and_by_its_kind():
    for question in ("dmv", "DMV", "driver.morality.civilian-violence", "factor:dmv", "factor=dmv"):
        assert places(question) == DMV


def test_a_group_a_dimension_a_role():
    assert places("dm") == places("group:driver.morality") == sorted_by_study([*DMV, "C2/1 60:70"])
    # Of the four factors only opf speaks to security; dmv alone is only moral, dml moral and ideological.
    assert places("dimension:security") == ["C1/1 5:15", "C2/1 0:10"]
    assert places("dimension:ideological") == ["C1/1 40:50", "C2/1 60:70"]
    assert places("role:obstacle") == ["C1/1 5:15", "C2/1 0:10"]


def sorted_by_study(found: list[str]) -> list[str]:
    return [place for place in EVERYTHING if place in found]


def test_terms_side_by_side_speak_of_one_coding_and_and_of_one_passage():
    assert places("dmv stance:holds-back") == ["C10/1 20:30"]
    # On C2's first passage dmv drives, and opf, another coding of the same words, holds back.
    assert places("dmv and stance:holds-back") == ["C2/1 0:10", "C10/1 20:30"]
    assert places("dmv strength:3") == ["C1/1 0:8"]
    assert places("dm -dmv") == ["C2/1 60:70"]


def test_attributes_of_the_case():
    assert places("dmv position=defector") == ["C1/1 0:8"]
    assert places('dmv and rank="Other ranks"') == ["C2/1 0:10"]
    assert places("position:not-said") == ["C10/1 0:10", "C10/1 20:30", "C10/2 20:30"]
    assert places("dmv case:C10 and not stance:holds-back") == ["C10/1 0:10", "C10/2 20:30"]


def test_and_or_not_and_parentheses():
    assert places("dmv and opf") == ["C2/1 0:10"]
    assert places("dec or dml") == ["C1/1 40:50", "C2/1 60:70"]
    assert places("not dmv") == ["C1/1 5:15", "C1/1 40:50", "C2/1 60:70"]
    assert places("dec or dmv and opf") == ["C1/1 40:50", "C2/1 0:10"]
    assert places("(dec or dmv) and opf") == ["C2/1 0:10"]
    assert places("not not dec") == ["C1/1 40:50"]


def test_overlaps_needs_another_coding():
    assert places("dmv overlaps opf") == ["C1/1 0:8", "C2/1 0:10"]
    assert places("opf overlaps dmv") == ["C1/1 5:15", "C2/1 0:10"]
    assert places("dmv overlaps dmv") == []
    assert places("dmv not overlaps opf") == ["C10/1 0:10", "C10/1 20:30", "C10/2 20:30"]


def test_near_counts_sentences_within_one_interview():
    # C1: opf reaches to sentence 1, dec is sentence 4: three apart.
    assert places("dec near/2 opf") == []
    assert places("dec near/3 opf") == ["C1/1 40:50"]
    # C10: sentences 0 and 2 of the first interview; the second interview has only one.
    assert places("dmv near dmv") == ["C10/1 0:10", "C10/1 20:30"]
    assert places("dmv near/1 dmv") == []
    # In C2 they stand on the same words, in C1 they share a sentence.
    assert places("dmv near/0 opf") == ["C1/1 0:8", "C2/1 0:10"]


def test_in_order():
    assert places("dmv then dec") == ["C1/1 0:8"]
    assert places("dec after opf") == ["C1/1 40:50"]
    assert places("dec then dmv") == []
    assert places("dmv then/3 dec") == []
    assert places("dmv then/4 dec") == ["C1/1 0:8"]
    assert places("dec after/2 opf") == []
    assert places("dec after/3 opf") == ["C1/1 40:50"]
    assert places("dmv then opf") == [], "opf begins before dmv has ended"
    assert places("dmv then dmv") == ["C10/1 0:10"]


def test_a_chain_in_order_is_a_sequence():
    assert places("opf then dec") == ["C1/1 5:15"]
    three = material([coded("C1", at, at + 5, key) for at, key in ((0, "dmv"), (10, "dec"), (20, "opf"))])
    for question, expected in (("dmv then dec then opf", 1), ("dmv then opf then dec", 0)):
        assert len(retrieve(three, parse(question, NAMES), ORDER).passages) == expected


def test_the_same_case():
    assert places("dmv samecase dec") == ["C1/1 0:8"]
    assert places("dmv samecase dmv") == ["C10/1 0:10", "C10/1 20:30", "C10/2 20:30"]
    assert places("dmv not samecase opf") == ["C10/1 0:10", "C10/1 20:30", "C10/2 20:30"]


def test_what_is_counted_is_what_was_asked_for():
    found = retrieve(STUDY, parse("dmv and not opf", NAMES), ORDER)
    assert {factor: (n.codings, n.cases) for factor, n in found.factors.items()} == {
        "driver.morality.civilian-violence": (4, 2)
    }
    assert (len(found.passages), found.codings, found.interviews, found.cases) == (4, 4, 3, 2)
    both = retrieve(STUDY, parse("dmv and opf", NAMES), ORDER)
    assert [n.codings for n in both.factors.values()] == [1, 1]
    narrowed = retrieve(STUDY, parse("dmv and position=deserter", NAMES), ORDER)
    assert list(narrowed.factors) == ["driver.morality.civilian-violence"]
    assert narrowed.passages[0].factors == (
        "driver.morality.civilian-violence",
        "obstacle.punishment.family-threat",
    )


# Against a reference.

KEYS = ("dmv", "opf", "dec")


@st.composite
def materials(draw):
    spans = st.tuples(
        st.sampled_from(["C1", "C2"]),
        st.booleans(),
        st.integers(0, 60),
        st.integers(1, 25),
        st.sampled_from(KEYS),
    )
    taken = {
        (case, second, start, start + length, key)
        for case, second, start, length, key in draw(st.lists(spans, max_size=14))
    }
    return material([coded(case, start, end, key, second=second) for case, second, start, end, key in taken])


TERMS = st.sampled_from([Codings((OfFactors(frozenset({TAXONOMY.resolve(key).id})),)) for key in KEYS])
QUESTIONS = st.recursive(
    TERMS | st.just(Codings(())),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(lambda a, b: And((a, b)), inner, inner),
        st.builds(lambda a, b: Or((a, b)), inner, inner),
        st.builds(
            lambda a, relation, b, within, wanted: Related(
                a, relation, b, within if relation is Relation.NEAR else None, wanted
            ),
            inner,
            st.sampled_from(Relation),
            inner,
            st.integers(0, 3),
            st.booleans(),
        ),
    ),
    max_leaves=5,
)


def stands(one, other, relation: Relation, within: int | None) -> bool:
    """The relation in the words of the manual, for one pair."""
    if relation is Relation.SAME_CASE:
        return one.case == other.case
    if one.interview != other.interview:
        return False
    mine, theirs = (set(range(span.start, span.end)) for span in (one, other))
    if relation is Relation.OVERLAPS:
        return bool(mine & theirs)
    apart = min(abs(a // SENTENCE - b // SENTENCE) for a in mine for b in theirs)
    close = within is None or apart <= within
    if relation is Relation.NEAR:
        return close
    before, after = (one, other) if relation is Relation.THEN else (other, one)
    return before.end <= after.start and close


RELATED = st.builds(
    lambda left, relation, right, within, wanted: Related(
        left, relation, right, 2 if relation is Relation.NEAR and within is None else within, wanted
    ),
    TERMS,
    st.sampled_from(Relation),
    TERMS,
    st.none() | st.integers(0, 3),
    st.booleans(),
)


@given(materials(), RELATED)
def test_relations_are_those_of_every_pair(study, asked):
    left, right = (
        {n for n, one in enumerate(study.codings) if one.factor in term.conditions[0].factors}
        for term in (asked.left, asked.right)
    )
    expected = {
        n
        for n in left
        if any(
            m != n and stands(study.codings[n], study.codings[m], asked.relation, asked.within) for m in right
        )
        is asked.wanted
    }
    assert Answerer(study).answer(asked) == expected


def passages(study, asked) -> frozenset[int]:
    answerer = Answerer(study)
    return answerer.passages(answerer.answer(asked))


@given(materials(), QUESTIONS, QUESTIONS, QUESTIONS)
def test_the_laws_of_sets_hold_for_passages(study, a, b, c):
    def same(one, other):
        assert passages(study, one) == passages(study, other)

    same(Not(And((a, b))), Or((Not(a), Not(b))))
    same(Not(Or((a, b))), And((Not(a), Not(b))))
    same(Not(Not(a)), a)
    same(And((a, b)), And((b, a)))
    same(And((a, Or((b, c)))), Or((And((a, b)), And((a, c)))))
    same(Or((a, And((a, b)))), a)
    every = passages(study, Codings(()))
    assert passages(study, Or((a, Not(a)))) == every
    assert passages(study, And((a, Not(a)))) == frozenset()


@given(materials(), QUESTIONS)
def test_passages_come_once_in_reading_order_with_all_their_factors(study, asked):
    found = retrieve(study, asked, ORDER).passages
    where = [(int(one.case[1:]), one.number, one.start, one.end) for one in found]
    assert where == sorted(set(where))
    for one in found:
        on_it = {
            coding.factor
            for coding in study.codings
            if (coding.interview, coding.start, coding.end) == (one.interview, one.start, one.end)
        }
        assert set(one.factors) == on_it
