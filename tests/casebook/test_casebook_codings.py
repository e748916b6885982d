import time
from statistics import median

import pytest

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.span import Span
from fieldnotes.casebook.acts import ActLog
from fieldnotes.casebook.codings import Codings
from fieldnotes.casebook.records import State
from fieldnotes.casebook.tally import Tally
from fieldnotes.codebook.errors import UnknownFactorError
from fieldnotes.codebook.models import Retirement, Stance, Taxonomy

FACTOR, OTHER = "driver.morality.civilian-violence", "obstacle.punishment.penalty"
CONDITION, UNCERTAIN = "condition.prospects.unity", "uncertain.resistance.losses"
TEXT = "They beat us. ကျွန်တော် ထွက်ခဲ့တယ်။"


@pytest.fixture
def interview(book, new_case):
    return book.interviews.add(new_case(), TEXT)


def test_a_coding_comes_back_as_it_was_made(book, interview):
    made = book.codings.add(
        interview.id,
        Span(14, 23),
        FACTOR,
        stance=Stance.UNCERTAIN,
        strength=3,
        memo="ကြည့်ပါ\nsee p. 2",
        coder="B",
    )
    assert book.codings.get(made.id) == made
    assert (made.interview, made.span, made.factor) == (interview.id, Span(14, 23), FACTOR)
    assert (made.stance, made.strength, made.memo, made.coder) == ("uncertain", 3, "ကြည့်ပါ\nsee p. 2", "B")
    assert made.changed is False
    assert book.interviews.text(interview.id)[14:23] == "ကျွန်တော်"


@pytest.mark.parametrize(
    ("factor", "stance"),
    [(FACTOR, "drives"), (OTHER, "holds-back"), (UNCERTAIN, "uncertain"), (CONDITION, None)],
)
def test_the_stance_is_the_factors_own_unless_told(book, interview, factor, stance):
    assert book.codings.add(interview.id, Span(0, 4), factor).stance == stance


def test_codings_of_the_same_words_share_a_passage(book, interview):
    one = book.codings.add(interview.id, Span(0, 4), FACTOR)
    two = book.codings.add(interview.id, Span(0, 4), OTHER)
    three = book.codings.add(interview.id, Span(0, 4), FACTOR, coder="B")
    apart = book.codings.add(interview.id, Span(0, 5), FACTOR)
    assert one.passage == two.passage == three.passage != apart.passage
    for coding in (one, two, three):
        book.codings.remove(coding.id)
    with book.vault.transaction() as connection:  # undo, which needs the passage, is not kept any more
        connection.execute("DELETE FROM acts")
    book.journal.fold(interview.id)
    left = book.vault.connection.execute("SELECT id FROM passages WHERE interview_id = ?", (interview.id,))
    assert [row["id"] for row in left.fetchall()] == [apart.passage]


@pytest.mark.parametrize(
    "arguments",
    [
        {"span": Span(0, len(TEXT) + 1)},
        {"factor": CONDITION, "stance": Stance.DRIVES},
        {"strength": 0},
        {"strength": 4},
        {"coder": "Ko Aung"},
        {"coder": "a"},
        {"memo": "\x1b]52;c;\x07"},
    ],
)
def test_what_is_impossible_is_refused_and_nothing_is_stored(book, interview, arguments):
    wanted = {"span": Span(0, 4), "factor": FACTOR} | arguments
    before = book.vault.connection.total_changes
    with pytest.raises(WrongUseError):
        book.codings.add(interview.id, wanted.pop("span"), wanted.pop("factor"), **wanted)
    assert book.vault.connection.total_changes == before
    assert book.codings.of_interview(interview.id) == []


def test_a_span_that_ends_with_the_text_is_fine(book, interview):
    assert book.codings.add(interview.id, Span(0, len(TEXT)), FACTOR).span.end == len(TEXT)


def test_an_unknown_factor_names_close_ones(book, interview):
    with pytest.raises(UnknownFactorError) as caught:
        book.codings.add(interview.id, Span(0, 4), "driver.morality.civilian-violance")
    assert FACTOR in caught.value.remedy


def test_a_retired_factor_is_refused_with_what_replaces_it(book, interview, taxonomy):
    retired = tuple(
        factor.model_copy(update={"retired": Retirement(since="2.0.0", replaced_by=(OTHER,))})
        if factor.id == FACTOR
        else factor
        for factor in taxonomy.factors
    )
    newer = Taxonomy.model_validate(taxonomy.model_dump() | {"factors": retired})
    codings = Codings(book.vault, newer, book.passages, Tally(book.vault, book.passages), ActLog(book.vault))
    with pytest.raises(WrongUseError) as caught:
        codings.add(interview.id, Span(0, 4), FACTOR)
    assert OTHER in caught.value.remedy


def test_the_same_words_take_a_factor_once_per_coder(book, interview):
    book.codings.add(interview.id, Span(0, 4), FACTOR)
    with pytest.raises(WrongUseError):
        book.codings.add(interview.id, Span(0, 4), FACTOR)
    other = book.codings.add(interview.id, Span(5, 9), FACTOR)
    with pytest.raises(WrongUseError):
        book.codings.place(other.id, Span(0, 4))
    assert book.codings.get(other.id) == other
    with pytest.raises(WrongUseError):
        book.codings.place(other.id, Span(0, len(TEXT) + 1))


