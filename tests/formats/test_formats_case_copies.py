"""A case to a second coder's vault and the coding back: whole, unseen by anyone else, and into no other case."""

import json
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making_vaults import create_vault

from fieldnotes.analysis.reading import read_material
from fieldnotes.analysis.retrieval.asking import ask
from fieldnotes.base.errors import AnswerIsNoError, DamagedError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import NewCoding, Purpose, State
from fieldnotes.casebook.secondcoding import Standing
from fieldnotes.codebook.models import Role, Stance
from fieldnotes.formats.casecopies.payload import (
    CaseCoding,
    CaseCopy,
    coding_bytes,
    copy_bytes,
    read_document,
)
from fieldnotes.formats.casecopies.receiving import receive
from fieldnotes.formats.casecopies.sending import own_key, send
from fieldnotes.formats.passages_out import write_out_passages
from fieldnotes.formats.refi.project_writing import project_file
from fieldnotes.formats.writing_out import IN_THE_CLEAR, write_out
from fieldnotes.release.withdrawing import reach
from fieldnotes.sealing.age_files import seal_once, unseal
from fieldnotes.sealing.age_keys import AgeIdentity
from fieldnotes.text.edits import Edit
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.vault import Vault

PASSPHRASE = Passphrase("correct horse battery staple")
C1, B = CaseId("C1"), CoderLabel("B")
TEXTS = ("Q: Why?\nA: He was beaten. He left 😀 at night.", "ရွာက လူတွေ သိတယ်။ သူတို့ ကူညီတယ်။")
_files = count(1)


@pytest.fixture(autouse=True)
def passphrase_is_right(monkeypatch):
    """One key derivation less for each file; tests/cli sends with the real question."""
    monkeypatch.setattr(Vault, "require_passphrase", lambda *_: None)


@pytest.fixture(scope="module")
def two_vaults(tmp_path_factory, taxonomy):
    """Two casebooks for all tests here."""
    folder = tmp_path_factory.mktemp("copies")
    vaults = [
        create_vault(folder / name, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)[0]
        for name in ("ours", "theirs")
    ]
    yield [Casebook.open(vault, taxonomy) for vault in vaults]
    for vault in vaults:
        assert vault.stale() == ()
        vault.close()


@pytest.fixture
def books(two_vaults):
    """The vault of the first coder with case C1 coded, and that of the second; no other case is in them."""
    ours, theirs = two_vaults
    for book in two_vaults:
        for known in book.cases.list():
            book.cases.delete(known.id)
    ours.cases.add(C1)
    ours.cases.set_attribute(C1, "position", "defector")
    for purpose in Purpose:
        ours.consent.give(C1, purpose)
    for text in ("to be deleted", *TEXTS):
        ours.interviews.add(C1, text, "a title of ours")
    ours.interviews.delete(ours.interviews.of(C1)[0].id)  # numbers have gaps: 2 and 3 are left
    ours.codings.add(ours.interviews.of(C1)[0].id, Span(11, 25), ours.resolve("dmv").id, memo="our remark")
    ours.checklist.mark_rest_not_raised(C1)
    return ours, theirs


@pytest.fixture
def sent(tmp_path):
    """Sends and gives the sealed bytes."""

    def send_(book, case=C1, **options):
        to = tmp_path / f"{next(_files)}.age"
        send(book, case, to, PASSPHRASE, **options)
        return to.read_bytes()

    return send_


def opened(book, sealed):
    return unseal(sealed, [own_key(book)])[0]


def code_the_copy(theirs, case=C1, **coding):
    interview = theirs.interviews.of(case)[0].id
    made = theirs.codings.add(interview, Span(11, 25), theirs.resolve("dxi").id, **coding)
    theirs.checklist.mark(case, theirs.resolve("dip").id, State.DENIED)
    theirs.checklist.mark_rest_not_raised(case)
    return made


def test_a_copy_holds_texts_and_purposes_and_nothing_else_of_the_case(books, sent):
    ours, theirs = books
    sealed = sent(ours, recipient=own_key(theirs).recipient)
    plain = opened(theirs, sealed)
    document = read_document(plain)
    assert isinstance(document, CaseCopy)
    assert set(json.loads(plain)) == {
        "kind", "version", "copy_id", "case", "coder", "secret", "reply_to", "purposes", "taxonomy_sha256", "interviews",
    }  # fmt: skip
    for held_back in ("our remark", "a title of ours", "civilian-violence", "defector", "to be deleted"):
        assert held_back.encode() not in plain
    with pytest.raises(RefusedError):
        receive(ours, sealed)

    received = receive(theirs, sealed)
    assert (received.case, received.coder, received.is_copy, received.interviews) == (C1, B, True, 2)
    assert [(one.number, one.title) for one in theirs.interviews.of(C1)] == [(2, ""), (3, "")]
    assert tuple(theirs.interviews.text(one.id) for one in theirs.interviews.of(C1)) == TEXTS
    assert theirs.codings.of_case(C1) == []
    assert theirs.consent.of(C1) == {Purpose.STORE, Purpose.CODE}
    assert theirs.copies.received(C1).purposes == set(Purpose)
    with pytest.raises(WrongUseError, match="C1 already"):
        receive(theirs, sealed)
    with pytest.raises(RefusedError, match="which is in this vault"):
        receive(theirs, sealed, "C7")
    assert [case.id for case in theirs.cases.list()] == ["C1"]


