"""Approval is one transaction: all of it, or nothing."""

import hashlib
import json
from dataclasses import replace

import pytest

from fieldnotes.base.errors import DamagedError, FieldnotesError, RefusedError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.casebook.cases import Cases
from fieldnotes.casebook.records import Purpose
from fieldnotes.release import approving, proposals
from fieldnotes.release.desk import ReleaseDesk
from fieldnotes.release.kept_terms import KeptTerms
from fieldnotes.release.ledger import Ledger
from fieldnotes.release.ledger_audits import LedgerAuditor
from fieldnotes.release.members import Members
from fieldnotes.release.outbox import Outbox
from fieldnotes.release.verification import verify_payload, verify_sealed
from fieldnotes.sealing.exports import check_signature, open_export
from fieldnotes.vault.sqlcipher import ConstraintError


def public_key(desk):
    return desk._device.key().public


def test_what_leaves_is_what_was_shown_and_a_stranger_can_check_it(desk, coordinator):
    preview = desk.preview()
    assert preview.ready
    assert preview.payload_bytes
    entry = desk.approve(seen_sha256=hashlib.sha256(preview.payload_bytes).hexdigest())
    assert desk.payload(entry.number) == preview.payload_bytes
    (item,) = desk.outbox()
    sealed = desk._outbox.sealed(entry.number)
    opened = open_export(sealed, [coordinator.identity], name=item.name)
    check_signature(opened, public_key(desk))
    assert opened.payload_bytes == preview.payload_bytes
    assert verify_payload(preview.payload_bytes) == []
    assert verify_sealed(sealed, [coordinator.identity], public=public_key(desk)) == []
    assert hashlib.sha256(sealed).hexdigest() == entry.sealed_sha256
    assert item.size == entry.sealed_bytes == len(sealed)
    assert str(item.state) == "waiting"


def test_looking_changes_nothing(desk, book):
    before = book.vault.connection.total_changes
    first, second = desk.preview(), desk.preview()
    assert first.payload_bytes == second.payload_bytes
    assert book.vault.connection.total_changes == before


def test_the_case_stays_editable_and_the_release_stays_as_it_was(desk, book):
    entry = desk.approve()
    before = desk.payload(entry.number)
    for coding in book.codings.of_case(CaseId("C1")):
        book.codings.remove(coding.id)
    book.cases.set_attribute(CaseId("C1"), "age", "45-and-over")
    assert desk.payload(entry.number) == before
    assert desk.ledger() == [entry]


def test_if_something_changed_since_the_preview_approval_is_refused(desk, book):
    seen = hashlib.sha256(desk.preview().payload_bytes).hexdigest()
    book.consent.withdraw(CaseId("C3"), Purpose.AGGREGATE)
    with pytest.raises(RefusedError, match="not what you saw"):
        desk.approve(seen_sha256=seen)
    assert desk.ledger() == []


def test_consent_is_checked_again_at_approval(desk, book):
    desk.preview()
    for case in ("C1", "C2", "C3"):
        book.consent.withdraw(CaseId(case), Purpose.PUBLISH)
    with pytest.raises(RefusedError, match="14 are ready"):
        desk.approve()


class InjectedError(RuntimeError):
    pass


STEPS = [
    (proposals, "find_cohort"),
    (proposals, "snapshot"),
    (proposals, "tabulate"),
    (proposals, "protect"),
    (LedgerAuditor, "require_unreleased"),
    (LedgerAuditor, "alone"),
    (LedgerAuditor, "beside"),
    (proposals, "claim_faults"),
    (proposals, "audit_faults"),
    (approving, "envelope"),
    (approving, "payload_of"),
    (approving, "canonical_json"),
    (approving, "archive_size"),
    (approving, "seal_export"),
    (Ledger, "append"),
    (approving, "object_name"),
    (Outbox, "add"),
    (KeptTerms, "keep"),
    (approving, "frozen_counts"),
    (Cases, "mark_released"),
    (Members, "add"),
    (Ledger, "entries"),
]


def state_of(vault):
    connection = vault.connection
    tables = (
        "release_device",
        "release_membership",
        "release_ledger",
        "release_outbox",
        "release_delivery",
        "release_member",
        "documents",
        "cases",
    )
    return {
        name: [tuple(row) for row in connection.execute(f"SELECT * FROM {name}").fetchall()]  # noqa: S608 - fixed names
        for name in tables
    }


@pytest.mark.parametrize("after", [False, True], ids=["instead", "after"])
def test_a_failure_at_any_step_leaves_nothing_changed(desk, book, after):
    before = state_of(book.vault)
    for owner, name in STEPS:
        reached = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(owner, name, failing(getattr(owner, name), reached, after=after))
            with pytest.raises(InjectedError):
                desk.approve()
        assert reached, name
        assert state_of(book.vault) == before, name
    assert desk.approve().number == 1
    assert state_of(book.vault) != before


def failing(real, reached, *, after):
    """The real step, failing: instead of its work, or when the work is done."""

    def fails(*args, **kwargs):
        reached.append(True)
        if after:
            real(*args, **kwargs)
        raise InjectedError

    return fails


