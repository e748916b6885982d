"""What each kind of deletion leaves in the decrypted image: every page of database and log, free pages too.

The pages are decrypted by the tests' own reader (AES-256-CBC with the derived key), not by SQLCipher, so what SQLite would
never show again is looked at as well.
"""

import hashlib

import pytest

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.text.edits import Edit

FACTOR, OTHER_FACTOR = "driver.morality.civilian-violence", "driver.exit.cdm"
CASE = CaseId("QX77Z-WV")
TITLE, TEXT, REMOVED, INSERTED = "Fanshawbury", "Ωꙮ⸎ꙩ", "Zarquonelle", "Quibblewick"
LOST, MEMO, OLD_MEMO, UNDONE = "Wimbleforth", "Murgatroydon", "Osterhagenly", "Throgmorton"
WORDS = (CASE, TITLE, TEXT, REMOVED, INSERTED, LOST, MEMO, OLD_MEMO, UNDONE)
CANARIES = {word: word.encode() for word in WORDS} | {
    "digest of lost words": hashlib.sha256(LOST.encode()).digest(),
    # The index keeps trigrams in lower case, the first bytes of neighbours in common: so only their tails can be looked for.
    "trigrams": "⸎ꙩ".encode(),
}
KEPT = "The one who stays said this. "


@pytest.fixture
def book(own_book: Casebook) -> Casebook:
    book = own_book
    for case in (CASE, CaseId("C2")):
        book.cases.add(case)
        book.consent.give(case, Purpose.STORE)
        book.consent.give(case, Purpose.CODE)
        book.cases.set_attribute(case, "branch", "army")
    for _ in range(30):  # rows that go share pages with rows that stay
        stays = book.interviews.add(CaseId("C2"), KEPT * 20).id
        book.codings.add(stays, Span(0, 7), FACTOR, memo="stays")
    text = f"{TEXT} met {REMOVED} and {LOST} here. "
    interview = book.interviews.add(CASE, text + KEPT * 400, TITLE).id
    coding = book.codings.add(interview, Span(0, 4), FACTOR, memo=OLD_MEMO)
    book.codings.set_memo(coding.id, MEMO)
    lost = text.index(LOST)
    book.codings.add(interview, Span(lost, lost + len(LOST)), OTHER_FACTOR)
    book.journal.record(interview, [Edit(lost, LOST, "")])
    book.journal.record(interview, [Edit(text.index(REMOVED), REMOVED, INSERTED)])
    book.journal.record(interview, [Edit(0, "", UNDONE)])
    book.journal.undo(interview)
    book.journal.fold(interview)
    return book


def _found(image: bytes) -> set[str]:
    return {name for name, canary in CANARIES.items() if canary in image}


def _interview(book):
    return book.interviews.of(CASE)[0].id


def test_the_scan_sees_each_of_them_while_it_is_there(book, decrypted):
    assert _found(decrypted(book.vault)) == set(CANARIES)
    book.vault.checkpoints.truncate()
    assert _found(decrypted(book.vault)) >= set(CANARIES) - {OLD_MEMO}, (
        "in the database itself, not in the log alone"
    )


LEAVES = {
    "the case": (lambda book: book.cases.delete(CASE), set()),
    "consent to everything": (lambda book: book.consent.withdraw(CASE, delete=True), set()),
    "consent to store": (lambda book: book.consent.withdraw(CASE, Purpose.STORE, delete=True), set()),
    "the interview": (lambda book: book.interviews.delete(_interview(book)), {CASE}),
    "consent to code": (
        lambda book: book.consent.withdraw(CASE, Purpose.CODE, delete=True),
        {CASE, TITLE, TEXT, REMOVED, INSERTED, LOST, UNDONE, "trigrams"},
    ),
    "earlier wordings": (
        lambda book: book.journal.forget(_interview(book)),
        {CASE, TITLE, TEXT, INSERTED, MEMO, "trigrams"},
    ),
}


@pytest.mark.parametrize("what", LEAVES)
def test_nothing_is_left_but_what_was_not_deleted(book, decrypted, what):
    delete, leaves = LEAVES[what]
    delete(book)
    image = decrypted(book.vault)
    assert _found(image) == leaves
    assert KEPT.encode() in image
    book.vault.close()


@pytest.mark.parametrize("what", LEAVES)
def test_nor_after_locking(book, decrypted, what):
    delete, leaves = LEAVES[what]
    key, vault_id, folder = book.vault._key.reveal(), book.vault.vault_id, book.vault.folder
    delete(book)
    book.vault.close()

    class Closed:  # what the reader needs of a vault
        _key = type(book.vault._key)(key)

    Closed.vault_id, Closed.folder = vault_id, folder
    assert _found(decrypted(Closed)) == leaves
    for path in folder.iterdir():
        assert not any(canary in path.read_bytes() for canary in CANARIES.values())
