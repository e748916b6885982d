"""Agreement of a vault's coders, worked out by hand, and the places where they differ."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldnotes.analysis.agreement.coded import CodedCase, CodedInterview, coded_case, coded_cases
from fieldnotes.analysis.agreement.coefficients import COEFFICIENTS
from fieldnotes.analysis.agreement.differences import Verdict, checked_differently, compared
from fieldnotes.analysis.agreement.from_vault import agreement_of
from fieldnotes.base.errors import AnswerIsNoError, RefusedError
from fieldnotes.base.ids import CaseId, CoderLabel, CodingId, FactorId, InterviewId, PassageId
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import Coding, Interview, State
from fieldnotes.codebook.models import Stance
from fieldnotes.text.sentences import sentences

A, B = CoderLabel("A"), CoderLabel("B")
X, Y = FactorId("x"), FactorId("y")
TEXT = "One left. Two left. Three left. Four left."  # sentences at 0:9, 10:19, 20:31, 32:42


def coding(number, coder, span, factor=X, stance=Stance.DRIVES):
    return Coding(
        CodingId(number),
        PassageId(number),
        InterviewId(1),
        span,
        factor,
        stance,
        None,
        "",
        coder,
        changed=False,
    )


def case_of(*texts, label="C1", coders=(A, B)):
    """A case from texts, each with (coder, start, end) or (coder, start, end, factor) for every coding."""
    numbers = count(1)
    interviews = []
    for number, (text, marked) in enumerate(texts, start=1):
        codings = [coding(next(numbers), who, Span(start, end), *more) for who, start, end, *more in marked]
        interviews.append(
            CodedInterview(
                Interview(InterviewId(number), CaseId(label), number, "", len(text), ""), text, tuple(codings)
            )
        )
    states = {
        coder: {
            factor: State.RAISED
            if any(c.coder == coder and c.factor == factor for one in interviews for c in one.codings)
            else State.NOT_RAISED
            for factor in (X, Y)
        }
        for coder in coders
    }
    return CodedCase(CaseId(label), coders, tuple(interviews), states)


def test_every_sentence_is_given_in_order_and_none_for_speakers_alone():
    text = "Q: When? At noon.\n\nA: \nA: Dr. Min left… He ran.\nသူထွက်သွားတယ်။ သူပြေးတယ်။"
    assert [text[span.start : span.end] for span in sentences(text)] == [
        "When?", "At noon.", "Dr. Min left…", "He ran.", "သူထွက်သွားတယ်။", "သူပြေးတယ်။",
    ]  # fmt: skip
    assert list(sentences("")) == list(sentences("\n\n")) == []


def test_two_coders_on_four_sentences():
    # A raises sentences 1 and 2, B 2 and 3: (r,n) (r,r) (n,r) (n,n). Half agree; each raises half, so chance agrees on half.
    # Alpha: 8 values, 4 of each: expected disagreement 2·4·4/(8·7) = 4/7, observed 1/2, so 1 − (1/2)/(4/7) = 1/8.
    found = agreement_of([case_of((TEXT, [(A, 2, 15), (B, 12, 25)]))], [X, Y], draws=0)
    passages = found.factors[0].passages
    assert passages.units == found.sentences == 4
    assert passages.coefficients == pytest.approx(
        {
            "percent": 0.5,
            "cohen_kappa": 0,
            "scott_pi": 0,
            "fleiss_kappa": 0,
            "krippendorff_alpha_nominal": 0.125,
            "gwet_ac1": 0,
        }
    )
    # Nobody coded y: all eight values are the same.
    other = found.factors[1]
    assert set(other.passages.not_computable) == set(COEFFICIENTS)
    assert other.spans.alpha is None
    assert "Nobody marked" in (other.spans.reason or "")
    # Both factors together are 8 units, of which 6 agree.
    assert found.overall.passages.units == 8
    assert found.overall.passages.coefficients["percent"] == 0.75
    assert found.overall.codings == {A: 1, B: 1}


def test_the_words_marked_give_krippendorffs_published_alphas():
    # Krippendorff (2004), figures 2 to 4: a continuum of 300, two observers, values c and k.
    marks = [
        (A, 75, 145), (A, 220, 250), (B, 70, 150), (B, 205, 225), (B, 250, 270),
        (A, 30, 90, Y), (A, 150, 200, Y), (B, 30, 90, Y), (B, 150, 200, Y),
    ]  # fmt: skip
    found = agreement_of([case_of(("n" * 300, marks))], [X, Y], draws=0)
    assert found.factors[0].spans.alpha == pytest.approx(0.7286, abs=1e-4)
    assert found.factors[1].spans.alpha == 1
    assert found.overall.spans.alpha == pytest.approx(0.8587, abs=1e-4)
    # The same as two interviews, cut where nobody marked anything, is the same continuum.
    cut = [[mark for mark in marks if mark[2] <= 202], [m for m in marks if m[1] >= 202]]
    two = case_of(
        ("n" * 202, cut[0]),
        ("n" * 98, [(who, start - 202, end - 202, *more) for who, start, end, *more in cut[1]]),
    )
    again = agreement_of([two], [X, Y], draws=0)
    assert [one.spans.alpha for one in again.factors] == [one.spans.alpha for one in found.factors]


def test_spans_of_one_coder_that_overlap_count_as_one_stretch():
    one = agreement_of([case_of(("n" * 50, [(A, 5, 20), (A, 10, 30), (B, 5, 30)]))], [X], draws=0)
    assert one.overall.spans.alpha == 1


def test_checklists_are_compared_case_by_case(coded_book):
    book, case = coded_book, CaseId("C3")
    dmv, dip = book.resolve("dmv").id, book.resolve("dip").id
    interview = book.interviews.of(case)[0].id
    for one in book.codings.of_case(case):
        book.codings.remove(one.id)
    book.codings.add(interview, Span(0, 9), dmv)
    book.checklist.mark(case, dip, State.DENIED)
    book.checklist.mark_rest_not_raised(case)
    book.second.begin(case, B)
    with pytest.raises(RefusedError):
        coded_case(book, case)
    assert case in coded_cases(book)[1]
    book.codings.add(interview, Span(0, 9), dmv)
    book.checklist.mark_rest_not_raised(case)
    coded = coded_case(book, case)
    found = agreement_of([coded], [factor.id for factor in book.taxonomy.active_factors], draws=0)
    # 46 units: A raised 1, denied 1, not 44; B raised 1, not 45. They agree on 45; chance on (1 + 44·45)/46² of all.
    checklist = found.overall.checklist
    assert checklist.units == 46
    assert checklist.coefficients["percent"] == pytest.approx(45 / 46)
    assert checklist.coefficients["cohen_kappa"] == pytest.approx(89 / 135)
    assert [(one.factor, dict(one.states)) for one in checked_differently(coded)] == [
        (dip, {A: State.DENIED, B: State.NOT_RAISED})
    ]
    assert [place.verdict for place in compared(coded)] == [Verdict.SAME]
    # A passage coded alike by both, and one sentence in all: nothing varies, so nothing can be said.
    of_dmv = next(one for one in found.factors if one.factor == dmv)
    assert set(of_dmv.passages.not_computable) == set(COEFFICIENTS)


def test_fewer_than_two_coders_have_nothing_to_compare(coded_book):
    with pytest.raises(AnswerIsNoError):
        coded_case(coded_book, CaseId("C1"), [A])
    with pytest.raises(AnswerIsNoError):
        coded_case(coded_book, CaseId("C1"), [A, CoderLabel("Z")])
    assert [case.case for case in coded_cases(coded_book)[0]] == ["C1", "C2", "C3"]
    assert coded_cases(coded_book, [A, CoderLabel("Z")]) == ((), ())


def test_cases_coded_by_different_pairs_have_no_alpha_on_spans_but_say_why():
    third = CoderLabel("C")
    one = case_of((TEXT, [(A, 0, 9), (B, 0, 9)]))
    other = case_of((TEXT, [(A, 0, 9), (third, 10, 19)]), label="C2", coders=(A, third))
    found = agreement_of([one, other], [X], draws=0)
    assert "same coders" in (found.overall.spans.reason or "")
    assert found.overall.passages.units == 8
    assert "two coders" in found.overall.passages.not_computable["cohen_kappa"]
    # They differ on two units, sentences 1 and 2 of the second case. Of 16 values A raised 2, B 1 and C 1, so 4.
    # Alpha: expected 2·4·12/(16·15) = 0.4, observed 2/8, so 1 − 0.25/0.4 = 0.375.
    assert found.overall.passages.coefficients["krippendorff_alpha_nominal"] == pytest.approx(0.375)


@pytest.mark.parametrize(
    ("marked", "verdicts"),
    [
        ([(A, 0, 9), (B, 0, 9)], [Verdict.SAME]),
        ([(A, 0, 9), (B, 0, 8)], [Verdict.EXTENT]),
        ([(A, 0, 9), (B, 9, 12)], [Verdict.ONE_SIDED, Verdict.ONE_SIDED]),
        ([(A, 0, 9), (B, 0, 9, X, Stance.HOLDS_BACK)], [Verdict.STANCE]),
        ([(A, 0, 9), (A, 5, 19), (B, 12, 15)], [Verdict.EXTENT]),
        ([(A, 0, 9), (B, 0, 9, Y)], [Verdict.ONE_SIDED, Verdict.ONE_SIDED]),
        ([], []),
    ],
)
def test_places_are_codings_of_a_factor_that_share_words(marked, verdicts):
    case = case_of((TEXT, marked))
    places = compared(case)
    assert [place.verdict for place in places] == verdicts
    assert sum(len(codings) for place in places for codings in place.by.values()) == len(marked)
    for place in places:
        assert place.differs == (place.verdict is not Verdict.SAME)
        assert bool(place.without) == (place.verdict is Verdict.ONE_SIDED)


def test_places_come_in_the_order_of_the_interviews_and_their_texts():
    case = case_of((TEXT, [(A, 20, 31), (B, 0, 9)]), (TEXT, [(B, 3, 5, Y)]))
    assert [(place.number, place.span, place.without) for place in compared(case)] == [
        (1, Span(0, 9), (A,)), (1, Span(20, 31), (B,)), (2, Span(3, 5), (A,)),
    ]  # fmt: skip


MARKS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 20), st.sampled_from([X, Y])).map(
        lambda one: (one[0], min(42, one[0] + one[1]), one[2])
    ),
    max_size=5,
)


def figures(one):
    return (dict(one.passages.coefficients), dict(one.checklist.coefficients), one.spans.alpha)


@given(MARKS, MARKS)
@settings(max_examples=60)
def test_agreement_knows_no_order_of_coders(first, second):
    def found(one, other):
        case = case_of((TEXT, [(A, *mark) for mark in one] + [(B, *mark) for mark in other]))
        result = agreement_of([case], [X, Y], draws=0)
        return [figures(one) for one in (result.overall, *result.factors)]

    for one, other in zip(found(first, second), found(second, first), strict=True):
        assert one[0] == pytest.approx(other[0])
        assert one[1] == pytest.approx(other[1])
        assert one[2] == pytest.approx(other[2])


@given(MARKS)
@settings(max_examples=60)
def test_coders_who_mark_the_same_agree_fully_only_where_something_varies(marks):
    case = case_of((TEXT, [(who, *mark) for who in (A, B) for mark in marks]))
    result = agreement_of([case], [X, Y], draws=20)
    for one in (result.overall, *result.factors):
        wanted = [one.factor] if one.factor else [X, Y]
        raised = sum(
            any(span.overlaps(Span(start, end)) for start, end, factor in marks if factor == wanted_one)
            for span in sentences(TEXT)
            for wanted_one in wanted
        )
        varies = 0 < raised < 4 * len(wanted)
        for name in COEFFICIENTS:
            if varies:
                assert one.passages.coefficients[name] == pytest.approx(1)
            else:
                assert "variation" in one.passages.not_computable[name]
                assert name not in one.passages.coefficients
        whole = all(
            {(start, end) for start, end, factor in marks if factor == wanted_one} in (set(), {(0, 42)})
            for wanted_one in wanted
        )
        assert (one.spans.alpha is None) == (
            not any(m[2] in wanted for m in marks) or _covers_all(marks, wanted)
        )
        if whole and marks:
            assert one.spans.alpha is None
        if one.spans.alpha is not None:
            assert one.spans.alpha == pytest.approx(1)


def _covers_all(marks, wanted):
    """Whether every factor that was marked at all was marked over the whole text without a break."""
    for factor in wanted:
        reached = None
        for start, end, _ in sorted(mark for mark in marks if mark[2] == factor):
            if reached is None:
                if start:
                    return False
            elif start >= reached:
                return False
            reached = max(reached or 0, end)
        if reached not in (None, 42):
            return False
    return True
