import pytest

from fieldnotes.base.errors import AnswerIsNoError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import State
from fieldnotes.codebook.errors import UnknownFactorError
from fieldnotes.codebook.models import Stance
from fieldnotes.vault.verifying import verify


def test_a_local_factor_has_an_id_from_its_label_and_a_short_key(own_book):
    first = own_book.local.add("River  crossing", "Crossing a river to leave.")
    assert (first.id, first.key, first.label) == ("local.river-crossing", "l1", "River crossing")
    burmese = own_book.local.add("မြစ်ကူးခြင်း")
    assert burmese.id == "local.factor-2"
    assert own_book.local.add("Río crossing!").id == "local.rio-crossing"
    assert own_book.local.add("River-crossing").id == "local.river-crossing-4"
    assert [one.key for one in own_book.local.all()] == ["l1", "l2", "l3", "l4"]
    for asked in ("l1", " L1 ", "local.river-crossing", "LOCAL.River-Crossing"):
        assert own_book.resolve(asked) == first
    assert own_book.resolve("dmv").id == "driver.morality.civilian-violence"
    assert own_book.codable[-4:] == own_book.local.all()


@pytest.mark.parametrize("label", ["", "   ", "x" * 201, "a\x1b[2Jb"])
def test_a_label_that_cannot_be_is_refused(own_book, label):
    with pytest.raises(WrongUseError):
        own_book.local.add(label)
    assert own_book.local.all() == ()


def test_a_name_is_given_once(own_book):
    own_book.local.add("River crossing")
    with pytest.raises(WrongUseError):
        own_book.local.add("river crossing")
    other = own_book.local.add("Fording")
    with pytest.raises(WrongUseError):
        own_book.local.describe(other.id, "RIVER crossing", "")
    assert own_book.local.describe(other.id, "fording", "").label == "fording"


def test_passages_are_coded_with_it_and_nothing_of_the_checklist_changes(own_book):
    factor = own_book.local.add("River crossing")
    own_book.cases.add(CaseId("C1"))
    interview = own_book.interviews.add(CaseId("C1"), "We crossed the river at night.")
    before = own_book.checklist.states(CaseId("C1"))
    coding = own_book.codings.add(interview.id, Span(3, 10), factor.id)
    assert coding.stance is None
    other = own_book.codings.add(interview.id, Span(3, 12), factor.id, stance=Stance.HOLDS_BACK)
    assert other.stance is Stance.HOLDS_BACK
    assert own_book.codings.counts()[factor.id] == 2
    assert own_book.factor(coding.factor) == factor
    assert own_book.checklist.states(CaseId("C1")) == before
    with pytest.raises(UnknownFactorError):
        own_book.checklist.mark(CaseId("C1"), factor.id, State.DENIED)
    own_book.checklist.mark_rest_not_raised(CaseId("C1"))
    assert own_book.checklist.is_complete(CaseId("C1"))
    (summary,) = own_book.cases.list()
    assert (summary.considered, summary.codings) == (summary.factors, 2)


def test_an_unknown_local_factor_is_not_coded(own_book):
    own_book.cases.add(CaseId("C1"))
    interview = own_book.interviews.add(CaseId("C1"), "We crossed.")
    with pytest.raises(UnknownFactorError):
        own_book.codings.add(interview.id, Span(0, 2), FactorId("local.nothing"))
    with pytest.raises(AnswerIsNoError):
        own_book.local.get("l9")


def test_one_that_is_used_is_kept_and_one_that_is_not_goes_for_good(own_book):
    used, unused = own_book.local.add("used"), own_book.local.add("Zq7canary")
    own_book.cases.add(CaseId("C1"))
    interview = own_book.interviews.add(CaseId("C1"), "We crossed.")
    own_book.codings.add(interview.id, Span(0, 2), used.id)
    with pytest.raises(RefusedError, match="1 coding uses"):
        own_book.local.remove(used.id)
    own_book.local.remove(unused.id)
    assert own_book.local.all() == (used,)
    assert own_book.local.add("another").key == "l3"  # l2 never comes to mean another factor
    changed = own_book.local.describe(used.id, "now called so", "and described")
    assert (changed.id, changed.label, changed.description) == (used.id, "now called so", "and described")


def test_it_is_there_after_a_restart_and_watched(own_book, taxonomy):
    own_book.local.add("River crossing", guid="0f8fad5b-d9cb-469f-a165-70867728950e")
    again = Casebook.open(own_book.vault, taxonomy)
    assert again.local.all() == own_book.local.all()
    assert verify(own_book.vault).faults == ()


def test_codings_stay_readable_where_the_factor_was_lost(own_book):
    factor = own_book.local.add("River crossing")
    with own_book.vault.transaction() as connection:
        connection.execute("DELETE FROM local_factors")
    shown = own_book.factor(factor.id)
    assert (shown.id, shown.label) == (factor.id, "river-crossing")
    with pytest.raises(UnknownFactorError):
        own_book.factor(FactorId("driver.nothing.at-all"))
