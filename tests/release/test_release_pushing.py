"""Pushing: harmless to repeat, read back, never without consent, and nothing but names and bytes."""

import hashlib

import pytest

from fieldnotes.base.errors import AnswerIsNoError, WrongUseError
from fieldnotes.base.ids import CaseId
from fieldnotes.carriers.folder import FolderCarrier
from fieldnotes.carriers.protocol import UnavailableError
from fieldnotes.casebook.records import Purpose
from fieldnotes.release import pushing
from fieldnotes.release.outbox import State
from fieldnotes.sealing.exports import open_export


def files_in(store):
    return sorted(path for path in store.rglob("*") if path.is_file())


def test_a_push_is_confirmed_and_pushing_again_changes_nothing(desk, coordinator, store):
    desk.approve()
    desk.remotes.add("stick", "folder", str(store), auto=False)
    (result,) = desk.push()
    assert (result.number, result.remote, result.state, result.problem) == (1, "stick", State.CONFIRMED, "")
    (file,) = files_in(store)
    sealed = file.read_bytes()
    assert file.name == hashlib.sha256(sealed).hexdigest()
    assert open_export(sealed, [coordinator.identity]).payload_bytes == desk.payload(1)
    assert desk.outbox()[0].state is State.CONFIRMED
    assert desk.push() == []
    assert files_in(store) == [file]
    assert desk.remotes.check("stick") == 1


def test_an_absent_store_waits_survives_a_restart_and_is_pushed_later(desk, vault, store, reopen):
    desk.approve()
    gone = store / "later"
    desk.remotes.add("stick", "folder", str(gone), auto=False)
    (result,) = desk.push()
    assert result.state is State.WAITING
    assert "kept" in result.problem
    sealed = desk._outbox.sealed(1)
    again = reopen(vault)
    assert again.outbox()[0].state is State.WAITING
    gone.mkdir()
    (result,) = again.push()
    assert result.state is State.CONFIRMED
    assert files_in(gone)[0].read_bytes() == sealed


def test_a_store_that_gives_back_something_else_is_sent_but_not_confirmed(desk, store, monkeypatch):
    desk.approve()
    desk.remotes.add("portal", "folder", str(store), auto=False)
    real = FolderCarrier.put
    monkeypatch.setattr(FolderCarrier, "put", lambda self, name, _: real(self, name, b"<html>"))
    (result,) = desk.push()
    assert result.state is State.SENT
    assert "something else" in result.problem
    assert desk.outbox()[0].state is State.SENT
    monkeypatch.undo()
    (result,) = desk.push()
    assert result.state is State.CONFIRMED
    assert desk.outbox()[0].state is State.CONFIRMED


def test_a_push_cut_off_before_it_was_noted_is_found_again_without_a_second_write(desk, store, monkeypatch):
    desk.approve()
    desk.remotes.add("stick", "folder", str(store), auto=False)

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(pushing.Outbox, "note_state", dies)
    with pytest.raises(KeyboardInterrupt):
        desk.push()
    monkeypatch.undo()
    item = desk.outbox()[0]
    assert (item.state, item.attempts) == (State.WAITING, 1)

    def refuses(*_):
        raise AssertionError("written twice")

    monkeypatch.setattr(FolderCarrier, "put", refuses)
    (result,) = desk.push()
    assert result.state is State.CONFIRMED


def test_a_store_that_did_not_answer_does_not_count_as_an_attempt(desk, book, store):
    desk.approve()
    gone = store / "later"
    desk.remotes.add("stick", "folder", str(gone), auto=False)
    desk.push()
    assert desk.outbox()[0].attempts == 0
    book.consent.withdraw(CaseId("C4"), Purpose.PUBLISH)
    gone.mkdir()
    assert desk.push()[0].told.startswith("1 case of this export has withdrawn")
    assert desk.ledger()[0].kind == "void"


def test_once_a_push_was_attempted_the_count_stays(desk, book, store, monkeypatch):
    # A reduced cohort afterwards would name the person by subtraction, so withdrawal no longer stops the export.
    desk.approve()
    desk.remotes.add("stick", "folder", str(store), auto=False)

    def fails(*_):
        raise UnavailableError("Cut off.", "Again.")

    monkeypatch.setattr(FolderCarrier, "put", fails)
    assert desk.push()[0].state is State.WAITING
    assert desk.outbox()[0].attempts == 1
    monkeypatch.undo()
    book.consent.withdraw(CaseId("C4"), Purpose.PUBLISH)
    assert desk.push()[0].state is State.CONFIRMED