def test_the_coding_comes_back_as_coder_bs_and_touches_nothing_of_as(books, sent):
    ours, theirs = books
    theirs.cases.add(C1)  # their own, another person's
    receive(theirs, sent(ours, recipient=own_key(theirs).recipient), "X9")
    case = CaseId("X9")
    with pytest.raises(RefusedError, match="has not considered every factor"):
        sent(theirs, case)
    made = code_the_copy(theirs, case, strength=3, stance=Stance.HOLDS_BACK, memo="their remark")
    assert made.coder == B
    before = ours.codings.of_case(C1), ours.checklist.states(C1)
    back = sent(theirs, case)
    for text in TEXTS:
        assert text.encode() not in opened(ours, back)

    received = receive(ours, back)
    assert (received.case, received.coder, received.is_copy, received.codings) == (C1, B, False, 1)
    known = ours.second.of(C1)
    assert (known.coders, known.standing) == (("A", "B"), Standing.UNSETTLED)
    codings = ours.codings.of_case(C1)
    assert [one for one in codings if one.coder == "A"] == before[0]
    assert ours.checklist.states(C1, CoderLabel("A")) == before[1]
    (theirs_here,) = [one for one in codings if one.coder == B]
    assert (theirs_here.span, theirs_here.factor, theirs_here.stance, theirs_here.strength, theirs_here.memo) == (
        made.span, made.factor, Stance.HOLDS_BACK, 3, "their remark",
    )  # fmt: skip
    assert ours.checklist.states(C1, B)[ours.resolve("dip").id] is State.DENIED
    assert not ours.checklist.is_complete(C1)
    assert ours.second.settle(C1, B).standing is Standing.SETTLED
    assert ours.checklist.is_complete(C1)
    with pytest.raises(RefusedError, match="is here already"):
        receive(ours, back)
    elsewhere = seal_once(opened(ours, back), [own_key(theirs).recipient])
    with pytest.raises(AnswerIsNoError, match="not sent from this vault"):
        receive(theirs, elsewhere)


def test_a_text_that_was_changed_since_is_refused_and_nothing_is_lost(books, sent):
    ours, theirs = books
    receive(theirs, sent(ours, recipient=own_key(theirs).recipient))
    code_the_copy(theirs)
    back = sent(theirs)
    interview = ours.interviews.of(C1)[0].id
    ours.journal.record(interview, [Edit(0, "Q", "R")])
    with pytest.raises(RefusedError, match="were changed since the copy was sent"):
        receive(ours, back)
    assert [one.coder for one in ours.codings.of_case(C1)] == ["A"]
    assert ours.second.of(C1).standing is Standing.ONE_CODER
    ours.journal.undo(interview)
    more = ours.interviews.add(C1, "another talk")
    with pytest.raises(RefusedError, match="were changed"):
        receive(ours, back)
    ours.interviews.delete(more.id)
    assert receive(ours, back).codings == 1


def test_the_text_of_a_copy_stays_as_it_came_and_it_goes_back_and_nowhere_else(books, sent, tmp_path):
    ours, theirs = books
    receive(theirs, sent(ours, recipient=own_key(theirs).recipient))
    interview = theirs.interviews.of(C1)[0].id
    with pytest.raises(RefusedError, match="text stays as it came"):
        theirs.journal.record(interview, [Edit(0, "Q", "R")])
    with pytest.raises(RefusedError):
        theirs.interviews.add(C1, "more")
    for other in ("A", "C"):
        with pytest.raises(RefusedError, match="who alone codes it"):
            theirs.codings.add(interview, Span(0, 2), theirs.resolve("dmv").id, coder=other)
    with pytest.raises(RefusedError):
        theirs.second.begin(C1, CoderLabel("C"))
    code_the_copy(theirs)
    with pytest.raises(RefusedError, match="nowhere else"):
        sent(theirs, recipient=AgeIdentity.generate().recipient)
    pytest.importorskip("lxml", reason="the extra `documents` is not installed")
    with pytest.raises(RefusedError):
        project_file(theirs, [C1])
    assert project_file(theirs).cases == 0
    with pytest.raises(RefusedError):
        write_out(theirs, interview, tmp_path / "clear.txt", IN_THE_CLEAR, PASSPHRASE)
    found = ask(theirs, read_material(theirs), "dxi")
    assert found.cases == 1
    with pytest.raises(RefusedError, match="nowhere else"):
        write_out_passages(theirs, found, tmp_path / "passages.csv", IN_THE_CLEAR, PASSPHRASE)
    assert list(tmp_path.glob("*.csv")) == list(tmp_path.glob("clear.txt")) == []


