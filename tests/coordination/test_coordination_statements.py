"""What a coordinator states about a lost device: only what is final, to one successor only, and after looking."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from synthetic_devices import TAXONOMY, SyntheticDevice

from fieldnotes.base.errors import RefusedError, WrongUseError
from fieldnotes.carriers.protocol import UnavailableError
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.coordination.records import Standing
from fieldnotes.sealing.device_keys import DeviceKey
from fieldnotes.sealing.invites import read_invite
from fieldnotes.sealing.statements import read_statement
from fieldnotes.vault.opening import open_vault
from fieldnotes.vault.passphrases import Passphrase

SEED, COUNT = 31, 15
RELEASED = Path(__file__).resolve().parents[1] / "vault" / "released" / "0.1.0" / "coordinator"


@pytest.fixture
def lost(world):
    """A coordinator with a remote, a device that sent one export and was revoked after it, and one that replaces it."""
    world.desk.remotes.add("stick", "folder", str(world.store._root))
    world.devices[0].send(world.store, SEED, COUNT)
    world.desk.pull()
    world.desk.revoke(world.devices[0].key.device_id, 1)
    return world


def ids(world):
    return [device.key.device_id for device in world.devices]


def stated(world, device, successor=None):
    raw = world.desk.statement(device, successor)
    return read_statement(raw, read_invite(world.desk.invite()).signing_keys)


def void(device):
    return device.payload(SEED, COUNT, kind="void", tables=(), certificate=None)


def test_the_statement_names_project_devices_revocation_and_the_last_export(lost):
    old, new = ids(lost)
    found = stated(lost, old, new)
    assert (found.project, found.serial, found.device, found.successor) == (
        lost.desk.project().id,
        1,
        old,
        new,
    )
    assert (found.revoked.epoch, found.revoked.number) == (1, 1)
    assert (found.last.epoch, found.last.number, found.last.payload_sha256) == (
        1,
        1,
        lost.devices[0].previous,
    )
    assert stated(lost, old, new).serial == 2
    assert len({entry.person for entry in lost.desk.devices()}) == 1, "both count as one researcher"


def test_a_device_that_never_sent_is_stated_as_such(world):
    world.desk.remotes.add("stick", "folder", str(world.store._root))
    old, new = ids(world)
    world.desk.revoke(old, 0)
    found = stated(world, old, new)
    assert found.last is None
    assert (found.revoked.epoch, found.revoked.number) == (1, 0)


def test_a_device_that_may_still_send_is_refused(world):
    world.desk.remotes.add("stick", "folder", str(world.store._root))
    old, new = ids(world)
    with pytest.raises(RefusedError, match="may still send"):
        world.desk.statement(old, new)
    world.devices[0].send(world.store, SEED, COUNT)
    world.desk.revoke(old, 3)
    with pytest.raises(RefusedError, match="revoked so that exports of it still count"):
        world.desk.statement(old, new)
    world.desk.revoke(old, 1)
    assert stated(world, old, new).last.number == 1


def test_every_remote_is_looked_at_first_and_must_answer(lost, tmp_path):
    old, new = ids(lost)
    lost.devices[0].put(lost.store, void(lost.devices[0]))
    assert stated(lost, old, new).last.number == 2, "what lay in the store and was refused is named too"
    lost.desk.remotes.add("away", "folder", str(tmp_path / "away"))
    with pytest.raises(UnavailableError, match="Not every remote"):
        lost.desk.statement(old, new)


def test_without_a_remote_nothing_is_stated(world):
    world.desk.revoke(ids(world)[0], 0)
    with pytest.raises(WrongUseError, match="no remote"):
        world.desk.statement(*ids(world))


def test_after_the_statement_nothing_more_of_the_device_is_accepted_wherever_it_says_it_stands(lost):
    device = lost.devices[0]
    old, new = ids(lost)
    stated(lost, old, new)
    backdated = device.payload(SEED + 1, COUNT, number=1, previous=None)
    device.put(lost.store, backdated)
    report = lost.desk.pull()
    assert [one.reason for one in report.rejected] == [
        "You made a statement about this device, and nothing that comes in from it since counts."
    ]
    assert [one.standing for one in lost.desk.exports()] == [Standing.COUNTS]
    with pytest.raises(RefusedError, match="used in two places"):
        lost.desk.statement(old, new)


def test_a_revoked_thief_who_backdates_into_another_epoch_is_found(lost):
    device = lost.devices[0]
    device.put(lost.store, device.payload(SEED, COUNT, epoch=2, number=1, previous=None))
    with pytest.raises(RefusedError, match="used in two places"):
        lost.desk.statement(*ids(lost))


def test_a_gap_is_closed_before_anything_is_stated(lost):
    device, (old, new) = lost.devices[0], ids(lost)
    second = void(device)
    device.advance(second)
    device.put(lost.store, void(device))
    with pytest.raises(RefusedError, match="missing between"):
        lost.desk.statement(old, new)
    device.put(lost.store, second)
    assert stated(lost, old, new).last.number == 3


def test_two_restores_of_one_backup_do_not_both_get_a_statement(lost):
    old, new = ids(lost)
    stated(lost, old, new)
    third = lost.join("laptop-3")
    with pytest.raises(RefusedError, match="laptop-2 may hold the same cases, and it may still send"):
        lost.desk.statement(old, third.key.device_id)
    lost.desk.revoke(new, 0)
    assert stated(lost, old, third.key.device_id).serial == 2
    lost.desk.revoke(third.key.device_id, 0)
    fourth = lost.join("laptop-4")
    third.send(lost.store, SEED, COUNT)
    with pytest.raises(
        RefusedError, match="laptop-3 may hold the same cases, and exports of it have come in"
    ):
        lost.desk.statement(old, fourth.key.device_id)


def test_the_successor_is_found_if_the_researcher_has_one_other_device(lost):
    old, new = ids(lost)
    with pytest.raises(WrongUseError, match="not clear which device"):
        lost.desk.statement(old)
    third = SyntheticDevice("laptop-3", lost.desk.invite())
    lost.desk.confirm(third.enrolment(), third.spoken, same_person_as=old)
    assert stated(lost, old).successor == third.key.device_id
    lost.desk.revoke(third.key.device_id, 0)
    with pytest.raises(RefusedError, match="was revoked"):
        lost.desk.statement(old, third.key.device_id)
    for nonsense in (old, DeviceKey.generate().device_id):
        with pytest.raises((RefusedError, WrongUseError)):
            lost.desk.statement(old, nonsense)
    assert new in {entry.device for entry in lost.desk.devices() if entry.state == "confirmed"}


def test_a_device_that_was_never_confirmed_can_be_stated_about_and_never_is(lost):
    stranger = SyntheticDevice("laptop-9", lost.desk.invite())
    unknown = stranger.key.device_id
    found = stated(lost, unknown, ids(lost)[1])
    assert (found.device, found.last) == (unknown, None)
    with pytest.raises(RefusedError, match="replaced by another"):
        lost.desk.confirm(stranger.enrolment(), stranger.spoken)
    other = SyntheticDevice("laptop-8", lost.desk.invite())
    other.send(lost.store, SEED, COUNT)
    assert stated(lost, other.key.device_id, ids(lost)[1]).last.number == 1, "what it sent in vain is named"


def test_without_an_old_device_every_other_device_of_the_researcher_must_have_been_silent(lost):
    old, new = ids(lost)
    assert stated(lost, None, new).device is None
    third = SyntheticDevice("laptop-3", lost.desk.invite())
    lost.desk.confirm(third.enrolment(), third.spoken, same_person_as=old)
    with pytest.raises(
        RefusedError, match="laptop-1 may hold the same cases, and exports of it have come in"
    ):
        lost.desk.statement(None, third.key.device_id)
    fourth = SyntheticDevice("laptop-4", lost.desk.invite())
    lost.desk.confirm(fourth.enrolment(), fourth.spoken, same_person_as=new)
    with pytest.raises(RefusedError, match="laptop-2 may hold the same cases, and it may still send"):
        lost.desk.statement(None, fourth.key.device_id)
    lost.desk.revoke(new, 0)
    assert (
        stated(lost, None, fourth.key.device_id).device,
        stated(lost, None, fourth.key.device_id).last,
    ) == (
        None,
        None,
    )


def test_devices_go_by_fingerprint_or_by_a_label_that_only_one_has(world):
    first, second = ids(world)
    assert world.desk.named_device(" laptop-1 ") == first
    assert world.desk.named_device(second) == second
    unknown = DeviceKey.generate().device_id
    assert world.desk.named_device(unknown) == unknown
    twin = SyntheticDevice("laptop-1", world.desk.invite())
    world.desk.confirm(twin.enrolment(), twin.spoken)
    for name in ("laptop-1", "laptop-7", "none", ""):
        with pytest.raises(WrongUseError, match="names no device"):
            world.desk.named_device(name)


def test_a_revocation_without_an_epoch_is_in_that_of_the_last_export(world):
    device = replace(world.devices[0], epoch=3)
    device.send(world.store, SEED, COUNT)
    world.desk.pull(world.store)
    world.desk.revoke(device.key.device_id, 1)
    assert world.desk.devices()[0].revoked_after == (3, 1)
    assert [one.standing for one in world.desk.exports()] == [Standing.COUNTS]


def test_a_void_comes_in_counts_nothing_and_keeps_the_chain_whole(world):
    device = world.devices[0]
    first = void(device)
    device.put(world.store, first)
    device.advance(first)
    device.send(world.store, SEED, COUNT)
    report = world.desk.pull(world.store)
    assert [(one.kind, one.cases) for one in report.accepted] == [("void", 0), ("suppressed", COUNT)]
    assert report.findings == ()
    assert report.sentences()[0].endswith("void, it counts nothing.")
    assert [one.standing for one in world.desk.exports()] == [Standing.VOID, Standing.COUNTS]
    merged = world.desk.merge()
    assert (len(merged.exports), merged.cases) == (1, COUNT)


def test_a_void_beside_the_export_it_replaces_is_a_fork(world):
    device = world.devices[0]
    device.put(world.store, void(device))
    device.send(world.store, SEED, COUNT)
    world.desk.pull(world.store)
    assert {one.standing for one in world.desk.exports()} == {Standing.DISPUTED}


def test_a_coordinators_vault_of_the_first_version_can_make_statements(tmp_path):
    shutil.copytree(RELEASED, tmp_path / "desk")
    with open_vault(tmp_path / "desk", Passphrase("correct horse battery staple")) as vault:
        desk = CoordinatorDesk.open(vault, TAXONOMY)
        (export,) = desk.exports()
        (entry,) = desk.devices()
        (tmp_path / "store").mkdir()
        for remote in desk.remotes.list():
            desk.remotes.remove(remote.name)
        desk.remotes.add("stick", "folder", str(tmp_path / "store"))
        desk.revoke(entry.device, 1)
        new = SyntheticDevice("laptop-2", desk.invite())
        desk.confirm(new.enrolment(), new.spoken, same_person_as=entry.device)
        found = read_statement(desk.statement(entry.device), [desk.project().signing_public])
        assert (found.last.number, found.last.payload_sha256) == (1, export.payload_sha256)