def test_they_are_listed_in_the_order_of_the_text(book, new_case):
    case = new_case()
    first, second = (book.interviews.add(case, TEXT) for _ in range(2))
    spans = [(second, Span(0, 4)), (first, Span(5, 9)), (first, Span(0, 12)), (first, Span(0, 4))]
    for interview, span in spans:
        book.codings.add(interview.id, span, FACTOR)
    listed = [(coding.interview, coding.span) for coding in book.codings.of_case(case)]
    assert listed == [(interview.id, span) for interview, span in reversed(spans)]
    assert [c.span for c in book.codings.of_interview(first.id)] == [Span(0, 4), Span(0, 12), Span(5, 9)]


def test_a_memo_is_written_anew_and_removed(book, interview):
    coding = book.codings.add(interview.id, Span(0, 4), FACTOR)
    book.codings.set_memo(coding.id, "a thought")
    assert book.codings.get(coding.id).memo == "a thought"
    book.codings.set_memo(coding.id, "")
    assert book.codings.get(coding.id) == coding


def test_counts_are_over_the_whole_casebook(own_book):
    one, two = (own_book.interviews.add(own_book.cases.add(label).id, TEXT) for label in ("C1", "C2"))
    own_book.codings.add(one.id, Span(0, 4), FACTOR)
    own_book.codings.add(two.id, Span(0, 4), FACTOR)
    own_book.codings.add(two.id, Span(5, 9), OTHER, coder="B")
    assert own_book.codings.counts() == {FACTOR: 2, OTHER: 1}


def test_adding_stays_as_quick_with_many_times_the_codings(own_book):
    interview = own_book.interviews.add(own_book.cases.add("C1").id, "word " * 20_000).id
    first = _seconds(own_book, interview, 0)
    with own_book.vault.transaction():
        for at in range(200, 2_000):
            own_book.codings.add(interview, Span(5 * at, 5 * at + 4), FACTOR)
    assert _seconds(own_book, interview, 2_000) < 3 * first + 0.001


def _seconds(book, interview, offset):
    taken = []
    for at in range(offset, offset + 100):
        began = time.perf_counter()
        book.codings.add(interview, Span(5 * at, 5 * at + 4), FACTOR)
        taken.append(time.perf_counter() - began)
    return median(taken)


def test_the_checklist_has_four_states_and_raised_beats_denied(book, interview, taxonomy):
    case, states = interview.case, book.checklist.states
    assert list(states(case)) == [factor.id for factor in taxonomy.active_factors]
    assert set(states(case).values()) == {State.NOT_CONSIDERED}
    book.checklist.mark(case, FACTOR, State.DENIED)
    book.checklist.mark(case, OTHER, State.NOT_RAISED)
    assert (states(case)[FACTOR], states(case)[OTHER]) == (State.DENIED, State.NOT_RAISED)
    coding = book.codings.add(interview.id, Span(0, 4), FACTOR)
    assert states(case)[FACTOR] is State.RAISED
    book.checklist.mark(case, FACTOR, State.NOT_RAISED)
    assert states(case)[FACTOR] is State.RAISED
    book.codings.remove(coding.id)
    assert states(case)[FACTOR] is State.NOT_RAISED
    book.checklist.mark(case, FACTOR, State.NOT_CONSIDERED)
    assert states(case)[FACTOR] is State.NOT_CONSIDERED


def test_a_case_is_complete_when_nothing_is_left_unconsidered(book, interview, taxonomy):
    case = interview.case
    book.codings.add(interview.id, Span(0, 4), FACTOR)
    book.checklist.mark(case, OTHER, State.DENIED)
    assert not book.checklist.is_complete(case)
    assert book.checklist.mark_rest_not_raised(case) == len(taxonomy.active_factors) - 2
    assert book.checklist.is_complete(case)
    states = book.checklist.states(case)
    assert (states.pop(FACTOR), states.pop(OTHER)) == (State.RAISED, State.DENIED)
    assert set(states.values()) == {State.NOT_RAISED}
    assert book.checklist.mark_rest_not_raised(case) == 0


def test_only_the_settled_coder_raises(book, interview):
    book.codings.add(interview.id, Span(0, 4), FACTOR, coder="B")
    assert book.checklist.states(interview.case)[FACTOR] is State.NOT_CONSIDERED
    book.cases.settle(interview.case, "B")
    assert book.checklist.states(interview.case)[FACTOR] is State.RAISED


def test_raised_cannot_be_marked_and_unknown_factors_neither(book, interview):
    with pytest.raises(WrongUseError):
        book.checklist.mark(interview.case, FACTOR, State.RAISED)
    with pytest.raises(UnknownFactorError):
        book.checklist.mark(interview.case, "driver.none.such", State.DENIED)
    with pytest.raises(AnswerIsNoError):
        book.checklist.is_complete("none")
