"""What a folder lies on, as far as Linux tells: file system, journal mode, kind of disk."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

_OCTAL = re.compile(r"\\([0-7]{3})")
_VIRTUAL_VENDORS = (
    "QEMU",
    "VMWARE",
    "VBOX",
    "MSFT",
    "VIRTUAL",
    "XEN",
    "RED HAT",
    "GOOGLE",
    "AMAZON",
    "NUTANIX",
)


@dataclass(frozen=True, slots=True)
class Medium:
    """What a folder lies on.

    Attributes:
        filesystem: as the kernel names it, such as ``ext4``; ``unknown`` where it cannot be told.
        options: mount options and, for ext4, the options in force.
        device: the kernel's name of the disk, such as ``sda``; empty where there is none.
        rotational: whether the disk says that it turns; ``None`` where it does not say.
        vendor: what the disk says of its maker; virtual disks tell themselves apart by it.
    """

    filesystem: str
    options: frozenset[str]
    device: str
    rotational: bool | None
    vendor: str


def medium_of(folder: Path) -> Medium:
    """Look up ``folder`` in ``/proc/self/mountinfo`` and its disk in sysfs."""
    try:
        table = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return Medium("unknown", frozenset(), "", None, "")
    filesystem, numbers, options = mount_of(folder.resolve(), table)
    node = Path(os.path.realpath(f"/sys/dev/block/{numbers}"))
    disk = node.parent if (node / "partition").exists() else node
    if filesystem == "ext4":
        options |= frozenset(_read(Path(f"/proc/fs/ext4/{node.name}/options")).split())
    turns = _read(disk / "queue/rotational")
    return Medium(
        filesystem,
        options,
        disk.name if disk.exists() else "",
        {"0": False, "1": True}.get(turns),
        f"{_read(disk / 'device/vendor')} {_read(disk / 'device/model')}".strip(),
    )


def mount_of(folder: Path, table: str) -> tuple[str, str, frozenset[str]]:
    """File system, device numbers and options of the mount that holds ``folder`` (proc_pid_mountinfo(5))."""
    best = ("unknown", "0:0", frozenset[str]())
    longest = -1
    for line in table.splitlines():
        left, _, right = line.partition(" - ")
        fields, tail = left.split(" "), right.split(" ")
        if len(fields) < 6 or len(tail) < 3:
            continue
        point = Path(_OCTAL.sub(lambda code: chr(int(code.group(1), 8)), fields[4]))
        if folder.is_relative_to(point) and len(point.parts) >= longest:
            longest = len(point.parts)
            best = (tail[0], fields[2], frozenset(fields[5].split(",")) | frozenset(tail[2].split(",")))
    return best


def physical_erase(medium: Medium) -> tuple[bool, str]:
    """Whether overwriting a block in place also overwrites it on this disk, and why.

    Only where measurements on raw images left nothing behind: ext4 with ordered data and xfs, on a disk that turns.
    Everything that is not known for certain counts as no.
    """
    objection = _objection_to_filesystem(medium) or _objection_to_disk(medium)
    if objection:
        return False, objection
    return True, f"{medium.filesystem} overwrites blocks in place, and the disk is a rotating one"


def _objection_to_filesystem(medium: Medium) -> str | None:
    if medium.filesystem not in {"ext4", "xfs"}:
        return f"the file system ({medium.filesystem}) may keep older copies of a block"
    if medium.filesystem == "ext4" and "data=journal" in medium.options:
        return "the file system's journal holds copies of data"
    if medium.filesystem == "ext4" and "data=ordered" not in medium.options:
        return "how the file system journals data cannot be told"
    return None


def _objection_to_disk(medium: Medium) -> str | None:
    if not medium.device.startswith("sd"):
        return f"what lies beneath the device ({medium.device or 'unknown'}) cannot be told"
    if medium.rotational is not True:
        return "flash storage keeps older copies of a block where no program can reach them"
    if any(name in medium.vendor.upper() for name in _VIRTUAL_VENDORS):
        return "the disk is a virtual one, and what lies beneath it cannot be told"
    return None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
