"""The ordinary life of an inbox; attacks on it stand in tests/attacks."""

import hashlib
import subprocess

import pytest
from synthetic_devices import cases

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.carriers.folder import FolderCarrier
from fieldnotes.carriers.protocol import UnavailableError
from fieldnotes.coordination.chain import Trouble
from fieldnotes.coordination.records import Standing


def standings(world):
    return [(one.number, one.standing) for one in world.desk.exports()]


def test_what_was_sent_comes_in_once(world):
    sent = [device.send(world.store, seed, 15) for seed, device in enumerate(world.devices)]
    first = world.desk.pull(world.store)
    assert {one.device for one in first.accepted} == {payload.device for payload in sent}
    assert not first.rejected
    assert not first.findings
    again = world.desk.pull(world.store)
    assert (again.accepted, again.rejected, again.known) == ((), (), 2)
    assert again.sentences() == []
    assert len(world.desk.exports()) == 2


def test_the_cohort_is_the_number_of_cases(world):
    world.devices[0].send(world.store, 0, 17)
    world.desk.pull(world.store)
    assert [one.cases for one in world.desk.exports()] == [len(cases(0, 17))]


def test_an_export_that_comes_before_its_device_is_confirmed_counts_later(world):
    device = world.join("laptop-3", confirm=False)
    device.send(world.store, 0, 15)
    (rejected,) = world.desk.pull(world.store).rejected
    assert "stranger" in rejected.reason
    assert not rejected.lasting
    world.desk.confirm(device.enrolment(), device.spoken)
    assert [one.device for one in world.desk.pull(world.store).accepted] == [device.key.device_id]
    assert [entry.state for entry in world.desk.inbox()] == ["accepted"]


def test_exports_of_one_pull_arrive_in_the_order_of_their_numbers(world):
    for seed in range(4):
        world.devices[0].send(world.store, seed, 15)
    report = world.desk.pull(world.store)
    assert [one.number for one in report.accepted] == [1, 2, 3, 4]
    assert not report.findings


def test_a_gap_is_told_until_it_is_filled_and_then_the_late_one_is(world):
    device = world.devices[0]
    device.send(world.store, 0, 15)
    held_back = device.payload(1, 15)
    device.advance(held_back)
    device.send(world.store, 2, 15)
    report = world.desk.pull(world.store)
    assert [(one.trouble, one.number) for one in report.findings] == [(Trouble.MISSING, 2)]
    assert all(standing is Standing.COUNTS for _, standing in standings(world))
    device.put(world.store, held_back)
    report = world.desk.pull(world.store)
    assert [(one.trouble, one.number) for one in report.findings] == [(Trouble.REORDERED, 2)]
    assert len(world.desk.exports()) == 3


def test_a_void_export_keeps_the_chain_and_adds_nothing(world):
    device = world.devices[0]
    void = device.payload(0, 15, kind="void", tables=(), certificate=None)
    device.put(world.store, void)
    device.advance(void)
    device.send(world.store, 1, 15)
    report = world.desk.pull(world.store)
    assert not report.findings
    assert standings(world) == [(1, Standing.VOID), (2, Standing.COUNTS)]


def test_a_new_epoch_is_told_and_counts(world):
    device = world.devices[0]
    device.send(world.store, 0, 15)
    device.epoch, device.number, device.previous = 2, 0, None
    device.send(world.store, 1, 15)
    report = world.desk.pull(world.store)
    assert [(one.trouble, one.epoch) for one in report.findings] == [(Trouble.NEW_EPOCH, 2)]
    assert {standing for _, standing in standings(world)} == {Standing.COUNTS}


def test_a_revocation_takes_out_what_came_in_after_its_number(world):
    device = world.devices[0]
    for seed in range(3):
        device.send(world.store, seed, 15)
    world.desk.pull(world.store)
    world.desk.revoke(device.key.device_id, 1)
    assert standings(world) == [(1, Standing.COUNTS), (2, Standing.REVOKED), (3, Standing.REVOKED)]


