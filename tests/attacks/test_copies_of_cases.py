"""The adversary receives a copy of a case and wants it counted there, or sends files that are no honest coding.

It holds the second coder's vault, or that coder's secret, or only the public key of a vault.
"""

import json
import random

import pytest
from making_vaults import create_vault

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError
from fieldnotes.base.ids import CaseId, CoderLabel
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose, State
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.formats.casecopies import payload
from fieldnotes.formats.casecopies.payload import read_document
from fieldnotes.formats.casecopies.receiving import receive
from fieldnotes.formats.casecopies.sending import own_key, send
from fieldnotes.release.cohorts import Reason, find_cohort
from fieldnotes.sealing.age_files import seal_once, unseal
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole
from fieldnotes.vault.vault import Vault

PASSPHRASE = Passphrase("invented notes of two coders")
C1 = CaseId("C1")
TEXT = "He was beaten. He left at night."


@pytest.fixture(scope="module")
def vaults(tmp_path_factory):
    """Ours, which sent case C1 to coder B, and theirs, which received it."""
    folder = tmp_path_factory.mktemp("copies")
    taxonomy = load_taxonomy()
    made = [
        create_vault(folder / name, role=VaultRole.RESEARCHER, passphrase=PASSPHRASE, kdf_id=1)[0]
        for name in ("ours", "theirs")
    ]
    ours, theirs = (Casebook.open(vault, taxonomy) for vault in made)
    ours.cases.add(C1)
    for purpose in Purpose:
        ours.consent.give(C1, purpose)
    ours.interviews.add(C1, TEXT)
    ours.codings.add(ours.interviews.of(C1)[0].id, Span(0, 14), ours.resolve("dmv").id, memo="ours")
    ours.checklist.mark_rest_not_raised(C1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Vault, "require_passphrase", lambda *_: None)
        send(ours, C1, folder / "copy.age", PASSPHRASE, recipient=own_key(theirs).recipient)
        receive(theirs, (folder / "copy.age").read_bytes())
        theirs.codings.add(theirs.interviews.of(C1)[0].id, Span(0, 14), theirs.resolve("dxi").id)
        theirs.checklist.mark_rest_not_raised(C1)
        send(theirs, C1, folder / "back.age", PASSPHRASE)
    plain = [
        unseal((folder / name).read_bytes(), [own_key(book)])[0]
        for name, book in (("copy.age", theirs), ("back.age", ours))
    ]
    yield ours, theirs, *plain
    for vault in made:
        vault.close()


def test_a_received_copy_is_in_no_cohort_whatever_is_done(vaults):
    _, theirs, *_ = vaults
    chance = random.Random(11)
    interview = theirs.interviews.of(C1)[0].id
    acts = [
        *(lambda purpose=purpose: theirs.consent.give(C1, purpose) for purpose in Purpose),
        lambda: theirs.consent.withdraw(C1, Purpose.PUBLISH),
        lambda: theirs.checklist.mark_rest_not_raised(C1),
        lambda: theirs.checklist.mark(C1, theirs.resolve("dip").id, State.DENIED),
        *(lambda coder=coder: theirs.second.settle(C1, CoderLabel(coder)) for coder in "AB"),
        *(lambda coder=coder: theirs.cases.settle(C1, CoderLabel(coder)) for coder in "AB"),
        lambda: theirs.second.begin(C1, CoderLabel("C")),
        lambda: theirs.second.stop(C1),
        lambda: theirs.codings.add(interview, Span(15, 32), theirs.resolve("dec").id, coder="B"),
        lambda: theirs.cases.set_attribute(C1, "position", "defector"),
        lambda: theirs.cases.mark_released([C1], 1),
        lambda: theirs.cases.unmark_released(1),
        lambda: theirs.restored.hold(b"x", held=False),
        lambda: theirs.copies.note_returned(theirs.copies.note_sent(C1, CoderLabel("D"), "age1")),
    ]
    done = set()
    for _ in range(120):
        number = chance.randrange(len(acts))
        try:
            acts[number]()
        except FieldnotesError:
            continue
        done.add(number)
        cohort = find_cohort(theirs)
        assert cohort.cases == ()
        assert cohort.why_not == {Reason.COPY: 1}
        assert theirs.cases.get(C1).released is None
    assert len(done) >= 8, "most of it could be done"
    theirs.cases.settle(C1, CoderLabel("B"))
    assert theirs.cases.list()[0].complete
    for purpose in (Purpose.AGGREGATE, Purpose.PUBLISH):
        with pytest.raises(RefusedError, match="never counted here"):
            theirs.consent.give(C1, purpose)
    with pytest.raises(RefusedError, match="never released here"):
        theirs.cases.mark_released([C1], 1)


