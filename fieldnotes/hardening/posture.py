"""What this machine and this process really are like: measured, not guessed, and ``None`` where it cannot be told."""

import sys
from dataclasses import dataclass
from pathlib import Path

from fieldnotes.hardening import kernel
from fieldnotes.hardening.freeing import overwrites_freed_memory

UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class SwapArea:
    """One active swap area.

    Attributes:
        name: device or file.
        bytes_total: its size.
        compressed_memory: whether it is zram without a disk behind it: memory, lost at power-off.
    """

    name: str
    bytes_total: int
    compressed_memory: bool


@dataclass(frozen=True, slots=True)
class Posture:
    """Facts about this process and this machine; ``None`` means that it cannot be told here.

    Attributes:
        platform: as ``sys.platform``.
        dumpable: whether others of the same user can read this process's memory.
        core_limit: largest core file in bytes, -1 for no limit.
        core_pattern: where the kernel sends core files (a pipe ignores the limit).
        swap: active swap areas; empty if there is none.
        zswap: whether pages are compressed in memory before they go to a swap area.
        hibernation: whether the system can write all memory to disk.
        memlock_limit: bytes this process may keep out of swap, -1 for no limit.
        memory_locked: bytes it does keep out of swap.
        freed_memory_overwritten: whether Python's allocator overwrites what it frees, tried out just now.
    """

    platform: str
    dumpable: bool | None
    core_limit: int | None
    core_pattern: str | None
    swap: tuple[SwapArea, ...] | None
    zswap: bool | None
    hibernation: bool | None
    memlock_limit: int | None
    memory_locked: int | None
    freed_memory_overwritten: bool

    @property
    def zram(self) -> bool | None:
        """Whether any swap area is zram."""
        return None if self.swap is None else any(area.compressed_memory for area in self.swap)

    @property
    def swap_on_disk(self) -> bool | None:
        """Whether memory can reach a disk through swap."""
        return None if self.swap is None else any(not area.compressed_memory for area in self.swap)


def posture(proc: Path = Path("/proc"), sys_folder: Path = Path("/sys")) -> Posture:
    """Measure now.

    Args:
        proc: where procfs is mounted.
        sys_folder: where sysfs is mounted.
    """
    swaps = _read(proc / "swaps")
    zswap = _read(sys_folder / "module/zswap/parameters/enabled")
    states = _read(sys_folder / "power/state")
    disk = _read(sys_folder / "power/disk")
    return Posture(
        platform=sys.platform,
        dumpable=kernel.dumpable(),
        core_limit=_limit("RLIMIT_CORE"),
        core_pattern=_read(proc / "sys/kernel/core_pattern"),
        swap=None if swaps is None else parse_swaps(swaps, sys_folder),
        zswap=None if zswap is None else zswap == "Y",
        hibernation=None if states is None else "disk" in states.split() and disk not in {None, "[disabled]"},
        memlock_limit=_limit("RLIMIT_MEMLOCK"),
        memory_locked=_locked(_read(proc / "self/status")),
        freed_memory_overwritten=overwrites_freed_memory(),
    )


def parse_swaps(table: str, sys_folder: Path) -> tuple[SwapArea, ...]:
    """Read ``/proc/swaps`` (proc_swaps(5)): name, type, size in KiB, used, priority; one heading line."""
    rows = [line.split() for line in table.splitlines()[1:]]
    return tuple(
        SwapArea(row[0], int(row[2]) * 1024, _is_memory(Path(row[0]).name, sys_folder))
        for row in rows
        if len(row) > 2
    )


def _is_memory(device: str, sys_folder: Path) -> bool:
    # zram can be told to write idle pages to a disk behind it, and then it is a disk like any other.
    return device.startswith("zram") and _read(sys_folder / f"block/{device}/backing_dev") in {None, "none"}


def _locked(status: str | None) -> int | None:
    for line in (status or "").splitlines():
        if line.startswith("VmLck:"):
            return int(line.split()[1]) * 1024
    return None


def _limit(name: str) -> int | None:
    try:
        import resource  # noqa: PLC0415 - Windows has no such module, and its absence is an answer
    except ImportError:
        return None
    number = getattr(resource, name, None)
    if number is None:
        return None
    soft = resource.getrlimit(number)[0]
    return UNLIMITED if soft == resource.RLIM_INFINITY else soft


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
