"""The folder carrier against a real file system."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from fieldnotes.base.errors import FieldnotesError, WrongUseError
from fieldnotes.carriers.folder import FolderCarrier
from fieldnotes.carriers.protocol import MAX_OBJECT_BYTES, UnavailableError

PREFIX = "0123456789abcdef"


def name_of(data: bytes) -> str:
    return f"{PREFIX}/{hashlib.sha256(data).hexdigest()}"


def test_what_was_put_is_listed_and_comes_back(tmp_path):
    carrier = FolderCarrier(tmp_path)
    names = []
    for data in (b"one", b"", b"three" * 100_000):
        carrier.put(name_of(data), data)
        names.append(name_of(data))
        assert carrier.get(name_of(data)) == data
        assert carrier.confirm(name_of(data), data)
    assert carrier.list_names(PREFIX) == sorted(names)
    assert carrier.list_names("f" * 16) == []


def test_putting_again_is_harmless(tmp_path):
    carrier = FolderCarrier(tmp_path)
    for _ in range(3):
        carrier.put(name_of(b"x"), b"x")
    assert carrier.list_names(PREFIX) == [name_of(b"x")]
    assert [path.name for path in (tmp_path / PREFIX).iterdir()] == [name_of(b"x").split("/")[1]]


def test_what_others_leave_in_the_folder_is_not_listed(tmp_path):
    carrier = FolderCarrier(tmp_path)
    carrier.put(name_of(b"x"), b"x")
    folder = tmp_path / PREFIX
    whole = "a" * 64
    for stray in (
        f"{whole}.part",
        f"~syncthing~{whole}.tmp",
        f".syncthing.{whole}.tmp",
        f"{whole}.sync-conflict-20260101-000000-ABCDEFG",
        "A" * 64,
        "a" * 63,
        "README.txt",
    ):
        (folder / stray).write_bytes(b"stray")
    (folder / ("b" * 64)).mkdir()
    (folder / ("c" * 64)).symlink_to("/etc/hostname")
    assert carrier.list_names(PREFIX) == [name_of(b"x")]


def test_a_captive_answer_is_not_a_confirmation(tmp_path):
    carrier = FolderCarrier(tmp_path)
    carrier.put(name_of(b"sealed"), b"sealed")
    (tmp_path / name_of(b"sealed")).write_bytes(b"<html>please log in</html>")
    assert not carrier.confirm(name_of(b"sealed"), b"sealed")
    (tmp_path / name_of(b"sealed")).unlink()
    assert not carrier.confirm(name_of(b"sealed"), b"sealed")


def test_an_absent_folder_waits_and_is_never_created(tmp_path):
    gone = tmp_path / "stick"
    carrier = FolderCarrier(gone)
    for act in (
        lambda: carrier.put(name_of(b"x"), b"x"),
        lambda: carrier.get(name_of(b"x")),
        lambda: carrier.list_names(PREFIX),
        lambda: carrier.confirm(name_of(b"x"), b"x"),
    ):
        with pytest.raises(UnavailableError) as caught:
            act()
        assert caught.value.exit_code == 1
        assert "kept" in caught.value.remedy
    assert not gone.exists()


def test_a_missing_object_is_an_error_to_get(tmp_path):
    with pytest.raises(FieldnotesError):
        FolderCarrier(tmp_path).get(name_of(b"nothing"))


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        f"{PREFIX}/../{'a' * 64}",
        f"{PREFIX}/{'a' * 64}/x",
        f"/{PREFIX}/{'a' * 64}",
        f"{PREFIX}/{'a' * 64}\n",
        "",
    ],
)
def test_only_names_of_the_one_form_reach_the_file_system(tmp_path, name):
    carrier = FolderCarrier(tmp_path)
    with pytest.raises(WrongUseError):
        carrier.put(name, b"x")
    with pytest.raises(WrongUseError):
        carrier.get(name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_prefix_cannot_climb(tmp_path):
    with pytest.raises(WrongUseError):
        FolderCarrier(tmp_path).list_names("..")


def test_a_full_disk_leaves_no_object_under_its_name(tmp_path, monkeypatch):
    carrier = FolderCarrier(tmp_path)

    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnavailableError, match="No space left"):
        carrier.put(name_of(b"x"), b"x")
    monkeypatch.undo()
    assert carrier.list_names(PREFIX) == []
    carrier.put(name_of(b"x"), b"x")
    assert carrier.confirm(name_of(b"x"), b"x")


def test_the_object_is_synced_before_it_is_renamed_and_the_folder_after(tmp_path, monkeypatch):
    (tmp_path / PREFIX).mkdir()
    seen: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def watched_fsync(descriptor):
        seen.append("folder" if Path(f"/proc/self/fd/{descriptor}").is_dir() else "file")
        fsync(descriptor)

    def watched_replace(self, target):
        seen.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "replace", watched_replace)
    FolderCarrier(tmp_path).put(name_of(b"x"), b"x")
    assert seen == ["file", "rename", "folder"]


def test_a_symbolic_link_in_place_of_an_object_is_not_followed(tmp_path):
    secret = tmp_path / "elsewhere"
    secret.write_bytes(b"not an export")
    store = tmp_path / "store"
    (store / PREFIX).mkdir(parents=True)
    (store / name_of(b"x")).symlink_to(secret)
    with pytest.raises(UnavailableError):
        FolderCarrier(store).get(name_of(b"x"))


def test_an_oversized_object_is_not_read_whole(tmp_path):
    (tmp_path / PREFIX).mkdir()
    with (tmp_path / name_of(b"x")).open("wb") as file:
        file.truncate(MAX_OBJECT_BYTES * 4)
    with pytest.raises(UnavailableError, match="longer"):
        FolderCarrier(tmp_path).get(name_of(b"x"))