def test_several_remotes_each_get_every_export(desk, book, add_cases, store):
    desk.approve()
    add_cases(book, 15, first=101, seed=3)
    desk.approve()
    for name in ("one", "two"):
        (store / name).mkdir()
        desk.remotes.add(name, "folder", str(store / name), auto=False)
    desk.remotes.add("away", "folder", str(store / "away"), auto=False)
    results = desk.push()
    assert [(one.number, one.remote, str(one.state)) for one in results] == [
        (number, remote, "waiting" if remote == "away" else "confirmed")
        for number in (1, 2)
        for remote in ("away", "one", "two")
    ]
    one, two = ({path.name: path.read_bytes() for path in files_in(store / name)} for name in ("one", "two"))
    assert one == two
    assert len(one) == 2
    assert [one.remote for one in desk.push()] == ["away", "away"]


def test_automatic_pushes_keep_to_auto_remotes_and_wait_longer_after_each_failure(desk, store):
    desk.approve()
    desk.remotes.add("asked", "folder", str(store), auto=False)
    gone = store / "gone"
    desk.remotes.add("auto", "folder", str(gone), auto=True)
    pusher = desk._pusher
    now, waits = 1_000_000.0, []
    for _ in range(6):
        (result,) = pusher.push(automatic=True, now=now)
        assert result.remote == "auto"
        _, not_before = desk._outbox.delivery(1, "auto")
        waits.append(not_before - now)
        assert pusher.push(automatic=True, now=not_before - 1) == []
        now = float(not_before)
    for step, wait in enumerate(waits):
        assert 15 * 2**step <= wait <= 30 * 2**step
    # Asked for, a push does not wait.
    assert {one.remote for one in pusher.push(now=now - 10)} == {"asked", "auto"}
    gone.mkdir()
    _, not_before = desk._outbox.delivery(1, "auto")
    (result,) = pusher.push(automatic=True, now=float(not_before))
    assert result.state is State.CONFIRMED


def test_the_carrier_gets_one_opaque_name_and_the_sealed_bytes_and_nothing_else(desk, store, monkeypatch):
    desk.approve()
    desk.remotes.add("stick", "folder", str(store), auto=False)
    calls = []

    class Recorder:
        def __init__(self):
            self.held = {}

        def confirm(self, *args):
            calls.append(args)
            return self.held.get(args[0]) == args[1]

        def put(self, *args):
            calls.append(args)
            self.held[args[0]] = args[1]

    recorder = Recorder()
    monkeypatch.setattr(pushing.Remote, "carrier", lambda _self: recorder)
    desk.push()
    item = desk.outbox()[0]
    assert calls
    assert set(calls) == {(item.name, desk._outbox.sealed(1))}


def test_remotes_are_added_listed_and_removed(desk, store):
    desk.remotes.add("stick", "folder", str(store), auto=True)
    (remote,) = desk.remotes.list()
    assert (remote.name, remote.kind, remote.url, remote.auto) == ("stick", "folder", str(store), True)
    with pytest.raises(WrongUseError, match="already"):
        desk.remotes.add("stick", "folder", "/elsewhere", auto=False)
    for name, kind, url in (
        ("x", "carrier-pigeon", "y"),
        ("", "folder", "y"),
        ("a\nb", "folder", "y"),
        ("x", "folder", " "),
    ):
        with pytest.raises(WrongUseError):
            desk.remotes.add(name, kind, url, auto=False)
    desk.approve()
    desk.push()
    desk.remotes.remove("stick")
    assert desk.remotes.list() == []
    assert desk.outbox()[0].state is State.CONFIRMED
    for act in (desk.remotes.remove, desk.remotes.check):
        with pytest.raises(AnswerIsNoError):
            act("stick")


def test_a_relative_folder_is_kept_as_the_absolute_one(desk, store, monkeypatch):
    monkeypatch.chdir(store.parent)
    assert desk.remotes.add("stick", "folder", "store", auto=False).url == str(store)