def test_what_comes_in_is_filed_under_the_current_period(world):
    world.devices[0].send(world.store, 0, 15)
    world.desk.pull(world.store)
    world.desk.start_period("R2")
    world.devices[0].send(world.store, 1, 15)
    world.desk.pull(world.store)
    assert [one.period for one in world.desk.exports()] == ["R1", "R2"]
    with pytest.raises(WrongUseError, match="reporting period"):
        world.desk.start_period("2021-05")


def test_the_payload_is_kept_exactly_as_it_was_signed(world):
    payload = world.devices[0].send(world.store, 0, 15)
    world.desk.pull(world.store)
    (entry,) = world.desk.inbox()
    raw = world.desk.payload(entry.name)
    assert hashlib.sha256(raw).hexdigest() == world.devices[0].previous
    assert world.desk.payload(entry.name.rpartition("/")[2][:12]) == raw
    with pytest.raises(AnswerIsNoError):
        world.desk.payload("0" * 12)
    assert payload.device.encode() in raw


def test_ssh_keygen_accepts_a_kept_signature_with_our_allowed_signers(world, tmp_path):
    device = world.devices[0]
    device.send(world.store, 0, 15)
    world.desk.pull(world.store)
    row = world.desk._projects._vault.connection.execute(
        "SELECT payload, signature FROM accepted_export"
    ).fetchone()
    (tmp_path / "signers").write_text(world.desk.allowed_signers())
    (tmp_path / "sig").write_bytes(row["signature"])
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        "signers",
        "-I",
        device.key.device_id,
        "-n",
        "fieldnotes-export",
        "-s",
        "sig",
    ]
    try:
        told = subprocess.run(
            command, cwd=tmp_path, input=bytes(row["payload"]), capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("ssh-keygen is not installed")
    assert told.returncode == 0, told.stderr


def test_every_remote_is_pulled_and_a_silent_one_is_told(world, tmp_path):
    (tmp_path / "stick").mkdir()
    world.devices[0].send(world.store, 0, 15)
    world.devices[1].send(FolderCarrier(tmp_path / "stick"), 1, 15)
    with pytest.raises(WrongUseError, match="no remote"):
        world.desk.pull()
    world.desk.remotes.add("gone", "folder", str(tmp_path / "not there"))
    with pytest.raises(UnavailableError):
        world.desk.pull()
    world.desk.remotes.add("share", "folder", str(tmp_path / "store"))
    world.desk.remotes.add("stick", "folder", str(tmp_path / "stick"))
    report = world.desk.pull()
    assert len(report.accepted) == 2
    assert [remote for remote, _ in report.silent] == ["gone"]
    assert report.as_dict()["silent"]


def test_the_same_object_in_two_remotes_is_one_export(world, tmp_path):
    (tmp_path / "stick").mkdir()
    world.devices[0].send(world.store, 0, 15)
    (name,) = world.store.list_names(world.desk._projects.prefix())
    FolderCarrier(tmp_path / "stick").put(name, world.store.get(name))
    for remote in ("store", "stick"):
        world.desk.remotes.add(remote, "folder", str(tmp_path / remote))
    assert len(world.desk.pull().accepted) == 1
    assert len(world.desk.exports()) == 1


def test_remotes_are_kept_by_name(world, tmp_path):
    remotes = world.desk.remotes
    remotes.add("share", "folder", str(tmp_path / "store"), auto=True)
    assert [(one.name, one.kind, one.auto) for one in remotes.list()] == [("share", "folder", True)]
    assert remotes.check("share") == 0
    with pytest.raises(WrongUseError, match="already"):
        remotes.add("share", "folder", str(tmp_path))
    for name in ("", "x" * 33, "two\nlines"):
        with pytest.raises(WrongUseError, match="name of a remote"):
            remotes.add(name, "folder", str(tmp_path))
    remotes.remove("share")
    with pytest.raises(AnswerIsNoError):
        remotes.remove("share")