def test_what_cannot_be_sent(books, sent):
    ours, theirs = books
    reader = own_key(theirs).recipient
    for options in ({}, {"recipient": "age1nonsense"}, {"recipient": own_key(ours).recipient}):
        with pytest.raises(WrongUseError):
            sent(ours, **options)
    with pytest.raises(WrongUseError, match="codes case C1 here already"):
        sent(ours, recipient=reader, coder="A")
    assert ours.copies.sent(C1) == ()
    ours.consent.withdraw(C1, Purpose.AGGREGATE)
    sent(ours, recipient=reader)
    ours.consent.withdraw(C1, Purpose.CODE, delete=True)
    with pytest.raises(RefusedError, match="no consent on record to code"):
        sent(ours, recipient=reader)


def test_a_withdrawal_tells_of_copies_it_cannot_reach(books, sent):
    ours, theirs = books
    assert not any("copy for coder" in line for line in reach(ours, C1, None).beyond)
    sealed = sent(ours, recipient=own_key(theirs).recipient)
    for purpose in (None, Purpose.CODE):
        told = " ".join(reach(ours, C1, purpose).beyond)
        assert "A copy for coder B was sealed to age1" in told
        assert "must delete it there" in told
    receive(theirs, sealed)
    assert "This is a copy" in " ".join(reach(theirs, C1, None).beyond)
    ours.cases.delete(C1)
    code_the_copy(theirs)
    with pytest.raises(AnswerIsNoError, match="was deleted since"):
        receive(ours, sent(theirs))


def test_factors_of_the_other_teams_own_go_by_their_names(books, sent):
    ours, theirs = books
    receive(theirs, sent(ours, recipient=own_key(theirs).recipient))
    ours.local.add("something else")
    theirs.local.add("မြစ်ကူးခြင်း")
    own = theirs.local.add("လမ်း")
    assert own.id == "local.factor-2"
    theirs.codings.add(theirs.interviews.of(C1)[0].id, Span(0, 2), own.id)
    code_the_copy(theirs)
    back = sent(theirs)
    with pytest.raises(RefusedError, match="not known here by its name"):
        receive(ours, back)
    here = ours.local.add("လမ်း")
    assert receive(ours, back).codings == 2
    assert here.id in {one.factor for one in ours.codings.of_case(C1) if one.coder == B}


CHARACTERS = st.text(st.sampled_from("ab \nကွ်😀é."), min_size=4, max_size=60)
MARKED = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 50),
        st.integers(1, 20),
        st.integers(0, 45),
        st.text("xyက😀", max_size=5),
    ),
    max_size=12,
)


@given(st.lists(CHARACTERS, min_size=1, max_size=2), MARKED)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_sent_coded_and_received_keeps_every_span(two_vaults, tmp_path, texts, marked):
    ours, theirs = two_vaults
    case = CaseId(f"R{next(_files)}")
    ours.cases.add(case)
    for purpose in (Purpose.STORE, Purpose.CODE):
        ours.consent.give(case, purpose)
    for text in texts:
        ours.interviews.add(case, text)
    to, back = tmp_path / f"{case}.age", tmp_path / f"{case}-back.age"
    send(ours, case, to, PASSPHRASE, recipient=own_key(theirs).recipient)
    receive(theirs, to.read_bytes())
    factors = [factor for factor in theirs.taxonomy.active_factors if factor.role is not Role.CONDITION]
    wanted = set()
    for which, start, length, factor, memo in marked:
        text = texts[which % len(texts)]
        span = Span(
            min(start, len(text) - 1), min(start + length, len(text)) if start < len(text) else len(text)
        )
        chosen = factors[factor % len(factors)]
        key = (which % len(texts), span, chosen.id)
        if key not in {one[:3] for one in wanted}:
            interview = theirs.interviews.of(case)[which % len(texts)].id
            theirs.codings.add_all(interview, [NewCoding(span, chosen.id, Stance.UNCERTAIN, 2, memo, B)])
            wanted.add((*key, memo))
    theirs.checklist.mark_rest_not_raised(case)
    send(theirs, case, back, PASSPHRASE)
    receive(ours, back.read_bytes())
    numbers = {one.id: one.number - 1 for one in ours.interviews.of(case)}
    assert {
        (numbers[one.interview], one.span, one.factor, one.memo) for one in ours.codings.of_case(case)
    } == wanted
    assert ours.checklist.states(case, B) == theirs.checklist.states(case)


def test_documents_are_read_as_they_were_written_and_in_no_other_form(books, sent):
    ours, theirs = books
    plain = opened(theirs, sent(ours, recipient=own_key(theirs).recipient))
    document = read_document(plain)
    assert copy_bytes(document) == plain
    assert isinstance(document, CaseCopy)
    coding = CaseCoding.model_validate(
        {
            "copy_id": document.copy_id, "coder": "B", "taxonomy_sha256": "0" * 64, "own_factors": (), "codings": (),
            "marks": (), "texts": ({"number": 1, "length": 3, "sha256": "0" * 64},),
        }
    )  # fmt: skip
    assert read_document(coding_bytes(coding, b"s" * 32)) == coding
    for other in (
        b"",
        b"\n",
        b"{}",
        b"[]",
        b"null\n",
        plain[:-1],
        plain + b"x",
        plain.replace(b'":', b'" :', 1),
        b"\xff\n",
    ):
        with pytest.raises(DamagedError):
            read_document(other)
