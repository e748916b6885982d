"""What is said before a withdrawal, held against what the withdrawal then does."""

from pathlib import Path

import pytest

from fieldnotes.base.errors import AnswerIsNoError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.records import Purpose
from fieldnotes.release.withdrawing import NEVER_REACHED, reach
from fieldnotes.vault.backups import back_up

C4 = CaseId("C4")


def words(found):
    return " ".join(found.reaches), " ".join(found.beyond)


@pytest.mark.usefixtures("desk")
def test_before_any_release_it_reaches_all_but_backups_and_other_files(book, tmp_path: Path):
    (tmp_path / "stick").mkdir()
    made = back_up(book.vault, tmp_path / "stick")
    found = reach(book, C4, None)
    here, beyond = words(found)
    assert found.deletes
    assert "1 interview (" in here
    assert "codings with" in here
    assert "No release will count this case" in here
    assert f"Backup {made.name} in {made.folder}" in beyond
    assert "still holds C4" in beyond
    assert found.beyond[-1:] == NEVER_REACHED
    assert book.cases.get(C4).released is None, "asking changes nothing"


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("purpose", [Purpose.AGGREGATE, Purpose.PUBLISH])
def test_where_nothing_is_deleted_it_says_so(book, purpose):
    found = reach(book, C4, purpose)
    assert (found.deletes, found.beyond) == (False, ())
    assert found.reaches == ("Nothing is deleted here.", "No release will count this case any more.")


@pytest.mark.usefixtures("desk")
def test_without_consent_to_code_the_text_stays(book):
    found = reach(book, C4, Purpose.CODE)
    assert found.deletes
    assert "Its text stays." in found.reaches[0]


def test_an_export_that_has_not_left_is_made_void_as_it_says(desk, book, store):
    desk.remotes.add("stick", "folder", str(store), auto=False)
    desk.approve()
    found = reach(book, C4, Purpose.PUBLISH)
    assert "the next push sends a void export" in words(found)[0]
    book.consent.withdraw(C4, Purpose.PUBLISH)
    desk.push()
    assert desk.ledger()[0].kind == "void"


def test_a_count_that_was_sent_stays_as_it_says(desk, book, store):
    desk.remotes.add("stick", "folder", str(store), auto=False)
    desk.approve()
    desk.push()
    found = reach(book, C4, None)
    assert "That count stays" in words(found)[1]
    assert "void" not in words(found)[0]
    book.consent.withdraw(C4, delete=True)
    desk.push()
    assert desk.ledger()[0].kind == "suppressed"


def test_after_a_restore_the_lost_machine_may_have_sent_it(field, restored):
    book = restored(field.after)
    found = reach(book, C4, None)
    assert "the lost machine may have sent it already" in words(found)[1]


@pytest.mark.usefixtures("desk")
def test_an_unknown_case_has_none(book):
    with pytest.raises(AnswerIsNoError):
        reach(book, CaseId("nobody"), None)
