"""The power goes: an ext4 file system shut down without writing out its journal, in the middle of an operation.

A process that is killed leaves everything it told the kernel; a power cut leaves what was synced. Each run is stopped
after a call, the file system is cut off there and then, mounted again, and looked at.
"""

import fcntl
import os
import random
import shutil
import struct
import subprocess
import time
from pathlib import Path

import pytest
from faultcampaign import OPERATIONS, Campaign, share, some

SHUTDOWN, WITHOUT_JOURNAL = 0x8004587D, 2  # fs/ext4/ext4.h: EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH
CHUNKS = 4
CALLS = ("fsync", "pwrite64", "unlink", "rename", "write", "ftruncate")


class Disk:
    """An ext4 file system in an image."""

    def __init__(self, folder: Path) -> None:
        self._image, self.place = folder / "image", folder / "disk"
        self.place.mkdir()
        with self._image.open("wb") as file:
            file.truncate(256 * 2**20)
        subprocess.run(["mkfs.ext4", "-q", "-F", self._image], check=True, capture_output=True)

    def plug_in(self) -> str:
        done = subprocess.run(
            ["mount", "-o", "loop", self._image, self.place], check=False, capture_output=True, text=True
        )
        return done.stderr.strip() if done.returncode else ""

    def cut(self) -> None:
        descriptor = os.open(self.place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(descriptor, SHUTDOWN, struct.pack("I", WITHOUT_JOURNAL))
        finally:
            os.close(descriptor)

    def take_out(self) -> None:
        subprocess.run(["umount", self.place], check=True, capture_output=True)

    def settle(self) -> None:
        """Have everything so far on the disk."""
        descriptor = os.open(self.place, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(descriptor)
        os.close(descriptor)
        subprocess.run(["sync", "-f", self.place], check=True)


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    if os.geteuid() != 0:
        pytest.skip("not root, so no image can be mounted")
    if not all(shutil.which(tool) for tool in ("mkfs.ext4", "mount", "umount")):
        pytest.skip("mkfs.ext4, mount or umount is not installed")
    made = Disk(tmp_path_factory.mktemp("power"))
    why = made.plug_in()
    if why:
        pytest.skip(f"loop mounts are not possible here: {why}")
    try:
        yield made
    finally:
        made.take_out()


@pytest.fixture(scope="module")
def on_disk(rig, disk):
    """The campaign, its scenes on that disk."""
    return Campaign(rig, disk.place)


def cut_after(campaign, rig, disk, operation, point):
    def cut(scene):
        disk.settle()
        ended = rig.stopped_at(point, operation, scene, then=disk.cut)
        disk.take_out()
        assert disk.plug_in() == ""
        return ended

    ended = campaign.cut(operation, cut)
    assert ended.killed, ended


def points_of(campaign, operation):
    """Every call but one that writes, of which there are many between two syncs: every sixth."""
    points = [point for point in campaign.points(operation) if point.kind in CALLS]
    return [point for point in points if point.kind != "pwrite64" or point.number % 6 == 0]


@pytest.mark.parametrize("operation", ["editing", "passphrase"])
def test_what_was_acknowledged_survives_a_power_cut(on_disk, rig, disk, at_each, operation):
    points = points_of(on_disk, operation)
    at_each(
        "power cut",
        operation,
        some(points, 3),
        len(points),
        lambda point: cut_after(on_disk, rig, disk, operation, point),
    )


@pytest.mark.torture
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_was_acknowledged_survives_a_power_cut_anywhere(  # noqa: PLR0917 - fixtures and parameters
    on_disk, rig, disk, at_each, operation, chunk
):
    points = points_of(on_disk, operation)
    at_each(
        "power cut",
        operation,
        share(points, chunk, CHUNKS),
        len(points),
        lambda point: cut_after(on_disk, rig, disk, operation, point),
    )


@pytest.mark.torture
@pytest.mark.parametrize("operation", ["editing", "passphrase"])
def test_a_power_cut_at_any_time_is_told_and_loses_nothing(on_disk, rig, disk, operation):
    # Here the process lives on for a moment and meets a disk that is no longer there.
    chance = random.Random(operation)

    def cut(scene):
        disk.settle()
        wait = chance.uniform(0.0, 0.4)
        ended = rig.run(operation, scene, meanwhile=lambda _: time.sleep(wait), then=disk.cut)
        disk.take_out()
        assert disk.plug_in() == ""
        return ended

    for _ in range(25):
        ended = on_disk.cut(operation, cut)
        assert ended.code in {0, 1, 2, 3, 4}, ended
        assert "Traceback" not in ended.told
        assert bool(ended.told.strip()) == (ended.code != 0), ended
