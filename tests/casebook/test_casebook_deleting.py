import pytest

from fieldnotes.base.ids import CaseId
from fieldnotes.base.span import Span
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.consenting import Point, Way
from fieldnotes.casebook.records import Purpose, State
from fieldnotes.text.edits import Edit

FACTOR = "driver.morality.civilian-violence"
# Each stands in another place. The text's canary has rare letters, so that even its trigrams can be looked for.
TEXT, REMOVED, INSERTED, MEMO, TITLE = "ꙮ⸎Ωꙩ", "Zarquonelle", "Quibblewick", "Murgatroydon", "Fanshawbury"
CANARIES = [word.encode() for word in (TEXT, REMOVED, INSERTED, MEMO, TITLE)]
TRIGRAM_TAILS = ["⸎Ω".lower().encode(), "Ωꙩ".lower().encode()]
KEPT = "The one who stays said this."


@pytest.fixture
def two_cases(own_book):
    book = own_book
    for label in ("C1", "C2"):
        book.cases.add(CaseId(label))
        book.consent.give(CaseId(label), Purpose.STORE)
        book.cases.set_attribute(CaseId(label), "branch", "army")
    for _ in range(40):  # so that deleted rows share pages with rows that stay
        book.interviews.add(CaseId("C2"), KEPT * 20)
    interview = book.interviews.add(CaseId("C1"), f"{TEXT} met {REMOVED} here. " * 50, TITLE).id
    book.codings.add(interview, Span(0, 4), FACTOR, memo=MEMO)
    book.checklist.mark(CaseId("C1"), "driver.exit.cdm", State.DENIED)
    book.journal.record(interview, [Edit(9, REMOVED, INSERTED)])
    return book


def _found(image):
    return [canary for canary in (*CANARIES, *TRIGRAM_TAILS) if canary in image]


QUESTION, ANOTHER, EXPANSION, EARLIER = "Wobblecombe", "Throstlewait", "Gormenhast", "Piffleton"


def test_guides_and_abbreviations_leave_nothing_behind(two_cases, decrypted):
    book = two_cases
    book.guides.add("families", f"Did you know {QUESTION}?")
    book.guides.add("stays", f"Did you know {ANOTHER}?")
    book.abbreviations.set("gh", EARLIER)
    before = decrypted(book.vault)
    book.abbreviations.set("gh", EXPANSION)  # what it stood for before goes for good as well
    between = decrypted(book.vault)
    assert [word.encode() in before for word in (QUESTION, ANOTHER, EARLIER)] == [True] * 3
    assert [word.encode() in between for word in (EARLIER, EXPANSION)] == [False, True]
    book.guides.delete("families")
    book.abbreviations.remove("gh")
    after = decrypted(book.vault)
    assert [word.encode() in after for word in (QUESTION, ANOTHER, EARLIER, EXPANSION)] == [
        False,
        True,
        False,
        False,
    ]


def expire(book):
    book.retention.set([CaseId("C1")], "2020-01")
    book.retention.delete_due(book.retention.preview().seen)


DELETIONS = {
    "the case": lambda book: book.cases.delete(CaseId("C1")),
    "consent": lambda book: book.consent.withdraw(CaseId("C1"), delete=True),
    "the retention date": expire,
    "the interview": lambda book: book.interviews.delete(book.interviews.of(CaseId("C1"))[0].id),
}


@pytest.mark.parametrize("what", DELETIONS)
def test_nothing_of_it_is_left_in_the_decrypted_database(two_cases, decrypted, what):
    before = decrypted(two_cases.vault)
    assert _found(before) == [*CANARIES, *TRIGRAM_TAILS], "the scan must see what is there"
    DELETIONS[what](two_cases)
    after = decrypted(two_cases.vault)
    assert _found(after) == []
    assert KEPT.encode() in after
    assert len(two_cases.interviews.search("one who stays")) == 40 * 20
    for canary in (TEXT, REMOVED, INSERTED):
        assert two_cases.interviews.search(canary) == []