def test_without_its_mark_as_from_a_damaged_page_a_copy_still_lacks_the_consent_to_be_counted(vaults):
    _, theirs, *_ = vaults
    rows = theirs.vault.connection.execute("SELECT * FROM received_copies").fetchall()
    theirs.vault.connection.execute("DELETE FROM received_copies")
    try:
        cohort = find_cohort(theirs)
        assert cohort.cases == ()
        assert set(cohort.why_not) == {Reason.NO_CONSENT_AGGREGATE, Reason.NO_CONSENT_PUBLISH}
    finally:
        theirs.vault.connection.execute(
            "INSERT INTO received_copies VALUES (?, ?, ?, ?, ?, ?, ?)", tuple(rows[0])
        )


def rows_of(book):
    tables = ("cases", "interviews", "snapshots", "passages", "codings", "checklist_marks", "consents",
              "second_codings", "second_marks", "received_copies", "received_texts", "sent_copies")  # fmt: skip
    return {
        table: [tuple(row) for row in book.vault.connection.execute(f"SELECT * FROM {table}").fetchall()]  # noqa: S608
        for table in tables
    }


def refused(book, plain):
    """What a file came to: refused in a sentence without note text, and nothing stored."""
    before = rows_of(book)
    with pytest.raises(FieldnotesError) as caught:
        receive(book, seal_once(plain, [own_key(book).recipient]))
    assert rows_of(book) == before
    assert "beaten" not in str(caught.value)
    assert len(str(caught.value)) < 500
    return caught.value


def changed(plain, change):
    """The document with something changed, in canonical form again."""
    values = json.loads(plain.partition(b"\n")[0])
    change(values)
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def forged(vaults, change):
    """A coding by somebody who opened the copy and knows its secret."""
    _, _, copy, back = vaults
    raw = changed(back, change)
    return raw + payload._mac(raw, bytes.fromhex(read_document(copy).secret))


def put(*path, value):
    def change(document):
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


