"""After a restore: another device, and the cases of the backup stay out until the coordinator says what came in."""

import pytest

from fieldnotes.base.errors import RefusedError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.casebook.restored import RestoredCases
from fieldnotes.release.cohorts import Reason, find_cohort
from fieldnotes.release.describing import preview_lines, preview_record
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.outbox import State
from fieldnotes.release.restores import Verdict
from fieldnotes.sealing.enrolments import open_enrolment
from fieldnotes.sealing.exports import open_export
from fieldnotes.sealing.statements import LastExport, Revoked, Statement, write_statement
from fieldnotes.vault.backups import back_up
from fieldnotes.vault.sqlcipher import ConstraintError

OTHER = "0" * 64


@pytest.fixture
def state(field):
    """A statement as the coordinator would sign it, for the vault of a desk."""

    def make(desk, number, sha256=None, *, epoch=1, serial=1, **changes):
        last = LastExport(epoch=epoch, number=number, payload_sha256=sha256) if number else None
        restore = desk.restores()[-1]
        fields = {
            "project": field.coordinator.project,
            "serial": serial,
            "device": restore.device,
            "successor": restore.successor,
            "revoked": Revoked(epoch=epoch if number else 1, number=number),
            "last": last,
        }
        return write_statement(Statement(**(fields | changes)), field.coordinator.key)

    return make


def held(book):
    return find_cohort(book).why_not.get(Reason.RESTORED, 0)


def test_every_case_of_the_backup_is_kept_out_and_the_preview_says_so(field, restored, add_cases):
    book = restored(field.before)
    desk = ReleaseDesk.open(book)
    with pytest.raises(RefusedError, match="17 cases: came with a restored backup"):
        desk.approve()
    preview = desk.preview()
    assert not preview.ready
    assert preview.cohort.why_not == {Reason.RESTORED: 17}
    words = "\n".join(preview_lines(preview))
    assert "17 cases that came with it are kept out" in words
    assert field.device in words
    assert "no export as the last" in words
    assert preview_record(preview)["restores"][0]["verdict"] == "open"
    add_cases(book, 15, first=101, seed=3)
    entry = desk.approve()
    assert (entry.cohort, entry.epoch, entry.place) == (15, 2, 1), "cases added later may be released"
    assert {one.id for one in book.cases.list() if one.released} == {
        f"C{number}" for number in range(101, 116)
    }


def test_the_bar_covers_exactly_the_cases_that_came_with_the_backup(field, restored, add_cases):
    book = restored(field.before)
    add_cases(book, 2, first=101)
    book.cases.delete(CaseId("C1"))
    book.cases.add(CaseId("C1"))
    again = Casebook.open(book.vault, book.taxonomy)
    ReleaseDesk.open(again)
    assert again.restored.held() == {f"C{number}" for number in range(2, 18)}


def test_the_note_of_what_came_with_the_backup_is_made_whole_or_not_at_all(field, restored):
    book = restored(field.before)
    vault = book.vault
    vault.connection.execute("DELETE FROM restored_case")
    vault.connection.execute("DELETE FROM restored")
    vault.connection.execute(
        "CREATE TRIGGER cut_off BEFORE INSERT ON restored_case WHEN NEW.case_id = 'C9'"
        " BEGIN SELECT raise(ABORT, 'cut off'); END"
    )
    with pytest.raises(ConstraintError):
        RestoredCases(vault).record()
    assert vault.connection.execute("SELECT count(*) FROM restored").fetchone()[0] == 0
    vault.connection.execute("DROP TRIGGER cut_off")
    RestoredCases(vault).record()
    assert len(book.restored.held()) == 17


def test_a_vault_that_was_never_restored_holds_nothing_back(desk, book):
    assert book.vault.restored is None
    assert book.restored.held() == frozenset()
    assert desk.restores() == []
    assert desk.preview().notes == ()


def test_a_restored_vault_has_another_key_and_enrols_again(field, restored):
    book = restored(field.after)
    desk = ReleaseDesk.open(book)
    (restore,) = desk.restores()
    assert (restore.device, restore.epoch, restore.place) == (field.device, 1, 1)
    assert restore.payload_sha256 == field.payload_sha256
    key = desk._device.key()
    assert key.device_id == restore.successor != field.device
    assert desk._device.epoch() == 2
    assert book.vault.connection.execute("SELECT count(*) FROM release_device").fetchone()[0] == 1
    enrolment = open_enrolment(desk.enrolment_request(), [field.coordinator.identity])
    assert enrolment.device_id == restore.successor
    again = ReleaseDesk.open(Casebook.open(book.vault, book.taxonomy))
    assert again.restores() == [restore]
    assert again._device.key().public == key.public


def test_a_backup_without_a_device_gets_one_that_a_statement_can_name(field, restored):
    book = restored(field.before)
    connection = book.vault.connection
    connection.execute("DELETE FROM release_device")
    desk = ReleaseDesk.open(book)
    (restore,) = desk.restores()
    assert restore.device is None
    assert desk._device.key().device_id == restore.successor
    assert "before this vault had a device" in " ".join(desk.preview().notes)


