import pytest

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.span import Span
from fieldnotes.casebook.records import NewCoding, State
from fieldnotes.codebook.errors import UnknownFactorError
from fieldnotes.codebook.models import Stance

FACTOR, OTHER, CONDITION = (
    "driver.morality.civilian-violence",
    "obstacle.punishment.penalty",
    "condition.prospects.unity",
)
TEXT = "They beat us. ကျွန်တော် ထွက်ခဲ့တယ်။"


@pytest.fixture
def interview(book, new_case):
    return book.interviews.add(new_case(), TEXT)


def known(coding):
    return coding.span, coding.factor, coding.stance, coding.strength, coding.memo, coding.coder


def test_many_at_once_are_as_one_by_one(book, interview, new_case):
    other = book.interviews.add(new_case(), TEXT)
    wanted = [
        NewCoding(Span(0, 4), FACTOR),
        NewCoding(Span(0, 4), OTHER, Stance.DRIVES, 3, "a memo", "B"),
        NewCoding(Span(14, 23), CONDITION),
        NewCoding(Span(0, 4), FACTOR, coder="B"),
    ]
    book.codings.add(interview.id, Span(14, 23), FACTOR)
    book.codings.add(other.id, Span(14, 23), FACTOR)
    before = book.codings.counts().get(FACTOR, 0)
    book.codings.add_all(interview.id, wanted)
    assert book.codings.counts()[FACTOR] == before + 2
    for one in wanted:
        book.codings.add(
            other.id,
            one.span,
            one.factor,
            stance=one.stance,
            strength=one.strength,
            memo=one.memo,
            coder=one.coder,
        )
    made = [book.codings.of_interview(each.id) for each in (interview, other)]
    assert sorted(map(str, map(known, made[0]))) == sorted(map(str, map(known, made[1])))
    for codings in made:
        assert len({coding.passage for coding in codings}) == 2
    assert book.checklist.states(interview.case)[FACTOR] is State.RAISED


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (NewCoding(Span(0, 99), FACTOR), WrongUseError),
        (NewCoding(Span(0, 4), "driver.morality.nothing"), UnknownFactorError),
        (NewCoding(Span(0, 4), CONDITION, Stance.DRIVES), WrongUseError),
        (NewCoding(Span(0, 4), FACTOR, strength=4), WrongUseError),
        (NewCoding(Span(0, 4), FACTOR, memo="\x1b[2J"), WrongUseError),
        (NewCoding(Span(0, 4), FACTOR, coder="Aung"), WrongUseError),
        (NewCoding(Span(5, 9), FACTOR), WrongUseError),
        (NewCoding(Span(9, 10), OTHER), WrongUseError),
    ],
)
def test_all_of_them_or_none(book, interview, bad, error):
    book.codings.add(interview.id, Span(9, 10), OTHER)
    with pytest.raises(error):
        book.codings.add_all(interview.id, [NewCoding(Span(5, 9), FACTOR), bad])
    assert [coding.span for coding in book.codings.of_interview(interview.id)] == [Span(9, 10)]
