import errno
import json
import shutil

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError, WrongUseError
from fieldnotes.vault import erasing, overwriting, wiping
from fieldnotes.vault.backups import back_up, known
from fieldnotes.vault.wipemarks import is_marked, marked_block, marked_vault
from fieldnotes.vault.wiping import resume_if_marked, wipe


def with_backup_and_identity(made):
    backup = made.folder / "backups" / "0001"
    backup.mkdir(parents=True)
    for name in ("vault.key", "vault.db"):
        shutil.copy(made.folder / name, backup / name)
    shutil.copy(made.key, made.folder / "identity.key")
    shutil.copy(made.database, made.folder / "identity.db")
    (made.folder / "vault.db-wal").write_bytes(b"left by a crash")
    return backup


def test_everything_of_the_vault_goes_and_the_verdict_says_so(made):
    with_backup_and_identity(made)
    verdict = wipe(made.folder, trim_disk=False)
    assert list(made.folder.iterdir()) == []
    assert verdict.erased_logically
    assert verdict.failures == ()
    assert "Logical erase verified." in verdict.sentences()
    assert any("recovery words" in thing for thing in verdict.survives)
    assert json.loads(json.dumps(verdict.as_dict()))["erased_logically"] is True
    with pytest.raises(WrongUseError):
        wipe(made.folder, trim_disk=False)


def test_the_verdict_carries_what_was_found_out_about_the_disk(made, monkeypatch):
    monkeypatch.setattr(wiping, "physical_erase", lambda _: (True, "a rotating disk"))
    assert wipe(made.folder, trim_disk=False).physical == "assured"


def test_every_key_block_is_overwritten_in_place_before_its_name_goes(made):
    backup = with_backup_and_identity(made)
    keys = [made.key, made.folder / "identity.key", backup / "vault.key"]
    inodes = {path: path.stat().st_ino for path in keys}
    held = {path: path.open("rb") for path in keys}
    before = {path: path.read_bytes() for path in keys}
    wipe(made.folder, trim_disk=False)
    for path, file in held.items():
        with file:
            after = file.read()
        assert len(after) == 8192, inodes[path]
        pieces = {before[path][at : at + 16] for at in range(0, 8192, 16)}
        assert not any(piece in after for piece in pieces if piece != bytes(16) and piece != after[8:24])


def test_files_that_are_not_ours_stay_and_are_counted(made):
    (made.folder / "holiday.jpg").write_bytes(b"jpg")
    (made.folder / "backups").mkdir()
    (made.folder / "backups" / "readme").write_bytes(b"text")
    verdict = wipe(made.folder, trim_disk=False)
    assert (made.folder / "holiday.jpg").read_bytes() == b"jpg"
    assert any(thing.startswith("2 other file(s)") for thing in verdict.survives)


def test_a_backup_under_another_name_is_known_by_its_keys(made):
    (made.folder / "backups").mkdir()
    copy = made.folder / "backups" / "monday"
    shutil.copy(made.key, copy)
    wipe(made.folder, trim_disk=False)
    assert not copy.exists()


def test_backups_elsewhere_that_an_open_vault_knows_go_too(made, tmp_path):
    stick, taken_away = tmp_path / "stick", tmp_path / "other"
    vault = made.open_with_words()
    for folder in (stick, taken_away):
        folder.mkdir()
        back_up(vault, folder)
    shutil.rmtree(taken_away)
    (stick / "holiday.jpg").write_bytes(b"jpg")
    (key,) = stick.glob("*.key")
    with key.open("rb") as held:
        before = held.read()
        verdict = wipe(
            made.folder,
            trim_disk=False,
            elsewhere=lambda: [one.key for one in known(vault) if one.reachable],
        )
        held.seek(0)
        assert before[68:1092] not in held.read()
    vault.close()
    assert verdict.erased_logically
    assert [path.name for path in stick.iterdir()] == ["holiday.jpg"]


def test_a_vault_that_cannot_tell_of_its_backups_is_wiped_all_the_same_and_the_verdict_says_so(made):
    def broken():
        assert made.key.read_bytes().startswith(b"fn-wiped"), "asked only once the keys are gone"
        raise RuntimeError

    verdict = wipe(made.folder, trim_disk=False, elsewhere=broken)
    assert list(made.folder.iterdir()) == []
    assert not verdict.erased_logically
    assert verdict.failures == ("Not looked for: backups in other folders.",)


