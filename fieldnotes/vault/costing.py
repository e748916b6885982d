"""Which cost of :data:`fieldnotes.vault.kdf.COSTS` suits a machine: measured, never guessed."""

import os
import secrets
import time
from pathlib import Path

from fieldnotes.vault.kdf import COSTS, SALT_BYTES, stretch

MEASURED = b"measured"
"""What the fact ``cost_choice`` says in a vault whose cost was chosen by measuring, and may be raised later."""

CHOSEN = b"chosen"
"""What it says where somebody chose the cost, which is never changed then."""

LONGEST_SECONDS = 4.0
"""What a person waits for without thinking that the program has died; an unlocking does not take longer by our choice."""

AMPLE = {1: 1, 2: 4, 3: 8}
"""How many times its memory must be available before a cost is chosen, by id. A run that drives other programs into swap
would leave pages of theirs on the disk, and a vault must also open on a day when more is going on."""


def suitable_cost() -> int:
    """The highest cost that this machine computes within :data:`LONGEST_SECONDS` and has ample memory for; 1 at least.

    Takes one Argon2id run at the lowest cost.
    """
    started = time.perf_counter()
    stretch(secrets.token_bytes(SALT_BYTES), secrets.token_bytes(SALT_BYTES), 1)
    return _highest(1, time.perf_counter() - started, available_memory())


def higher_cost(kdf_id: int, seconds: float) -> int | None:
    """A cost above ``kdf_id`` that suits this machine, given how long a run at ``kdf_id`` took; ``None`` if none does."""
    best = _highest(kdf_id, seconds, available_memory())
    return best if best > kdf_id else None


def affordable(kdf_id: int) -> int:
    """``kdf_id``, or the highest one below it that this machine has the memory for."""
    memory = available_memory()
    fitting = [other for other in COSTS if other <= kdf_id and COSTS[other].memory_kib * 1024 <= memory]
    return max(fitting, default=min(COSTS))


def available_memory() -> int:
    """Bytes that can be had without swapping: the kernel's estimate, and no more than a control group allows.

    ``MemAvailable`` (proc_meminfo(5)) on Linux; elsewhere a quarter of the memory that is built in.
    """
    limits = [_kernel_estimate()]
    group = Path("/sys/fs/cgroup")
    allowed, used = _number(group / "memory.max"), _number(group / "memory.current")
    if allowed is not None and used is not None:
        limits.append(max(0, allowed - used))
    return min(limits)


def _highest(measured: int, seconds: float, memory: int) -> int:
    best = measured
    for kdf_id, cost in sorted(COSTS.items()):
        work = cost.memory_kib * cost.passes / (COSTS[measured].memory_kib * COSTS[measured].passes)
        ample = cost.memory_kib * 1024 * AMPLE[kdf_id] <= memory
        if kdf_id > best and ample and seconds * work <= LONGEST_SECONDS:
            best = kdf_id
    return best


def _kernel_estimate() -> int:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 4
    kib = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), "0")
    return int(kib) * 1024


def _number(path: Path) -> int | None:
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None
