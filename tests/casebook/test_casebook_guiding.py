"""The guide over one case: what has been considered, factors of the team's own, and the factors used last."""

import pytest

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId, CoderLabel, FactorId, GroupId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.guiding import LOCAL, Guiding
from fieldnotes.casebook.records import State
from fieldnotes.codebook.guiding import SUBJECTS

LEAVING, STAYING = SUBJECTS[:2]


def code(book: Casebook, case: CaseId, *keys: str) -> None:
    interview = book.interviews.add(case, "x" * 40)
    for place, key in enumerate(keys):
        book.codings.add(interview.id, Span(place, place + 2), book.resolve(key).id)


def test_groups_of_which_nothing_was_considered_are_told_from_the_others(own_book: Casebook) -> None:
    case = own_book.cases.add(CaseId("C1")).id
    code(own_book, case, "dmv", "dmp")
    own_book.checklist.mark(case, own_book.resolve("dxp").id, State.DENIED)
    kinds = Guiding(own_book, case).kinds(LEAVING)
    assert [(kind.group, kind.considered, kind.factors, kind.untouched) for kind in kinds] == [
        ("driver.morality", 2, 4, False),
        ("driver.exploitation", 1, 3, False),
        ("driver.ideology", 0, 5, True),
        ("driver.exit", 0, 4, True),
        ("driver.support", 0, 3, True),
    ]
    own_book.checklist.mark_rest_not_raised(case)
    assert not any(kind.untouched for kind in Guiding(own_book, case).kinds(STAYING))


def test_the_teams_own_factors_are_offered_with_every_subject(own_book: Casebook) -> None:
    assert LOCAL not in {kind.group for kind in Guiding(own_book, None).kinds(LEAVING)}
    made = own_book.local.add("river crossing")
    guiding = Guiding(own_book, None)
    for subject in SUBJECTS:
        last = guiding.kinds(subject)[-1]
        assert (last.group, last.untouched) == (LOCAL, False), "they are on no checklist"
    assert guiding.candidates(LOCAL) == (made,)
    assert guiding.keyed(" L1 ") == made
    assert guiding.place_of(made) == (None, LOCAL)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("leaving", LEAVING),
        ("stay", STAYING),
        ("dm", GroupId("driver.morality")),
        ("Economic ties", GroupId("obstacle.economic")),
        ("driver.exit", GroupId("driver.exit")),
    ],
)
def test_answers_are_understood(own_book: Casebook, typed: str, meant: object) -> None:
    assert Guiding(own_book, None).answer(typed) == meant


def test_a_factor_is_an_answer_and_anything_else_is_refused(own_book: Casebook) -> None:
    guiding = Guiding(own_book, None)
    found = own_book.resolve("dmv")
    assert guiding.answer("DMV") == guiding.answer(found.id) == found
    assert guiding.place_of(found) == (LEAVING, "driver.morality")
    for typed in ("", "nothing of the kind", "dm dm"):
        with pytest.raises(WrongUseError):
            guiding.answer(typed)


def test_the_factors_used_last_are_those_of_the_whole_casebook_by_one_coder(own_book: Casebook) -> None:
    one, two = (own_book.cases.add(CaseId(label)).id for label in ("C1", "C2"))
    assert own_book.codings.recent(9, one) == []
    own_book.local.add("river crossing")
    code(own_book, CaseId("C1"), "dmv", "sec", "l1")
    code(own_book, CaseId("C2"), "dmp", "dmv")
    interview = own_book.interviews.of(CaseId("C2"))[0]
    own_book.codings.add(interview.id, Span(20, 22), own_book.resolve("cpw").id, coder="B")
    assert own_book.codings.recent(9, one) == [
        own_book.resolve(key).id for key in ("dmv", "dmp", "l1", "sec")
    ]
    assert own_book.codings.recent(2, two) == [own_book.resolve(key).id for key in ("dmv", "dmp")]
    own_book.second.begin(two, CoderLabel("B"))
    assert own_book.codings.recent(9, two) == [FactorId("condition.prospects.winning")]
    assert own_book.codings.recent(1, one) == [own_book.resolve("dmv").id], (
        "coder A goes on in the other case"
    )