@pytest.mark.parametrize("which", ["before", "after"])
def test_the_bar_is_lifted_when_the_last_export_received_is_the_last_one_known(field, restored, state, which):
    book = restored(getattr(field, which))
    desk = ReleaseDesk.open(book)
    number, sha256 = (0, None) if which == "before" else (1, field.payload_sha256)
    restore = desk.accept_statement(state(desk, number, sha256))
    assert restore.verdict is Verdict.LIFTED
    assert held(book) == 0
    assert desk.preview().notes == ()
    if which == "before":
        entry = desk.approve()
        payload = open_export(desk._outbox.sealed(1), [field.coordinator.identity]).payload
        assert entry.cohort == 17
        assert (payload.device, payload.epoch, payload.number) == (restore.successor, 2, 1)


@pytest.mark.parametrize(
    "came_in",
    [(2, OTHER, 1), (1, OTHER, 1), (1, "known", 2), (9, OTHER, 3)],
    ids=["a later export", "another export of that number", "another epoch", "much later"],
)
def test_an_export_that_the_backup_does_not_know_keeps_its_cases_out_for_good(
    field, restored, state, add_cases, came_in
):
    number, sha256, epoch = came_in
    book = restored(field.after)
    add_cases(book, 1, first=101)
    desk = ReleaseDesk.open(book)
    raw = state(desk, number, field.payload_sha256 if sha256 == "known" else sha256, epoch=epoch)
    assert desk.accept_statement(raw).verdict is Verdict.FINAL
    assert book.restored.held() == {f"C{number}" for number in range(1, 18)}
    assert find_cohort(book).cases == ("C101",)
    assert "stay out for good" in " ".join(desk.preview().notes)
    later = state(desk, 1, field.payload_sha256, serial=2)
    assert desk.accept_statement(later).verdict is Verdict.FINAL, "nothing unsays it"
    assert len(book.restored.held()) == 17


def test_a_coordinator_who_has_received_less_is_to_be_sent_it_first(field, restored, state):
    book = restored(field.after)
    desk = ReleaseDesk.open(book)
    assert desk.accept_statement(state(desk, 0)).verdict is Verdict.BEHIND
    assert len(book.restored.held()) == 17
    assert "ask for another statement" in " ".join(desk.preview().notes)
    assert desk.accept_statement(state(desk, 1, field.payload_sha256, serial=2)).verdict is Verdict.LIFTED
    assert book.restored.held() == frozenset()


def test_of_two_statements_the_later_one_holds(field, restored, state):
    book = restored(field.after)
    desk = ReleaseDesk.open(book)
    good = state(desk, 1, field.payload_sha256, serial=4)
    assert desk.accept_statement(good).verdict is Verdict.LIFTED
    assert desk.accept_statement(good).verdict is Verdict.LIFTED, "the same again changes nothing"
    assert desk.accept_statement(state(desk, 2, OTHER, serial=5)).verdict is Verdict.FINAL
    assert len(book.restored.held()) == 17, "what came in late bars the cases again"
    with pytest.raises(RefusedError, match="later statement"):
        desk.accept_statement(good)
    assert len(book.restored.held()) == 17


def test_an_old_export_is_pushed_only_when_asked_for_and_as_the_same_bytes(field, restored, store):
    book = restored(field.after)
    desk = ReleaseDesk.open(book)
    desk.remotes.add("stick", "folder", str(store), auto=True)
    assert desk.push(automatic=True) == []
    (result,) = desk.push()
    assert result.state is State.CONFIRMED
    (file,) = [path for path in store.rglob("*") if path.is_file()]
    opened = open_export(file.read_bytes(), [field.coordinator.identity])
    assert opened.payload_bytes == desk.payload(1)
    assert opened.payload.device == field.device
    second = restored(field.after)
    desk = ReleaseDesk.open(second)
    desk.remotes.add("stick", "folder", str(store), auto=False)
    assert desk.push()[0].state is State.CONFIRMED
    assert [path for path in store.rglob("*") if path.is_file()] == [file], (
        "the lost machine had sent the same"
    )


def test_an_old_export_is_never_made_void_because_the_lost_machine_may_have_sent_it(
    field, restored, store, add_cases
):
    book = restored(field.after)
    desk = ReleaseDesk.open(book)
    desk.remotes.add("stick", "folder", str(store), auto=False)
    book.consent.withdraw(CaseId("C3"), Purpose.PUBLISH)
    (result,) = desk.push()
    assert result.state is State.WAITING
    assert "before this vault was restored" in result.problem
    assert desk.ledger()[0].kind == "suppressed"
    assert list(store.rglob("*")) == []
    assert {one.released for one in book.cases.list()} == {1}
    add_cases(book, 15, first=101, seed=3)
    desk.approve()
    assert [one.state for one in desk.push()] == [State.WAITING, State.CONFIRMED], "the new device's goes"


def test_a_restore_of_a_restored_vault_keeps_every_bar_apart(field, restored, state, tmp_path, add_cases):
    book = restored(field.after)
    desk = ReleaseDesk.open(book)
    first = desk.restores()[0]
    about_first = state(desk, 1, field.payload_sha256)
    add_cases(book, 2, first=101)
    (tmp_path / "stick").mkdir()
    key = back_up(book.vault, tmp_path / "stick").key
    again = restored(key)
    desk = ReleaseDesk.open(again)
    older, newer = desk.restores()
    assert older == first
    assert (newer.device, newer.epoch, newer.place) == (first.successor, 2, 0)
    assert len(again.restored.held()) == 19
    assert desk.accept_statement(state(desk, 0)).restore_id == newer.restore_id
    assert len(again.restored.held()) == 17, "the first restore still holds its own"
    assert desk.accept_statement(about_first).verdict is Verdict.LIFTED
    assert again.restored.held() == frozenset()