def test_an_unsafe_protection_is_refused_even_if_the_protector_is_broken(desk, book, monkeypatch):
    # The audit does not trust what protected the tables: a protector that shows everything gets nothing through.
    def shows_everything(counts, **context):
        protection = real(counts, **context)
        shown = []
        for table in protection.tables:
            source = next(one for one in counts if one.name == table.name)
            cells = tuple(cell.model_copy(update={"n": source.cells[cell.key]}) for cell in table.cells)
            shown.append(table.model_copy(update={"cells": cells}))
        bare = protection.certificate.model_copy(update={"intervals": ()})
        return replace(protection, tables=tuple(shown), certificate=bare, reasons={})

    real = proposals.protect
    before = state_of(book.vault)
    monkeypatch.setattr(proposals, "protect", shows_everything)
    with pytest.raises(RefusedError, match="audit"):
        desk.approve()
    assert not desk.preview().ready
    assert state_of(book.vault) == before


def test_before_an_invite_there_is_a_preview_and_no_approval(book, add_cases):
    add_cases(book, 15)
    desk = ReleaseDesk.open(book)
    preview = desk.preview()
    assert preview.cohort.size == 15
    assert preview.tables
    assert not preview.ready
    for act in (desk.approve, desk.enrolment_request, desk.spoken_fingerprint):
        with pytest.raises(RefusedError, match="invite"):
            act()
    assert desk.membership() is None


def test_kinds_of_later_versions_are_refused_in_a_sentence(desk):
    for kind in ("split", "void", "plain"):
        with pytest.raises(WrongUseError, match=kind):
            desk.approve(kind)


def test_every_export_of_a_policy_has_one_length(desk, book, add_cases):
    lengths = {desk.approve().sealed_bytes}
    for step, (count, raised) in enumerate(((15, 2), (24, 20), (41, 7)), start=1):
        add_cases(book, count, first=100 * step, seed=step, raised=raised)
        lengths.add(desk.approve().sealed_bytes)
    assert len(lengths) == 1
    payloads = {len(desk.payload(entry.number)) for entry in desk.ledger()}
    assert len(payloads) == 4


def test_exports_are_chained(desk, book, add_cases):
    desk.approve()
    add_cases(book, 15, first=101, seed=2)
    desk.approve()
    first, second = (json.loads(desk.payload(number)) for number in (1, 2))
    assert (first["number"], first["previous"]) == (1, None)
    assert second["number"] == 2
    assert second["previous"] == hashlib.sha256(desk.payload(1)).hexdigest()
    assert first["epoch"] == second["epoch"] == 1


OUT_OF_ORDER = (
    "INSERT INTO release_ledger SELECT number + 2, epoch, place + 2, kind, cohort, counts, payload, sealed_sha256,"
    " previous_entry, 'x' FROM release_ledger"
)


def test_the_ledger_cannot_be_changed_or_shortened(desk, book):
    desk.approve()
    connection = book.vault.connection
    for statement in (
        "UPDATE release_ledger SET cohort = 16",
        "DELETE FROM release_ledger",
        "INSERT OR REPLACE INTO release_ledger SELECT * FROM release_ledger",
        OUT_OF_ORDER,
        "UPDATE release_outbox SET sealed = x'00'",
        "UPDATE release_outbox SET name = 'elsewhere'",
    ):
        with pytest.raises((ConstraintError, FieldnotesError)):
            connection.execute(statement)
    assert len(desk.ledger()) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE release_ledger SET cohort = cohort + 1 WHERE number = 1",
        "UPDATE release_ledger SET payload = CAST(replace(CAST(payload AS TEXT), '\"k\":5', '\"k\":4') AS BLOB)",
        "UPDATE release_ledger SET counts = x'5b5d' WHERE number = 2",
        "UPDATE release_ledger SET sealed_sha256 = 'x' WHERE number = 1",
        "DELETE FROM release_ledger WHERE number = 1",
    ],
)
def test_a_ledger_changed_behind_its_triggers_is_found(desk, book, add_cases, change):
    desk.approve()
    add_cases(book, 15, first=101, seed=2)
    desk.approve()
    connection = book.vault.connection
    for trigger in ("release_ledger_never_changes", "release_ledger_never_shrinks"):
        connection.execute(f"DROP TRIGGER {trigger}")
    if change.startswith("DELETE"):
        connection.execute("DROP TRIGGER release_member_stays")
        connection.execute("DELETE FROM release_outbox WHERE number = 1")
        connection.execute("DELETE FROM release_member WHERE number = 1")
    connection.execute(change)
    for act in (desk.ledger, desk.preview, desk.push):
        with pytest.raises(DamagedError, match="ledger"):
            act()


def test_releases_survive_a_restart(desk, vault, reopen):
    entry = desk.approve()
    payload, items, membership = desk.payload(1), desk.outbox(), desk.membership()
    fingerprint = desk.spoken_fingerprint()
    again = reopen(vault)
    assert again.ledger() == [entry]
    assert again.payload(1) == payload
    assert again.outbox() == items
    assert again.membership() == membership
    assert again.spoken_fingerprint() == fingerprint
