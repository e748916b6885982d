import os
import resource
import subprocess
import sys

import pytest

from fieldnotes.hardening.posture import UNLIMITED, SwapArea, parse_swaps, posture

SWAPS = """\
Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority
/dev/sda5                               partition\t2097148\t0\t-2
/dev/zram0                              partition\t1048572\t4\t100
/dev/zram1                              partition\t1024\t0\t100
/swap\\040file                           file\t\t4096\t0\t-3
"""


@pytest.fixture
def machine(tmp_path):
    """A procfs and a sysfs of our own making, to be filled by a test."""

    def put(path, text):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    return put, lambda: posture(tmp_path / "proc", tmp_path / "sys")


def test_swap_areas_and_which_of_them_are_memory_only(tmp_path):
    (tmp_path / "block/zram0").mkdir(parents=True)
    (tmp_path / "block/zram0/backing_dev").write_text("none\n")
    (tmp_path / "block/zram1").mkdir(parents=True)
    (tmp_path / "block/zram1/backing_dev").write_text("/dev/sda6\n")
    assert parse_swaps(SWAPS, tmp_path) == (
        SwapArea("/dev/sda5", 2097148 * 1024, compressed_memory=False),
        SwapArea("/dev/zram0", 1048572 * 1024, compressed_memory=True),
        SwapArea("/dev/zram1", 1024 * 1024, compressed_memory=False),  # zram with a disk behind it is a disk
        SwapArea("/swap\\040file", 4096 * 1024, compressed_memory=False),
    )


def test_what_cannot_be_read_is_unknown_and_never_good(machine):
    _, measure = machine
    found = measure()
    assert found.swap is None
    assert found.swap_on_disk is None
    assert found.zram is None
    assert found.zswap is None
    assert found.hibernation is None
    assert found.core_pattern is None
    assert found.memory_locked is None


@pytest.mark.parametrize(
    ("table", "on_disk", "zram"),
    [
        (SWAPS.splitlines()[0], False, False),
        (SWAPS, True, True),
        ("heading\n/dev/zram0 partition 100 0 100", False, True),
        ("heading\n/dev/sda5 partition 100 0 -2", True, False),
    ],
)
def test_swap_as_the_kernel_lists_it(machine, table, on_disk, zram):
    put, measure = machine
    put("proc/swaps", table)
    assert (measure().swap_on_disk, measure().zram) == (on_disk, zram)


@pytest.mark.parametrize(
    ("state", "disk", "possible"),
    [
        ("freeze mem disk", "[platform] shutdown reboot", True),
        ("freeze mem disk", "[disabled]", False),
        ("freeze mem", "[platform]", False),
        ("freeze mem disk", None, False),
    ],
)
def test_hibernation_as_the_kernel_offers_it(machine, state, disk, possible):
    put, measure = machine
    put("sys/power/state", state)
    if disk is not None:
        put("sys/power/disk", disk)
    assert measure().hibernation is possible


def test_zswap_and_core_pattern_and_locked_memory(machine):
    put, measure = machine
    put("sys/module/zswap/parameters/enabled", "Y\n")
    put("proc/sys/kernel/core_pattern", "|/usr/lib/systemd/systemd-coredump %P\n")
    put("proc/self/status", "Name:\tpython\nVmLck:\t     128 kB\n")
    found = measure()
    assert found.zswap is True
    assert found.core_pattern == "|/usr/lib/systemd/systemd-coredump %P"
    assert found.memory_locked == 128 * 1024


def test_limits_are_those_of_this_process():
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
        assert posture().core_limit == 0
        if hard == resource.RLIM_INFINITY:
            resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
            assert posture().core_limit == UNLIMITED
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


@pytest.mark.parametrize(
    ("options", "allocator", "overwritten"),
    [([], "debug", True), ([], "default", False), (["-I"], "debug", False), (["-X", "dev"], None, True)],
)
def test_whether_freed_memory_is_overwritten_is_tried_out_and_not_read_from_a_variable(
    options, allocator, overwritten
):
    # With -I Python pays no heed to PYTHONMALLOC; whoever reads the variable is told what is not so.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONMALLOC"}
    environment |= {"PYTHONMALLOC": allocator} if allocator else {}
    script = "from fieldnotes.hardening.posture import posture; print(posture().freed_memory_overwritten)"
    done = subprocess.run(
        [sys.executable, *options, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(overwritten)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_this_machine_is_measured():
    found = posture()
    assert found.platform == "linux"
    assert found.dumpable in {True, False}
    assert found.swap is not None