def test_what_cannot_be_erased_is_told_and_the_rest_goes_on(made):
    (made.folder / "identity.key").mkdir()
    verdict = wipe(made.folder, trim_disk=False)
    assert not verdict.erased_logically
    assert "Logical erase NOT verified." in verdict.sentences()
    assert any("identity.key" in sentence for sentence in verdict.failures)
    assert not made.key.exists()
    assert not made.database.exists()


def test_a_disk_that_gives_back_something_else_is_not_verified(made, monkeypatch):
    monkeypatch.setattr(overwriting.os, "preadv", lambda *_: 0)
    monkeypatch.setattr(overwriting, "read_at", lambda *_: b"old bytes")
    verdict = wipe(made.folder, trim_disk=False)
    assert not verdict.erased_logically
    assert any("gives back something else" in sentence for sentence in verdict.failures)


def test_a_key_file_that_cannot_be_read_is_overwritten_all_the_same(made, monkeypatch):
    def unreadable(_path):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(erasing, "peek", unreadable)
    held = made.key.open("rb")
    before = held.read()
    assert wipe(made.folder, trim_disk=False).erased_logically
    held.seek(0)
    with held:
        assert before[68:1092] not in held.read()


def test_a_wipe_goes_ahead_while_the_vault_is_open(made):
    vault = made.open_with_words()
    vault.connection.execute("INSERT INTO note (words) VALUES ('x')")
    assert wipe(made.folder, trim_disk=False).erased_logically
    vault.close()
    assert list(made.folder.iterdir()) == []


def test_a_mark_in_either_block_makes_the_next_opening_finish_the_wipe(made, tmp_path, monkeypatch):
    monkeypatch.setattr(wiping, "trim", lambda _: "Trim: left out.")  # of the whole disk the tests run on
    vault_id = made.key.read_bytes()[44:60]
    for number, place in enumerate((0, 4096)):
        half = made.copy_to(tmp_path / str(number))
        raw = bytearray(half.key.read_bytes())
        raw[place : place + 4096] = marked_block(vault_id)
        half.key.write_bytes(raw)
        with pytest.raises(RefusedError, match="wipe has been finished"):
            half.open()
        assert list(half.folder.iterdir()) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw[:0],
        lambda raw: bytes(len(raw)),
        lambda raw: b"\xff" * len(raw),
        lambda raw: b"fn-wiped" + raw[8:],
        lambda raw: b"fn-wiped" + raw[44:60] + raw[24:],
        lambda raw: b"fn-wiped" + raw[44:60] + bytes(32) + raw[56:],
        lambda raw: raw[:100],
    ],
)
def test_damage_is_never_taken_for_a_wipe(made, change):
    made.key.write_bytes(change(made.key.read_bytes()))
    database = made.database.read_bytes()
    assert resume_if_marked(made.folder) is None
    assert made.database.read_bytes() == database
    assert made.key.exists()


def test_a_missing_key_file_is_never_taken_for_a_wipe(made):
    made.key.unlink()
    assert resume_if_marked(made.folder) is None
    with pytest.raises(DamagedError):
        made.open()
    assert made.database.exists()


def test_the_mark_of_another_vault_wipes_nothing(made, rows):
    raw = bytearray(made.key.read_bytes())
    raw[:4096] = marked_block(b"another vault id")
    made.key.write_bytes(raw)
    assert resume_if_marked(made.folder) is None
    with made.open_with_words() as vault:
        assert made.rows(vault) == rows


def test_the_mark_lies_within_one_sector_and_holds_nothing_else_that_is_known():
    first, second = marked_block(b"i" * 16), marked_block(b"i" * 16)
    assert first[:56] == second[:56]
    assert first[56:] != second[56:]
    assert marked_vault(first[:56]) == b"i" * 16
    assert marked_vault(first[:55]) is None
    assert is_marked((first, b""))
    assert not is_marked((first, marked_block(b"j" * 16)))


def test_a_vault_whose_key_file_is_gone_can_still_be_cleared_away(made):
    made.key.unlink()
    wipe(made.folder, trim_disk=False)
    assert list(made.folder.iterdir()) == []
