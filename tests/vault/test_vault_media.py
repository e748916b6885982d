from pathlib import Path

import pytest

from fieldnotes.vault.media import Medium, medium_of, mount_of, physical_erase

# Lines in the form of proc_pid_mountinfo(5), one with optional fields, one with an escaped space, one mounted over.
TABLE = """\
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw,errors=remount-ro
36 22 8:17 / /mnt/stick\\040one rw,nosuid shared:9 master:2 - vfat /dev/sdb1 rw,fmask=0022
40 22 0:41 /home /home rw,relatime shared:4 - btrfs /dev/sda3 rw,ssd,subvol=/home
41 22 0:50 / /srv/over rw - tmpfs tmpfs rw
42 41 8:33 / /srv/over rw - xfs /dev/sdc1 rw,noatime
broken line
"""
ORDERED = frozenset({"rw", "data=ordered"})


@pytest.mark.parametrize(
    ("folder", "filesystem", "numbers"),
    [
        ("/srv/vault", "ext4", "8:2"),
        ("/mnt/stick one/vault", "vfat", "8:17"),
        ("/mnt/stick", "ext4", "8:2"),
        ("/home/researcher", "btrfs", "0:41"),
        ("/homework", "ext4", "8:2"),
        ("/srv/over/x", "xfs", "8:33"),
    ],
)
def test_the_mount_that_holds_a_folder(folder, filesystem, numbers):
    assert mount_of(Path(folder), TABLE)[:2] == (filesystem, numbers)


def test_mount_options_of_both_kinds():
    assert mount_of(Path("/srv"), TABLE)[2] == {"rw", "relatime", "errors=remount-ro"}


def test_an_empty_table_is_unknown():
    assert mount_of(Path("/"), "")[0] == "unknown"


@pytest.mark.parametrize(
    "medium",
    [
        Medium("ext4", ORDERED, "sda", rotational=True, vendor="ATA WDC WD10EZEX"),
        Medium("xfs", frozenset({"rw"}), "sdb", rotational=True, vendor="SEAGATE ST4000"),
    ],
)
def test_physical_erase_is_assured_on_ext4_ordered_and_xfs_on_a_rotating_disk(medium):
    assert physical_erase(medium)[0]


@pytest.mark.parametrize(
    ("medium", "because"),
    [
        (Medium("ext4", frozenset({"data=journal"}), "sda", rotational=True, vendor="ATA"), "journal"),
        (Medium("ext4", frozenset({"rw"}), "sda", rotational=True, vendor="ATA"), "journal"),
        (Medium("ext4", ORDERED, "sda", rotational=False, vendor="ATA"), "flash"),
        (Medium("ext4", ORDERED, "sda", rotational=None, vendor="ATA"), "flash"),
        (Medium("ext4", ORDERED, "nvme0n1", rotational=False, vendor=""), "cannot be told"),
        (Medium("ext4", ORDERED, "mmcblk0", rotational=False, vendor=""), "cannot be told"),
        (Medium("ext4", ORDERED, "dm-0", rotational=True, vendor=""), "cannot be told"),
        (Medium("ext4", ORDERED, "loop0", rotational=True, vendor=""), "cannot be told"),
        (Medium("ext4", ORDERED, "vda", rotational=True, vendor="0x1af4"), "cannot be told"),
        (Medium("ext4", ORDERED, "sda", rotational=True, vendor="QEMU HARDDISK"), "virtual"),
        (Medium("ext4", ORDERED, "", rotational=None, vendor=""), "cannot be told"),
        (Medium("btrfs", frozenset(), "sda", rotational=True, vendor="ATA"), "btrfs"),
        (Medium("zfs", frozenset(), "sda", rotational=True, vendor="ATA"), "zfs"),
        (Medium("f2fs", frozenset(), "sda", rotational=True, vendor="ATA"), "f2fs"),
        (Medium("overlay", frozenset(), "", rotational=None, vendor=""), "overlay"),
        (Medium("unknown", frozenset(), "", rotational=None, vendor=""), "unknown"),
    ],
)
def test_everything_else_is_not_assured_and_says_why(medium, because):
    assured, reason = physical_erase(medium)
    assert not assured
    assert because in reason


def test_this_machine_is_measured(tmp_path):
    if not Path("/proc/self/mountinfo").exists():
        pytest.skip("no /proc/self/mountinfo on this system")
    medium = medium_of(tmp_path)
    mounts = {
        line.split(" - ")[1].split()[0] for line in Path("/proc/self/mountinfo").read_text().splitlines()
    }
    assert medium.filesystem in mounts
