"""An export whose consent was withdrawn before anything of it left: void, same number, the chain whole."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from changed_taxonomies import SHIPPED, plus, with_version

from fieldnotes.base.ids import CaseId
from fieldnotes.carriers.folder import FolderCarrier
from fieldnotes.carriers.protocol import UnavailableError
from fieldnotes.casebook.adopting import adopt
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.records import Purpose
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.coordination.judging import Expectations, Terms, judge
from fieldnotes.coordination.roster import Device
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.layouts import layout_of
from fieldnotes.release.outbox import Outbox, State
from fieldnotes.release.schemas import schema_sha256
from fieldnotes.release.verification import verify_sealed
from fieldnotes.sealing.exports import check_signature, open_export
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.sqlcipher import ConstraintError

DMV = "driver.morality.civilian-violence"
RELEASED = Path(__file__).resolve().parents[1] / "vault" / "released" / "0.1.0" / "researcher"


@pytest.fixture
def sending(desk, store):
    """A desk with a store to send to."""
    desk.remotes.add("stick", "folder", str(store), auto=False)
    return desk


def in_store(store, coordinator):
    files = [path for path in store.rglob("*") if path.is_file()]
    opened = [open_export(path.read_bytes(), [coordinator.identity], name=path.name) for path in files]
    return sorted(opened, key=lambda one: one.payload.number)


@pytest.mark.parametrize("how", ["one purpose", "everything"])
def test_withdrawn_before_the_first_push_the_export_leaves_void(sending, book, coordinator, store, how):
    full = sending.approve()
    counted = sending._outbox.sealed(1)
    if how == "one purpose":
        book.consent.withdraw(CaseId("C4"), Purpose.AGGREGATE)
    else:
        book.consent.withdraw(CaseId("C4"), delete=True)
    (result,) = sending.push()
    assert (result.number, result.state, result.problem) == (1, State.CONFIRMED, "")
    assert result.told.startswith("1 case of this export has withdrawn consent")
    assert "other 16 may be released again" in result.told
    (sent,) = in_store(store, coordinator)
    check_signature(sent, sending._device.key().public)
    payload = sent.payload
    assert (payload.kind, payload.number, payload.previous) == ("void", 1, None)
    assert (payload.tables, payload.certificate) == ((), None)
    assert len(sending._outbox.sealed(1)) == len(counted), "its length says nothing"
    assert (
        verify_sealed(sending._outbox.sealed(1), [coordinator.identity], public=sending._device.key().public)
        == []
    )
    (entry,) = sending.ledger()
    assert (entry.number, entry.kind, entry.cohort) == (1, "void", 0)
    assert entry.payload_sha256 != full.payload_sha256
    assert {one.released for one in book.cases.list()} == {None}


def test_a_void_says_nothing_but_its_place(sending, book, coordinator, store):
    """Two vaults with other cases, other people withdrawn: only names, place and hashes of the same things."""
    sending.approve()
    book.consent.withdraw(CaseId("C4"), Purpose.CODE, delete=True)
    sending.push()
    (sent,) = in_store(store, coordinator)
    document = json.loads(sent.payload_bytes)
    assert document["tables"] == []
    assert document["certificate"] is None
    assert set(document) == {
        "format", "version", "kind", "project", "recipients", "device", "epoch", "number", "previous", "policy_sha256",
        "taxonomy_sha256", "schema_sha256", "tables", "certificate",
    }  # fmt: skip


def test_a_vault_that_codes_under_another_codebook_by_then_sends_a_void_that_the_project_can_take(
    sending, book, coordinator, store
):
    """Signed for the codebook that the project counts under, and as long as every export of it."""
    sending.approve()
    counted = sending._outbox.sealed(1)
    full = open_export(counted, [coordinator.identity])
    later = plus(with_version(SHIPPED, "99.0.0"), DMV, "one-more", "xom")
    adopt(book, later)
    desk = ReleaseDesk.open(Casebook.open(book.vault))
    assert later.sha256 != SHIPPED.sha256 == full.payload.taxonomy_sha256
    desk._book.consent.withdraw(CaseId("C4"), delete=True)
    (result,) = desk.push()
    assert (result.state, result.problem) == (State.CONFIRMED, "")
    (sent,) = (path for path in store.rglob("*") if path.is_file())
    public = desk._device.key()
    policy = desk._memberships.current().policy
    as_the_coordinator_expects = Expectations(
        project=coordinator.project,
        identities=[coordinator.identity],
        terms={policy.sha256: Terms(policy, layout_of(SHIPPED, policy), full.size)},
        taxonomy_sha256=SHIPPED.sha256,
        schema_sha256=schema_sha256(),
        device=lambda _: Device(public.device_id, public.public, "one", 1, None, closed=False),
    )
    judged = judge(sent.name, sent.read_bytes(), as_the_coordinator_expects)
    assert (judged.payload.kind, judged.payload.number, judged.payload.tables) == ("void", 1, ())
    assert len(sent.read_bytes()) == len(counted), "its length says nothing"


def test_nothing_of_the_counts_stays_in_the_vault(sending, book):
    sending.approve()
    book.consent.withdraw(CaseId("C4"), delete=True)
    sending.push()
    row = book.vault.connection.execute("SELECT counts, payload, cohort FROM release_ledger").fetchone()
    assert bytes(row["counts"]) == b"[]"
    assert b'"cohort"' not in bytes(row["payload"])


def test_the_chain_goes_on_after_a_void_and_the_others_are_released_again(sending, book, coordinator, store):
    sending.approve()
    book.consent.withdraw(CaseId("C4"), Purpose.PUBLISH)
    sending.push()
    entry = sending.approve()
    assert (entry.number, entry.cohort) == (2, 16)
    assert [one.state for one in sending.push()] == [State.CONFIRMED]
    void, second = in_store(store, coordinator)
    assert second.payload.previous == hashlib.sha256(void.payload_bytes).hexdigest()
    assert {one.released for one in book.cases.list() if one.id != "C4"} == {2}
    assert sending.push() == []


def test_what_follows_a_void_and_was_not_sent_is_made_void_too(sending, book, coordinator, store, add_cases):
    sending.approve()
    add_cases(book, 15, first=101, seed=3)
    sending.approve()
    book.consent.withdraw(CaseId("C4"), Purpose.PUBLISH)
    first, second = sending.push()
    assert "other 31 may be released again" in first.told
    assert (second.state, second.told) == (State.CONFIRMED, "")
    one, two = in_store(store, coordinator)
    assert (one.payload.kind, two.payload.kind) == ("void", "void")
    assert two.payload.previous == hashlib.sha256(one.payload_bytes).hexdigest()
    assert [entry.kind for entry in sending.ledger()] == ["void", "void"]
    assert sending.preview().cohort.size == 31


def test_a_later_export_alone_is_made_void_when_the_first_has_left(
    sending, book, coordinator, store, add_cases
):
    sending.approve()
    sending.push()
    add_cases(book, 15, first=101, seed=3)
    sending.approve()
    book.consent.withdraw(CaseId("C4"), Purpose.PUBLISH)
    book.consent.withdraw(CaseId("C104"), Purpose.PUBLISH)
    (result,) = sending.push()
    assert (result.number, result.state) == (2, State.CONFIRMED)
    assert [entry.kind for entry in sending.ledger()] == ["suppressed", "void"]
    one, two = in_store(store, coordinator)
    assert two.payload.previous == hashlib.sha256(one.payload_bytes).hexdigest()


def test_exports_leave_in_order_so_that_none_is_followed_before_it_was_tried(
    sending, book, store, add_cases, monkeypatch
):
    sending.approve()
    add_cases(book, 15, first=101, seed=3)
    sending.approve()
    first = sending.outbox()[0].name
    real = FolderCarrier.confirm

    def flaky(self, name, sealed):
        if name == first:
            raise UnavailableError("Cut off.", "Again.")
        return real(self, name, sealed)

    monkeypatch.setattr(FolderCarrier, "confirm", flaky)
    one, two = sending.push()
    assert (one.state, two.state) == (State.WAITING, State.WAITING)
    assert "follows an export that has not been sent yet" in two.problem
    assert [path for path in store.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    assert [one.state for one in sending.push()] == [State.CONFIRMED, State.CONFIRMED]


def test_what_was_attempted_can_be_made_void_by_nothing(sending, book):
    sending.approve()
    sending.push()
    book.consent.withdraw(CaseId("C4"), Purpose.PUBLISH)
    voider = sending._pusher._voider
    assert not voider.may(sending.ledger()[0])
    with pytest.raises(ConstraintError):
        voider.make_void(1)
    assert [entry.kind for entry in sending.ledger()] == ["suppressed"]
    assert sum(one.released == 1 for one in book.cases.list()) == 17
    connection = book.vault.connection
    for statement in (
        "UPDATE release_ledger SET kind = 'void', cohort = 0",
        "UPDATE release_outbox SET sealed = x'00'",
    ):
        with pytest.raises(ConstraintError):
            connection.execute(statement)


def test_if_making_it_void_fails_nothing_has_changed_and_nothing_leaves(sending, book, store, monkeypatch):
    sending.approve()
    book.consent.withdraw(CaseId("C4"), Purpose.PUBLISH)

    def fails(*_):
        raise UnavailableError("Cut off.", "Again.")

    monkeypatch.setattr(Outbox, "make_void", fails)
    (result,) = sending.push()
    assert result.state is State.WAITING
    assert [entry.kind for entry in sending.ledger()] == ["suppressed"]
    assert sum(one.released == 1 for one in book.cases.list()) == 17
    assert [path for path in store.rglob("*") if path.is_file()] == []


def test_a_vault_of_the_first_version_keeps_what_it_sent(tmp_path):
    shutil.copytree(RELEASED, tmp_path / "vault")
    with open_vault(tmp_path / "vault", Passphrase("correct horse battery staple")) as vault:
        book = Casebook.open(vault, load_taxonomy())
        desk = ReleaseDesk.open(book)
        (entry,) = desk.ledger()
        assert (entry.kind, entry.cohort) == ("suppressed", 16)
        assert (desk.outbox()[0].state, book.restored.held(), desk.restores()) == (
            State.CONFIRMED,
            frozenset(),
            [],
        )
        with pytest.raises(ConstraintError):
            desk._pusher._voider.make_void(1)
        assert desk.ledger() == [entry]
