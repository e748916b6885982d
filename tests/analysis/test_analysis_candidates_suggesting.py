"""Candidate passages of a casebook: what is looked through, learnt from and left out, and what was dismissed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_vaults import create_vault

from fieldnotes.analysis.candidates.suggesting import Suggesting
from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.pseudonymising import replace
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.errors import UnknownFactorError
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.codebook.models import Retirement, Taxonomy
from fieldnotes.text.edits import Edit
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.verifying import verify

PAY = FactorId("driver.exploitation.pay")
LATE, TAKEN = "My salary was late again.", "They took deductions from my salary."
TEXT = f"Q: Was it your salary?\nA: We sat by the river. {LATE} A dog barked.\nQ: And?\nA: {TAKEN} It rained."
C1, C2 = CaseId("C1"), CaseId("C2")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    passphrase = Passphrase("correct horse battery staple")
    folder = tmp_path_factory.mktemp("shared") / "vault"
    vault, _ = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=passphrase, kdf_id=1)
    with vault:
        yield Casebook.open(vault, load_taxonomy())
        assert vault.stale() == (), "whatever was done counts as written"


@pytest.fixture
def book(shared):
    """The same casebook with two cases as they were."""
    for case in shared.cases.list():
        shared.cases.delete(case.id)
    for case, text in ((C1, TEXT), (C2, f"A: {TAKEN}")):
        shared.cases.add(case)
        shared.interviews.add(case, text)
    return shared


def offered(book, case=C1, factor=PAY, **options):
    found = Suggesting(book).candidates(factor, book.interviews.of(case), 10, **options)
    texts = {one.id: book.interviews.text(one.id) for one in book.interviews.of(case)}
    return [texts[one.interview][one.span.start : one.span.end] for one in found]


def interview_of(book, case=C1):
    return book.interviews.of(case)[0].id


def span_of(words, text=TEXT):
    return Span(text.index(words), text.index(words) + len(words))


def test_candidates_are_those_of_the_interviews_asked_for_and_code_nothing(book):
    assert offered(book) == [TAKEN, LATE]
    assert offered(book, C2) == [TAKEN]
    found = Suggesting(book).everywhere(PAY, 10)
    assert sorted(one.case for one in found) == [C1, C1, C2]
    assert {one.number for one in found} == {1}
    assert len(Suggesting(book).everywhere(PAY, 2)) == 2
    assert not book.codings.counts()


@pytest.mark.parametrize("words", [TAKEN, "deductions", f"again. A dog barked.\nQ: And?\nA: {TAKEN}"])
def test_a_sentence_that_carries_the_factor_in_part_is_left_out(book, words):
    book.codings.add(interview_of(book), span_of(words), PAY)
    assert TAKEN not in offered(book)
    assert (LATE in offered(book)) is (not words.startswith("again"))


def test_another_factor_on_the_words_leaves_them_in(book):
    book.codings.add(interview_of(book), span_of(TAKEN), FactorId("driver.exit.cdm"))
    assert offered(book) == [TAKEN, LATE]


def test_what_any_coder_coded_is_left_out(book):
    book.codings.add(interview_of(book), span_of(TAKEN), PAY, coder="B")
    assert offered(book) == [LATE]


def test_what_one_coder_dismissed_is_offered_to_another(book):
    Suggesting(book).dismiss(interview_of(book), PAY, span_of(TAKEN))
    with book.vault.transaction() as connection:
        connection.execute("UPDATE cases SET settled_coder = 'B' WHERE id = ?", (C1,))
    assert offered(book) == [TAKEN, LATE]


def test_words_of_coded_passages_are_learnt_from_other_cases(book):
    where = book.interviews.add(C2, "A: He sold the river. A river is gone.").id
    for words in ("He sold the river.", "A river is gone."):
        book.codings.add(where, span_of(words, "A: He sold the river. A river is gone."), PAY)
    assert any("river" in words for words in offered(book))


def test_a_passage_that_moved_with_an_edit_is_still_left_out(book):
    book.codings.add(interview_of(book), span_of(TAKEN), PAY)
    book.journal.record(interview_of(book), [Edit(0, "", "A: A new beginning.\n" * 20)])
    assert offered(book) == [LATE]


def test_a_coding_that_begins_or_ends_where_a_sentence_does_leaves_its_neighbours_in(book):
    at = span_of(LATE)
    book.codings.add(interview_of(book), Span(at.end, at.end + 5), PAY)
    book.codings.add(interview_of(book), Span(at.start - 5, at.start), PAY)
    assert LATE in offered(book)


def test_what_is_dismissed_is_offered_no_more_until_it_is_offered_again_or_edited(book):
    interview = interview_of(book)
    assert Suggesting(book).dismiss(interview, PAY, span_of(TAKEN)) == 1
    assert offered(book) == [LATE]
    assert offered(book, C2) == [TAKEN], "in its own interview only"
    book.journal.record(interview, [Edit(0, "", "A: Before all that.\n")])
    assert offered(book) == [LATE], "it moved"
    at = book.interviews.text(interview).index("deductions")
    book.journal.record(interview, [Edit(at, "", "large ")])
    assert "They took large deductions from my salary." in offered(book), "other words"
    book.journal.undo(interview)
    assert offered(book) == [LATE], "the same words again"
    assert book.dismissals.offer_again(interview, PAY) == 1
    assert offered(book) == [TAKEN, LATE]


def test_a_dismissal_is_for_one_factor(book):
    Suggesting(book).dismiss(interview_of(book), FactorId("driver.exit.cdm"), span_of(TAKEN))
    assert offered(book) == [TAKEN, LATE]


def test_what_was_passed_over_is_left_out_without_being_stored(book):
    (first, *_) = Suggesting(book).candidates(PAY, book.interviews.of(C1), 1)
    assert offered(book, without=frozenset(first.digests)) == [LATE]
    assert offered(book) == [TAKEN, LATE]


def test_what_cannot_be_is_refused(book):
    with pytest.raises(UnknownFactorError):
        offered(book, factor=FactorId("no.such.factor"))
    with pytest.raises(AnswerIsNoError):
        Suggesting(book).dismiss(interview_of(book), PAY, span_of("your salary"))
    with pytest.raises(AnswerIsNoError):
        book.dismissals.dismiss(999, PAY, ["words"])


def kept(book):
    return book.vault.connection.execute("SELECT * FROM dismissed_candidates").fetchall()


@pytest.mark.parametrize(
    "goes",
    [
        lambda book: book.cases.delete(C1),
        lambda book: book.interviews.delete(interview_of(book)),
        lambda book: book.consent.withdraw(C1, Purpose.CODE, delete=True),
        lambda book: replace(book, "river", "place 1", C1),
    ],
    ids=["case", "interview", "consent to code", "words replaced for good"],
)
def test_nothing_of_it_stays(book, goes):
    book.consent.give(C1, Purpose.CODE)
    Suggesting(book).dismiss(interview_of(book), PAY, span_of(TAKEN))
    Suggesting(book).dismiss(interview_of(book, C2), PAY, Span(3, 9))
    assert [tuple(map(type, row)) for row in kept(book)] == [(int, str, str, bytes)] * 2
    assert all(len(row["digest"]) == 32 for row in kept(book))
    stays = interview_of(book, C2)
    goes(book)
    assert [row["interview_id"] for row in kept(book)] == [stays]
    assert verify(book.vault).faults == ()


def test_consent_to_code_withdrawn_with_codings_takes_dismissals_too(book):
    book.consent.give(C1, Purpose.CODE)
    book.codings.add(interview_of(book), span_of(LATE), PAY)
    Suggesting(book).dismiss(interview_of(book), PAY, span_of(TAKEN))
    book.consent.withdraw(C1, Purpose.CODE, delete=True)
    assert kept(book) == []


def test_a_retired_factor_has_no_candidates(book):
    gone = {"retired": Retirement(since="1.0.0")}
    factors = tuple(one.model_copy(update=gone) if one.id == PAY else one for one in book.taxonomy.factors)
    fields = {name: getattr(book.taxonomy, name) for name in Taxonomy.model_fields} | {"factors": factors}
    with pytest.raises(WrongUseError, match="retired"):
        offered(Casebook.open(book.vault, Taxonomy(**fields)))


WORDS = (
    "salary",
    "deductions",
    "river.",
    "not",
    "They",
    "rice",
    "ကျွန်တော်",
    "လစာ။",
    "\nA:",
    "\nQ:",
    "\n\n",
    "wages",
)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60), st.data())
def test_no_candidate_shares_words_with_a_passage_that_carries_the_factor(shared, words, data):
    if not shared.cases.list():
        shared.cases.add(C1)
    text = " ".join(words)
    interview = shared.interviews.add(C1, text)
    coded = set()
    for _ in range(data.draw(st.integers(0, 4))):
        start = data.draw(st.integers(0, len(text) - 1))
        coded.add(Span(start, data.draw(st.integers(start + 1, len(text)))))
    for span in coded:
        shared.codings.add(interview.id, span, PAY)
    found = Suggesting(shared).candidates(PAY, [interview], 50)
    assert found == Suggesting(shared).candidates(PAY, [interview], 50)
    for one in found:
        assert one.interview == interview.id
        assert one.span.within(len(text))
        assert not any(one.span.overlaps(span) for span in coded)
    for one in found[:1]:
        Suggesting(shared).dismiss(interview.id, PAY, one.span)
        later = Suggesting(shared).candidates(PAY, [interview], 50)
        assert not any(one.span.overlaps(other.span) for other in later)
    shared.interviews.delete(interview.id)