def test_a_plain_delete_alone_would_leave_words_behind(two_cases, decrypted):
    # Why deleting takes more than DELETE; if this ever fails, the extra work can go.
    with two_cases.vault.transaction() as connection:
        connection.execute("DELETE FROM cases WHERE id = 'C1'")
    assert _found(decrypted(two_cases.vault))
    two_cases.vault.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert _found(decrypted(two_cases.vault)) == TRIGRAM_TAILS


def test_no_row_of_a_deleted_case_is_left_in_any_table(two_cases):
    two_cases.circumstances.set_way(CaseId("C1"), Way.SPOKEN)
    two_cases.circumstances.set_explained(CaseId("C1"), Point)
    two_cases.retention.set([CaseId("C1")], "2031-05")
    two_cases.cases.delete(CaseId("C1"))
    count = two_cases.vault.connection.execute
    for query in (
        "SELECT count(*) FROM case_attributes WHERE case_id = 'C1'",
        "SELECT count(*) FROM consents WHERE case_id = 'C1'",
        "SELECT count(*) FROM interviews WHERE case_id = 'C1'",
        "SELECT count(*) FROM consent_circumstances",
        "SELECT count(*) FROM consent_explained",
        "SELECT count(*) FROM case_retention",
        "SELECT count(*) FROM checklist_marks",
        "SELECT count(*) FROM journal",
        "SELECT count(*) FROM passages",
        "SELECT count(*) FROM codings",
        "SELECT count(*) FROM unfinished",
        "SELECT count(*) FROM snapshots WHERE interview_id NOT IN (SELECT id FROM interviews)",
        "SELECT count(*) FROM interview_index WHERE rowid NOT IN (SELECT id FROM interviews)",
    ):
        assert count(query).fetchone()[0] == 0, query
    assert two_cases.vault.page_faults() == ()


def test_a_deletion_that_was_cut_off_is_finished_at_the_next_opening(two_cases, decrypted):
    # The state a kill leaves between the deletion's commit and what follows it.
    with two_cases.vault.transaction() as connection:
        connection.execute("INSERT INTO unfinished (task) VALUES ('scrub')")
        connection.execute(
            "DELETE FROM interview_index WHERE rowid IN (SELECT id FROM interviews WHERE case_id = 'C1')"
        )
        connection.execute("DELETE FROM cases WHERE id = 'C1'")
    assert _found(decrypted(two_cases.vault))
    Casebook.open(two_cases.vault, two_cases.taxonomy)
    assert _found(decrypted(two_cases.vault)) == []
    assert two_cases.vault.connection.execute("SELECT count(*) FROM unfinished").fetchone()[0] == 0


def test_deleting_is_never_part_of_a_larger_transaction(two_cases):
    with pytest.raises(RuntimeError), two_cases.vault.transaction():
        two_cases.cases.delete(CaseId("C1"))
    assert two_cases.cases.get(CaseId("C1")).id == "C1"


def test_the_numbers_of_a_deleted_interview_are_not_used_again(two_cases):
    gone = two_cases.interviews.of(CaseId("C1"))[0]
    assert two_cases.interviews.text(gone.id)
    two_cases.interviews.delete(gone.id)
    new = two_cases.interviews.add(CaseId("C1"), "another")
    assert new.id != gone.id
    assert new.number == gone.number + 1
    assert two_cases.interviews.text(new.id) == "another"


def test_other_cases_keep_everything(two_cases):
    before = (two_cases.cases.get(CaseId("C2")), two_cases.interviews.of(CaseId("C2")))
    two_cases.cases.delete(CaseId("C1"))
    assert (two_cases.cases.get(CaseId("C2")), two_cases.interviews.of(CaseId("C2"))) == before
    assert [summary.id for summary in two_cases.cases.list()] == ["C2"]