COPIES = {
    "a newer version": put("version", value=2),
    "version 0": put("version", value=0),
    "a version in words": put("version", value="1"),
    "another kind": put("kind", value="fieldnotes-case"),
    "a key more": put("also", value=1),
    "a case label that is a name": put("case", value="Ko Min"),
    "a case label that is a path": put("case", value="../C1"),
    "a coder who is no letter": put("coder", value="BB"),
    "a short secret": put("secret", value="ab"),
    "no reader": put("reply_to", value="somebody"),
    "no consent to code": put("purposes", value=["store"]),
    "no consent at all": put("purposes", value=[]),
    "an unknown purpose": put("purposes", value=["store", "code", "sell"]),
    "control characters": put("interviews", 0, "text", value="\x1b]52;c;!\x07"),
    "half a surrogate": put("interviews", 0, "text", value="\\ud800"),
    "a number below 1": put("interviews", 0, "number", value=0),
    "a number that is true": put("interviews", 0, "number", value=True),
    "a number in words": put("interviews", 0, "number", value="1"),
    "an enormous number": put("interviews", 0, "number", value=10**30),
    "an interview twice": lambda document: document["interviews"].append(dict(document["interviews"][0])),
    "no interview": put("interviews", value=[]),
    "a thousand and one": put("interviews", value=[{"number": n + 1, "text": "x"} for n in range(1001)]),
    "too much text": put("interviews", 0, "text", value="x" * 4_000_001),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_hostile_copy_is_refused(vaults, name):
    _, theirs, copy, _ = vaults
    different = changed(copy, put("copy_id", value="ab" * 16))
    different = changed(different, put("case", value="C9"))
    raw = changed(different, COPIES[name])
    if name == "half a surrogate":
        raw = raw.replace(b"\\\\ud800", b"\\ud800")
    refused(theirs, raw)


def test_the_same_copy_with_nothing_changed_would_have_been_taken(vaults):
    _, theirs, copy, _ = vaults
    honest = changed(changed(copy, put("copy_id", value="cd" * 16)), put("case", value="C8"))
    assert receive(theirs, seal_once(honest, [own_key(theirs).recipient])).case == "C8"
    theirs.cases.delete(CaseId("C8"))


CODINGS = {
    "a newer version": put("version", value=2),
    "coder A overwritten": put("coder", value="A"),
    "a span beyond the text": put("codings", 0, "end", value=33),
    "a span far beyond the text": put("codings", 0, "end", value=10**12),
    "a span that is empty": put("codings", 0, "end", value=0),
    "a span that runs backward": put("codings", 0, "start", value=20),
    "a span before the text": put("codings", 0, "start", value=-1),
    "a place that is no whole number": put("codings", 0, "start", value=0.5),
    "an unknown factor": put("codings", 0, "factor", value="driver.morality.nothing"),
    "a factor that is SQL": put("codings", 0, "factor", value="x'; DROP TABLE cases; --"),
    "an unknown factor of a team's own": put("codings", 0, "factor", value="local.river"),
    "an unknown stance": put("codings", 0, "stance", value="denies"),
    "a strength of 4": put("codings", 0, "strength", value=4),
    "a memo that commands a terminal": put("codings", 0, "memo", value="\x1b[2J"),
    "a long memo": put("codings", 0, "memo", value="x" * 20_001),
    "another interview": put("codings", 0, "interview", value=2),
    "a coding twice": lambda document: document["codings"].append(dict(document["codings"][0])),
    "a mark of an unknown factor": put("marks", 0, "factor", value="driver.nothing"),
    "a mark that raises": put("marks", 0, "state", value="raised"),
    "another text": put("texts", 0, "sha256", value="0" * 64),
    "a text more": lambda document: document["texts"].append({"number": 2, "length": 1, "sha256": "0" * 64}),
    "no text": put("texts", value=[]),
    "another copy": put("copy_id", value="ef" * 16),
    "a condition with a stance": lambda document: document["codings"][0].update(
        factor="condition.prospects.unity", stance="drives"
    ),
}


@pytest.mark.parametrize("name", CODINGS)
def test_a_hostile_coding_by_whoever_holds_the_secret_is_refused(vaults, name):
    refused(vaults[0], forged(vaults, CODINGS[name]))


def test_a_coding_by_someone_who_never_opened_the_copy_is_refused(vaults):
    ours, _, _, back = vaults
    line = back.partition(b"\n")[0] + b"\n"
    for mac in (b"", b"0" * 64, payload._mac(line, b"\0" * 32), back.partition(b"\n")[2][:-1]):
        assert isinstance(refused(ours, line + mac), RefusedError)
    other = changed(back, put("codings", 0, "memo", value="put in their mouth"))
    assert "not made from the copy" in str(refused(ours, other + back.partition(b"\n")[2]))


@pytest.mark.parametrize(
    "plain",
    [
        b"[" * 200_000 + b"\n",
        b'{"kind":' * 50_000 + b"\n",
        b'{"kind":"fieldnotes-case-copy","version":' + b"9" * 5_000 + b"}\n",
        b'{"kind":"fieldnotes-case-copy","version":NaN}\n',
        b'{"kind":["fieldnotes-case-copy"],"version":1}\n',
        b"x" * (payload.LONGEST + 1),
    ],
)
def test_bombs_are_refused(vaults, plain):
    assert isinstance(refused(vaults[1], plain), DamagedError | RefusedError)


def test_what_was_sealed_to_another_or_is_no_sealed_file_is_refused(vaults):
    ours, theirs, copy, _ = vaults
    for sealed in (seal_once(copy, [own_key(ours).recipient]), b"", copy, b"age-encryption.org/v1\n" * 9):
        before = rows_of(theirs)
        with pytest.raises(FieldnotesError):
            receive(theirs, sealed)
        assert rows_of(theirs) == before
